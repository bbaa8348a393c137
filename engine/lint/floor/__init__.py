"""How a rule set stands to the rules it builds on: one aspect per module."""
