"""What must hold between the parts of a rule set, beyond shape and references."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from engine.loading.building.node import shown
from engine.loading.inheriting.paths import locate, longest_known
from engine.loading.phrase import listed
from engine.loading.reading.document import Path
from engine.loading.resolving.index import Index
from engine.policy.conditions import ALWAYS
from engine.policy.definitions import RuleSet, Table
from engine.policy.fact_types import table_values, value_type
from engine.policy.limits import parse_limit
from engine.source import Position, Problem

Check = Callable[[RuleSet, Index], Iterator[Problem]]


def structure(ruleset: RuleSet, index: Index) -> Iterator[Problem]:
    """All that is wrong with how the parts fit together."""
    for check in (_initial, _final, _seats, _tables, _papers, _steps, _circles, _paths):
        yield from check(ruleset, index)


def _at(index: Index, *path: str | int) -> Position:
    return index.tree.at_key(tuple(path))


def _here(index: Index, section: str, key: str) -> Position:
    """Where the file itself has the item, or the section that should have it."""
    places = (_at(index, section, key), _at(index, section), Position(index.tree.file))
    return next(at for at in places if at.file == index.tree.file)


def _initial(ruleset: RuleSet, index: Index) -> Iterator[Problem]:
    marked = [key for key, state in ruleset.states.items() if state.initial]
    if not marked and ruleset.intake:
        yield Problem("no-initial-state", _at(index, "states"))
    for key in marked[1:]:
        first = _at(index, "states", marked[0])
        params = {"state": key, "first": marked[0], "line": first.line}
        yield Problem("several-initial-states", _at(index, "states", key, "initial"), params, also=first)


def _final(ruleset: RuleSet, index: Index) -> Iterator[Problem]:
    """Nothing leads out of the end, but an act of its own that needs something new."""
    for key, state in ruleset.states.items():
        for event in state.transitions if state.final else ():
            act = ruleset.events.get(event)
            if act and (act.needs != ALWAYS or act.if_ != ALWAYS):
                continue
            at = _at(index, "states", key, "transitions", event)
            yield Problem("final-state-left", at, {"state": key, "event": event})


def _seats(ruleset: RuleSet, index: Index) -> Iterator[Problem]:
    for key, seat in ruleset.seats.items():
        if ruleset.intake and not seat.filled:
            yield Problem("seat-not-filled", _here(index, "seats", key), {"seat": key})


def _tables(ruleset: RuleSet, index: Index) -> Iterator[Problem]:
    for key, table in ruleset.tables.items():
        if table.hit == "priority" and not table.values:
            yield Problem("priority-without-values", _at(index, "tables", key, "hit"), {"table": key})
        if value_type(table_values(table)) is None:
            yield _mixed(key, table, index)
        elif table.values:
            yield from _unlabelled(key, table, index)


def _cells(key: str, table: Table) -> Iterator[tuple[object, Path]]:
    for rule in table.rules.values():
        yield rule.then, ("tables", key, "rules", rule.key, "then")
    yield table.otherwise, ("tables", key, "otherwise")


def _mixed(key: str, table: Table, index: Index) -> Problem:
    """The first value that is not of the type of the first rule's."""
    cells = list(_cells(key, table))
    first = cells[0][0]
    for value, path in cells[1:]:
        if value_type((first, value)) is None:  # type: ignore[arg-type]
            params = {"table": key, "seen": shown(_written(value)), "first": shown(_written(first))}
            return Problem("mixed-table", index.tree.at(path), params)
    raise AssertionError(key)


def _written(value: object) -> object:
    """A limit as the author knows it: by an example of its kind."""
    amount, unit = getattr(value, "amount", None), getattr(value, "unit", None)
    return f"{amount} {unit}" if unit else getattr(value, "kind", value)


def _unlabelled(key: str, table: Table, index: Index) -> Iterator[Problem]:
    for value, path in _cells(key, table):
        if isinstance(value, str) and value not in table.values and parse_limit(value) is None:
            params = {"table": key, "value": value, "known": listed(table.values)}
            yield Problem("value-not-labelled", index.tree.at(path), params)


def _papers(ruleset: RuleSet, index: Index) -> Iterator[Problem]:
    for key, paper in ruleset.papers.items():
        if paper.contains and paper.form:
            yield Problem("contents-and-form", _at(index, "papers", key, "form"), {"paper": key})
    replaced = {k: p.instead_of for k, p in ruleset.papers.items() if p.instead_of}
    yield from _circle(replaced, index, "papers", "instead_of")


def _steps(ruleset: RuleSet, index: Index) -> Iterator[Problem]:
    for key, escalation in ruleset.escalations.items():
        for step in escalation.steps.values():
            at = _at(index, "escalations", key, "steps", step.key)
            if (step.act is None) == (step.send is None):
                yield Problem("step-act-or-send", at, {"step": step.key})
            if step.before is not None and step.after is not None:
                yield Problem("step-before-and-after", at, {"step": step.key})


def _circles(ruleset: RuleSet, index: Index) -> Iterator[Problem]:
    units = {k: u.part_of for k, u in ruleset.units.items() if u.part_of}
    registers = {k: r.part_of for k, r in ruleset.registers.items() if r.part_of}
    yield from _circle(units, index, "units", "part_of")
    yield from _circle(registers, index, "registers", "part_of")


def _circle(links: Mapping[str, str], index: Index, section: str, key: str) -> Iterator[Problem]:
    """Items that lead back to themselves: each circle once, at its first item."""
    told: set[str] = set()
    for start in links:
        way = [start]
        while way[-1] in links and links[way[-1]] not in way:
            way.append(links[way[-1]])
        if links.get(way[-1]) == start and start not in told:
            told.update(way)
            path = " → ".join((*way, start))
            yield Problem("in-a-circle", index.tree.at((section, start, key)), {"key": key, "way": path})


def _paths(ruleset: RuleSet, index: Index) -> Iterator[Problem]:
    for section in ("floor", "conflicts", "unspecified"):
        for key, item in getattr(ruleset, section).items():
            for i, written in enumerate(item.at):
                if locate(index.tree.data, written) is None:
                    at = index.tree.at((section, key, "at", i))
                    known = longest_known(index.tree.data, written) or "-"
                    yield Problem("unknown-path", at, {"path": written, "known": known})
