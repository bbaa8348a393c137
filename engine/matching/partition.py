"""Splitting a large table into rule sets that stay inside the limits of durable_rules.

One rule set where it fits. Otherwise the branches that test the most selective equality field are
packed by value, so that one decision asks only the rule set of its own value, and the rest follows
in as many rule sets as needed. Fewer than 64 rules of a rule set may match one message at once.
A session costs the engine time for every rule of its set, so a table that fits is split in the same
way where one decision then meets far fewer rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import comb

from engine.matching.columns import Cell
from engine.matching.terms import CountJoin, RowJoin, Unit

MOST_RULES = 400
MOST_MATCHES = 60
"""The engine stops at 64 matches for one message; the catch-all rule and a margin are kept free."""
MOST_COLUMNS = 150
MOST_SAME_END = 200
FEW_RULES = 8
"""Rules below which splitting by value no longer pays."""
MOST_NARROWED = 32
"""About how many rule sets one table is split into for speed: they are never freed."""
SESSION = 12
"""What a session costs before its first rule, counted in rules."""
SPARE_RELATED = 2
"""Related cases handed over beyond the number asked for."""


@dataclass(frozen=True)
class Part:
    """Units of one rule set. With `field`, it is asked only when that attribute has one of `values`."""

    units: tuple[Unit, ...]
    field: str | None = None
    values: frozenset[Cell] = frozenset()


def partition(units: tuple[Unit, ...]) -> tuple[Part, ...]:
    """Parts that each fit, in a stable order; no unit is lost and none stands twice."""
    if fits(units):
        return (Part(units),)
    field = _most_selective(units)
    if field is None:
        return tuple(Part(u) for u in _packed([(u,) for u in units]))
    buckets, rest = _by_value(units, field)
    parts = [_keyed(field, b) for bs in buckets.values() for b in _packed_or_split(bs)]
    return (*_merged(parts), *(Part(u) for u in _packed([(u,) for u in rest])))


def narrowed(part: Part) -> tuple[Part, ...]:
    """The part split by the value of its field, or of the most selective one, where that pays.

    Every decision asks at most one of the keyed parts, and the part of the rules without a value.
    """
    field = part.field or _most_selective(part.units)
    few = max(FEW_RULES, len(part.units) // MOST_NARROWED)
    if field is None or len(part.units) <= few:
        return (part,)
    buckets, rest = _by_value(part.units, field)
    keyed = _merged([_keyed(field, b) for b in buckets.values()], few)
    most = max(len(p.units) for p in keyed)
    if most + (SESSION + len(rest) if rest else 0) >= len(part.units):
        return (part,)
    return (*keyed, *(narrowed(Part(tuple(rest))) if rest else ()))


def fits(units: tuple[Unit, ...]) -> bool:
    """Whether the units may stand in one rule set."""
    if len(units) > MOST_RULES or most_at_once(units) > MOST_MATCHES:
        return False
    if len({c.column for u in units for c in u.checks}) > MOST_COLUMNS:
        return False
    ends = Counter(u.checks[-1] for u in units if u.checks)
    return max(ends.values(), default=0) <= MOST_SAME_END and _row_matches(units) <= MOST_MATCHES


def most_at_once(units: Iterable[Unit]) -> int:
    """An upper bound for how many of the units can match one case, found from equality fields."""
    units = tuple(units)
    field = _most_selective(units) if len(units) > MOST_MATCHES else None
    if field is None:
        return len(units)
    buckets: dict[Cell | None, list[Unit]] = {}
    for unit in units:
        buckets.setdefault(_equal_to(unit, field), []).append(unit)
    rest = buckets.pop(None, [])
    return most_at_once(rest) + max(len(b) for b in buckets.values())


def related_needed(join: CountJoin) -> int:
    """How many candidates are handed over for a count: enough to decide, few enough to stay safe."""
    return join.at_least + SPARE_RELATED


def _row_matches(units: tuple[Unit, ...]) -> int:
    """Matches that one row or one related case can complete, at most, over all units."""
    most: Counter[str] = Counter()
    per: Counter[str] = Counter()
    for join in (u.join for u in units):
        if isinstance(join, RowJoin):
            per[f"rows:{join.group}"] += 1
        elif isinstance(join, CountJoin):
            most[join.count] = max(most[join.count], related_needed(join))
    for join in (u.join for u in units):
        if isinstance(join, CountJoin):
            per[f"count:{join.count}"] += comb(most[join.count] - 1, join.at_least - 1)
    return max(per.values(), default=0)


def _most_selective(units: tuple[Unit, ...]) -> str | None:
    """The attribute that the most units compare for equality with the most different values."""
    seen: dict[str, Counter[Cell]] = {}
    for unit in units:
        for check in unit.checks:
            if check.op == "==" and not isinstance(check.value, bool):
                seen.setdefault(check.column, Counter())[check.value] += 1
    ranked = sorted((-_gain(c), f) for f, c in seen.items() if len(c) > 1)
    return ranked[0][1] if ranked else None


def _gain(values: Counter[Cell]) -> int:
    return values.total() - max(values.values())


def _equal_to(unit: Unit, field: str) -> Cell | None:
    return next((c.value for c in unit.checks if c.column == field and c.op == "=="), None)


def _by_value(units: Iterable[Unit], field: str) -> tuple[dict[Cell, tuple[Unit, ...]], list[Unit]]:
    """Units by the value that they ask of the field, and those that ask none."""
    buckets: dict[Cell, tuple[Unit, ...]] = {}
    rest: list[Unit] = []
    for unit in units:
        value = _equal_to(unit, field)
        if value is None:
            rest.append(unit)
        else:
            buckets[value] = (*buckets.get(value, ()), unit)
    return buckets, rest


def _packed(groups: list[tuple[Unit, ...]]) -> list[tuple[Unit, ...]]:
    packed: list[tuple[Unit, ...]] = []
    for group in groups:
        if packed and fits(packed[-1] + group):
            packed[-1] += group
        else:
            packed.append(group)
    return packed


def _packed_or_split(units: tuple[Unit, ...]) -> list[tuple[Unit, ...]]:
    return [units] if fits(units) else _packed([(u,) for u in units])


def _keyed(field: str, units: tuple[Unit, ...]) -> Part:
    values = (_equal_to(u, field) for u in units)
    return Part(units, field, frozenset(v for v in values if v is not None))


def _merged(parts: list[Part], most: int = MOST_RULES) -> list[Part]:
    """Neighbouring parts of different values put together while they fit, up to `most` rules."""
    merged: list[Part] = []
    for part in parts:
        last = merged[-1] if merged else None
        both = last.units + part.units if last else ()
        if last and not (last.values & part.values) and len(both) <= most and fits(both):
            merged[-1] = Part(both, part.field, last.values | part.values)
        else:
            merged.append(part)
    return merged
