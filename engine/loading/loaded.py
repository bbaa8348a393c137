"""What loading hands on: a rule set, what is wrong with it, and the plain tree it was built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from engine.loading.reading.document import Plain
from engine.loading.versions import ALWAYS, Span
from engine.policy.definitions import RuleSet
from engine.source import Problem


@dataclass(frozen=True)
class Loaded:
    """`ruleset` is None when a problem is an error; `parents` come nearest first; `tree` is the
    merged plain data with the forms (see `canonical`).

    Where the file or one it builds on has several versions, this is the newest, `problems` are those
    of all, and `versions` has each, earliest first, with the `span` of days on which it holds.
    """

    ruleset: RuleSet | None
    problems: tuple[Problem, ...]
    parents: tuple[RuleSet, ...] = ()
    tree: Mapping[str, Plain] = field(default_factory=dict)
    span: Span = ALWAYS
    versions: tuple[Loaded, ...] = ()

    @property
    def each(self) -> tuple[Loaded, ...]:
        """Every version by itself; the rule set alone when it has one."""
        return self.versions or (self,)

    def on(self, day: date) -> Loaded | None:
        """The version that holds on this day."""
        return next((v for v in self.each if v.span.first <= day <= v.span.last), None)
