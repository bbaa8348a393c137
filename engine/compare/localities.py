"""Several rule sets side by side: what each says of every concept, and how each stands to the first.

A limit is compared with that of the first locality that sets one and with the text above (`extends`).
A locality is an outlier where more than half of at least three localities say one thing and it says
another, or nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from engine.compare.alignment import Aligned, aligned
from engine.compare.behaviour import compare_two
from engine.compare.findings import Compared, Comparison, Side
from engine.compare.items import Item, items_of, measure
from engine.compare.limits import Ground, Relation, Standing, ahead, is_complainants, standing
from engine.policy.definitions import RuleSet
from engine.policy.limits import Limit

_FEWEST = 3


def compare(sides: Sequence[Side], today: date) -> Comparison:
    """Concepts × localities, and each locality against the first; `today` is when the cases begin."""
    pairs = tuple(compare_two(sides[0], other, today) for other in sides[1:])
    return Comparison(tuple(sides), side_by_side(sides), pairs)


def side_by_side(sides: Sequence[Side]) -> tuple[Compared, ...]:
    """Concepts × localities alone."""
    rows = aligned([items_of(s.ruleset, s.calendar) for s in sides])
    texts = [tuple(Above(p, items_of(p)) for p in s.parents) for s in sides]
    return tuple(_compared(row, sides, texts) for row in rows)


@dataclass(frozen=True)
class Above:
    """A text that a rule set builds on, and what it says: read once for all rows."""

    ruleset: RuleSet
    items: tuple[Item, ...]


def _compared(row: Aligned, sides: Sequence[Side], texts: Sequence[tuple[Above, ...]]) -> Compared:
    first = next(n for n, i in enumerate(row.items) if i is not None)
    basis = row.items[first]
    standings = tuple(_standing(i, basis, sides[n], sides[first]) for n, i in enumerate(row.items))
    floor = tuple(_to_floor(i, s, above) for i, s, above in zip(row.items, sides, texts, strict=True))
    relations = tuple(_relation(i, basis, s) for i, s in zip(row.items, standings, strict=True))
    return Compared(row, standings, floor, outliers(row.items), _differs(row.items), relations)


def _standing(item: Item | None, basis: Item | None, here: Side, there: Side) -> Standing | None:
    mine, other = measure(item), measure(basis)
    if item is None or basis is None or item is basis or mine is None or other is None:
        return None
    return _against(mine, other, here, there.ruleset, item)


def _to_floor(item: Item | None, side: Side, texts: Sequence[Above]) -> Standing | None:
    """How a limit stands to the same one in the nearest text above that has it, or in none."""
    mine = measure(item)
    if item is None or mine is None:
        return None
    for text in texts:
        above = _same(item, text.items)
        other = measure(above)
        if above is not None and other is not None:
            found = _against(mine, other, side, text.ruleset, item)
            return replace(found, both_run=above.key != item.key)
    return None


def _against(mine: Limit, other: Limit, here: Side, text: RuleSet, item: Item) -> Standing:
    """Both counted on the days of this side: that the days differ is said of the calendars, once."""
    a, b = (Ground(here.calendar, r.counting) for r in (here.ruleset, text))
    if item.section == "steps" and mine is item.terms.get("before"):
        return ahead(mine, other, a, b)
    more_is_better = item.section == "deadlines" and is_complainants(item.terms.get("who"))
    return standing(mine, other, a, b, more_is_better=more_is_better)


def _same(item: Item, above: Sequence[Item]) -> Item | None:
    """The item of a text above under the same key, else of the same concept."""
    own = [i for i in above if i.section == item.section]
    by_key = next((i for i in own if i.key == item.key), None)
    return by_key or next((i for i in own if item.concept and i.concept == item.concept), None)


def _relation(item: Item | None, basis: Item | None, found: Standing | None) -> Relation:
    if item is None:
        return "absent"
    if found is not None and found.relation != "same":
        return found.relation
    return "same" if basis is not None and dict(item.terms) == dict(basis.terms) else "different"


def _differs(items: Sequence[Item | None]) -> tuple[str, ...]:
    """Terms that are not the same in every locality that has the item; `` where one does not have it."""
    there = [i for i in items if i is not None]
    names = dict.fromkeys(n for i in there for n in i.terms)
    found = [n for n in names if any(i.terms.get(n) != there[0].terms.get(n) for i in there)]
    return ("", *found) if len(there) < len(items) else tuple(found)


def outliers(items: Sequence[Item | None]) -> frozenset[int]:
    """The localities, by number, that are out of line with what most of them say."""
    if len(items) < _FEWEST:
        return frozenset()
    said = [_said(i) for i in items]
    most, times = Counter(said).most_common(1)[0]
    common = most is not None and times * 2 > len(items)
    return frozenset(n for n, s in enumerate(said) if s != most) if common else frozenset()


def _said(item: Item | None) -> Any:
    """What an item comes to: how long it gives, else everything it says."""
    limit = measure(item)
    if item is None or limit is not None:
        return limit
    return repr(sorted(item.terms.items(), key=lambda t: t[0]))
