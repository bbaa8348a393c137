"""表单: every form there is, to be tried out before anybody must fill it in. Nothing is kept or filed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import datetime

import streamlit as st

from engine.loading.check import load_form
from engine.loading.home import Home
from engine.policy.answers import OFFICE, validate
from engine.policy.forms import Form
from engine.ui import blocks
from engine.ui.filling import mending
from engine.ui.filling.filling import Filling
from engine.ui.filling.forms import draw_form
from engine.ui.filling.linking import officials
from engine.ui.identity import Me, me
from engine.ui.pages import intake, sign_in
from engine.ui.plain import escape
from engine.ui.runtime import office
from engine.ui.words import lang, say

_TRIED = "tried-forms"


class TryShelf:
    """Keeps nothing; what a file is called stands with the answers, as long as the session lasts."""

    def now(self) -> datetime:
        """The office's clock."""
        return office().now()

    def keep(self, media_type: str, content: bytes) -> str:
        """An id; the content is dropped."""
        return hashlib.sha256(media_type.encode() + content).hexdigest()

    def why_full(self, ids: Collection[str], more: int) -> str | None:
        """Nothing is kept, so there is always room."""

    def gone(self, ids: Collection[str]) -> frozenset[str]:  # noqa: ARG002
        """What is tried stays as long as the session."""
        return frozenset()


def draw() -> None:
    """The page."""
    someone = me()
    if someone is None:
        sign_in.draw_first()
        return
    blocks.heading(say("forms.title"), say("forms.sub"))
    left, right = st.columns([3, 2])
    with left:
        form = _chosen()
    by = right.segmented_control(
        say("forms.as"), ["visitor", OFFICE], default="visitor", key="forms-as",
        format_func=lambda v: say(f"forms.as-{v}"),
    )  # fmt: skip
    if form is not None:
        _try(form, OFFICE if by == OFFICE else None, someone)


def _chosen() -> Form | None:
    """One of the form files; None, and what is wrong with it, when it cannot be used."""
    home = office().home
    shelf, titles = Home(home), _titles()
    id_ = st.selectbox(
        say("forms.choose"), list(titles), key="forms-choice", index=None, placeholder=say("form.choose"),
        format_func=lambda v: f"{titles[v]}　{v}",
    )  # fmt: skip
    path = shelf.form(id_) if id_ else None
    if path is None:
        return None
    form, problems = load_form(path, home)
    for problem in problems:
        st.error(escape(problem.line(lang())))
    return form


def _titles() -> dict[str, str]:
    """What each form file is called, as far as it can be read."""
    shelf = Home(office().home)
    found: dict[str, str] = {}
    for id_ in shelf.form_ids():
        path = shelf.form(id_)
        document = shelf.document(path) if path else None
        title = document.data.get("title") if document and isinstance(document.data, dict) else None
        found[id_] = str(title.get(lang(), id_)) if isinstance(title, dict) else id_
    return found


def _try(form: Form, by: str | None, someone: Me) -> None:
    filling = _filling(form, by)
    with st.container(border=True, key="forms-try"):
        st.header(escape(form.title.in_(lang())), anchor=False)
        amiss = draw_form(form, filling, TryShelf(), by=by, officials=officials(someone.locality) if by else None)
    with st.bottom:
        if filling.tried and amiss:
            mending.show(amiss)
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.button(say("forms.check"), type="primary", key="forms-check", on_click=_check, args=(filling,))
        with right:
            intake.clear("forms-clear", _clear, form, by)
    if filling.tried and not amiss:
        _verdict(form, filling, by)


def _filling(form: Form, by: str | None) -> Filling:
    kept: dict[tuple[str, str | None], Filling] = st.session_state.setdefault(_TRIED, {})
    name = (form.id, by)
    if name not in kept:
        number = st.session_state[f"{_TRIED}-count"] = st.session_state.get(f"{_TRIED}-count", 0) + 1
        kept[name] = Filling(f"try{number}", form.id, by or "")
    return kept[name]


def _check(filling: Filling) -> None:
    filling.tried = True


def _clear(form: Form, by: str | None) -> None:
    st.session_state[_TRIED].pop((form.id, by), None)


def _verdict(form: Form, filling: Filling, by: str | None) -> None:
    """What the Desk would be given."""
    clean, _ = validate(form, filling.to_submit(), by=by)
    st.success(say("forms.fine"))
    with st.expander(say("forms.answers")):
        st.code(json.dumps(clean, ensure_ascii=False, indent=2), language="json")
