"""A form drawn from its definition: sections, questions that come and go, rows, files, and what is wrong.

There is no `st.form`: conditional questions could not react inside it. Each change is taken over at the
next run, before anything is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from engine.i18n import text
from engine.policy.answers import (
    AnswerProblem,
    check_fields,
    facts_shown,
    required_in_row,
    required_now,
    shown_in_row,
    validate,
    visible,
)
from engine.policy.conditions import Facts
from engine.policy.forms import Field, Form
from engine.ui.fields.entry import Officials
from engine.ui.fields.registry import draw as draw_widget
from engine.ui.filling import uploads
from engine.ui.filling.filling import ROW_ID, Filling, add_row, all_fields, collect, drop_row, forget_hidden, rows
from engine.ui.filling.mending import Amiss, amiss_in, mark
from engine.ui.plain import escape, tag
from engine.ui.words import lang, say

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Drawing:
    """What drawing needs besides the form: who fills it in, what is wrong, where files go."""

    filling: Filling
    by: str | None
    problems: Mapping[Path, Sequence[AnswerProblem]]
    shelf: uploads.Shelf
    facts: Facts
    clean: Mapping[str, Any]
    officials: Officials


def draw_form(
    form: Form, filling: Filling, shelf: uploads.Shelf, *, by: str | None, officials: Officials | None = None
) -> tuple[Amiss, ...]:
    """Draw what shows now; what is wrong with the answers, from above to below. `officials` are offered to the
    office where a field names one."""
    collect(filling, all_fields(form), st.session_state)
    shown = {f.key for f in visible(form, filling.to_submit(), by=by)}
    forget_hidden(filling.answers, all_fields(form), shown)
    given = filling.to_submit()
    clean, problems = validate(form, given, by=by)
    required = required_now(form, given, by=by)
    facts = facts_shown(form, given, by=by)
    drawing = Drawing(filling, by, _by_path(problems, tried=filling.tried), shelf, facts, clean, officials or {})
    for section in form.sections.values():
        here = [f for f in section.fields.values() if f.key in shown]
        if here:
            st.header(escape(section.label.in_(lang())), anchor=False)
        for f in here:
            _draw_field(f, drawing, required=f.key in required)
    return amiss_in(all_fields(form), problems)


def draw_fields(
    given: tuple[Field, ...], filling: Filling, shelf: uploads.Shelf, *, also: frozenset[str] = frozenset()
) -> tuple[Amiss, ...]:
    """The same for a plain list of fields (a paper's contents, what an event asks); `also` names
    answers that somebody else draws and checks."""
    collect(filling, {f.key: f for f in given}, st.session_state)
    answers = {k: v for k, v in filling.to_submit().items() if k not in also}
    clean, problems = check_fields(given, answers)
    drawing = Drawing(filling, "office", _by_path(problems, tried=filling.tried), shelf, {}, clean, {})
    for f in given:
        _draw_field(f, drawing, required=f.required)
    return amiss_in({f.key: f for f in given}, problems)


def show_problem(sentence: str) -> None:
    """What is wrong, under the field it is about."""
    st.html(tag("p", sentence, css="bh-problem", role="alert"))


def problem_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a problem with an answer."""
    label = params.get(lang(), params.get("field", ""))
    if code == "check":
        return str(label)
    fallback = text("ui.form.wrong", lang())
    return text(f"answer.{code}", lang(), missing=fallback, **{**params, "label": label})


def _by_path(problems: Iterable[AnswerProblem], *, tried: bool) -> dict[Path, list[AnswerProblem]]:
    found: dict[Path, list[AnswerProblem]] = {}
    for p in problems if tried else ():
        found.setdefault(p.path, []).append(p)
    return found


def _draw_field(f: Field, drawing: Drawing, *, required: bool) -> None:
    _mark(drawing, (f.key,))
    if f.type == "group":
        _draw_group(f, drawing)
    elif f.type == "files":
        uploads.draw(f, drawing.filling, drawing.shelf, required=required)
    else:
        key = drawing.filling.key_of(f)
        answer = drawing.clean.get(f.key) if f.calculate else drawing.filling.answers.get(f.key)
        draw_widget(f, key, required=required, answer=answer, officials=drawing.officials)
    _show_problems(drawing, (f.key,))


def _draw_group(group: Field, drawing: Drawing) -> None:
    filling = drawing.filling
    label = group.label.in_(lang())
    found = rows(filling, group)
    least, most = (group.repeats.at_least, group.repeats.at_most) if group.repeats else (0, 20)
    for i, row in enumerate(found):
        with st.container(border=True):
            st.markdown(f"**{escape(say('form.row', label=label, number=i + 1))}**")
            shown = shown_in_row(group, row, drawing.facts, by=drawing.by)
            forget_hidden(row, group.fields, {f.key for f in shown})
            required = required_in_row(group, row, drawing.facts, by=drawing.by)
            for f in shown:
                _draw_in_row(group, f, i, row, drawing, required=f.key in required)
            if len(found) > least:
                _remove_button(group, i, row[ROW_ID], filling)
    if len(found) < most:
        st.button(
            escape(say("form.add-row", label=label)), key=filling.key(f"{group.key}-add"),
            on_click=add_row, args=(filling, group.key),
        )  # fmt: skip


def _draw_in_row(group: Field, f: Field, i: int, row: dict[str, Any], drawing: Drawing, *, required: bool) -> None:
    _mark(drawing, (group.key, i, f.key))
    key = drawing.filling.key_in(group, f, row)
    answer = _worked_out(drawing, group.key, i, f.key) if f.calculate else row.get(f.key)
    draw_widget(f, key, required=required, answer=answer, officials=drawing.officials)
    _show_problems(drawing, (group.key, i, f.key))


def _worked_out(drawing: Drawing, group: str, i: int, key: str) -> Any:
    rows_now = drawing.clean.get(group) or []
    return rows_now[i].get(key) if i < len(rows_now) else None


def _remove_button(group: Field, i: int, row_id: str, filling: Filling) -> None:
    st.button(
        escape(say("form.drop-row", label=group.label.in_(lang()), number=i + 1)), type="tertiary",
        key=filling.key(f"{group.key}-drop", row_id), on_click=drop_row, args=(filling, group.key, row_id),
    )  # fmt: skip


def _mark(drawing: Drawing, path: Path) -> None:
    if drawing.problems.get(path):
        mark(path)


def _show_problems(drawing: Drawing, path: Path) -> None:
    for p in drawing.problems.get(path, ()):
        show_problem(problem_text(p.code, p.params))
