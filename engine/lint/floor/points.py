"""The points on which the floor holds every local text against itself.

For each point of the parent's `floor:` one note at most. The local text is *silent* when every
definition there is inherited and no article of its own speaks of it: the floor applies. It speaks
*in part* when some are inherited, or when its own definition of the same concept leaves something
open (`unspecified:`). It is *stricter* when its own numbered limit of the same concept never ends
later. Where it speaks in full nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.lint.floor.limits import judged
from engine.lint.own_text import (
    counterparts,
    floor_of,
    is_left_open,
    named,
    own_cites,
    speaks,
    value_at,
)
from engine.lint.subject import Subject
from engine.policy.definitions import Cites, Deadline, FloorPoint
from engine.source import Problem


def check(subject: Subject) -> Iterator[Problem]:
    """One note for each point of the floor that the local text does not fully speak of."""
    points = {key: point for p in reversed(subject.parents) for key, point in p.floor.items()}
    for key, point in points.items():
        stricter = [p for path in point.at for p in _limits(subject, path)]
        yield from stricter[:1] or _spoken(subject, key, point)


def _limits(subject: Subject, path: str) -> Iterator[Problem]:
    """Local deadlines of the same concept that are stricter than the one the floor names."""
    floor, there = floor_of(subject, path), value_at(subject.ruleset, path)
    if floor is None or not isinstance(there, Deadline):
        return
    for other in counterparts(subject, path):
        mine = value_at(subject.ruleset, other)
        yield from judged(subject, floor, f"{other}.limit", path, mine.limit, there.limit, both_run=True)


def _spoken(subject: Subject, key: str, point: FloorPoint) -> Iterator[Problem]:
    heard = [_heard(subject, path) for path in point.at]
    if all(word == "full" for word, _ in heard):
        return
    floor = floor_of(subject, f"floor.{key}")
    assert floor is not None
    doubtful = all(getattr(value_at(floor, path), "unverified", False) for path in point.at)
    params: dict[str, Any] = {"point": point.label, "cites": named(floor, point.cite, unverified=doubtful)}
    if all(word == "silent" for word, _ in heard):
        there = floor_of(subject, point.at[0])
        yield subject.problem("floor-silent", "extends", also=point.at[0], of=there, severity="note", **params)
        return
    cites = tuple(dict.fromkeys(c for _, found in heard for c in found))
    local = named(subject.ruleset, cites)
    spoken = next(path for path, (word, _) in zip(point.at, heard, strict=True) if word != "silent")
    at = next(iter(counterparts(subject, spoken)), ".".join(spoken.split(".")[:2]))
    also = f"floor.{key}"
    yield subject.problem("floor-partly", at, also=also, severity="note", local=local, **params)


def _heard(subject: Subject, path: str) -> tuple[str, Cites]:
    """Whether the local text speaks at a path in full, in part or not at all, and where."""
    item = value_at(subject.ruleset, ".".join(path.split(".")[:2]))
    own = own_cites(subject, getattr(item, "cite", ()))
    if speaks(subject, path):
        return "full", own
    if path.count(".") > 1 and own:
        return "part", own
    for other in counterparts(subject, path):
        theirs = value_at(subject.ruleset, other)
        if not isinstance(theirs, Deadline):
            return "part" if is_left_open(subject, other) else "full", own_cites(subject, theirs.cite)
    return "silent", ()
