"""A compiled group: its rule sets, which of them a case needs, and what must be handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from engine.matching.columns import Cell, Column
from engine.matching.partition import Part
from engine.matching.refusals import Refusal
from engine.policy.conditions import Facts
from engine.policy.tables import RuleGroup


@dataclass(frozen=True)
class CompiledPart:
    """One rule set: its `definition` as JSON text under a content-addressed `name`, the rule
    behind each engine rule, what must be handed over (case columns, row columns by group, number of
    related cases by count), and the column that says whether the case is one for this part."""

    name: str
    definition: str
    part: Part
    rules: Mapping[str, str]
    columns: tuple[Column, ...]
    rows: Mapping[str, tuple[Column, ...]]
    related: Mapping[str, int]
    key: Column | None = None


@dataclass(frozen=True)
class Compiled:
    """A group ready for the engine, or refused. `kinds` numbers row groups and counts; `columns`
    holds every column by its attribute name."""

    group: RuleGroup
    parts: tuple[CompiledPart, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    kinds: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, Column] = field(default_factory=dict)

    @cached_property
    def typed(self) -> Mapping[str, tuple[Column, ...]]:
        """Columns whose values must have a type, by the group of their rows (empty for the case)."""
        found: dict[str, list[Column]] = {}
        for column in self.columns.values():
            if column.typed:
                found.setdefault(column.group, []).append(column)
        return {group: tuple(columns) for group, columns in found.items()}

    def parts_for(self, facts: Facts) -> Sequence[CompiledPart]:
        """The parts that can hold rules for the case; never none, so that the engine is always asked."""
        found = list(self._unkeyed)
        for column, by_value in self._keyed.items():
            found += by_value.get(column.cell(facts), ())
        return found or self.parts[:1]

    @cached_property
    def _unkeyed(self) -> tuple[CompiledPart, ...]:
        return tuple(p for p in self.parts if p.key is None)

    @cached_property
    def _keyed(self) -> Mapping[Column, Mapping[Cell, list[CompiledPart]]]:
        found: dict[Column, dict[Cell, list[CompiledPart]]] = {}
        for part in self.parts:
            if part.key is not None:
                by_value = found.setdefault(part.key, {})
                for value in part.part.values:
                    by_value.setdefault(value, []).append(part)
        return found
