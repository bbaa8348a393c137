"""Answers to a form: which questions show, and what is wrong with what was entered.

The same functions serve the page that draws the form and the Desk that takes it in, because a browser
can be told anything. Nothing hidden is ever submitted, and nothing hidden or wrong counts in a condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.policy.calculations import calculate
from engine.policy.conditions import Facts, Value, holds
from engine.policy.field_types.registry import fact_of, kind_of
from engine.policy.forms import Field, Form

Answers = Mapping[str, Any]
"""Plain JSON: field key → text, number, bool, ISO date, list of choices/files, list of rows."""

OFFICE = "office"
"""The filler `by: <somebody of the body>`; None is the person who files."""

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class AnswerProblem:
    """`path` is the field key, or group, row number (from 0) and key; `code` has a message
    `answer.<code>` filled from `params`; a check of the form brings its own message as `zh` and `en`."""

    path: Path
    code: str
    params: Mapping[str, object]


@dataclass
class _Walk:
    """One pass over fields in order: what shows, what is right so far, and what is wrong."""

    by: str | None
    facts: dict[str, Value]
    shown: list[tuple[Field, bool]] = field(default_factory=list)
    clean: dict[str, Any] = field(default_factory=dict)
    problems: list[AnswerProblem] = field(default_factory=list)


def facts_of(form: Form, answers: Answers) -> dict[str, Value]:
    """Typed facts of answers that were accepted; what is empty or of the wrong type is missing."""
    found = ((f.key, to_value(f, answers.get(f.key))) for _, f in form.all_fields())
    return {key: value for key, value in found if value is not None}


def facts_shown(form: Form, answers: Answers, *, by: str | None) -> dict[str, Value]:
    """Typed facts of what shows and is right, while the form is being filled in."""
    return _walk(form, answers, by).facts


def to_value(f: Field, raw: Any) -> Value | None:
    """One answer as a typed fact, or None when it is empty, sealed or of the wrong type."""
    return fact_of(f, raw)


def visible(form: Form, answers: Answers, *, by: str | None) -> tuple[Field, ...]:
    """Top-level fields to show: `by` is None for the person filing, OFFICE for a clerk who enters a
    complaint for somebody (who sees both kinds)."""
    return tuple(f for f, _ in _walk(form, answers, by).shown)


def required_now(form: Form, answers: Answers, *, by: str | None) -> frozenset[str]:
    """Keys of the top-level fields that show and must be answered."""
    return frozenset(f.key for f, required in _walk(form, answers, by).shown if required)


def shown_in_row(group: Field, row: Mapping[str, Any], facts: Facts, *, by: str | None) -> tuple[Field, ...]:
    """Fields of one row of a group that show."""
    return tuple(f for f, _ in _walk_row(group, row, facts, by, ()).shown)


def required_in_row(group: Field, row: Mapping[str, Any], facts: Facts, *, by: str | None) -> frozenset[str]:
    """Keys of the fields of one row that show and must be answered."""
    return frozenset(f.key for f, required in _walk_row(group, row, facts, by, ()).shown if required)


def validate(form: Form, answers: Answers, *, by: str | None) -> tuple[dict[str, Any], tuple[AnswerProblem, ...]]:
    """Clean answers (only what shows, texts trimmed) and everything that is wrong.

    Fields that the office fills are required of the office only; a citizen never sees them.
    """
    walk = _walk(form, answers, by)
    problems = [*walk.problems, *_checked(form, walk)]
    known = {f.key for _, f in form.all_fields()}
    problems += [AnswerProblem((k,), "unknown-field", {"field": k}) for k in answers if k not in known]
    return walk.clean, tuple(problems)


def check_fields(
    fields: tuple[Field, ...], given: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[AnswerProblem, ...]]:
    """The same for a plain list of fields (a paper's contents, what an event asks)."""
    walk = _Walk(OFFICE, {})
    for f in fields:
        _take(walk, f, given.get(f.key), (f.key,), required=_is_required(f, walk.facts))
    return walk.clean, tuple(walk.problems)


def office_fields(form: Form) -> tuple[Field, ...]:
    """Fields that somebody of the body fills, in order."""
    return tuple(f for section, f in form.all_fields() if f.by or section.by)


def sealed_fields(form: Form) -> tuple[str, ...]:
    """Keys of the fields that hold identity."""
    return tuple(f.key for _, f in form.all_fields() if f.keep == "sealed")


def is_empty(raw: Any) -> bool:
    """Whether nothing was answered: nothing, blanks, or an empty list."""
    return raw is None or raw in ([], ()) or (isinstance(raw, str) and not raw.strip())


def _walk(form: Form, answers: Answers, by: str | None) -> _Walk:
    walk = _Walk(by, {})
    for section, f in form.all_fields():
        filler = f.by or section.by
        if (by is None and filler is not None) or not _shows((section.show_if, f.show_if), walk.facts):
            continue
        required = _is_required(f, walk.facts) and (by is None or filler is None)
        walk.shown.append((f, required))
        _take(walk, f, answers.get(f.key), (f.key,), required=required)
    return walk


def _walk_row(group: Field, row: Mapping[str, Any], facts: Facts, by: str | None, path: Path) -> _Walk:
    walk = _Walk(by, {})
    for f in group.fields.values():
        scope = {**facts, **walk.facts}
        if not holds(f.show_if, scope) or (by is None and f.by is not None):
            continue
        required = _is_required(f, scope) and (f.by is None or by is not None)
        walk.shown.append((f, required))
        _take(walk, f, row.get(f.key), (*path, f.key), required=required, around=facts)
    return walk


def _shows(conditions: Iterable[Any], facts: Facts) -> bool:
    return all(holds(c, facts) for c in conditions)


def _is_required(f: Field, facts: Facts) -> bool:
    return f.required or (f.required_if is not None and holds(f.required_if, facts))


def _take(walk: _Walk, f: Field, raw: Any, path: Path, *, required: bool, around: Facts | None = None) -> None:
    """Take one answer in: what it is as a fact, what stays of it, what is wrong with it."""
    kind = kind_of(f)
    if f.calculate is not None:
        _keep_number(walk, f, {**(around or {}), **walk.facts})
    elif not kind.answered:
        return
    elif is_empty(raw):
        walk.problems += [_problem(f, path, "required")] if required else []
    elif kind.fact == "group":
        _take_rows(walk, f, raw, path)
    else:
        answer = raw.strip() if kind.trimmed and isinstance(raw, str) else raw
        code = kind.wrong(f, answer)
        if code:
            walk.problems.append(_problem(f, path, code))
            return
        walk.clean[f.key] = kind.kept(f, answer)
        _know(walk, f, kind.value(f, answer))


def _know(walk: _Walk, f: Field, value: Value | None) -> None:
    if value is not None:
        walk.facts[f.key] = value


def _keep_number(walk: _Walk, f: Field, scope: Facts) -> None:
    number = calculate(f.calculate, scope) if f.calculate else None
    if number is not None:
        walk.facts[f.key] = number
        walk.clean[f.key] = float(number) if isinstance(number, Decimal) else number


def _take_rows(walk: _Walk, f: Field, raw: Any, path: Path) -> None:
    wrong = kind_of(f).wrong(f, raw)
    if wrong:
        walk.problems.append(_problem(f, path, wrong))
        return
    walk.problems += _counted(f, len(raw), path)
    rows = [_walk_row(f, row, walk.facts, walk.by, (*path, i)) for i, row in enumerate(raw)]
    walk.problems += [p for row in rows for p in row.problems]
    walk.clean[f.key] = [row.clean for row in rows]
    walk.facts[f.key] = tuple(row.facts for row in rows)


def _counted(f: Field, rows: int, path: Path) -> Iterator[AnswerProblem]:
    if f.repeats and rows < f.repeats.at_least:
        yield _problem(f, path, "too-few-rows", least=f.repeats.at_least)
    if f.repeats and rows > f.repeats.at_most:
        yield _problem(f, path, "too-many-rows", most=f.repeats.at_most)


def _checked(form: Form, walk: _Walk) -> Iterator[AnswerProblem]:
    """What is wrong between several answers, by the checks of the form."""
    shown = {f.key for f, _ in walk.shown}
    for check in form.checks.values():
        if check.at in shown and holds(check.if_, walk.facts):
            params = {"field": check.at, "check": check.key, "zh": check.message.zh, "en": check.message.en}
            yield AnswerProblem((check.at,), "check", params)


def _problem(f: Field, path: Path, code: str, **params: object) -> AnswerProblem:
    values = {"least": f.at_least, "most": f.at_most, **params}
    return AnswerProblem(path, code, {"field": f.key, "zh": f.label.zh, "en": f.label.en, **values})
