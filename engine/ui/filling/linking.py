"""Saying who the accused are: each row that was named is a person or unit of the body, or nobody here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from engine.casework.acts.actions import Action
from engine.casework.case import Case
from engine.casework.facts import NONE_HERE
from engine.ui.fields.entry import position
from engine.ui.filling import mending
from engine.ui.filling.filling import Filling
from engine.ui.filling.forms import show_problem
from engine.ui.filling.mending import Amiss
from engine.ui.plain import tag
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.names import Names

_SUPERVISED = "supervised"


def draw(case: Case, action: Action, filling: Filling, names: Names) -> tuple[Amiss, ...]:
    """One choice for each row; the rows that lack one."""
    rows = case.answers.get("accused") or []
    asks = _asks_supervised(case, names)
    found = [_row(i, rows, filling, names, asks=asks) for i in range(action.rows)]
    filling.answers["accused"] = [id_ for id_, _ in found]
    filling.answers[_SUPERVISED] = [s for _, s in found]
    missing = (i for i, (id_, supervised) in enumerate(found) if not id_ or (asks and supervised is None))
    return tuple(Amiss(mending.place_of(("accused", i)), _named(i, rows)) for i in missing)


def to_submit(filling: Filling) -> dict[str, Any]:
    """What the Desk is given."""
    given = {"accused": filling.answers["accused"]}
    supervised = filling.answers[_SUPERVISED]
    return {**given, _SUPERVISED: supervised} if any(s is not None for s in supervised) else given


def _row(
    i: int, rows: Sequence[Mapping[str, Any]], filling: Filling, names: Names, *, asks: bool
) -> tuple[str | None, bool | None]:
    if filling.tried:
        mending.mark(("accused", i))
    st.html(tag("p", _named(i, rows), css="bh-text"))
    options = [NONE_HERE, *names.directory.units, *names.directory.persons]
    key = filling.key("accused", str(i))
    kept = _kept(filling, "accused", i)
    chosen = st.selectbox(
        say("link.who") + say("form.required"), options, index=position(options, kept), key=key,
        placeholder=say("form.choose"), format_func=lambda v: _shown(v, names),
    )  # fmt: skip
    if filling.tried and not chosen:
        show_problem(say("link.missing"))
    return chosen, _supervised(i, filling) if asks else None


def _named(i: int, rows: Sequence[Mapping[str, Any]]) -> str:
    """Whom the writer named there, in their words."""
    official = rows[i].get("official") if i < len(rows) else None
    written = official.get("text", "") if isinstance(official, Mapping) else str(official or "")
    return say("link.named", number=i + 1, name=written)


def _supervised(i: int, filling: Filling) -> bool | None:
    key = filling.key(_SUPERVISED, str(i))
    words = {True: say("form.yes"), False: say("form.no")}
    chosen: bool | None = st.radio(
        say("link.supervised") + say("form.required"), [True, False], key=key, horizontal=True,
        index=position([True, False], _kept(filling, _SUPERVISED, i)), format_func=lambda v: words[v],
    )  # fmt: skip
    if filling.tried and chosen is None:
        show_problem(say("link.missing"))
    return chosen


def _kept(filling: Filling, name: str, i: int) -> Any:
    kept = filling.answers.get(name) or []
    return kept[i] if i < len(kept) else None


def _shown(id_: str, names: Names) -> str:
    person = names.directory.persons.get(id_)
    if person is None:
        return names.of(id_)
    held = [names.of(x) for x in (*person.roles, *person.member_of)]
    return names.say("pair", label=person.name, value=names.say("comma").join(held)) if held else person.name


def officials(locality: str) -> dict[str, str]:
    """Units and persons of a body to pick from, by id, with what they hold."""
    ruleset = office().ruleset(locality)
    if ruleset is None:
        return {}
    names = Names(ruleset, office().directory(locality), lang())
    return {i: _shown(i, names) for i in (*names.directory.units, *names.directory.persons)}


def _asks_supervised(case: Case, names: Names) -> bool:
    form = names.ruleset.forms.get(case.form)
    group = form.find("accused") if form else None
    return bool(group and _SUPERVISED in group.fields)
