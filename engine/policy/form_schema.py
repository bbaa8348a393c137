"""A form as JSON Schema 2020-12, for programs that fill it in without the app.

It accepts what `engine.policy.answers.validate` accepts. What it cannot say is let through and listed
under `x-bihuan`: by field and, for what a type alone cannot say, by the code of the problem.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.policy.condition_schema import EMPTY, EMPTY_REF, answered, conjuncts, schema_of
from engine.policy.conditions import All, Any, Condition, Not, Rows, Test, facts_read
from engine.policy.field_types.kind import JsonSchema
from engine.policy.field_types.registry import kind_of
from engine.policy.forms import Field, Form

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NEVER = Any()


@dataclass
class _Writing:
    """The schema as it grows: rules over all answers, and what could not be said."""

    form: Form
    by: str | None
    rules: list[JsonSchema] = field(default_factory=list)
    unsaid: list[dict[str, str]] = field(default_factory=list)

    @property
    def fields(self) -> Mapping[str, Field]:
        return {f.key: f for _, f in self.form.all_fields()}

    def shown(self, key: str) -> Condition:
        """When a top-level field shows, down to fields that always do."""
        section, f = next((s, f) for s, f in self.form.all_fields() if f.key == key)
        if self.by is None and (f.by or section.by):
            return _NEVER
        return All(tuple(self.whole(c) for c in (section.show_if, f.show_if)))

    def whole(self, condition: Condition, group: Field | None = None) -> Condition:
        """The condition with, for every field it reads, the condition that this field shows."""
        match condition:
            case Test(fact):
                return self._seen(fact, condition, group)
            case Rows(fact, quantifier, where):
                f = self.fields.get(fact)
                inner = self.whole(where, f) if f else where
                if quantifier == "every":
                    return Not(self._seen(fact, Rows(fact, "some", Not(inner)), None))
                some = self._seen(fact, Rows(fact, "some", inner), None)
                return some if quantifier == "some" else Not(some)
            case Not(item):
                return Not(self.whole(item, group))
            case All(items):
                return All(tuple(self.whole(i, group) for i in items))
            case Any(items):
                return Any(tuple(self.whole(i, group) for i in items))

    def _seen(self, fact: str, condition: Condition, group: Field | None) -> Condition:
        if isinstance(condition, Test) and condition.op == "present" and condition.value is False:
            return Not(self._seen(fact, Test(fact, "present", True), group))
        if group is not None and fact in group.fields:
            f = group.fields[fact]
            return _NEVER if self.by is None and f.by else All((self.whole(f.show_if, group), condition))
        return All((self.shown(fact), condition)) if fact in self.fields else condition

    def rule(self, when: Condition, then: JsonSchema, about: str, *, because: str = "condition") -> None:
        """Add “if … then …”, or note that it cannot be said."""
        said = schema_of(when, self.fields)
        if said is None:
            self.unsaid.append({"field": about, "because": because})
        else:
            self.rules.append(then if said == {} else {"if": said, "then": then})


def form_schema(form: Form, *, by: str | None = None) -> JsonSchema:
    """The schema of the answers of the person filing (None) or of a clerk (OFFICE)."""
    writing = _Writing(form, by)
    for section, f in form.all_fields():
        if by is None and (f.by or section.by):
            continue
        _field(writing, f, required=f.required and (by is None or not (f.by or section.by)))
        if f.required_if is not None and (by is None or not (f.by or section.by)):
            wanted = All((writing.shown(f.key), writing.whole(f.required_if)))
            writing.rule(wanted, _needed(f), f.key)
    for check in form.checks.values():
        wrong = All((writing.shown(check.at), writing.whole(check.if_)))
        writing.rule(wrong, {"not": {}}, check.at, because="check")
    return {
        "$schema": _DIALECT, "title": form.title.en, "description": form.title.zh, "type": "object",
        "properties": {f.key: _described(f) for _, f in form.all_fields()}, "additionalProperties": False,
        "allOf": writing.rules, "$defs": {"empty": EMPTY}, "x-bihuan": {"form": form.id, "unsaid": writing.unsaid},
    }  # fmt: skip


def _described(f: Field) -> JsonSchema:
    return {"title": f.label.en, "description": f.label.zh}


def _needed(f: Field) -> JsonSchema:
    return {"required": [f.key], "properties": {f.key: {"not": EMPTY_REF}}}


def _may_be(f: Field) -> JsonSchema:
    return {"properties": {f.key: {"anyOf": [EMPTY_REF, answered(f)]}}}


def _field(writing: _Writing, f: Field, *, required: bool) -> None:
    kind = kind_of(f)
    if not kind.answered:
        return
    shown = writing.shown(f.key)
    writing.rule(shown, _may_be(f), f.key)
    writing.unsaid += [{"field": f.key, "because": code} for code in kind.unsaid]
    if required:
        writing.rule(shown, _needed(f), f.key)
    for inner in f.fields.values():
        if kind_of(inner).answered and (writing.by is not None or inner.by is None):
            _in_rows(writing, f, inner, shown)


def _in_rows(writing: _Writing, group: Field, f: Field, shown: Condition) -> None:
    about = f"{group.key}.{f.key}"
    writing.unsaid += [{"field": about, "because": code} for code in kind_of(f).unsaid]
    here = writing.whole(f.show_if, group)
    _row_rule(writing, group, (shown, here), _may_be(f), about)
    if f.required:
        _row_rule(writing, group, (shown, here), _needed(f), about)
    if f.required_if is not None:
        _row_rule(writing, group, (shown, here, writing.whole(f.required_if, group)), _needed(f), about)


def _row_rule(writing: _Writing, group: Field, when: tuple[Condition, ...], then: JsonSchema, about: str) -> None:
    """A rule for every row; what it asks of the row and what of the form around it stand apart."""
    outside: list[Condition] = []
    inside: list[Condition] = []
    for part in conjuncts(when):
        read = set(facts_read(part))
        if read and read <= set(group.fields):
            inside.append(part)
        elif read & set(group.fields):
            writing.unsaid.append({"field": about, "because": "condition"})
            return
        else:
            outside.append(part)
    row = schema_of(All(tuple(inside)), group.fields)
    if row is None:
        writing.unsaid.append({"field": about, "because": "condition"})
        return
    rows = then if row == {} else {"if": row, "then": then}
    writing.rule(All(tuple(outside)), {"properties": {group.key: {"items": rows}}}, about)
