"""What a table decides for many cases: from masks of rules that match to values, by the hit policy.

As `engine.policy.tables.settle`, and for `collect` by that function itself, once for every set of
rules that occurs. Bits stand in the order in which a hit counts first: that of the file, or for
`priority` that of the values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from engine.columns.column import Column, Numbers, Sets, Words, YesNo
from engine.columns.frame import Frame
from engine.columns.index import Masks, RuleIndex, index_of
from engine.policy.definitions import Table, TableValue
from engine.policy.fact_types import FactType, value_type
from engine.policy.limits import Limit
from engine.policy.tables import Outcome, RuleGroup, settle

_NONE = 64


@dataclass(frozen=True)
class Decided:
    """What one table decided: `masks` every rule that matched, `choice` which of `values` came out,
    `conflict` where a `unique` or `any` table matched rules that it should not have."""

    table: Table
    rules: tuple[str, ...]
    masks: Masks
    choice: NDArray[np.intp]
    values: tuple[TableValue | tuple[TableValue, ...], ...]
    conflict: NDArray[np.bool_]

    def matched(self, row: int) -> tuple[str, ...]:
        """Every rule that matched one case, in the order of the file."""
        hit = {rule for bit, rule in enumerate(self.rules) if self.masks[row, bit // 64] >> np.uint64(bit % 64) & 1}
        return tuple(rule for rule in self.table.rules if rule in hit)

    def outcome(self, row: int) -> Outcome:
        """What was decided for one case and by which rules, as the live path says it."""
        return settle(self.table, self.matched(row))

    def facts(self) -> Iterator[tuple[str, Column]]:
        """What was decided as columns that later tables read: one, or one for each key of a map."""
        if any(isinstance(v, Mapping) for v in self.values):
            keys = dict.fromkeys(k for v in self.values if isinstance(v, Mapping) for k in v)
            for key in keys:
                cells = [v.get(key) if isinstance(v, Mapping) else None for v in self.values]
                yield from _column(f"{self.table.key}.{key}", cells, self.choice)
        elif self.table.hit == "collect":
            yield self.table.key, _sets(self.values, self.choice)
        else:
            yield from _column(self.table.key, list(self.values), self.choice)

    def limits(self) -> tuple[Limit | None, ...]:
        """Each of `values` as a limit; None for what is none."""
        return tuple(v if isinstance(v, Limit) else None for v in self.values)


@dataclass(frozen=True)
class TableColumns:
    """A decision table made ready for columns."""

    table: Table
    index: RuleIndex

    def decide(self, frame: Frame) -> Decided:
        """Decide it for every case of a frame."""
        if self.table.hit == "collect":
            return self._collected(self.index.match(frame))
        rules, choice = self.index.rules, np.empty(frame.size, np.intp)

        def choose(part: slice, found: Masks) -> None:
            choice[part] = first_hit(found, len(rules))

        masks = self.index.match(frame, choose)
        values = [self.table.rules[r].then for r in rules]
        clash = self._conflict(masks, choice)
        return Decided(self.table, rules, masks, choice, (*values, self.table.otherwise), clash)

    def _conflict(self, masks: Masks, choice: NDArray[np.intp]) -> NDArray[np.bool_]:
        if self.table.hit == "unique":
            several: NDArray[np.bool_] = np.greater(np.bitwise_count(masks).sum(axis=1), 1)
            return several
        if self.table.hit != "any":
            return np.zeros(len(masks), bool)
        differing: NDArray[np.bool_] = np.any(masks & ~self._agreeing[choice], axis=1)
        return differing

    @property
    def _agreeing(self) -> Masks:
        """For each rule the mask of the rules that give the same value."""
        values = [self.table.rules[r].then for r in self.index.rules]
        found = np.zeros((len(values) + 1, self.index.words), np.uint64)
        for i, value in enumerate(values):
            for bit, other in enumerate(values):
                if value == other:
                    found[i, bit // 64] |= np.uint64(1 << bit % 64)
        return found

    def _collected(self, masks: Masks) -> Decided:
        rules, blank = self.index.rules, np.zeros(len(masks), bool)
        kinds, choice = np.unique(masks, axis=0, return_inverse=True)
        one = Decided(self.table, rules, kinds, np.zeros(0, np.intp), (), blank)
        values = tuple(one.outcome(i).value for i in range(len(kinds)))
        return replace(one, masks=masks, choice=choice.reshape(-1), values=values)


def table_columns(table: Table, group: RuleGroup) -> TableColumns:
    """A table with its rules as they are asked of a matcher."""
    order = list(group.rules)
    if table.hit == "priority":
        ranks = {value: rank for rank, value in enumerate(table.values)}
        order.sort(key=lambda r: _rank(ranks, table.rules[r].then))
    return TableColumns(table, index_of({r: group.rules[r] for r in order}, group.types))


def first_hit(masks: Masks, rules: int) -> NDArray[np.intp]:
    """The lowest bit of each mask; `rules` where there is none.

    Word by word, each time only for the rows that have found none."""
    found = _lowest(masks[:, 0]).astype(np.intp)
    left = np.flatnonzero(found == _NONE)
    for word in range(1, masks.shape[1]):
        bits = _lowest(masks[:, word].take(left))
        hit = bits < _NONE
        found[left[hit]] = bits[hit] + np.intp(64 * word)
        left = left[~hit]
    found[left] = rules
    return found


def _lowest(bits: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """The number of the lowest bit: how many bits stand below it. 64 when there is none."""
    below = bits - np.uint64(1)
    np.bitwise_and(below, ~bits, out=below)
    found: NDArray[np.uint8] = np.bitwise_count(below)
    return found


def _rank(ranks: Mapping[str, int], value: TableValue) -> int:
    return ranks.get(value, len(ranks)) if isinstance(value, str) else len(ranks)


def _column(fact: str, values: Sequence[object], choice: NDArray[np.intp]) -> Iterator[tuple[str, Column]]:
    """The values as a column of their own type. A limit is no fact that a condition reads."""
    known = [v for v in values if isinstance(v, (bool, int, Decimal, str, date))]
    kind = value_type(known)
    if kind is not None and len(known) == sum(v is not None for v in values):
        yield fact, _typed(kind, values, choice)


def _typed(kind: FactType, values: Sequence[object], choice: NDArray[np.intp]) -> Column:
    valid = np.array([v is not None for v in values])
    if kind.kind == "choice":
        words = tuple(dict.fromkeys(str(v) for v in values if v is not None))
        return Words(np.array([words.index(str(v)) if v is not None else len(words) for v in values])[choice], words)
    if kind.kind == "yes-no":
        return YesNo(np.array([2 if v is None else int(bool(v)) for v in values], np.uint8)[choice])
    if kind.kind == "date":
        days = np.array([v.toordinal() if isinstance(v, date) else 0 for v in values], np.int64)
        return Numbers(days[choice], valid[choice], kind="date")
    numbers = [Decimal(v) if isinstance(v, (int, Decimal)) else Decimal(0) for v in values]
    scale = max((-int(n.as_tuple().exponent) for n in numbers), default=0)
    whole = np.array([int(n.scaleb(max(scale, 0))) for n in numbers], np.int64)
    return Numbers(whole[choice], valid[choice], max(scale, 0))


def _sets(values: tuple[TableValue | tuple[TableValue, ...], ...], choice: NDArray[np.intp]) -> Sets:
    """Collected values; the default of a table is one word and reads as it does in the live path."""
    words: list[str] = []
    offsets = [0]
    for value in values:
        inside = value if isinstance(value, tuple) else (value,)
        words += [str(v) for v in inside]
        offsets.append(len(words))
    known = tuple(dict.fromkeys(words))
    codes = np.array([known.index(w) for w in words], np.int64)
    return Sets(np.array(offsets, np.int64), Words(codes, known)).take(choice)
