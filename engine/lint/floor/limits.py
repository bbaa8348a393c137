"""Deadlines against those of the bodies above.

Whoever must act may get less time than the floor gives, never more; the complainant may get more,
never less (`stricter:` on the floor's deadline says otherwise). A is stricter than B when on no start
date from 2007 to 2026 it ends later. Where the floor names the point (`floor:`), a local deadline of
the same concept with other events is told as stricter too; looser it is no error there, because both
clocks run. A limit without a number (`promptly`, `unspecified`) is never called stricter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.lint.own_text import bound_by, named, own_cites, value_at
from engine.lint.subject import Subject
from engine.policy.actors import names_in
from engine.policy.counting import Strictness, is_stricter
from engine.policy.definitions import Deadline, Duty, RuleSet
from engine.policy.limits import Limit
from engine.source import Problem

_NUMBERED = ("span", "same-day")


def check(subject: Subject) -> Iterator[Problem]:
    """Limits that a child sets anew under the key of the floor."""
    for section in ("deadlines", "duties"):
        for key in getattr(subject.ruleset, section):
            floor = bound_by(subject, f"{section}.{key}")
            if floor is not None:
                yield from _against(subject, floor, f"{section}.{key}")


def _against(subject: Subject, floor: RuleSet, path: str) -> Iterator[Problem]:
    here, there = value_at(subject.ruleset, path), value_at(floor, path)
    if isinstance(here, Duty):
        pairs = [("limit", here.limit, there.limit), ("every", here.every, there.every)]
    else:
        pairs = [("limit", here.limit, there.limit)] if _same_events(here, there) else []
    for name, mine, theirs in pairs:
        if mine is not None and theirs is not None and mine != theirs:
            yield from judged(subject, floor, f"{path}.{name}", path, mine, theirs)


def _same_events(here: Deadline, there: Deadline) -> bool:
    return (here.starts, here.stops) == (there.starts, there.stops)


def judged(
    subject: Subject, floor: RuleSet, at: str, floor_path: str, mine: Limit, theirs: Limit, *, both_run: bool = False
) -> Iterator[Problem]:
    """What a local limit is against the floor's: stricter (note), looser (error), neither (warning)."""
    there = value_at(floor, floor_path)
    found = compared(subject, floor, mine, theirs)
    verdict = _turned(found, there)
    here = value_at(subject.ruleset, ".".join(at.split(".")[:2]))
    params: dict[str, Any] = {
        "mine": written(mine), "theirs": written(theirs), "item": at.split(".")[1], "point": there.label,
        "cites": named(floor, there.cite), "local": named(subject.ruleset, own_cites(subject, here.cite) or here.cite),
    }  # fmt: skip
    if verdict == "stricter" and mine.kind in _NUMBERED:
        yield subject.problem("floor-stricter", at, also=floor_path, of=floor, severity="note", **params)
    elif verdict == "looser" and not both_run:
        params["day"] = found.later or found.earlier
        yield subject.problem("floor-looser", at, also=floor_path, of=floor, **params)
    elif verdict == "incomparable" and not both_run:
        days: dict[str, Any] = {"earlier": found.earlier or "-", "later": found.later or "-"}
        yield subject.problem("floor-incomparable", at, also=floor_path, of=floor, severity="warning", **params, **days)


def compared(subject: Subject, floor: RuleSet, mine: Limit, theirs: Limit) -> Strictness:
    """Both limits counted over every start date."""
    return is_stricter(mine, theirs, subject.calendar, subject.ruleset.counting, counting_b=floor.counting)


def _turned(found: Strictness, there: Deadline | Duty) -> str:
    """The verdict; for the complainant's own time more is stricter."""
    direction = there.stricter if isinstance(there, Deadline) else None
    if direction == "neither":
        return "same"
    longer = direction == "longer" or (direction is None and _is_complainants(there))
    turned = {"stricter": "looser", "looser": "stricter"}
    return turned.get(found.verdict, found.verdict) if longer else found.verdict


def _is_complainants(item: Deadline | Duty) -> bool:
    return item.who is not None and "complainant" in names_in(item.who)


def written(limit: Limit) -> str:
    """A limit as it stands in the file."""
    if limit.kind == "fact":
        return f"{{fact: {limit.fact}}}"
    if limit.kind != "span" or limit.unit is None:
        return limit.kind.replace("-", " ")
    unit = limit.unit.value
    return f"{limit.amount} {unit.rstrip('s') if limit.amount == 1 else unit}"
