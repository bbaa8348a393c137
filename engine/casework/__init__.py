"""What happens to one complaint: events folded into a case, the pure judge, and the Desk around it."""
