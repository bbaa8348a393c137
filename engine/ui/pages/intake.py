"""反映问题: anybody files a complaint, with or without a name; number and code are shown once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from engine.casework.desk import Opened
from engine.casework.requests import Refused
from engine.policy.directory import Directory
from engine.policy.forms import Form
from engine.ui import address, blocks, localities, refusals, visitors
from engine.ui.filling import drafts, mending, receipts
from engine.ui.filling.filling import Filling
from engine.ui.filling.forms import draw_form
from engine.ui.filling.linking import officials
from engine.ui.filling.mending import Amiss
from engine.ui.plain import escape, tag
from engine.ui.runtime import office
from engine.ui.shelf import StoreShelf
from engine.ui.words import lang, say
from engine.views.names import Names

_RECEIPT = "receipt"


def draw() -> None:
    """The page."""
    if receipts.there(_RECEIPT, None):
        receipts.draw(_RECEIPT, say("intake.again"))
        return
    blocks.heading(say("intake.title"), say("intake.sub"))
    address.link(address.FOLLOW, escape(say("intake.follow")))
    locality = localities.choose()
    if locality is None:
        blocks.empty(say("intake.no-rules") if not office().store.localities() else say("intake.choose-first"))
        return
    ruleset = office().ruleset(locality)
    if ruleset is None or not ruleset.intake:
        blocks.empty(say("intake.no-rules"))
        return
    form = ruleset.forms[ruleset.intake[0]]
    fill(locality, form, page="intake", actor=None, receipt_key=_RECEIPT)


def fill(locality: str, form: Form, *, page: str, actor: str | None, receipt_key: str) -> None:
    """Form, draft and submission, for a visitor or for a clerk who enters a complaint for somebody."""
    here = office()
    digest = localities.digest(locality)
    asked_for = drafts.in_address()
    filling = drafts.current(here, page, locality, form, actor)
    drafts.let_go(here, filling)
    if asked_for and asked_for != filling.id and (lost := receipts.sent_before(asked_for, actor)):
        drafts.back_to(asked_for, filling)  # it went while this page was looking for it
        receipts.show(receipt_key, lost)
    if filling.receipt is not None:  # sent by a script that was cut before it could show this
        _show(filling.receipt, receipt_key, filling, locality, actor)
    listed = officials(locality) if actor else None
    amiss = draw_form(form, filling, StoreShelf(here), by="office" if actor else None, officials=listed)
    drafts.save(here, filling, locality, digest, actor)
    with st.bottom:
        pressed = _bottom(here_draft=filling, page=page, amiss=amiss)
    if pressed and not amiss:
        _submit(locality, form, filling, actor, receipt_key)


def _bottom(*, here_draft: Filling, page: str, amiss: Sequence[Amiss]) -> bool:
    if here_draft.tried and amiss:
        mending.show(amiss)
    left, right = st.columns([3, 1], vertical_alignment="center")
    pressed = left.button(
        say("intake.submit"), type="primary", key=f"{page}-submit", on_click=_tried, args=(here_draft,)
    )
    with right:
        clear(f"{page}-clear", drafts.throw_away, office(), page, here_draft)
    return pressed


def clear(key: str, do: Callable[..., None], *args: object) -> None:
    """Throw away what was filled in, after asking once more: it cannot be brought back."""
    with st.popover(say("intake.clear"), type="tertiary"):
        st.html(tag("p", say("intake.clear-sure"), css="bh-text"))
        st.button(say("intake.clear-yes"), key=key, on_click=do, args=args)


def _tried(filling: Filling) -> None:
    filling.tried = True


def _submit(locality: str, form: Form, filling: Filling, actor: str | None, receipt_key: str) -> None:
    if actor is None and not visitors.may("filing"):
        return
    if filling.lost():
        refusals.show(Refused("file-gone"))
        return
    answers, names = filling.to_submit(), filling.names()
    files = tuple(i for _, f in form.all_fields() if f.type == "files" for i in answers.get(f.key) or ())
    with filling.lock:
        token = receipts.token_of(filling.id)
        done = office().desk.open_case(locality, form.id, answers, actor=actor, token=token, files=files, names=names)
        if isinstance(done, Opened):  # noted before Streamlit is called, which may cut this script
            filling.sent, filling.receipt = True, done
            office().store.drop_draft(filling.id)
    if isinstance(done, Refused):
        refusals.show(done)
    else:
        _show(done, receipt_key, filling, locality, actor)


def _show(done: Opened, receipt_key: str, filling: Filling, locality: str, actor: str | None) -> None:
    ruleset = office().ruleset(locality) if done.otherwise else None
    if ruleset is None:
        receipts.show(receipt_key, done)
    names = Names(ruleset, office().directory(locality) if actor else Directory(), lang())
    receipts.show(receipt_key, done, names.answers(filling.to_submit(), filling.drawn))
