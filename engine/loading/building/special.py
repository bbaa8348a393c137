"""The places where the language is shorter than the definitions it fills.

A transition may be one word, a field of a paper is required long text unless it says otherwise, a
table reads its values after their labels. All else follows the types (`engine.loading.building.classes`).
"""

from __future__ import annotations

from engine.loading.building.classes import Builder, Reader, text
from engine.loading.building.conditions import condition, item_condition
from engine.loading.building.limits import table_value, until
from engine.loading.building.node import Node
from engine.policy.conditions import Condition
from engine.policy.definitions import (
    Deadline,
    Duty,
    EffectDef,
    JoinCase,
    OpenCase,
    Rule,
    RuleSet,
    SendPaper,
    SetFacts,
    Table,
    Transition,
)
from engine.policy.field_types.registry import field_types
from engine.policy.forms import Calculation, Choice, Field, Form, Term, Text


class RuleBuilder(Builder):
    """Builds rule sets and forms."""

    def __init__(self) -> None:
        special: dict[tuple[str, str], Reader] = {
            ("State", "transitions"): self._transitions,
            ("Paper", "contains"): self._contents,
            ("Paper", "then"): self._effects,
            ("Event", "then"): self._effects,
            ("Field", "fields"): self._inner_fields,
            ("Section", "fields"): self._fields,
            ("Field", "calculate"): _calculation,
            ("Metric", "target"): self._target,
            **{(kind, "because"): _sentence for kind in ("Conflict", "Unspecified", "NotModelled")},
            ("JoinCase", "if_"): lambda n: item_condition(n, related=True),
            ("Count", "if_"): _count_condition,
            ("Flag", "if_"): _flag_condition,
            ("RuleSet", "tables"): self._tables,
            ("RuleSet", "deadlines"): self._deadlines,
            ("RuleSet", "duties"): self._duties,
        }
        super().__init__(special)

    def rule_set(self, node: Node, **given: object) -> RuleSet:
        """The rule set of a merged file."""
        return self.build(RuleSet, node, **given)

    def form(self, node: Node, id_: str) -> Form:
        """The form of a file."""
        return self.build(Form, node, id=id_)

    def _transitions(self, node: Node) -> dict[str, tuple[Transition, ...]]:
        found = {}
        for event, child in node.entries():
            child.refers_key("event")
            found[event] = tuple(self._transition(n) for n in child.several())
        return found

    def _transition(self, node: Node) -> Transition:
        if isinstance(node.value, dict):
            return self.build(Transition, node)
        return Transition(node.refers("state"))

    def _effects(self, node: Node) -> tuple[EffectDef, ...]:
        return tuple(self._effect(n) for n in node.several())

    def _effect(self, node: Node) -> EffectDef:
        if found := node.get("open_case"):
            return self.build(OpenCase, found)
        if found := node.get("join_case"):
            return self.build(JoinCase, found)
        if node.get("set"):
            return self.build(SetFacts, node)
        if node.get("send"):
            return self.build(SendPaper, node)
        raise node.unreadable()

    def _tables(self, node: Node) -> dict[str, Table]:
        return self.each(node, self._table)

    def _table(self, key: str, node: Node) -> Table:
        labels = node.get("values")
        named = frozenset(labels.mapping()) if labels else frozenset[str]()
        given: dict[str, object] = {}
        if otherwise := node.get("otherwise"):
            given["otherwise"] = table_value(otherwise, named)
        else:
            raise node.wrong("missing-key", key="otherwise")
        rules = node.get("rules")
        if rules:
            given["rules"] = self.each(rules, lambda k, n: self._rule(k, n, named))
        return self.build(Table, node, key=key, **given)

    def _rule(self, key: str, node: Node, named: frozenset[str]) -> Rule:
        then = node.get("then")
        if then is None:
            raise node.wrong("missing-key", key="then")
        return self.build(Rule, node, key=key, then=table_value(then, named))

    def _deadlines(self, node: Node) -> dict[str, Deadline]:
        return self.each(node, self._deadline)

    def _deadline(self, key: str, node: Node) -> Deadline:
        by_date = node.get("until")
        if by_date and node.get("limit"):
            raise by_date.unreadable()
        given = {"limit": until(by_date)} if by_date else {}
        return self.build(Deadline, node, key=key, **given)

    def _duties(self, node: Node) -> dict[str, Duty]:
        return self.each(node, self._duty)

    def _duty(self, key: str, node: Node) -> Duty:
        by_date, act = node.get("until"), node.get("act")
        if by_date and node.get("limit"):
            raise by_date.unreadable()
        given: dict[str, object] = {"limit": until(by_date)} if by_date else {}
        if act is None and node.get("send"):
            given["act"] = "send"
        return self.build(Duty, node, key=key, **given)

    def _contents(self, node: Node) -> dict[str, Field]:
        return self.each(node, lambda k, n: self.field(k, n, in_paper=True))

    def _fields(self, node: Node) -> dict[str, Field]:
        return self.each(node, self.field)

    def _inner_fields(self, node: Node) -> dict[str, Field]:
        group = str(node.path[-2])
        return self.each(node, lambda k, n: self.field(k, n, rows=(group,)))

    def field(self, key: str, node: Node, *, in_paper: bool = False, rows: tuple[str, ...] = ()) -> Field:
        """A field of a form, or of a paper, where it is required long text unless it says otherwise."""
        choices, label, shown = node.get("choices"), node.get("label"), node.get("show_if")
        given: dict[str, object] = {"label": text(label) if label else _label(key, node)}
        if choices:
            given["choices"] = _choices(choices)
        if kind := node.get("type"):
            given["type"] = kind.among(field_types())
        elif in_paper or choices:
            given["type"] = "choice" if choices else "long-text"
        if in_paper and not node.get("required"):
            given["required"] = True
        if shown:
            given["show_if"] = condition(shown, (rows, False))
        if wanted := node.get("required_if"):
            given["required_if"] = condition(wanted, (rows, False))
        if (named := node.get("divisions")) and (given.get("type") != "address" or not choices):
            raise named.wrong("divisions-not-here", field=key)
        return self.build(Field, node, key=key, **given)

    def _target(self, node: Node) -> object:
        if not isinstance(node.value, dict):
            return node.word()
        return {op: child.word() for op, child in node.entries()}


def _label(key: str, node: Node) -> Text:
    """A label written straight into the field, or the key itself."""
    return text(node) if node.get("zh") or node.get("en") else Text(key, key)


def _sentence(node: Node) -> Text:
    """One sentence for all languages, or one in each."""
    return text(node) if isinstance(node.value, dict) else Text(node.word(), node.word())


def _choices(node: Node) -> dict[str, Text]:
    if isinstance(node.value, dict):
        return {key: _choice(child) for key, child in node.entries()}
    return {n.word(): Text(n.word(), n.word()) for n in node.several()}


def _choice(node: Node) -> Text:
    """A choice as its label; one that is no longer offered says so."""
    label, retired = text(node), node.get("retired")
    return Choice(label.zh, label.en, retired.yes()) if retired else label


def _calculation(node: Node) -> Calculation:
    added, less, counted = node.get("sum"), node.get("difference"), node.get("count")
    if sum(part is not None for part in (added, less, counted)) != 1:
        raise node.unreadable()
    return Calculation(
        tuple(_term(n) for n in added.several()) if added else (),
        tuple(_term(n) for n in less.several()) if less else (),
        counted.word() if counted else None,
    )


def _term(node: Node) -> Term:
    return _calculation(node) if isinstance(node.value, dict) else node.word()


def _count_condition(node: Node) -> Condition:
    counted = node.get("count")
    return item_condition(node, related=counted is not None and counted.value == "cases")


def _flag_condition(node: Node) -> Condition | None:
    return item_condition(node) if node.get("if") or node.get("unless") else None
