"""What a rule set makes of a case, item by item, as functions of the facts.

Each item has parts: a table what it decides, a seat the line that fills it, a state where each event
leads, everything else its terms. A condition is a part too. `Reader` reads them under the tables and
flags of one rule set, which may be another one than the item's own.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from engine.compare.items import Item, is_condition
from engine.compare.questions import renamed
from engine.policy.conditions import ALWAYS, Condition, facts_read
from engine.policy.definitions import OpenCase, RuleSet, SetFacts, Table
from engine.regions.diagram import Node
from engine.regions.space import Space, frozen

NOTHING = None
"""What an item makes of a case to which it does not apply."""
APPLIES = "if"
"""The part that says whether an item applies at all."""
DECIDES = "decides"
OF_OTHERS = "facts"
"""Counts: their conditions are on the related cases, not on this one."""


@dataclass
class Reader:
    """The tables and flags of one rule set, over the space that two share; `names` are the common ones."""

    ruleset: RuleSet
    tables: tuple[str, ...]
    names: Mapping[str, str]
    space: Space
    known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        for key in self.tables:
            self.space.table(self.table(key, self.ruleset))
        flags = {k: f.if_ for k, f in self.ruleset.flags.items() if f.if_ is not None}
        for key in in_order(flags):
            self.space.derive(key, self.space.region(renamed(flags[key], self.names)))
        self.known = frozenset((*self.tables, *flags))

    def table(self, key: str, of: RuleSet) -> Table:
        """A table of a rule set under the common names."""
        table = of.tables[key]
        rules = {k: replace(r, if_=renamed(r.if_, self.names)) for k, r in table.rules.items()}
        return replace(table, rules=rules)


def in_order(conditions: Mapping[str, Condition]) -> list[str]:
    """Derived flags after those that they read."""
    done: dict[str, None] = {}

    def visit(key: str, path: tuple[str, ...]) -> None:
        if key not in done and key not in path:
            for name in facts_read(conditions[key]):
                if name in conditions:
                    visit(name, (*path, key))
            done[key] = None

    for key in conditions:
        visit(key, ())
    return list(done)


def parts(item: Item, of: RuleSet, names: Mapping[str, str], space: Space) -> dict[str, Node]:
    """Part by name, each a function of the facts: NOTHING where it says nothing.

    `names` are those of the rule set the item belongs to; `space` knows the tables it is read under.
    """
    found: dict[str, Node] = {}
    lines: dict[str, dict[int, dict[str, Any]]] = {}
    if item.section == "tables":
        rules = {k: replace(r, if_=renamed(r.if_, names)) for k, r in of.tables[item.key].rules.items()}
        return {DECIDES: space.decided(replace(of.tables[item.key], rules=rules))}
    for name, value in item.terms.items():
        head, number, term = _line(item.section, name)
        if head:
            lines.setdefault(head, {}).setdefault(number, {})[term] = value
        elif is_condition(value) and item.section != OF_OTHERS:
            found[name] = space.region(renamed(value, names))
        else:
            found[name] = space.diagrams.leaf(_seen(value, names))
    return {**found, **{head: _first(several, names, space) for head, several in lines.items()}}


def applies(found: Mapping[str, Node], space: Space) -> Node:
    """Where an item applies: everywhere unless it says."""
    return found.get(APPLIES, space.diagrams.always)


def outcome(item: Item | None, of: RuleSet, names: Mapping[str, str], space: Space) -> Node:
    """All that an item makes of a case: pairs of part and value where it applies, else NOTHING."""
    told = space.diagrams
    if item is None:
        return told.leaf(NOTHING)
    found = parts(item, of, names, space)
    whole = told.leaf(())
    for name, node in found.items():
        if name != APPLIES:
            pair = told.mapped(_pair(name), node)
            whole = told.joined(_added, whole, pair)
    return told.joined(_where, whole, applies(found, space))


def _pair(name: str) -> Any:
    return lambda value: () if value is NOTHING else ((name, value),)


def _added(one: tuple[Hashable, ...], more: tuple[Hashable, ...]) -> Hashable:
    return (*one, *more)


def _where(value: Hashable, holds: bool) -> Hashable:
    return value if holds else NOTHING


def _line(section: str, name: str) -> tuple[str, int, str]:
    """(list, number of the line, term) for a term of a list of which the first line that holds counts."""
    pieces = name.split(".")
    if section == "seats" and pieces[0] == "filled" and len(pieces) > 2:
        return "filled", int(pieces[1]), ".".join(pieces[2:])
    if section == "states" and pieces[0] == "transitions":
        number = next(i for i in range(len(pieces) - 1, 0, -1) if pieces[i].isdigit())
        return ".".join(pieces[:number]), int(pieces[number]), ".".join(pieces[number + 1 :])
    return "", 0, ""


def _first(several: Mapping[int, Mapping[str, Any]], names: Mapping[str, str], space: Space) -> Node:
    """What the first line that holds says."""
    lines = [several[n] for n in sorted(several)]
    regions = [space.region(renamed(line.get(APPLIES, ALWAYS), names)) for line in lines]
    said = [tuple((k, _seen(v, names)) for k, v in line.items() if k != APPLIES) for line in lines]
    return space.diagrams.together(regions, lambda hits: said[hits[0]] if hits else NOTHING, first=True)


def _seen(value: Any, names: Mapping[str, str]) -> Hashable:
    """A term as something to compare: frozen, conditions within it under the common names."""
    if is_condition(value):
        return renamed(value, names)
    if isinstance(value, tuple):
        return tuple(_seen(v, names) for v in value)
    if isinstance(value, (OpenCase, SetFacts)):
        return (type(value).__name__, *(frozen(getattr(value, f.name)) for f in fields(value)))
    return frozen(value)


def conditions_of(
    ruleset: RuleSet, names: Mapping[str, str], items: Iterator[Item] | tuple[Item, ...]
) -> Iterator[Condition]:
    """Every condition of the items, of the tables and of the flags, under the common names."""
    for item in (i for i in items if i.section != OF_OTHERS):
        yield from (renamed(c, names) for c in item.conditions().values())
    yield from (renamed(f.if_, names) for f in ruleset.flags.values() if f.if_ is not None)
