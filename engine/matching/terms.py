"""The vocabulary between a condition and a rule set: checks, joins and the columns they read."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.matching.columns import Cell, Column, ColumnKind
from engine.policy.conditions import Condition

CASE = 0
"""`kind` of the fact that carries the case; rows of groups and related cases follow."""


@dataclass(frozen=True)
class Check:
    """One attribute compared with a constant. `op` is one of `== != < <= > >=`."""

    column: str
    op: str
    value: Cell


@dataclass(frozen=True)
class RowJoin:
    """Some row of `group` passes all checks; `otherwise` says the same as a computed boolean."""

    group: str
    checks: tuple[Check, ...]
    otherwise: tuple[Check, ...]


@dataclass(frozen=True)
class CountJoin:
    """At least so many related cases of `count`; `otherwise` asks the counted number instead."""

    count: str
    at_least: int
    otherwise: tuple[Check, ...]


Literal = Check | RowJoin | CountJoin
Checks = tuple[Check, ...]


@dataclass(frozen=True)
class Unit:
    """One branch of one rule: a rule of durable_rules. `rule` is the id that it stands for."""

    name: str
    rule: str
    checks: Checks
    join: RowJoin | CountJoin | None = None


@dataclass
class Schema:
    """Columns given out while a group is compiled, each once; `scales` is decimals per fact."""

    scales: dict[str, int] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    _names: dict[tuple[str, ...], str] = field(default_factory=dict)

    def column(self, kind: ColumnKind, fact: str, read: str, *, scope: str, test: Condition | None = None) -> str:
        """The attribute name for this column, new or known."""
        key = (scope, kind, fact, repr(test) if test is not None else "")
        if key not in self._names:
            name = f"a{len(self._names)}"
            self._names[key] = name
            scale = self.scales.get(fact, 0)
            self.columns[name] = Column(name, kind, fact, read, scale, test)
        return self._names[key]
