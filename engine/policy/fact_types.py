"""The type of every fact that a rule set can ask about.

Loading checks conditions against these, the matcher compiles from them, the prover enumerates them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from engine.policy.conditions import Scalar
from engine.policy.definitions import Paper, RuleSet, Table, TableValue
from engine.policy.field_types.kind import FactKind
from engine.policy.field_types.registry import kind_of
from engine.policy.forms import Field, Form
from engine.policy.limits import Limit


@dataclass(frozen=True)
class FactType:
    """`choice` has one of `values`, `choices` any number of them; `group` has row facts in `row`.

    An empty `values` on a choice means an open vocabulary (places, matters, persons)."""

    kind: FactKind
    values: tuple[str, ...] = ()
    row: Mapping[str, FactType] = field(default_factory=dict)


YES_NO = FactType("yes-no")
NUMBER = FactType("number")
DATE = FactType("date")
TEXT = FactType("text")


def field_type(f: Field) -> FactType:
    """The fact type of a form field; an official also answers `.office .rank .level`."""
    kind = kind_of(f)
    if kind.fact == "group":
        return FactType("group", row=dict(_with_attributes(f.fields)))
    return FactType(kind.fact, tuple(f.choices) if kind.fact in ("choice", "choices") else ())


def form_types(form: Form) -> Mapping[str, FactType]:
    """Fact name → type for every field of a form."""
    return dict(_with_attributes({f.key: f for _, f in form.all_fields()}))


def _with_attributes(fields: Mapping[str, Field]) -> list[tuple[str, FactType]]:
    out: list[tuple[str, FactType]] = []
    for key, f in fields.items():
        out.append((key, field_type(f)))
        out += [(f"{key}.{a}", FactType("choices")) for a in kind_of(f).attributes]
    return out


PAPER_EVENTS = ("written", "signed", "refused", "sent", "received")
STATE_EVENTS = ("entered", "left")
DEADLINE_EVENTS = ("started", "met", "expired", "extended", "paused", "resumed")
DUTY_EVENTS = ("due", "done", "missed", "swapped")
SEAT_EVENTS = ("filled",)
FLAG_EVENTS = ("raised", "cleared")
PERIOD_EVENTS = ("declared", "ended")
CASE_EVENTS = ("case.opened", "case.closed", "case.joined")
LEVELS = ("village", "township", "county", "city", "province", "nation")
IDENTITY = FactType("choice", ("real-name", "named", "anonymous"))


def fact_types(ruleset: RuleSet) -> Mapping[str, FactType]:
    """Fact name → type for all that a condition of the rule set may read.

    Events are yes-no facts (has it happened in this round?), but `case.opened` is a date. Rows of a
    group are reached through the group's own type.
    """
    types: dict[str, FactType] = {**_built_in(ruleset)}
    for form_id in ruleset.intake:
        if form_id in ruleset.forms:
            _join(types, form_types(ruleset.forms[form_id]))
    types.setdefault("identity", IDENTITY)
    for key, table in ruleset.tables.items():
        types.update(_table_types(key, table))
    types.update(dict.fromkeys(ruleset.facts, NUMBER))
    types.update(dict.fromkeys((*ruleset.flags, *ruleset.events), YES_NO))
    for key, seat in ruleset.seats.items():
        types.update(_seat_types(key, many=seat.many))
    for key, paper in ruleset.papers.items():
        types.update(_paper_types(key, paper, ruleset.forms))
    return types


def event_names(ruleset: RuleSet) -> frozenset[str]:
    """Every event that can happen on a case of this rule set."""
    made = (
        (ruleset.papers, PAPER_EVENTS), (ruleset.states, STATE_EVENTS), (ruleset.deadlines, DEADLINE_EVENTS),
        (ruleset.duties, DUTY_EVENTS), (ruleset.seats, SEAT_EVENTS), (ruleset.flags, FLAG_EVENTS),
        (ruleset.periods, PERIOD_EVENTS),
    )  # fmt: skip
    free = {f"{key}.{event}" for keys, events in made for key in keys for event in events}
    return frozenset(free | set(ruleset.events) | set(CASE_EVENTS))


def value_type(values: Iterable[TableValue]) -> FactType | None:
    """The one type of these values, or None when they are of several types."""
    seen = list(values)
    kinds = {_kind(v) for v in seen}
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    if kind == "choice":
        return FactType("choice", tuple(dict.fromkeys(str(v) for v in seen)))
    return FactType(kind)


def table_values(table: Table) -> tuple[TableValue, ...]:
    """What the table may give, in the order of its rules, `otherwise` last."""
    return (*(rule.then for rule in table.rules.values()), table.otherwise)


def _kind(value: TableValue) -> FactKind:
    if isinstance(value, bool):
        return "yes-no"
    if isinstance(value, (int, Decimal)):
        return "number"
    if isinstance(value, date):
        return "date"
    return "limit" if isinstance(value, Limit) else "group" if isinstance(value, Mapping) else "choice"


def _table_types(key: str, table: Table) -> dict[str, FactType]:
    found = value_type(table_values(table))
    if found is None:
        return {}
    if found.kind == "group":
        return _columns(key, table)
    if found.kind == "choice":
        values = tuple(table.values) or found.values
        return {key: FactType("choices" if table.hit == "collect" else "choice", values)}
    return {key: found}


def _columns(key: str, table: Table) -> dict[str, FactType]:
    """`admission.response`: one fact for each key of the maps that a table gives."""
    cells: dict[str, list[Scalar]] = {}
    for value in table_values(table):
        if isinstance(value, Mapping):
            for column, cell in value.items():
                cells.setdefault(column, []).append(cell)
    typed = {f"{key}.{column}": value_type(values) for column, values in cells.items()}
    return {name: found for name, found in typed.items() if found}


def _built_in(ruleset: RuleSet) -> dict[str, FactType]:
    events = dict.fromkeys(event_names(ruleset), YES_NO)
    return {
        **events,
        "case.opened": DATE,
        "today": DATE,
        "state": FactType("choice", tuple(ruleset.states)),
        "period": FactType("choices", tuple(ruleset.periods)),
        "who.level": FactType("choice", LEVELS),
        "sealed": YES_NO,
    }


def _seat_types(key: str, *, many: bool) -> dict[str, FactType]:
    """Who sits there, and what the directory knows of them."""
    kind: FactKind = "choices" if many else "choice"
    levels = FactType(kind, LEVELS)
    return {
        key: FactType(kind), f"{key}.office": FactType("choices"), f"{key}.rank": FactType(kind),
        f"{key}.level": levels, f"{key}.kind": FactType(kind), f"{key}.away": YES_NO,
    }  # fmt: skip


def _paper_types(key: str, paper: Paper, forms: Mapping[str, Form]) -> dict[str, FactType]:
    fields = dict(_with_attributes(paper.contains))
    if paper.form is not None and paper.form in forms:
        fields.update(form_types(forms[paper.form]))
    return {f"{key}.{name}": found for name, found in fields.items()}


def _join(types: dict[str, FactType], more: Mapping[str, FactType]) -> None:
    """Fields of several intake forms: choices of one name add up."""
    for name, found in more.items():
        first = types.get(name)
        if first and first.kind == found.kind and first.values and found.values:
            types[name] = FactType(found.kind, tuple(dict.fromkeys((*first.values, *found.values))))
        else:
            types[name] = found
