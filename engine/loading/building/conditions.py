"""Conditions as an author writes them → the closed tree of `engine.policy.conditions`.

`{a: x, b: y}` means both; a bare scalar means equal; operators compare, `some`/`none`/`every` look
into the rows of a group, `all`/`any`/`not` combine. Every comparison is noted for typing.
"""

from __future__ import annotations

import re
from typing import cast

from engine.loading.building.node import Node, Tested
from engine.policy.conditions import ALWAYS, All, Any, Condition, Not, Op, Rows, Scalar, Test

OPERATORS = (
    "is", "not", "in", "at_least", "at_most", "above", "below",
    "before", "after", "on_or_after", "older_than", "present", "same_as", "differs_from",
)  # fmt: skip
QUANTIFIERS = ("some", "none", "every")
_DAYS = re.compile(r"(\d{1,5}) days?")
Scope = tuple[tuple[str, ...], bool]
_TOP: Scope = ((), False)


def condition(node: Node, scope: Scope = _TOP) -> Condition:
    """The condition that stands at the node. `scope`: the groups around it, and whether it speaks of
    related cases."""
    parts: list[Condition] = []
    for key, child in node.entries():
        parts += _entry(key, child, scope)
    return _both(parts)


def item_condition(node: Node, *, related: bool = False) -> Condition:
    """`if` and `unless` of an item together."""
    parts: list[Condition] = []
    scope = ((), related)
    if found := node.get("if"):
        parts.append(condition(found, scope))
    if found := node.get("unless"):
        parts.append(Not(condition(found, scope)))
    return _both(parts)


def _both(parts: list[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else All(tuple(parts)) if parts else ALWAYS


def _entry(key: str, node: Node, scope: Scope) -> list[Condition]:
    if key in ("all", "any"):
        items = tuple(condition(n, scope) for n in _listed(node))
        return [All(items) if key == "all" else Any(items)]
    if key == "not":
        return [Not(condition(node, scope))]
    if not isinstance(node.value, dict):
        return [_test(key, "is", node, scope)]
    return [_compared(key, op, child, scope) for op, child in node.entries()]


def _listed(node: Node) -> tuple[Node, ...]:
    if not isinstance(node.value, list):
        raise node.unreadable()
    return node.several()


def _compared(fact: str, op: str, node: Node, scope: Scope) -> Condition:
    if op in QUANTIFIERS:
        rows, related = scope
        inner = condition(node, ((*rows, fact), related))
        _note(Test(fact, "present", True), node, scope, group=True)
        return Rows(fact, cast("Rows", op), inner)  # type: ignore[arg-type]
    if op == "not" and isinstance(node.value, dict):
        return Not(_both([_compared(fact, o, n, scope) for o, n in node.entries()]))
    if op not in OPERATORS:
        raise node.unreadable()
    return _test(fact, cast("Op", op), node, scope)


def _test(fact: str, op: Op, node: Node, scope: Scope) -> Test:
    test = Test(fact, op, _operand(op, node))
    _note(test, node, scope)
    return test


def _note(test: Test, node: Node, scope: Scope, *, group: bool = False) -> None:
    rows, related = scope
    node.notes.tested.append(Tested(test, node, rows, related, group))


def _operand(op: Op, node: Node) -> Scalar | tuple[Scalar, ...]:
    if op == "in":
        return tuple(n.scalar() for n in _listed(node))
    if op == "present":
        return node.yes()
    if op in ("same_as", "differs_from"):
        return node.word()
    if op == "older_than":
        return _days(node)
    return node.scalar()


def _days(node: Node) -> int:
    """A number of days, bare or with its unit."""
    found = _DAYS.fullmatch(node.value) if isinstance(node.value, str) else None
    return int(found[1]) if found else node.whole()
