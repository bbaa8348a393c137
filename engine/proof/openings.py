"""Every way in which a case can begin, one of each kind that the rules can tell apart.

Answers that some condition reads take every class of values (`engine.proof.values`); groups take rows
until no further row changes any answer to what is asked of the group; other questions get one answer
that fits. A citizen files the form, and a clerk does, who sees the office's questions too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any

from engine.casework.intake import take_in
from engine.casework.requests import Open
from engine.casework.rulebook import Rulebook, conditions_in
from engine.policy.answers import OFFICE, to_value, visible
from engine.policy.conditions import Facts, Test, Value, holds
from engine.policy.directory import Directory
from engine.policy.forms import Field, Form
from engine.proof.values import MISSING, Comparisons, classes, sample, tests_in

_MOST_ROWS = 6

Related = tuple[tuple[str, int], ...]
"""How many related cases there are in which state; those that are not there are not named."""


@dataclass(frozen=True)
class Opening:
    """A request to open, and the related cases around it."""

    request: Open
    related: Related = ()


def openings(book: Rulebook, directory: Directory, known: Comparisons) -> Iterator[Opening]:
    """All openings, by form, by who files, by answers, by number of related cases."""
    for form_id in book.ruleset.intake:
        form = book.form(form_id)
        for by, actor in ((None, None), (OFFICE, _clerk(directory))):
            for answers in _answers(form, book, known, by=by):
                intake = take_in(form, answers, by=by, ruleset=book.ruleset, directory=directory)
                if intake.problems:
                    continue
                request = Open("case", book.ruleset.id, "", form_id, intake.answers, intake.accused, actor)
                yield from (Opening(request, related) for related in related_cases(book))


def _clerk(directory: Directory) -> str | None:
    return min(directory.persons, default=None)


def related_cases(book: Rulebook) -> list[Related]:
    """With which related cases to surround a case: in each state that a count may ask for, around every
    number that a count is compared to."""
    states, numbers = _states_counted(book), _numbers_compared(book)
    return [
        tuple((state, n) for state, n in zip(states, chosen, strict=True) if n)
        for chosen in product(numbers, repeat=len(states))
    ]


def _states_counted(book: Rulebook) -> list[str]:
    """The first state, which stands for all that no count names, and those that one does."""
    asked = [t for c in book.ruleset.facts.values() if c.count == "cases" and c.if_ for t in tests_in(c.if_)]
    named = {v for t in asked if t.fact == "state" for v in _values_of(t)}
    return list(dict.fromkeys((book.ruleset.initial_state().key, *sorted(named & book.ruleset.states.keys()))))


def _values_of(test: Test) -> tuple[Any, ...]:
    return test.value if isinstance(test.value, tuple) else (test.value,)


def _numbers_compared(book: Rulebook) -> list[int]:
    counted = {k for k, c in book.ruleset.facts.items() if c.count == "cases"}
    found = {0}
    for condition in conditions_in(book.ruleset):
        for test in tests_in(condition):
            if test.fact in counted and isinstance(test.value, int):
                found |= {max(0, test.value - 1), test.value, test.value + 1}
    return sorted(found)


def related_rows(book: Rulebook, answers: Facts, related: Related, today: date) -> tuple[Facts, ...]:
    """The earlier cases as rows; each shares whatever a count asks to be the same."""
    names = {f for c in book.ruleset.facts.values() for f in c.same}
    shared: dict[str, Value] = {n: v for n, v in answers.items() if n in names and isinstance(v, str)}
    row = {**shared, "opened": today - timedelta(days=1)}
    return tuple(
        {**row, "case": f"earlier-{state}-{n}", "state": state} for state, many in related for n in range(many)
    )


def _answers(form: Form, book: Rulebook, known: Comparisons, *, by: str | None) -> Iterator[dict[str, Any]]:
    """Every combination of classes, completed; combinations that come out the same, once."""
    fields = {f.key: f for _, f in form.all_fields()}
    read = [f for f in fields.values() if _varies(f, book, known) and not _is_hidden(form, f, by)]
    seen: set[str] = set()
    for values in product(*(_values(f, known) for f in read)):
        chosen = {f.key: v for f, v in zip(read, values, strict=True) if v is not MISSING}
        answers = _completed(form, chosen, by)
        if repr(answers) not in seen:
            seen.add(repr(answers))
            yield answers


def _varies(f: Field, book: Rulebook, known: Comparisons) -> bool:
    inside = f.type == "group" and any(g in known.inner for g in f.fields)
    return known.reads(f.key) or inside or (f.happens is not None and f.happens in book.ruleset.events)


def _is_hidden(form: Form, f: Field, by: str | None) -> bool:
    """The office's questions are not asked of a person who files."""
    section = next(s for s, g in form.all_fields() if g is f)
    return by is None and (f.by or section.by) is not None


def _values(f: Field, known: Comparisons) -> list[Any]:
    if f.type == "group":
        return row_sets(f, known)
    if f.happens is not None and not known.reads(f.key):
        return [True, MISSING]
    return classes(f, f.key, known)


def row_sets(group: Field, known: Comparisons) -> list[Any]:
    """Lists of rows that answer what is asked of the group in every way there is, shortest first."""
    kinds = [_row(group, values) for values in product(*(_cells(f, known) for f in group.fields.values()))]
    most = min(group.repeats.at_most if group.repeats else _MOST_ROWS, _MOST_ROWS)
    found: dict[tuple[bool, ...], list[dict[str, Any]]] = {}
    edge: list[list[dict[str, Any]]] = [[]] if not group.required else []
    edge += [[row] for row in kinds]
    while edge:
        fresh = []
        for rows in edge:
            vector = (*_verdicts(group, rows, known), bool(rows))
            if vector not in found and len(rows) <= most:
                found[vector] = rows
                fresh.append(rows)
        edge = [[*rows, row] for rows in fresh for row in kinds if rows]
    return list(found.values())


def _cells(f: Field, known: Comparisons) -> list[Any]:
    if f.key in known.inner:
        return classes(f, f.key, known, row=True)
    return [sample(f)] if f.required else [MISSING]


def _row(group: Field, values: Iterable[Any]) -> dict[str, Any]:
    return {f.key: v for f, v in zip(group.fields.values(), values, strict=True) if v is not MISSING}


def _verdicts(group: Field, rows: list[dict[str, Any]], known: Comparisons) -> Iterator[bool]:
    value = to_value(group, rows)
    facts: dict[str, Value] = {} if value is None else {group.key: value}
    yield from (holds(question, facts) for question in known.rows.get(group.key, ()))
    yield from (holds(question, facts) for question in known.tests.get(group.key, ()))


def _completed(form: Form, chosen: dict[str, Any], by: str | None) -> dict[str, Any]:
    """The answers with whatever else must be answered, and without what does not show."""
    answers = dict(chosen)
    for _ in range(len(form.sections) + 2):
        shown = {f.key: f for f in visible(form, answers, by=by)}
        missing = {k: sample(f) for k, f in shown.items() if f.required and k not in answers}
        kept = {k: v for k, v in answers.items() if k in shown}
        if not missing and kept == answers:
            break
        answers = {**kept, **missing}
    return answers
