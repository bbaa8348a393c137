"""Limits, triggers and the values of tables as an author writes them → frozen values."""

from __future__ import annotations

from engine.loading.building.node import Node
from engine.policy.conditions import Scalar
from engine.policy.definitions import FirstOf, LastOf, NextDayAfter, TableValue, Trigger
from engine.policy.limits import Limit, parse_limit

_COMBINED = ("first_of", "last_of", "next_day_after")


def limit(node: Node) -> Limit:
    """`3 working days`, `unspecified`, `{fact: time}` … What is no limit is a problem."""
    if isinstance(node.value, dict):
        fact = node.get("fact")
        if fact is None:
            raise node.unreadable()
        return Limit("fact", fact=fact.refers("limit-fact"))
    found = parse_limit(node.value) if isinstance(node.value, str) else None
    if found is None:
        raise node.unreadable()
    return found


def until(node: Node) -> Limit:
    """A date instead of a limit: a date fact by name, bare or as `{fact: …}`."""
    if isinstance(node.value, dict):
        return limit(node)
    return Limit("fact", fact=node.refers("limit-fact"))


def trigger(node: Node) -> Trigger:
    """An event by name, or several combined."""
    if not isinstance(node.value, dict):
        return node.refers("trigger")
    for form in _COMBINED:
        if found := node.get(form):
            return _combined(form, found)
    raise node.unreadable()


def _combined(form: str, node: Node) -> Trigger:
    if form == "next_day_after":
        return NextDayAfter(node.refers("trigger"))
    names = tuple(n.refers("trigger") for n in node.several())
    return FirstOf(names) if form == "first_of" else LastOf(names)


def table_value(node: Node, named: frozenset[str]) -> TableValue:
    """What a rule of a table gives: a scalar, a limit or a map of scalars.

    `named` are the values that the table labels: a word among them is never read as a limit.
    """
    if isinstance(node.value, dict):
        return {key: child.scalar() for key, child in node.entries()}
    value: Scalar = node.scalar()
    if isinstance(value, str) and value not in named:
        return parse_limit(value) or value
    return value
