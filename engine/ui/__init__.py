"""The app in the browser: pages drawn from a rule set, its forms and its cases."""
