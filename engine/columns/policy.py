"""A whole rule set for many cases: every table, flag and recusal rule, each case as the judge sees it
when it is opened.

What a case only learns later (papers, seats, events) is not known yet, and no event has happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from engine.columns.cells import ColumnsError
from engine.columns.column import YesNo, constant
from engine.columns.conditions import Truth, holds_in
from engine.columns.frame import Frame, frame_of
from engine.columns.hits import Decided, TableColumns, table_columns
from engine.columns.index import RuleIndex, index_of
from engine.policy.conditions import Condition, Value
from engine.policy.definitions import Table
from engine.policy.fact_types import FactType
from engine.policy.tables import RuleGroup

_MOST_ROUNDS = 20


@dataclass(frozen=True)
class Decisions:
    """What follows from the facts of a frame, which now holds the decided facts too."""

    frame: Frame
    tables: Mapping[str, Decided]
    flags: Mapping[str, Truth]
    recusals: Mapping[str, Truth]

    def holds(self, condition: Condition) -> Truth:
        """For which cases a condition of the rule set holds."""
        return holds_in(condition, self.frame)

    def record_batch(self) -> Any:
        """As an Arrow batch: for every table its value, its hits (a mask of 64-bit words, bit i of word
        w is rule `64 * w + i` of the field's metadata `rules`) and whether they conflict; for every flag
        and recusal rule a yes or no."""
        arrays: dict[str, Any] = {}
        fields = []
        for key, found in self.tables.items():
            words = pa.array([_text(v) for v in found.values], pa.string())
            arrays[key] = pa.DictionaryArray.from_arrays(pa.array(found.choice.astype(np.int32)), words)
            flat = pa.array(found.masks.reshape(-1))
            arrays[f"{key}:hits"] = pa.FixedSizeListArray.from_arrays(flat, found.masks.shape[1])
            arrays[f"{key}:conflict"] = pa.array(found.conflict)
            fields.append(pa.field(key, arrays[key].type))
            fields.append(
                pa.field(f"{key}:hits", arrays[f"{key}:hits"].type, metadata={"rules": " ".join(found.rules)})
            )
            fields.append(pa.field(f"{key}:conflict", pa.bool_()))
        for prefix, truths in (("flag", self.flags), ("recusal", self.recusals)):
            for key, truth in truths.items():
                arrays[f"{prefix}:{key}"] = pa.array(truth)
                fields.append(pa.field(f"{prefix}:{key}", pa.bool_()))
        return pa.RecordBatch.from_arrays(list(arrays.values()), schema=pa.schema(fields))


@dataclass(frozen=True)
class PolicyColumns:
    """A rule set made ready for columns: tables in the order of their dependence, flags, recusal rules.

    `defaults` stand for facts that a batch does not have: events that have not happened, counts of none.
    """

    types: Mapping[str, FactType]
    tables: tuple[TableColumns, ...]
    flags: RuleIndex
    recusals: RuleIndex
    defaults: Mapping[str, Value] = field(default_factory=dict)
    flags_read: frozenset[str] = field(default_factory=frozenset)

    def decide(self, frame: Frame) -> Decisions:
        """Decide everything for every case. Raises ColumnsError when flags and tables never come to rest."""
        columns = dict(frame.columns)
        for name, value in {**dict.fromkeys(self.flags.rules, False), **self.defaults}.items():
            columns.setdefault(name, constant(value, frame.size))
        facts = Frame(frame.size, self.types, columns)
        for _ in range(_MOST_ROUNDS):
            tables = self._tables(facts)
            flags = _truths(self.flags, facts)
            changed = [k for k, truth in flags.items() if not np.array_equal(_codes(facts, k), truth)]
            columns |= {k: YesNo(truth.astype(np.uint8)) for k, truth in flags.items()}
            if not self.flags_read & set(changed):
                return Decisions(facts, tables, flags, _truths(self.recusals, facts))
        raise ColumnsError(f"flags set each other off without end: {', '.join(sorted(changed))}")

    def _tables(self, facts: Frame) -> dict[str, Decided]:
        found = {}
        for table in self.tables:
            decided = table.decide(facts)
            facts.columns.update(decided.facts())
            found[table.table.key] = decided
        return found

    def decide_batch(self, batch: Any) -> Decisions:
        """The same for an Arrow batch whose columns are facts."""
        return self.decide(frame_of(batch, self.types))


def policy_columns(
    types: Mapping[str, FactType],
    tables: Mapping[str, tuple[Table, RuleGroup]],
    flags: RuleGroup,
    recusals: RuleGroup,
    *,
    defaults: Mapping[str, Value] | None = None,
) -> PolicyColumns:
    """A rule set ready for columns; `tables` in the order in which they are decided."""
    made = tuple(table_columns(table, group) for table, group in tables.values())
    read = {n for _, group in tables.values() for n in group.types} | set(flags.types)
    return PolicyColumns(
        types, made, index_of(flags.rules, flags.types), index_of(recusals.rules, recusals.types),
        defaults or {},
        frozenset(read & set(flags.rules)),
    )  # fmt: skip


def _truths(index: RuleIndex, frame: Frame) -> dict[str, Truth]:
    masks = index.match(frame)
    one = np.uint64(1)
    return {r: (masks[:, b // 64] >> np.uint64(b % 64) & one).astype(bool) for b, r in enumerate(index.rules)}


def _codes(frame: Frame, flag: str) -> Any:
    column = frame.columns[flag]
    return column.codes if isinstance(column, YesNo) else None


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(_text(v) for v in value)
    if isinstance(value, Mapping):
        return " ".join(f"{k}={_text(v)}" for k, v in value.items())
    return str(value)
