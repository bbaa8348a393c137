"""Which of many differences people ask about first: dates, who signs, who is told, what happens when time is up.

Nothing is left out by it: it says of each what it is about and names a few that stand in front.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.compare.findings import KINDS, Difference, Pair
from engine.compare.items import MEASURES, Item, measure
from engine.policy.actors import names_in

MOST = 10
_SHARES = {"dates": 4, "approvers": 2, "notices": 2, "ladders": 2}
"""How many of the first ten each kind may take before what is left is filled up in order."""
_COUNTED = ("starts", "stops", "extension", "pauses", "holiday")
_OUTSIDE = frozenset({"complainant", "public"})


def weighed(pair: Pair) -> Pair:
    """The same pair, with the kind of each difference and the numbers of those to read first; none of few."""
    found = pair.differences
    first = foremost(found) if len(found) > MOST else ()
    places = {id(d): n for n, d in enumerate(found)}
    return replace(pair, kinds=tuple(map(kind_of, found)), first=tuple(places[id(d)] for d in first))


def foremost(differences: Sequence[Difference], most: int = MOST) -> tuple[Difference, ...]:
    """The few to read first, in the order of their kinds. One item is told of once before another term of it
    comes up."""
    ordered = sorted(differences, key=_rank)
    taken: list[Difference] = []
    for share in (_SHARES, dict.fromkeys(KINDS, most)):
        for kind in KINDS:
            taken += _some(ordered, kind, taken, min(share.get(kind, 0), most - len(taken)))
    taken += [d for d in ordered if d not in taken][: most - len(taken)]
    return tuple(sorted(taken, key=lambda d: (KINDS.index(kind_of(d)), *_rank(d))))


def kind_of(d: Difference) -> str:
    """What a difference is about."""
    head = d.part.partition(".")[0]
    if head == "signed_by" or d.part == "extension.request":
        return "approvers"
    if d.section in ("steps", "escalations") or d.part == "escalation":
        return "ladders"
    if d.section == "deadlines" and (d.part in ("", "limit") or head in _COUNTED):
        return "dates"
    if d.section == "duties" and d.part in ("", MEASURES["duties"], "limit"):
        return "dates"
    if d.section == "papers" and head in ("", "to") and _tells_outside(d):
        return "notices"
    return "routes" if d.section in ("tables", "seats", "states", "recusal") else "other"


def _some(ordered: Sequence[Difference], kind: str, taken: Sequence[Difference], count: int) -> list[Difference]:
    """So many of a kind, each about another item than those already taken."""
    told = {(d.section, d.key) for d in taken}
    found: list[Difference] = []
    for d in ordered:
        if len(found) < count and kind_of(d) == kind and (d.section, d.key) not in told:
            told.add((d.section, d.key))
            found.append(d)
    return found


def _tells_outside(d: Difference) -> bool:
    """Whether the complainant or the public is told by the paper on either side."""
    return any(_OUTSIDE & _addressees(i) for i in (d.here, d.there) if i is not None)


def _addressees(item: Item) -> frozenset[str]:
    return frozenset(n for ref in item.terms.get("to", ()) for n in names_in(ref))


def _rank(d: Difference) -> tuple[int, int]:
    """Limits that both set, then numbers that only one sets, then from when they run, then the rest; what
    stands under a concept, which other places share, before what has none."""
    item = d.here or d.there
    known = 0 if item is not None and item.concept else 1
    if d.standing is not None:
        return (1 if d.standing.relation == "incomparable" else 0), known
    if d.here is not None and d.there is not None:
        return 3, known
    limit = measure(item)
    return (2 if limit is not None and limit.kind == "span" else 4), known
