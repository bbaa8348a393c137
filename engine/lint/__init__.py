"""Checks of a rule set that go beyond its shape: one check per file, its docstring is its page."""

from engine.lint.registry import against_floor, lint
from engine.lint.subject import Subject

__all__ = ["Subject", "against_floor", "lint"]
