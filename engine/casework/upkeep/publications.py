"""Which publication decides on which day, and whether another one fits beside those there are.

Publications follow on one another: each holds from its day until the next one's, and no longer than
its own text says. Two of one day would leave it open which decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.casework.ports import Published
from engine.policy.definitions import RuleSet
from engine.source import Position, Problem


def expired(ruleset: RuleSet, day: date) -> bool:
    """Whether the text itself says that it no longer holds."""
    return ruleset.in_force.until is not None and day > ruleset.in_force.until


def unfit(ruleset: RuleSet, digest: str, from_: date, published: Iterable[Published]) -> tuple[Problem, ...]:
    """Why this text cannot be published from that day on, at the place where it says when it holds."""
    at = _place(ruleset)
    span = ruleset.in_force
    found = []
    if expired(ruleset, from_) or (span.from_ is not None and from_ < span.from_):
        days = f"{span.from_ or ''} … {span.until or ''}".strip()
        found.append(Problem("publish-outside", at, {"day": from_.isoformat(), "days": days}))
    for other in published:
        if other.from_ == from_ and other.digest != digest:
            params = {"day": from_.isoformat(), "digest": other.digest[:12], "at": f"{other.at:%Y-%m-%d}"}
            found.append(Problem("publish-overlap", at, params))
    return tuple(found)


def _place(ruleset: RuleSet) -> Position:
    places = ruleset.source_map
    return places.get("in_force") or places.get("title") or Position(f"rules/{ruleset.id}.yaml")
