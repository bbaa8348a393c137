"""What a check looks at, and how it points at a place of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.policy.calendar import Calendar
from engine.policy.definitions import RuleSet
from engine.policy.fact_types import FactType, fact_types
from engine.source import Position, Problem, Severity


@dataclass(frozen=True)
class Subject:
    """A rule set, the rule sets it builds on (nearest first), and the calendar it counts on."""

    ruleset: RuleSet
    parents: tuple[RuleSet, ...]
    calendar: Calendar

    @cached_property
    def types(self) -> Mapping[str, FactType]:
        """The type of every fact."""
        return fact_types(self.ruleset)

    @property
    def runs(self) -> bool:
        """Whether cases begin under this rule set; one that only passes things on has loose ends."""
        return bool(self.ruleset.intake)

    def at(self, path: str, of: RuleSet | None = None) -> Position:
        """Where a path of natural keys stands: itself, else its nearest ancestor, else the file.
        `of` is a rule set above, whose own place is meant."""
        places = (of or self.ruleset).source_map
        while path:
            if path in places:
                return places[path]
            path = path.rpartition(".")[0]
        first = places.get("title")
        return Position(first.file) if first else Position(f"rules/{self.ruleset.id}.yaml")

    def problem(
        self,
        code: str,
        path: str,
        *,
        also: str | None = None,
        of: RuleSet | None = None,
        severity: Severity = "error",
        **params: object,
    ) -> Problem:
        """A problem at a path; `also` is the path of the other place, in the rule set `of` above if given."""
        return Problem(code, self.at(path), params, severity, self.at(also, of) if also else None)
