"""Bytes → plain values with the place of each: the part that knows YAML."""
