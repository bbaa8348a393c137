"""The space of the facts that some conditions read, and what those conditions are in it.

Every condition becomes a region, every decision table a function, exactly: a cell of an axis holds
values that none of the conditions tells apart. `fact` gives any fact as a function of the axes, be it
answered in a form or decided by a table.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import product
from typing import Any as Anything

from engine.policy.conditions import All, Any, Condition, Not, Rows, Test, Value, facts_read, holds
from engine.policy.definitions import Table
from engine.policy.fact_types import FactType, table_values
from engine.policy.tables import settle
from engine.regions.axes import Axis, Domain, axis
from engine.regions.boxes import Cells
from engine.regions.diagram import Diagrams, Node
from engine.regions.groups import group_axis
from engine.regions.reading import Reading, outer_facts, reading, with_known

UNKNOWN = Domain()


@dataclass(frozen=True)
class Facts:
    """What the facts are: their types, what is known of them, the tables that decide some of them,
    and the day it is."""

    types: Mapping[str, FactType]
    domains: Mapping[str, Domain]
    tables: Sequence[Table]
    today: date

    def decided(self) -> dict[str, tuple[Value, ...]]:
        """The facts that tables decide, with the values they may have."""
        found: dict[str, list[Value]] = {}
        for table in self.tables:
            for value in table_values(table):
                for name, cell in _facts_of(table.key, value):
                    found.setdefault(name, []).append(cell)
        return {name: tuple(values) for name, values in found.items()}


@dataclass
class Space:
    """Axes, and the diagrams over them. Made by `space_of`."""

    axes: tuple[Axis, ...]
    today: date
    diagrams: Diagrams = field(default_factory=lambda: Diagrams(()))
    _number: dict[str, int] = field(init=False)
    _known: dict[str, Node] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.diagrams.sizes:
            self.diagrams = Diagrams([len(a.cells) for a in self.axes])
        self._number = {a.fact: n for n, a in enumerate(self.axes)}
        for n, a in enumerate(self.axes):
            if a.type.kind != "group":
                self._known[a.fact] = self.diagrams.by_cell(n, [c.example for c in a.cells])
        self._known["today"] = self.diagrams.leaf(self.today)

    def fact(self, name: str) -> Node:
        """A fact as a function of the axes; one that nobody cut is missing everywhere."""
        return self._known.get(name, self.diagrams.leaf(None))

    def axis(self, name: str) -> int:
        """The number of the axis of a fact. Raises KeyError."""
        return self._number[name]

    def derive(self, name: str, node: Node) -> None:
        """From now on this fact is what the function says."""
        self._known[name] = node

    def beside(self) -> Space:
        """The same axes and diagrams, with no fact derived yet: for another rule set on the same facts."""
        return Space(self.axes, self.today, self.diagrams)

    def table(self, table: Table) -> None:
        """The facts that a table decides are known from now on."""
        node = self.decided(table)
        for name in {n for v in table_values(table) for n, _ in _facts_of(table.key, v)}:
            self.derive(name, self.diagrams.mapped(_column(table.key, name), node))

    def decided(self, table: Table) -> Node:
        """What a table decides: its value at every point, frozen (see `frozen`)."""
        rules = list(table.rules.values())
        keys = tuple(table.rules)

        def decided(hits: tuple[int, ...]) -> Hashable:
            return frozen(settle(table, tuple(keys[i] for i in hits)).value)

        regions = [self.region(r.if_) for r in rules]
        return self.diagrams.together(regions, decided, first=table.hit == "first")

    def region(self, condition: Condition) -> Node:
        """Where the condition holds."""
        told = self.diagrams
        match condition:
            case Test():
                return self._test(condition)
            case Rows():
                return self._rows(condition)
            case All(items):
                found = told.always
                for item in items:
                    found = told.both(found, self.region(item))
                return found
            case Any(items):
                found = told.never
                for item in items:
                    found = told.either(found, self.region(item))
                return found
            case Not(item):
                return told.no(self.region(item))

    def facts(self, point: Cells) -> dict[str, Value]:
        """The facts at a point; those that are missing there are left out."""
        chosen = ((a.fact, a.cells[n].example) for a, n in zip(self.axes, point, strict=True))
        return {name: value for name, value in chosen if value is not None}

    def _test(self, test: Test) -> Node:
        if test.op in ("same_as", "differs_from"):
            return self.diagrams.joined(_COMPARED[test.op], self.fact(test.fact), self.fact(str(test.value)))
        if test.fact in self._number and self.axes[self._number[test.fact]].type.kind == "group":
            return self._of_group(test.fact, lambda rows: holds(test, {} if rows is None else {test.fact: rows}))
        return self.diagrams.mapped(lambda value: _holds(test, value, self.today), self.fact(test.fact))

    def _of_group(self, fact: str, wanted: Callable[[Value | None], bool]) -> Node:
        number = self._number[fact]
        mask = sum(1 << n for n, c in enumerate(self.axes[number].cells) if wanted(c.example))
        return self.diagrams.cells(number, mask)

    def _rows(self, rows: Rows) -> Node:
        """What is asked of a group, for every value of the facts of the case that is asked along."""
        if rows.fact not in self._number:
            return self.diagrams.leaf(holds(rows, {}))
        row = self.axes[self._number[rows.fact]].type.row
        outer = outer_facts(rows, row)
        found = self.diagrams.never
        for values in product(*(self.diagrams.values(self.fact(n)) for n in outer)):
            facts = {n: v for n, v in zip(outer, values, strict=True) if v is not None}
            here = self._of_group(rows.fact, partial(_asked, rows, {**facts, "today": self.today}))
            for name, value in zip(outer, values, strict=True):
                here = self.diagrams.both(here, self.diagrams.mapped(partial(_is, value), self.fact(name)))
            found = self.diagrams.either(found, here)
        return found


def space_of(conditions: Iterable[Condition], facts: Facts, *, order: Sequence[str] = ()) -> Space:
    """The space in which these conditions, and the tables whose results they read, are exact.

    Axes stand in `order`, then as they are first read. Tables are decided. Raises TooManyCellsError.
    """
    asked = list(conditions)
    tables = _tables_under(asked, facts.tables)
    told = [*asked, *(r.if_ for t in tables for r in t.rules.values())]
    space = cut(told, facts, facts.decided(), order=order)
    for table in tables:
        space.table(table)
    return space


def cut(
    told: Iterable[Condition], facts: Facts, decided: Mapping[str, tuple[Value, ...]], *, order: Sequence[str] = ()
) -> Space:
    """Axes for these conditions; the facts in `decided`, with the values they may have, get none."""
    read = reading(told)
    names = [n for n in _names(read, facts.types) if n not in decided and n != "today"]
    place = {n: i for i, n in enumerate(order)}
    names.sort(key=lambda n: place.get(n, len(place)))
    plain = {n: _axis(n, read, facts, decided) for n in names if not _is_group(n, facts)}
    return Space(tuple(plain[n] if n in plain else _group(n, read, facts, plain, decided) for n in names), facts.today)


@dataclass(frozen=True)
class Columns:
    """A map that a table gives."""

    cells: tuple[tuple[str, Hashable], ...]


def frozen(value: object) -> Hashable:
    """A value of a table as something that can stand at a leaf."""
    if isinstance(value, Mapping):
        return Columns(tuple((k, frozen(v)) for k, v in value.items()))
    if isinstance(value, (tuple, list)):
        return tuple(frozen(v) for v in value)
    return value


def _facts_of(key: str, value: object) -> Iterator[tuple[str, Anything]]:
    if isinstance(value, Mapping):
        yield from ((f"{key}.{column}", cell) for column, cell in value.items())
    else:
        yield key, value


def _column(key: str, name: str) -> Callable[[Anything], Hashable]:
    """From the value of a table to one of its facts, None where the table does not give it."""
    column = name.removeprefix(f"{key}.")

    def cell(value: Anything) -> Hashable:
        if isinstance(value, Columns):
            return dict(value.cells).get(column)
        return value if name == key else None

    return cell


def _holds(test: Test, value: Value | None, today: date) -> bool:
    return holds(test, {"today": today} | ({} if value is None else {test.fact: value}))


def _compared(op: str) -> Callable[[Anything, Anything], bool]:
    test = Test("a", op, "b")  # type: ignore[arg-type]
    return lambda a, b: holds(test, {k: v for k, v in (("a", a), ("b", b)) if v is not None})


_COMPARED = {op: _compared(op) for op in ("same_as", "differs_from")}


def _is(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


def _asked(rows: Rows, facts: Mapping[str, Value], given: Value | None) -> bool:
    return holds(rows, facts if given is None else {**facts, rows.fact: given})


def _tables_under(conditions: Iterable[Condition], tables: Sequence[Table]) -> list[Table]:
    """Tables whose results are read, in their order, with those they read themselves."""
    by_key = {t.key: t for t in tables}
    wanted: set[str] = set()
    waiting = list(conditions)
    while waiting:
        for name in facts_read(waiting.pop()):
            key = name.split(".", maxsplit=1)[0]
            if key in by_key and key not in wanted:
                wanted.add(key)
                waiting += [r.if_ for r in by_key[key].rules.values()]
    return [t for t in tables if t.key in wanted]


def _names(read: Reading, types: Mapping[str, FactType]) -> list[str]:
    """Facts that need an axis: those read, and those that questions to groups read along."""
    outer = [
        name
        for group, several in read.rows.items()
        for rows in several
        for name in outer_facts(rows, types.get(group, FactType("group")).row)
    ]
    return list(dict.fromkeys([*read.names, *outer]))


def _is_group(name: str, facts: Facts) -> bool:
    return facts.types.get(name, FactType("text")).kind == "group"


def _axis(name: str, read: Reading, facts: Facts, decided: Mapping[str, tuple[Value, ...]]) -> Axis:
    likes = read.likes.get(name, frozenset({name}))
    tests = [t for n in sorted(likes) for t in read.tests.get(n, ())]
    values = (v for n in sorted(likes) for v in decided.get(n, ()))
    tests += [Test(name, "is", v) for v in values if not isinstance(v, (tuple, Mapping))]
    domain = replace(facts.domains.get(name, UNKNOWN), alike=len(likes))
    return axis(name, facts.types.get(name, FactType("text")), tests, domain, facts.today)


def _group(
    name: str, read: Reading, facts: Facts, plain: Mapping[str, Axis], decided: Mapping[str, tuple[Value, ...]]
) -> Axis:
    """The axis of a group; what is asked of its rows along with other facts, once for each of their values."""
    kind = facts.types[name]
    row = frozenset(kind.row)
    wheres: list[Condition] = []
    for rows in read.rows.get(name, ()):
        outer = outer_facts(rows, row)
        domains = [_possible(n, plain, decided) for n in outer]
        for values in product(*domains):
            known: dict[str, Value] = {n: v for n, v in zip(outer, values, strict=True) if v is not None}
            wheres.append(with_known(rows.where, row, {**known, "today": facts.today}))
    return group_axis(name, kind, wheres, facts.domains.get(name, UNKNOWN), facts.today)


def _possible(
    name: str, plain: Mapping[str, Axis], decided: Mapping[str, tuple[Value, ...]]
) -> tuple[Value | None, ...]:
    if name in plain:
        return tuple(c.example for c in plain[name].cells)
    return (*decided.get(name, ()), None)
