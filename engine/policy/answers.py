"""Answers to a form: which questions show, and what is wrong with what was entered.

The same functions serve the page that draws the form and the Desk that takes it in, because a browser
can be told anything. Nothing hidden is ever submitted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.policy.conditions import Facts, Row, Value, holds
from engine.policy.forms import Field, Form

Answers = Mapping[str, Any]
"""Plain JSON: field key → text, number, bool, ISO date, list of choices/files, list of rows."""

OFFICE = "office"
"""The filler `by: <somebody of the body>`; None is the person who files."""

_CONTACT = re.compile(r"(\+?\d[\d\- ]{5,19})|([^@\s]+@[^@\s]+\.[^@\s]+)")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
"""Half a character and the null have no place in UTF-8 or in a database."""
_LARGEST = 10**15
_MAX_TEXT = 500
_MAX_LONG_TEXT = 20_000


@dataclass(frozen=True)
class AnswerProblem:
    """`path` is the field key, or group, row number (from 0) and key; `code` has a message
    `answer.<code>` filled from `params`."""

    path: tuple[str | int, ...]
    code: str
    params: Mapping[str, object]


def facts_of(form: Form, answers: Answers) -> dict[str, Value]:
    """Typed facts of what was answered; what is empty or of the wrong type is missing."""
    out: dict[str, Value] = {}
    for _, f in form.all_fields():
        value = to_value(f, answers.get(f.key))
        if value is not None:
            out[f.key] = value
    return out


def to_value(f: Field, raw: Any) -> Value | None:  # noqa: PLR0911
    """One answer as a typed fact, or None when it is empty, sealed or of the wrong type."""
    if raw is None or raw == "" or (isinstance(raw, Mapping) and "$sealed" in raw):
        return None
    if f.type == "yes-no":
        return raw if isinstance(raw, bool) else None
    if f.type == "number":
        return _number(raw)
    if f.type == "date":
        return _date(raw)
    if f.type == "group":
        return tuple(_row(f, row) for row in raw if isinstance(row, Mapping)) if isinstance(raw, list) else None
    if f.type == "official":
        return _official(raw)
    if f.type == "files":
        return tuple(str(x) for x in raw) if isinstance(raw, list) and raw else None
    return raw if isinstance(raw, str) else None


def visible(form: Form, answers: Answers, *, by: str | None) -> tuple[Field, ...]:
    """Top-level fields to show: `by` is None for the person filing, OFFICE for a clerk who enters a
    complaint for somebody (who sees both kinds)."""
    facts = facts_of(form, answers)
    return tuple(f for f in _shown(form, facts) if by is not None or _filler(form, f) is None)


def shown_in_row(group: Field, row: Mapping[str, Any], facts: Facts, *, by: str | None) -> tuple[Field, ...]:
    """Fields of one row of a group that show."""
    scope = {**facts, **_row(group, row)}
    return tuple(f for f in group.fields.values() if holds(f.show_if, scope) and (by is not None or f.by is None))


def validate(form: Form, answers: Answers, *, by: str | None) -> tuple[dict[str, Any], tuple[AnswerProblem, ...]]:
    """Clean answers (only what shows, texts trimmed) and everything that is wrong.

    Fields that the office fills are required of the office only; a citizen never sees them.
    """
    facts = facts_of(form, answers)
    clean: dict[str, Any] = {}
    problems: list[AnswerProblem] = []
    for f in visible(form, answers, by=by):
        required = f.required and (by is None or _filler(form, f) is None)
        value, wrong = _one(f, answers.get(f.key), required, (f.key,), facts, by)
        problems += wrong
        if value is not None:
            clean[f.key] = value
    known = {f.key for _, f in form.all_fields()}
    problems += [AnswerProblem((k,), "unknown-field", {"field": k}) for k in answers if k not in known]
    return clean, tuple(problems)


def check_fields(
    fields: tuple[Field, ...], given: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[AnswerProblem, ...]]:
    """The same for a plain list of fields (a paper's contents, what an event asks)."""
    clean: dict[str, Any] = {}
    problems: list[AnswerProblem] = []
    for f in fields:
        value, wrong = _one(f, given.get(f.key), f.required, (f.key,), {}, OFFICE)
        problems += wrong
        if value is not None:
            clean[f.key] = value
    return clean, tuple(problems)


def office_fields(form: Form) -> tuple[Field, ...]:
    """Fields that somebody of the body fills, in order."""
    return tuple(f for _, f in form.all_fields() if _filler(form, f) is not None)


def sealed_fields(form: Form) -> tuple[str, ...]:
    """Keys of the fields that hold identity."""
    return tuple(f.key for _, f in form.all_fields() if f.keep == "sealed")


def _shown(form: Form, facts: Facts) -> Iterator[Field]:
    for section, f in form.all_fields():
        if holds(section.show_if, facts) and holds(f.show_if, facts):
            yield f


def _filler(form: Form, f: Field) -> str | None:
    section = next(s for s, g in form.all_fields() if g.key == f.key)
    return f.by or section.by


def _one(
    f: Field, raw: Any, required: bool, path: tuple[str | int, ...], facts: Facts, by: str | None
) -> tuple[Any, list[AnswerProblem]]:
    if isinstance(raw, str):
        raw = raw.strip()
    if raw is None or raw in ("", [], ()):
        return None, [_problem(f, path, "required")] if required else []
    if f.type == "group":
        return _group(f, raw, path, facts, by)
    code = _wrong(f, raw)
    if code:
        return None, [_problem(f, path, code)]
    return _kept(f, raw), []


def _kept(f: Field, raw: Any) -> Any:
    """What stays of a good answer: of an official only the words and the link."""
    if f.type == "official" and isinstance(raw, Mapping):
        return {k: raw[k] for k in ("text", "link") if k in raw}
    return raw


def _group(
    f: Field, raw: Any, path: tuple[str | int, ...], facts: Facts, by: str | None
) -> tuple[Any, list[AnswerProblem]]:
    if not isinstance(raw, list) or not all(isinstance(r, Mapping) for r in raw):
        return None, [_problem(f, path, "wrong-type")]
    problems: list[AnswerProblem] = []
    if f.repeats and len(raw) < f.repeats.at_least:
        problems.append(_problem(f, path, "too-few-rows", least=f.repeats.at_least))
    if f.repeats and len(raw) > f.repeats.at_most:
        problems.append(_problem(f, path, "too-many-rows", most=f.repeats.at_most))
    rows: list[dict[str, Any]] = []
    for i, row in enumerate(raw):
        clean: dict[str, Any] = {}
        for inner in shown_in_row(f, row, facts, by=by):
            required = inner.required and (inner.by is None or by is not None)
            value, wrong = _one(inner, row.get(inner.key), required, (*path, i, inner.key), facts, by)
            problems += wrong
            if value is not None:
                clean[inner.key] = value
        rows.append(clean)
    return rows, problems


def _wrong(f: Field, raw: Any) -> str | None:  # noqa: PLR0911
    if f.type == "yes-no":
        return None if isinstance(raw, bool) else "wrong-type"
    if f.type == "number":
        return _wrong_number(f, raw)
    if f.type == "date":
        return None if _date(raw) else "not-a-date"
    if f.type == "files":
        if not isinstance(raw, list) or any(_wrong_text(x, _MAX_TEXT) for x in raw):
            return "wrong-type"
        return "too-many-files" if f.at_most is not None and len(raw) > f.at_most else None
    if f.type == "official":
        return _wrong_official(raw)
    wrong = _wrong_text(raw, _MAX_LONG_TEXT if f.type == "long-text" else _MAX_TEXT)
    if wrong:
        return wrong
    if f.choices and raw not in f.choices:
        return "not-a-choice"
    return "not-a-contact" if f.type == "contact" and not _CONTACT.fullmatch(raw) else None


def _wrong_text(raw: Any, most: int) -> str | None:
    if not isinstance(raw, str):
        return "wrong-type"
    if len(raw) > most:
        return "too-long-text"
    return "bad-character" if _UNWRITABLE.search(raw) else None


def _wrong_official(raw: Any) -> str | None:
    text = raw.get("text") if isinstance(raw, Mapping) else raw
    link = raw.get("link") if isinstance(raw, Mapping) else None
    if not isinstance(text, str) or not text.strip():
        return "wrong-type"
    return _wrong_text(text, _MAX_TEXT) or (None if link is None else _wrong_text(link, _MAX_TEXT))


def _wrong_number(f: Field, raw: Any) -> str | None:
    number = _number(raw)
    if number is None:
        return "not-a-number"
    if f.at_least is not None and number < f.at_least:
        return "too-small"
    return "too-large" if f.at_most is not None and number > f.at_most else None


def _problem(f: Field, path: tuple[str | int, ...], code: str, **params: object) -> AnswerProblem:
    values = {"least": f.at_least, "most": f.at_most, **params}
    return AnswerProblem(path, code, {"field": f.key, "zh": f.label.zh, "en": f.label.en, **values})


def _number(raw: Any) -> int | Decimal | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int):
        return raw if abs(raw) < _LARGEST else None
    if not isinstance(raw, (str, float, Decimal)):
        return None
    try:
        value = Decimal(str(raw))
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) >= _LARGEST:
        return None
    return int(value) if value == value.to_integral_value() else value


def _date(raw: Any) -> date | None:
    if not isinstance(raw, str) or not _ISO_DAY.fullmatch(raw):
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


def _official(raw: Any) -> Value | None:
    text = raw.get("text") if isinstance(raw, Mapping) else raw
    return text if isinstance(text, str) else None


def _row(group: Field, raw: Mapping[str, Any]) -> Row:
    out: dict[str, Value] = {}
    for f in group.fields.values():
        value = to_value(f, raw.get(f.key))
        if value is not None:
            out[f.key] = value
    return out
