"""A form in the browser: its boxes, its draft, its files, and the receipt of what was sent."""
