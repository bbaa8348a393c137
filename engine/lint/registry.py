"""The checks there are: every module of `engine.lint.checks` and `engine.lint.floor` with a `check`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType

from engine.lint import checks, floor
from engine.lint.subject import Subject
from engine.source import Problem, in_order

Check = Callable[[Subject], Iterator[Problem]]


def lint(subject: Subject) -> tuple[Problem, ...]:
    """What every check of a rule set finds, in order of the file."""
    return tuple(in_order([p for check in _checks(checks) for p in check(subject)]))


def against_floor(subject: Subject) -> tuple[Problem, ...]:
    """How a rule set stands to those it builds on: notes where it is silent or stricter, errors where
    it is looser."""
    return tuple(in_order([p for check in _checks(floor) for p in check(subject)]))


def pages() -> dict[str, str]:
    """The manual page of every check, by the name of its file."""
    modules = [*_modules(checks), *_modules(floor)]
    return {m.__name__.rpartition(".")[2].replace("_", "-"): m.__doc__ or "" for m in modules if hasattr(m, "check")}


@cache
def _modules(package: ModuleType) -> tuple[ModuleType, ...]:
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__))
    return tuple(importlib.import_module(f"{package.__name__}.{name}") for name in names)


def _checks(package: ModuleType) -> list[Check]:
    return [m.check for m in _modules(package) if hasattr(m, "check")]
