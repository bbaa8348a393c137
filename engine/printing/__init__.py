"""What goes to paper: the policy manual of a locality, and the slips of a case."""
