"""What the compiler will not hand to durable_rules, and how an author is told.

Outside its subset durable_rules answers wrongly in silence, hangs or dies. So a rule that cannot be
said inside the subset is refused when rules are checked, never when a case waits for a decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.errors import EngineError
from engine.source import Position, Problem


@dataclass(frozen=True)
class Refusal:
    """One thing that cannot be compiled: `code` without the room's prefix, the group and the rule it
    stands in (an empty rule means the whole group), and the values that fill the sentence."""

    code: str
    group: str
    rule: str
    params: Mapping[str, object] = field(default_factory=dict)

    def problem(self, at: Position) -> Problem:
        """The problem an author reads; the caller knows where the rule is written."""
        return Problem(f"match-{self.code}", at, {"group": self.group, "rule": self.rule, **self.params})


def as_problems(refusals: Iterable[Refusal], source_map: Mapping[str, Position], file: str) -> list[Problem]:
    """Refusals as problems at the place of their rule (`tables.track.rules.outside`,
    `flags.hard-case`), or else of their group, or of the file."""
    found: list[Problem] = []
    for r in refusals:
        paths = (f"{r.group}.rules.{r.rule}", f"{r.group}.{r.rule}", r.group)
        at = next((source_map[p] for p in paths if p in source_map), Position(file))
        found.append(r.problem(at))
    return found


class RefusedError(EngineError):
    """Raised inside the compiler while one rule is taken apart; becomes a `Refusal`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
