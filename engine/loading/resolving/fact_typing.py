"""Every fact in a condition exists, and is compared with what it can be compared with.

Types come from the forms and the tables (`engine.policy.fact_types`). In a rule set without an
intake the forms are not known yet: there an unknown plain word is left for its heirs to be judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.loading.building.node import Node, Tested, Use, shown
from engine.loading.phrase import Phrase, did_you_mean
from engine.loading.resolving.index import Index
from engine.loading.resolving.references import wrong_kind
from engine.policy.conditions import Scalar
from engine.policy.definitions import RuleSet
from engine.policy.fact_types import (
    DATE,
    FactType,
    fact_types,
    form_types,
    table_values,
    value_type,
)
from engine.policy.field_types.kind import FactKind
from engine.source import Problem

Types = Mapping[str, FactType]
_ORDER = ("at_least", "at_most", "above", "below")
_DATE_ONLY = ("before", "after", "on_or_after", "older_than")
_ORDERED: tuple[FactKind, ...] = ("number", "date")


@dataclass(frozen=True)
class Typing:
    """The facts of one rule set. `open_world`: there is no intake, so fields may be unknown yet."""

    ruleset: RuleSet
    index: Index
    types: Types

    @classmethod
    def of(cls, ruleset: RuleSet, index: Index) -> Typing:
        """The typing of a rule set that could be built."""
        return cls(ruleset, index, fact_types(ruleset))

    @property
    def dates(self) -> frozenset[str]:
        """Facts that are dates: they may stand where an event may."""
        return frozenset(name for name, found in self.types.items() if found.kind == "date")

    def tests(self, tested: list[Tested]) -> Iterator[Problem]:
        """What is wrong with the comparisons."""
        for one in tested:
            scope = self.scope(one)
            if scope is not None:
                yield from self._test(one, scope)

    def words(self, uses: list[Use]) -> Iterator[Problem]:
        """What is wrong with the words that must name a fact."""
        for use in uses:
            if use.wants in ("fact", "set-fact"):
                yield from self._fact(use, self.local(use.node))
            elif use.wants == "limit-fact":
                yield from self._limit(use)
            elif use.wants == "actor-fact":
                yield from self._actor(use)
            elif use.wants == "counted-by-metric":
                yield from self._counted(use)
            elif use.wants == "group":
                yield from self._group(use)

    def scope(self, one: Tested) -> Types | None:
        """The facts that the comparison may read; None when a group around it is itself unknown."""
        types = self.local(one.node)
        if one.related and one.node.path[0] == "facts":
            types = self._of_related(str(one.node.path[1]))
        return _in_rows(one, types)

    def local(self, node: Node) -> Types:
        """All facts, and by their short names the fields of the form or paper that the node is in."""
        for id_, form in self.ruleset.forms.items():
            if self.index.forms[id_] is node.document:
                return {**self.types, **form_types(form)}
        if node.path[0] == "papers" and len(node.path) > 1:
            prefix = f"{node.path[1]}."
            own = {n.removeprefix(prefix): t for n, t in self.types.items() if n.startswith(prefix)}
            return {**own, **self.types}
        return self.types

    def _of_related(self, count: str) -> Types:
        """What is known of a related case: the fields that make it related, its state, its opening."""
        found = self.ruleset.facts.get(count)
        same = found.same if found else ()
        known = {name: self.types[name] for name in same if name in self.types}
        return {**known, "state": self.types["state"], "opened": DATE}

    def _fact(self, use: Use, types: Types) -> Iterator[Problem]:
        found = types.get(use.word)
        if found is None:
            yield from self._unknown(use, types)
        elif use.wants == "set-fact":
            yield from _value(use.word, found, use.node.scalar(), use.node)

    def _unknown(self, use: Use, types: Types) -> Iterator[Problem]:
        """An unknown fact; nothing when it may still come with a form or belongs to a broken item."""
        head = use.word.partition(".")[0]
        known = self.index.ids.get(use.word)
        if known and known.kind in ("tables", "facts", "flags", "events", "seats"):
            return
        if known:
            yield wrong_kind(use, known)
        elif self.ruleset.intake or head in self.index.ids:
            hint = did_you_mean(use.word, types, self.index.events, use.at)
            yield Problem("unknown-fact", use.at, {"fact": use.word, "hint": hint})

    def _group(self, use: Use) -> Iterator[Problem]:
        """What a duty is owed for `each` of: the rows of a group."""
        found = self.types.get(use.word)
        if found is None:
            yield from self._unknown(use, self.types)
        elif found.kind != "group":
            yield Problem("each-needs-group", use.at, {"fact": use.word, "kind": type_name(found)})

    def _row_of(self, node: Node) -> Types:
        """`each.…`: the fields of the row that a duty is owed for."""
        duty = self.ruleset.duties.get(str(node.path[1])) if node.path[0] == "duties" else None
        group = self.types.get(duty.each) if duty and duty.each else None
        return {f"each.{name}": found for name, found in group.row.items()} if group else {}

    def _limit(self, use: Use) -> Iterator[Problem]:
        types = {**self.types, **self._row_of(use.node)}
        found = types.get(use.word)
        if found is None and use.word.startswith("each."):
            hint = did_you_mean(use.word, types, {}, use.at)
            yield Problem("unknown-fact", use.at, {"fact": use.word, "hint": hint})
        elif found is None:
            yield from self._unknown(use, types)
        elif found.kind not in ("limit", "date"):
            yield Problem("not-a-limit", use.at, {"fact": use.word, "kind": type_name(found)})

    def _actor(self, use: Use) -> Iterator[Problem]:
        table = self.ruleset.tables.get(use.word)
        if table is None:
            yield from self._no_table(use)
            return
        actors = self.index.of("roles", "units", "seats")
        for value in table_values(table):
            if value not in actors:
                yield Problem("table-names-no-actor", use.at, {"table": use.word, "value": shown(value)})

    def _no_table(self, use: Use) -> Iterator[Problem]:
        known = self.index.of("tables")
        other = self.index.ids.get(use.word)
        if other and use.word not in known:
            yield wrong_kind(use, other)
        elif not other:
            hint = did_you_mean(use.word, known, known, use.at)
            yield Problem("unknown-table", use.at, {"word": use.word, "hint": hint})

    def _counted(self, use: Use) -> Iterator[Problem]:
        if use.word not in self.index.of("deadlines", "duties") and use.word not in self.types:
            yield from self._unknown(use, {**self.types, **dict.fromkeys(self.index.ids, DATE)})

    def _test(self, one: Tested, types: Types) -> Iterator[Problem]:
        use = Use(one.test.fact, "fact", one.node)
        found = types.get(one.test.fact)
        if found is None:
            if one.related and one.node.path[0] == "facts":
                known = ", ".join(sorted(types))
                yield Problem("unknown-of-related", use.at, {"fact": use.word, "known": known})
            else:
                yield from self._unknown(use, types)
        else:
            yield from _typed(one, found, types)


def check_tests(tested: list[Tested], types: Types) -> Iterator[Problem]:
    """The comparisons of a form that stands alone: its own fields and nothing else."""
    for one in tested:
        scope = _in_rows(one, types)
        found = scope.get(one.test.fact) if scope is not None else None
        if scope is not None and found is None:
            at = one.node.document.at(one.node.path)
            hint = did_you_mean(one.test.fact, scope, {}, at)
            yield Problem("unknown-field", at, {"fact": one.test.fact, "hint": hint})
        elif scope is not None and found is not None:
            yield from _typed(one, found, scope)


def _in_rows(one: Tested, types: Types) -> Types | None:
    """The facts and the fields of the groups around the comparison; None when a group is unknown."""
    for group in one.rows:
        found = types.get(group)
        if found is None or found.kind != "group":
            return None
        types = {**types, **found.row}
    return types


def _typed(one: Tested, found: FactType, types: Types) -> Iterator[Problem]:
    if not one.group:
        yield from _comparison(one, found, types)
    elif found.kind != "group":
        at = one.node.document.at(one.node.path)
        yield Problem("not-a-group", at, {"fact": one.test.fact, "kind": type_name(found)})


def type_name(found: FactType) -> Phrase:
    """“a date”, “a choice” …"""
    return Phrase(f"fact-kind.{found.kind}")


def _comparison(one: Tested, found: FactType, types: Types) -> Iterator[Problem]:
    test, at = one.test, one.node.document.at(one.node.path)
    if test.op == "present":
        return
    params = {"fact": test.fact, "kind": type_name(found), "operator": test.op}
    if found.kind in ("group", "limit"):
        yield Problem("not-comparable", at, params)
    elif test.op in _DATE_ONLY and found.kind != "date":
        yield Problem("date-operator", at, params)
    elif test.op in _ORDER and found.kind not in _ORDERED:
        yield Problem("order-on-text", at, params)
    elif test.op in ("same_as", "differs_from"):
        yield from _two_facts(one, found, types)
    elif test.op != "older_than":
        values = test.value if isinstance(test.value, tuple) else (test.value,)
        for i, value in enumerate(values):
            node = one.node.under(i, value) if isinstance(test.value, tuple) else one.node
            yield from _value(test.fact, found, value, node)


def _two_facts(one: Tested, found: FactType, types: Types) -> Iterator[Problem]:
    at, other = one.node.document.at(one.node.path), types.get(str(one.test.value))
    if other is None:
        hint = did_you_mean(str(one.test.value), types, {}, at)
        yield Problem("unknown-fact", at, {"fact": one.test.value, "hint": hint})
    elif _family(other) != _family(found):
        params = {"fact": one.test.fact, "kind": type_name(found), "other": one.test.value}
        yield Problem("two-types", at, {**params, "other_kind": type_name(other)})


def _family(found: FactType) -> str:
    return {"choices": "word", "choice": "word", "text": "word"}.get(found.kind, found.kind)


def _value(fact: str, found: FactType, value: Scalar, node: Node) -> Iterator[Problem]:
    """A value of the wrong type, or one that the choice does not have."""
    at, given = node.document.at(node.path), value_type((value,))
    assert given is not None
    if _family(given) != _family(found):
        yield Problem("wrong-type", at, {"fact": fact, "kind": type_name(found), "seen": shown(node.value)})
    elif found.values and value not in found.values:
        hint = did_you_mean(str(value), found.values, {}, at)
        yield Problem("value-unknown", at, {"fact": fact, "seen": shown(value), "hint": hint})
