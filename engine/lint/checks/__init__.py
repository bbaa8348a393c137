"""One check of a rule set per module; the docstring of the module is the page of the check."""
