"""Cases told step by step by an administrator, and the runner that holds a rule set to them."""
