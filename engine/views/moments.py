"""A timeline as people tell it: what somebody did and what followed from it at once is one moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from engine.views.names import Names
from engine.views.reasons import ReasonLine
from engine.views.timeline import TimelineLine

_TONES = ("alarm", "act", "rule", "time")
"""The one that is to be seen first, first."""


@dataclass(frozen=True)
class Moment:
    """`lines` in the order in which they happened; `who` acted, or the rules or time did."""

    at: datetime
    who: str
    tone: str
    lines: tuple[TimelineLine, ...]
    reasons: tuple[ReasonLine, ...]


def moments(lines: Iterable[TimelineLine], names: Names) -> tuple[Moment, ...]:
    """Lines in order, put together: same instant, and the same actor or the rules after one."""
    follows = names.say("by-rule")
    groups: list[list[TimelineLine]] = []
    found = tuple(lines)
    for before, line in pairwise((None, *found)):
        assert line is not None
        together = before is not None and before.at == line.at and line.who in (groups[-1][0].who, follows)
        if together:
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(_moment(g) for g in groups)


def _moment(lines: list[TimelineLine]) -> Moment:
    tone = min((line.tone for line in lines), key=_TONES.index)
    reasons = {(r.what, r.cites): r for line in lines for r in line.reasons if r.cites}
    return Moment(lines[0].at, lines[0].who, tone, tuple(lines), tuple(reasons.values()))
