"""The page of a case: what it shows, and doing something on it."""
