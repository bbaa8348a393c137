"""Sets of facts: what they have in common, what is left, an example of each; by analysis, never by trying."""
