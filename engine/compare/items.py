"""What a rule set says, item by item: each definition as a flat list of its terms.

A term is named by its path within the item (`extension.up_to`, `rules.village-accounts.then`), as in the
rule file. Labels, clauses and notes are no terms: they say nothing about what happens to a case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from engine.policy.calendar import Calendar
from engine.policy.conditions import ALWAYS, All, Condition, Not, Rows, Test
from engine.policy.conditions import Any as AnyOf
from engine.policy.definitions import (
    Cites,
    Extension,
    FirstOf,
    JoinCase,
    LastOf,
    NextDayAfter,
    OpenCase,
    Pause,
    Rule,
    RuleSet,
    SeatLine,
    SendPaper,
    SetFacts,
    Transition,
)
from engine.policy.forms import Field, Form, Text
from engine.policy.limits import Limit

SECTIONS = (
    "deadlines", "papers", "escalations", "duties", "tables", "seats", "states", "events", "flags", "facts",
    "recusal", "prohibitions", "registers", "periods", "metrics", "roles", "units",
)  # fmt: skip
"""Sections of a rule file that say what happens; what people ask about first comes first."""
MEASURES = {"deadlines": "limit", "duties": "every", "steps": "after"}
"""The term of an item that says how long."""
_SAID_ELSEWHERE = frozenset({"key", "label", "cite", "unverified", "concept", "help", "colour", "steps"})
_CONDITIONS = (Test, Rows, All, AnyOf, Not)
_WHOLE = (Limit, OpenCase, JoinCase, SetFacts, SendPaper, FirstOf, LastOf, NextDayAfter)
_PARTS = (Extension, Pause, SeatLine, Rule, Transition)


@dataclass(frozen=True)
class Item:
    """One definition. `path` is that of the rule file; `terms` are in its order; `cites` are its clauses."""

    section: str
    key: str
    path: str
    label: Text | None
    concept: str | None
    terms: Mapping[str, Any]
    cites: Cites = ()
    clauses: Mapping[str, Cites] | None = None

    def conditions(self) -> Mapping[str, Condition]:
        """The terms that are conditions."""
        return {k: v for k, v in self.terms.items() if isinstance(v, _CONDITIONS)}


def items_of(ruleset: RuleSet, calendar: Calendar | None = None) -> tuple[Item, ...]:
    """All items of a rule set: its sections, the rungs of its ladders, the questions of its forms, and
    the calendar and counting it stands on."""
    settings = _settings(ruleset, calendar)
    return (*(i for s in SECTIONS for i in _section(ruleset, s)), *_questions(ruleset), *settings)


def measure(item: Item | None) -> Limit | None:
    """How long an item gives, if it says: its limit, its cadence, or when it is due after."""
    if item is None:
        return None
    for term in (MEASURES.get(item.section, ""), "limit", "before"):
        if isinstance(item.terms.get(term), Limit):
            return item.terms[term]  # type: ignore[no-any-return]
    return None


def is_condition(value: object) -> bool:
    """Whether a term is a condition."""
    return isinstance(value, _CONDITIONS)


def _settings(ruleset: RuleSet, calendar: Calendar | None) -> Iterator[Item]:
    days: dict[str, Any] = {"calendar": ruleset.calendar}
    if calendar is not None:
        days["calendar"] = _called(calendar, ruleset.calendar)
        closing = {"cut_off": calendar.cut_off} if calendar.cut_off else {}
        days |= {"zone": calendar.zone, **closing, "days": len(calendar.days)}
    yield Item("settings", "calendar", "calendar", None, None, days)
    yield Item("settings", "counting", "counting", None, None, dict(_terms(ruleset.counting, "")))
    if ruleset.retention is not None:
        kept = ruleset.retention
        yield Item("settings", "retention", "retention", None, None, dict(_terms(kept, "")), kept.cite)


def _called(calendar: Calendar, id_: str) -> Text:
    """What a calendar is called; with its id, since two may be called alike."""
    return Text(f"{calendar.title.zh}〔{id_}〕", f"{calendar.title.en} [{id_}]")


def _section(ruleset: RuleSet, section: str) -> Iterator[Item]:
    for key, definition in getattr(ruleset, section).items():
        path = f"{section}.{key}"
        if section == "escalations":
            for name, step in definition.steps.items():
                yield _item("steps", f"{key}.{name}", f"{path}.steps.{name}", step, cites=step.cite or definition.cite)
        else:
            yield _item(section, key, path, definition, cites=definition.cite)


def _item(section: str, key: str, path: str, definition: Any, *, cites: Cites = ()) -> Item:
    label, concept = getattr(definition, "label", None), getattr(definition, "concept", None)
    terms = dict(_terms(definition, ""))
    return Item(section, key, path, label, concept, terms, cites, dict(_clauses(definition, "")))


def _questions(ruleset: RuleSet) -> Iterator[Item]:
    """The questions by which a case begins, each once; of several forms the first that asks it."""
    seen: set[str] = set()
    for form_id in ruleset.intake:
        form = ruleset.forms.get(form_id)
        for section, f in form.all_fields() if form else ():
            if f.key not in seen:
                seen.add(f.key)
                yield _question(form, section.by, section.show_if, f)


def _question(form: Form | None, by: str | None, show_if: Condition, f: Field) -> Item:
    terms = {k: v for k, v in _terms(f, "") if not k.startswith(("fields.", "choices."))}
    terms |= {"choices": tuple(f.choices)} if f.choices else {}
    terms |= {"fields": tuple(f.fields)} if f.fields else {}
    terms |= {"by": by} if by and not f.by else {}
    terms |= {"section.show_if": show_if} if show_if != ALWAYS else {}
    return Item("questions", f.key, f"forms.{form.id if form else ''}.{f.key}", f.label, f.concept, terms)


def _terms(value: Any, under: str) -> Iterator[tuple[str, Any]]:
    """The terms below a definition; what is empty, absent or no says nothing."""
    for f in fields(value):
        name = f.name.rstrip("_").replace("_", "-") if f.name.endswith("_") else f.name
        if f.name not in _SAID_ELSEWHERE and not (f.name == "values" and under == ""):
            yield from _term(getattr(value, f.name), f"{under}{name}")
    if under == "" and getattr(value, "values", None):
        yield "values", tuple(value.values)


def _term(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    if value is None or value is False or value == ALWAYS or value in ((), ""):
        return
    if isinstance(value, _PARTS):
        yield from _terms(value, f"{name}.")
    elif isinstance(value, Field):
        yield name, value.type
    elif isinstance(value, Mapping):
        yield from _mapping(value, name)
    elif isinstance(value, tuple) and isinstance(value[0], (SeatLine, Transition)):
        yield from (term for n, part in enumerate(value) for term in _line(part, f"{name}.{n}"))
    elif isinstance(value, Text) or (is_dataclass(value) and not isinstance(value, (*_CONDITIONS, *_WHOLE))):
        yield from () if isinstance(value, Text) else ((name, value),)
    else:
        yield name, value


def _line(part: Any, name: str) -> Iterator[tuple[str, Any]]:
    yield from _terms(part, f"{name}.")


def _mapping(value: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    """A map of parts is entered; a map of plain values (`set`, `with`, `count`) is one term for each."""
    for key, part in value.items():
        yield from _term(part, f"{name}.{key}")


def _clauses(value: Any, under: str) -> Iterator[tuple[str, Cites]]:
    """Clauses of parts that have their own: rows of tables, transitions."""
    for f in fields(value):
        found = getattr(value, f.name)
        if f.name == "cite" and under and found:
            yield under.rstrip("."), found
        elif isinstance(found, Mapping):
            for key, part in found.items():
                parts = part if isinstance(part, tuple) else (part,)
                for p in parts:
                    if isinstance(p, _PARTS):
                        yield from _clauses(p, f"{under}{f.name}.{key}.")
