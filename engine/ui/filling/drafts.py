"""Drafts: what somebody is filling in, kept in the database so that a reload loses nothing.

The draft's id stands in the address. Answers are sealed; a draft of a signed-in person opens for that
person only, a draft of somebody without an account for whoever has the address.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

import streamlit as st

from engine.casework.files.drafted import SEALED_AS, DraftText, Typed, read, still_held, written
from engine.casework.ports import Draft
from engine.errors import EngineError
from engine.office import Office
from engine.policy.forms import Form
from engine.ui import address
from engine.ui.filling.filling import Filling, collect
from engine.ui.filling.windows import changed, merged
from engine.ui.runtime import wall_clock

_NAME = "draft"
_KEPT = "fillings"
_PLACES = "filling-places"


def current(office: Office, page: str, locality: str, form: Form, owner: str | None) -> Filling:
    """The draft of this page: the one in the address, the one of this session, or a new one."""
    fillings: dict[str, Filling] = st.session_state.setdefault(_KEPT, {})
    id_ = in_address() or st.session_state.get(f"{_NAME}:{page}")
    filling = fillings.get(id_ or "") or (_stored(office, id_, locality, form.id, owner) if id_ else None)
    if filling is None or filling.form != form.id:
        filling = Filling(secrets.token_urlsafe(16), form.id)
    filling.taken_at = wall_clock()
    fillings[filling.id] = filling
    st.session_state[f"{_NAME}:{page}"] = filling.id
    address.remember(_NAME, filling.id)
    return filling


def begun_at(office: Office) -> str | None:
    """The locality of the draft that the address names."""
    id_ = in_address()
    draft = office.store.draft(id_) if id_ else None
    return draft.locality if draft else None


def let_go(office: Office, filling: Filling) -> None:
    """Forget the files that the draft holds no more: it was thrown away elsewhere, or had its time. What others
    keep of the same content changes nothing."""
    if filling.files:
        draft = office.store.draft(filling.id)
        filling.files = still_held(filling.files, _opened(office, draft) if draft else None, office.now())


def save(office: Office, filling: Filling, locality: str, digest: str, owner: str | None) -> None:
    """Keep the draft when it has changed since it was last kept, beside what other windows keep of it."""
    st.session_state.setdefault(_PLACES, {})[filling.id] = (locality, digest, owner)
    with filling.lock:
        let_go(office, filling)
        now = filling.text()
        if filling.sent or not (changed(filling.saved, now) or now.files != filling.saved.files):
            return
        draft = Draft(filling.id, locality, owner, filling.form, digest, b"", office.now())
        while not _put(office, filling, now, draft):
            pass  # another window was faster, and can be so only as often as somebody types in it
        filling.saved = now


def _put(office: Office, filling: Filling, now: DraftText, draft: Draft) -> bool:
    """Whether it is kept; no where another window has kept something meanwhile."""
    before = office.store.draft(filling.id)
    text = _opened(office, before) if before else None
    kept = merged(filling.saved, now, None if text is None else read(text), Typed(filling.taken_at, filling.window))
    sealed = office.vault.seal(written(kept), case=filling.id, name=SEALED_AS)
    return office.store.put_draft(replace(draft, answers=sealed), instead_of=before)


def keep_typed(office: Office) -> None:
    """Keep what the browser sent along with a page that is no longer shown, because its person is signed
    out: it goes into the drafts as they were last kept, and is shown to nobody."""
    places = st.session_state.get(_PLACES, {})
    for filling in st.session_state.get(_KEPT, {}).values():
        if filling.id in places:
            filling.taken_at = wall_clock()
            collect(filling, filling.drawn, st.session_state)
            save(office, filling, *places[filling.id])


def kept(office: Office, id_: str, form: str, locality: str, owner: str | None) -> Filling:
    """The draft of that id, from this session or the database; a new one when there is none, or when it was
    sent. Each has a version of its own: what the browser holds of the one before is not taken for this one's."""
    fillings: dict[str, Filling] = st.session_state.setdefault(_KEPT, {})
    if id_ not in fillings or fillings[id_].sent:
        found = _stored(office, id_, locality, form, owner) or Filling(id_, form)
        found.version = secrets.token_hex(4)
        fillings[id_] = found
    fillings[id_].taken_at = wall_clock()
    return fillings[id_]


def begin_anew() -> None:
    """What was sent is done with; the next form is another one."""
    fillings: dict[str, Filling] = st.session_state.get(_KEPT, {})
    for id_ in [i for i, filling in fillings.items() if filling.sent]:
        del fillings[id_]
    address.remember(_NAME, None)


def in_address() -> str | None:
    """The draft that the address names."""
    return address.given(_NAME)


def back_to(id_: str, instead_of: Filling) -> None:
    """The address names that draft again, and the empty one that was begun instead is forgotten."""
    st.session_state.get(_KEPT, {}).pop(instead_of.id, None)
    address.remember(_NAME, id_)


def unknown() -> str | None:
    """The draft that the address names, where this session knows nothing of it."""
    id_ = in_address()
    return None if id_ in st.session_state.get(_KEPT, {}) else id_


def throw_away(office: Office, page: str, filling: Filling) -> None:
    """Forget a draft, in the database and in this session."""
    office.store.drop_draft(filling.id)
    st.session_state.get(_KEPT, {}).pop(filling.id, None)
    st.session_state.pop(f"{_NAME}:{page}", None)
    address.remember(_NAME, None)


def _stored(office: Office, id_: str, locality: str, form: str, owner: str | None) -> Filling | None:
    draft = office.store.draft(id_)
    if draft is None or (draft.locality, draft.form, draft.owner) != (locality, form, owner):
        return None
    plain = _opened(office, draft)
    if plain is None:
        return None
    found = read(plain)
    filling = Filling(id_, form, answers=dict(found.answers), files=dict(found.files))
    filling.saved = filling.text()
    return filling


def _opened(office: Office, draft: Draft) -> str | None:
    try:
        return office.vault.open(draft.answers, case=draft.id, name=SEALED_AS)
    except EngineError:
        return None
