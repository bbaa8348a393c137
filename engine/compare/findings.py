"""What a comparison found, as plain values: rows of concepts, differences, cases that come out differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.compare.alignment import Aligned
from engine.compare.items import Item
from engine.compare.limits import Relation, Standing
from engine.compare.questions import Apart
from engine.policy.calendar import Calendar
from engine.policy.conditions import Value
from engine.policy.definitions import RuleSet
from engine.regions.axes import Axis, Cell
from engine.regions.space import Columns

KINDS = ("dates", "approvers", "notices", "ladders", "routes", "other")
"""What differences are about, in the order in which people ask."""

__all__ = [
    "KINDS", "CaseGroup", "Cell", "Change", "Columns", "Compared", "Comparison", "Constraint", "Difference", "Effect",
    "Outcome", "Pair", "Region", "Side",
]  # fmt: skip


@dataclass(frozen=True)
class Side:
    """One rule set, the calendar it counts on, and the rule sets it builds on, nearest first.

    `name` tells two versions of one locality apart."""

    name: str
    ruleset: RuleSet
    calendar: Calendar
    parents: tuple[RuleSet, ...] = ()


@dataclass(frozen=True)
class Compared:
    """One thing in every locality: `standings` to the first locality that has it and `floor` to the text
    above, where it has a limit; `outliers` are the localities that differ from what most others say;
    `differs` names the terms that are not the same everywhere."""

    aligned: Aligned
    standings: tuple[Standing | None, ...]
    floor: tuple[Standing | None, ...]
    outliers: frozenset[int]
    differs: tuple[str, ...]
    relations: tuple[Relation, ...]


@dataclass(frozen=True)
class Constraint:
    """One fact of a region: the cells it may have, out of all cells that a case can have there."""

    axis: Axis
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Region:
    """A set of cases: those that meet every constraint; without any, every case."""

    constraints: tuple[Constraint, ...]
    example: Mapping[str, Value]


@dataclass(frozen=True)
class Outcome:
    """What is made of a case: a value, None for nothing. `when` lists what must come to pass on the way
    for it to be so; empty where that is sure."""

    value: Any
    when: tuple[Region, ...] = ()


@dataclass(frozen=True)
class Change:
    """Cases on which something comes out one way here and another way there."""

    regions: tuple[Region, ...]
    here: tuple[Outcome, ...]
    there: tuple[Outcome, ...]


@dataclass(frozen=True)
class Difference:
    """Something that two rule sets do differently though everything else be equal.

    `part` is the term (empty: the whole item, which only one side has). `changes` are the cases it
    concerns; `standing` how the limits stand, `day` one that only one calendar works. `rows` are the
    rows of a table that are not the same."""

    section: str
    key: str
    part: str
    path: str
    here: Item | None
    there: Item | None
    changes: tuple[Change, ...] = ()
    standing: Standing | None = None
    day: date | None = None
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effect:
    """What one item makes of the cases of a region, on both sides."""

    section: str
    key: str
    item: Item
    here: tuple[Outcome, ...]
    there: tuple[Outcome, ...]


@dataclass(frozen=True)
class CaseGroup:
    """Cases that come out differently in one and the same way: disjoint regions no two of which make one."""

    regions: tuple[Region, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Pair:
    """Two localities: what was made differently, what that means for every case and for some, which
    questions they do not share, and why cases could not be compared (`unclear`: a code), if so.

    `kinds` says of each difference what it is about; `first` are the numbers of those to read first, where
    there are many."""

    here: str
    there: str
    differences: tuple[Difference, ...]
    always: tuple[Effect, ...] = ()
    cases: tuple[CaseGroup, ...] = ()
    apart: tuple[Apart, ...] = ()
    common: tuple[str, ...] = ()
    unclear: str | None = None
    kinds: tuple[str, ...] = ()
    first: tuple[int, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Concepts × localities, and each locality against the first."""

    sides: tuple[Side, ...]
    rows: tuple[Compared, ...]
    pairs: tuple[Pair, ...]
