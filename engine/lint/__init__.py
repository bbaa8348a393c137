"""Checks of a rule set that go beyond its shape: one check per file, its docstring is its page."""
