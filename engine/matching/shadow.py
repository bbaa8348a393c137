"""The plain evaluator compiled: the same meaning as `policy.conditions.holds`, without the walk.

Only comparisons whose values have plainly the same type are taken here; everything else is passed on
to `holds`, which defines what they mean. Differential tests keep the two alike.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any as Anything

from engine.policy.conditions import All, Any, Condition, Facts, Not, Rows, Test, holds
from engine.policy.tables import RuleGroup

Holds = Callable[[Facts], bool]
_COMPARED: Mapping[str, Callable[[Anything, Anything], bool]] = {
    "is": operator.eq, "not": operator.ne, "at_least": operator.ge, "on_or_after": operator.ge,
    "at_most": operator.le, "above": operator.gt, "after": operator.gt,
    "below": operator.lt, "before": operator.lt,
}  # fmt: skip
_ORDERED = (int, date)


class Shadow:
    """Which rules of a group hold, by the plain meaning of their conditions.

    Rules that need one text of the fact that tells the most rules apart are looked up by that text;
    where the fact is no text, every rule is asked.
    """

    def __init__(self, group: RuleGroup) -> None:
        self._fact = _telling(group)
        self._rules = tuple((rule, closure(c)) for rule, c in group.rules.items())
        needed = {rule: _needed(c).get(self._fact) for rule, c in group.rules.items()}
        self._elsewhere = tuple(r for r in self._rules if needed[r[0]] is None)
        self._by_text = {
            text: tuple(r for r in self._rules if needed[r[0]] in (None, text)) for text in needed.values() if text
        }

    def __call__(self, facts: Facts) -> tuple[str, ...]:
        seen = facts.get(self._fact)
        rules = self._by_text.get(seen, self._elsewhere) if type(seen) is str else self._rules
        return tuple([rule for rule, is_met in rules if is_met(facts)])


def _telling(group: RuleGroup) -> str:
    """The fact of which the rules need the most different texts; empty when they need none."""
    texts: dict[str, set[str]] = {}
    for condition in group.rules.values():
        for fact, text in _needed(condition).items():
            texts.setdefault(fact, set()).add(text)
    return max(texts, key=lambda fact: len(texts[fact]), default="")


def _needed(condition: Condition) -> Mapping[str, str]:
    """Texts that facts must have for the condition to hold, when they are texts at all."""
    match condition:
        case Test(fact, "is", value) if type(value) is str and value:
            return {fact: value}
        case All(items):
            return {fact: text for item in items for fact, text in _needed(item).items()}
        case _:
            return {}


def closure(condition: Condition) -> Holds:
    """A function of the facts that says whether the condition holds."""
    match condition:
        case Test(fact, "in", value) if isinstance(value, tuple) and all(type(v) is str for v in value):
            return _listed(condition, fact, frozenset(value))
        case Test(fact, op, value) if op in _COMPARED and _plain(op, value):
            return _compared(condition, fact, _COMPARED[op], value)
        case Test() | Rows():
            return lambda facts: holds(condition, facts)
        case All(items):
            return _every(tuple(map(closure, items)))
        case Any(items):
            return _some(tuple(map(closure, items)))
        case Not(item):
            inner = closure(item)
            return lambda facts: not inner(facts)


def _plain(op: str, value: object) -> bool:
    """Equality of texts, yes/no, whole numbers and dates; order of the last two."""
    return type(value) in _ORDERED or (type(value) in (str, bool) and op in ("is", "not"))


def _compared(test: Test, fact: str, compare: Callable[[Anything, Anything], bool], value: object) -> Holds:
    wanted = type(value)

    def is_met(facts: Facts) -> bool:
        seen = facts.get(fact)
        if type(seen) is wanted:
            return compare(seen, value)
        return seen is not None and holds(test, facts)

    return is_met


def _listed(test: Test, fact: str, values: frozenset[object]) -> Holds:
    def is_met(facts: Facts) -> bool:
        seen = facts.get(fact)
        return seen in values if type(seen) is str else holds(test, facts)

    return is_met


def _every(items: tuple[Holds, ...]) -> Holds:
    def is_met(facts: Facts) -> bool:
        for item in items:  # noqa: SIM110 - a generator costs more than the checks
            if not item(facts):
                return False
        return True

    return is_met


def _some(items: tuple[Holds, ...]) -> Holds:
    def is_met(facts: Facts) -> bool:
        for item in items:  # noqa: SIM110 - a generator costs more than the checks
            if item(facts):
                return True
        return False

    return is_met
