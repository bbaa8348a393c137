"""When a text holds: its days in order, its versions without overlap or gap, its parents in force.

A child is in force at most while its parents are; days that it claims and on which a file it builds
on does not hold are a problem, and where the two share no day, no case could ever fall under it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from engine.loading.reading.document import Document
from engine.loading.versions import Part, Span, parts_of, span_of
from engine.policy.calendar import ONE_DAY
from engine.source import Position, Problem

Chain = Sequence[tuple[str, Document]]


def periods(chain: Chain) -> tuple[Problem, ...]:
    """What is wrong with the periods of the nearest file, by themselves and against those above."""
    mine = parts_of(*chain[0])
    whole = span_of(chain[0][1].data)
    backwards = [_backwards(p.span, p.documents[0]) for p in mine if p.span.backwards]
    if mine[0].version and whole.backwards:
        backwards.append(_backwards(whole, chain[0][1]))
    if backwards:
        return tuple(backwards)
    own = [*_among(mine), *(_within(whole, mine, chain[0][1]) if mine[0].version else ())]
    return (*own, *(p for id_, document in chain[1:] for p in _against(mine, parts_of(id_, document))))


def _backwards(span: Span, document: Document) -> Problem:
    params = {"from": span.first.isoformat(), "until": span.last.isoformat()}
    return Problem("period-backwards", document.at(("in_force", "until")), params)


def _among(parts: Sequence[Part]) -> Iterator[Problem]:
    """Versions that hold on the same days, and days between two versions on which none does."""
    for before, after in pairwise(parts):
        both = before.span.shared(after.span)
        named = {"one": before.version, "other": after.version}
        if both is not None:
            yield Problem("versions-overlap", after.at, {**named, "days": str(both)}, also=before.at)
        elif before.span.last + ONE_DAY < after.span.first:
            days = Span(before.span.last + ONE_DAY, after.span.first - ONE_DAY)
            yield Problem("versions-gap", after.at, {**named, "days": str(days)}, also=before.at)


def _within(whole: Span, parts: Sequence[Part], document: Document) -> Iterator[Problem]:
    """The file's own days, when it writes some, are exactly those of its versions together."""
    ends = ((parts[0], parts[0].span.first, whole.first), (max(parts, key=_last), max(map(_last, parts)), whole.last))
    at = document.at_key(("in_force",))
    for part, mine, said in ends:
        if "in_force" in _top(document) and mine != said:
            params = {"version": part.version, "mine": str(part.span), "whole": str(whole)}
            yield Problem("version-outside", part.at, params, also=at)


def _top(document: Document) -> frozenset[str]:
    return frozenset(map(str, document.data)) if isinstance(document.data, dict) else frozenset()


def _last(part: Part) -> date:
    return part.span.last


def _against(mine: Sequence[Part], theirs: Sequence[Part]) -> Iterator[Problem]:
    """Days that a part claims and on which no part of a file above holds."""
    for part in mine:
        written = "in_force" in _top(part.documents[0])
        missing = _missing(part.span, theirs) if written else ()
        if not missing:
            continue
        code = "periods-apart" if missing == (part.span,) else "parent-not-in-force"
        params = {"mine": str(part.span), "theirs": _all(theirs), "parent": theirs[0].id}
        if code == "parent-not-in-force":
            params["days"] = ", ".join(map(str, missing))
        yield Problem(code, part.at, params, also=_nearest_to(missing[0], theirs))


def _missing(span: Span, parts: Sequence[Part]) -> tuple[Span, ...]:
    """The days of a span that none of these parts has."""
    left = [span]
    for part in parts:
        left = [rest for s in left for rest in _without(s, part.span)]
    return tuple(left)


def _without(span: Span, taken: Span) -> list[Span]:
    both = span.shared(taken) if not taken.backwards else None
    if both is None:
        return [span]
    found = []
    if span.first < both.first:
        found.append(Span(span.first, both.first - ONE_DAY))
    if both.last < span.last:
        found.append(Span(both.last + ONE_DAY, span.last))
    return found


def _nearest_to(days: Span, parts: Sequence[Part]) -> Position:
    """Where the part above that ends before these days, else the first, says so."""
    ended = [p for p in parts if p.span.last < days.first]
    return (ended[-1] if ended else parts[0]).at


def _all(parts: Sequence[Part]) -> str:
    return "; ".join(str(p.span) for p in parts)
