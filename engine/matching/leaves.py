"""What one comparison becomes: checks on typed attributes, a join, or a boolean computed in Python.

`Leaves` is the `leaf` of `normal_form.expand` for the case itself and, nested, for the rows of a
group. Whatever the engine cannot be trusted with is a boolean column; what may not be handed over
at all raises `RefusedError`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from engine.matching.columns import (
    LARGEST,
    LONGEST,
    MOST_DECIMALS,
    Cell,
    ColumnKind,
    decimals,
    plain_text,
    whole,
)
from engine.matching.normal_form import expand
from engine.matching.refusals import RefusedError
from engine.matching.terms import Check, CountJoin, Literal, RowJoin, Schema
from engine.policy.conditions import Condition, Rows, Test
from engine.policy.fact_types import FactType
from engine.policy.limits import Unit
from engine.policy.tables import RuleGroup

Branches = tuple[tuple[Literal, ...], ...]
MOST_JOINED = 4
ORDER = {
    "at_least": ">=", "on_or_after": ">=", "at_most": "<=",
    "above": ">", "after": ">", "below": "<", "before": "<",
}  # fmt: skip
INVERSE = {">=": "<", "<=": ">", ">": "<=", "<": ">=", "==": "!=", "!=": "=="}
_COUNTABLE = (Unit.DAY, Unit.WEEK, Unit.HALF_MONTH, Unit.MONTH, Unit.YEAR)


@dataclass(frozen=True)
class Leaves:
    """`scope` is the group whose rows are compared, empty for the case. `loose` names the facts
    whose values have not the declared type this time; `joins` is off when related cases are only
    known as numbers; `lists` is off when `in` would make too many alternatives."""

    group: RuleGroup
    schema: Schema
    scope: str = ""
    loose: frozenset[str] = frozenset()
    joins: bool = True
    lists: bool = True

    def __call__(self, node: Test | Rows, want: bool) -> Branches:
        if isinstance(node, Rows):
            return self._rows(node, want)
        if node.op == "present":
            return self.flag(Test(node.fact, "present", True), want == node.value)
        joined = self._count(node) if want else None
        return joined or self._native(node, want) or self.flag(node, want)

    def flag(self, node: Condition, want: bool) -> Branches:
        """A boolean that the plain evaluator computes before the facts are handed over."""
        name = self.schema.column("flag", "", "", scope=self.scope, test=node)
        return ((Check(name, "==", want),),)

    def qualified(self, fact: str) -> str:
        """The fact's name, with its group in front inside a row."""
        return f"{self.scope}.{fact}" if self.scope else fact

    def type_of(self, fact: str) -> FactType:
        """The declared type. Raises `RefusedError("untyped-fact")`."""
        types = self.group.types
        if self.scope:
            row = types[self.scope].row if self.scope in types else {}
            found = row.get(fact) or types.get(self.qualified(fact)) or types.get(fact)
        else:
            found = types.get(fact)
        if found is None:
            raise RefusedError("untyped-fact", fact=self.qualified(fact))
        return found

    def _rows(self, node: Rows, want: bool) -> Branches:
        if self.scope or not want or node.quantifier != "some":
            return self.flag(node, want)
        inside = replace(self, scope=node.fact, joins=False)
        otherwise = (self._check("flag", "", "==", True, test=node),)
        try:
            branches = expand(node.where, inside)
        except RefusedError as refused:
            if refused.code != "too-many-alternatives":
                raise
            return self.flag(node, want)
        return tuple((RowJoin(node.fact, _only_checks(b), otherwise),) for b in branches)

    def _count(self, test: Test) -> Branches | None:
        count = self.group.counts.get(test.fact)
        if count is None or not self.joins or self.scope or test.fact in self.loose:
            return None
        if test.op not in ("at_least", "above") or type(test.value) is not int:
            return None
        wanted = test.value + (test.op == "above")
        known = count.within is None or (count.within.kind == "span" and count.within.unit in _COUNTABLE)
        if count.count != "cases" or not count.same or not known or not 1 <= wanted <= MOST_JOINED:
            return None
        number = self._native(test, True)
        return ((CountJoin(test.fact, wanted, _only_checks(number[0])),),) if number else None

    def _native(self, test: Test, want: bool) -> Branches | None:
        if self.qualified(test.fact) in self.loose or test.op in ("same_as", "differs_from"):
            return None
        kind = self.type_of(test.fact).kind
        if test.op == "older_than":
            return self._older(test, want) if kind == "date" else None
        if test.op == "in":
            return self._listed(test, want, kind)
        return self._single(test, want, kind)

    def _single(self, test: Test, want: bool, kind: str) -> Branches | None:
        if kind == "choice" and isinstance(test.value, str):
            return self._text(test, want)
        if kind == "yes-no" and isinstance(test.value, bool):
            return self._truth(test, want)
        if kind == "number" and type(test.value) in (int, Decimal):
            return self._ordered("number", test, want)
        if kind == "date" and type(test.value) is date:
            return self._ordered("days", test, want)
        return None

    def _listed(self, test: Test, want: bool, kind: str) -> Branches | None:
        if not isinstance(test.value, tuple) or not test.value or (want and not self.lists):
            return None
        singles = [self._single(Test(test.fact, "is", v), True, kind) for v in test.value]
        if any(s is None for s in singles):
            return None
        if want:
            return tuple(b for s in singles for b in s or ())
        given, unequal = self._given(test.fact, True), self._given(test.fact, False)
        last = [b[-1] for s in singles for b in s or ()]
        others = tuple(Check(c.column, "!=", c.value) for c in last if isinstance(c, Check))
        return ((unequal,), (given, *others)) if kind != "choice" else (others,)

    def _text(self, test: Test, want: bool) -> Branches | None:
        value = str(test.value)
        if len(value) > LONGEST:
            raise RefusedError("text-too-long", fact=self.qualified(test.fact), limit=LONGEST)
        if not value or not plain_text(value) or test.op not in ("is", "not"):
            return None
        equal, unequal = (self._check("text", test.fact, op, value) for op in ("==", "!="))
        if test.op == "is":
            return ((self._given(test.fact, True), equal),) if want else ((unequal,),)
        given = self._given(test.fact, want)
        return ((given, unequal),) if want else ((given,), (equal,))

    def _truth(self, test: Test, want: bool) -> Branches | None:
        if test.op not in ("is", "not"):
            return None
        wanted = bool(test.value) == (test.op == "is")
        if want:
            return ((self._given(test.fact, True), self._check("truth", test.fact, "==", wanted)),)
        return (
            (self._given(test.fact, False),),
            (self._given(test.fact, True), self._check("truth", test.fact, "==", not wanted)),
        )

    def _ordered(self, kind: ColumnKind, test: Test, want: bool) -> Branches | None:
        op = {"is": "==", "not": "!="}.get(test.op) or ORDER[test.op]
        return self._compared(kind, test.fact, op, self._cut(kind, test), want)

    def _cut(self, kind: ColumnKind, test: Test) -> int:
        if kind == "days":
            assert isinstance(test.value, date)
            return test.value.toordinal()
        value = test.value
        assert isinstance(value, (int, Decimal))
        name = self.qualified(test.fact)
        if isinstance(value, Decimal) and (not value.is_finite() or decimals(value) > MOST_DECIMALS):
            raise RefusedError("too-precise", fact=name, value=value, limit=MOST_DECIMALS)
        cut = whole(value, self.schema.scales.get(name, 0))
        if abs(cut) >= LARGEST:
            raise RefusedError("number-too-large", fact=name, value=value)
        return cut

    def _older(self, test: Test, want: bool) -> Branches | None:
        if type(test.value) is not int or not 0 <= test.value < LARGEST:
            return None
        older = self._check("age", test.fact, ">" if want else "<=", test.value)
        return ((older,),)

    def _compared(self, kind: ColumnKind, fact: str, op: str, cut: Cell, want: bool) -> Branches:
        given = self._given(fact, True)
        if want:
            return ((given, self._check(kind, fact, op, cut)),)
        return ((self._given(fact, False),), (given, self._check(kind, fact, INVERSE[op], cut)))

    def _given(self, fact: str, value: bool) -> Check:
        return self._check("given", fact, "==", value)

    def _check(self, kind: ColumnKind, fact: str, op: str, value: Cell, *, test: Condition | None = None) -> Check:
        qualified = self.qualified(fact) if fact else ""
        return Check(self.schema.column(kind, qualified, fact, scope=self.scope, test=test), op, value)


def _only_checks(branch: tuple[Literal, ...]) -> tuple[Check, ...]:
    return tuple(c for c in branch if isinstance(c, Check))


LeafOf = Callable[[Test | Rows, bool], Branches]
