"""The chapters of a policy manual: one file each, every one a function from a `Speaker` to blocks."""
