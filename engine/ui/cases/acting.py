"""Doing something on a case: the actions somebody has, the form of each, and one call to the Desk.

An action's form is a draft like any other: it survives a reload. The token is made from the draft and
the number of the case's last event, so that a double click is one act; the button is another one when the
case has another last event, so that a click from an older page presses nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from engine.casework.acts.actions import Action, Choice
from engine.casework.case import Case
from engine.casework.desk import Acted
from engine.casework.requests import Refused
from engine.policy.forms import Field, Text
from engine.ui import blocks, refusals
from engine.ui.cases import presses
from engine.ui.filling import drafts, linking, mending
from engine.ui.filling.filling import Filling
from engine.ui.filling.forms import draw_fields, show_problem
from engine.ui.filling.mending import Amiss
from engine.ui.plain import escape, tag
from engine.ui.runtime import office
from engine.ui.shelf import StoreShelf
from engine.ui.words import lang, say
from engine.views.names import Names
from engine.views.next_acts import NextAct

Do = Callable[[str, dict[str, Any], dict[str, str], str], Acted | Refused]
"""(event, with, names of files, token) → what the Desk says."""


@dataclass(frozen=True)
class Actor:
    """Who acts: `id` is a person of the directory or `complainant`; `owner` keeps the drafts."""

    id: str
    owner: str | None
    locality: str
    do: Do


def draw(case: Case, offered: tuple[NextAct, ...], names: Names, actor: Actor) -> None:
    """Choose one of the actions and fill in what it asks."""
    before = presses.of(case.id)
    if before.out_of_date(case.id, case.seq):
        refusals.show(Refused("stale", {"seen": 0, "now": case.seq}))
    _say_what_was_done(case, before)
    action = _chosen(case, offered, before, by_itself=actor.owner is not None)
    _show_what_is_not_asked(before, {o.action.event for o in offered}, names)
    if action is None:
        return
    before.filling = filling = _filling(case, action, actor)
    drafts.let_go(office(), filling)
    with st.container(border=True):
        _head(action, names, case)
        amiss = _fields(case, action, filling, names)
    drafts.save(office(), filling, actor.locality, case.digest, actor.owner)
    _submit(case, action, filling, actor, before, amiss)


def _say_what_was_done(case: Case, before: presses.Presses) -> None:
    """As long as nothing else has happened to the case since."""
    seq, message = before.done
    if seq == case.seq:
        st.success(escape(message))


def _show_what_is_not_asked(before: presses.Presses, asked: Collection[str], names: Names) -> None:
    """What was typed for an action that is not to be done any more stays to be read."""
    left = before.left(asked)
    if left is not None:
        drafts.keep_typed(office())
        blocks.paper(say("act.typed"), names.answers(left.to_submit(), left.drawn))


def _chosen(
    case: Case, offered: tuple[NextAct, ...], before: presses.Presses, *, by_itself: bool
) -> Action | None:  # fmt: skip
    """The action to fill in; among several none is chosen by itself, and for the complainant never one. It
    stays chosen while others work on the case, and after an own act nothing is."""
    if not offered:
        blocks.empty(say("act.none" if by_itself else "act.none-yours"))
        return None
    events = {o.action.event: o.action for o in offered}
    owed = any(o.action.strength != "may" for o in offered)
    if by_itself and len(offered) == 1 and owed:
        return offered[0].action
    if by_itself and not owed:
        st.html(tag("p", say("act.none-owed"), css="bh-sub"))
    pressing = [_pressing(o) for o in offered]
    chosen = st.radio(
        say("act.choose" if by_itself else "act.choose-yours"), list(events), index=None,
        key=f"act-choice-{case.id}-{len(before.acted)}",
        format_func=lambda e: escape(label_of(events[e], yours=not by_itself)),
        captions=pressing if any(pressing) else None,
    )  # fmt: skip
    return events.get(chosen or "")


def _pressing(offered: NextAct) -> str:
    """Which clock ends with it, and how that clock stands."""
    clock = offered.clock
    return escape(say("act.stops", word=clock.word, clock=clock.label, left=clock.left)) if clock else ""


def label_of(action: Action, *, yours: bool = False) -> str:
    """What the action is called; one that is not owed says so, except to the complainant (`yours`), who owes
    nothing."""
    label = action.label.in_(lang())
    return say("act.may", label=label) if action.strength == "may" and not yours else label


def _filling(case: Case, action: Action, actor: Actor) -> Filling:
    id_ = hashlib.sha256(f"{case.id}|{action.event}|{actor.owner or actor.id}".encode()).hexdigest()[:32]
    return drafts.kept(office(), id_, action.event, actor.locality, actor.owner)


def _head(action: Action, names: Names, case: Case) -> None:
    st.html(tag("h3", action.label.in_(lang()), css="bh-small-head"))
    if action.kind in ("sign", "refuse") and action.paper:
        version = case.papers.get(action.paper)
        foot = say("act.written-by", name=names.actor(version.by), number=version.version) if version else ""
        seats = version.seats if version else {}
        pairs = names.answers(action.contents, names.paper_fields(action.paper))
        pairs += tuple((names.of(s), names.all_of(ids)) for s, ids in seats.items())
        blocks.paper(names.of(action.paper), pairs, foot)
    if action.cites:
        cites = say("comma").join(names.cite(c) for c in action.cites)
        st.html(f'<p class="bh-why">{blocks.text(say("act.by", cites=cites))}</p>')


def _fields(case: Case, action: Action, filling: Filling, names: Names) -> tuple[Amiss, ...]:
    if action.kind == "link":
        return linking.draw(case, action, filling, names)
    single = tuple(_as_field(c) for c in action.choices if not c.many)
    amiss = draw_fields((*action.fields, *single), filling, StoreShelf(office(), case.id), also=_many_keys(action))
    for choice in action.choices:
        if choice.many:
            amiss += _many(choice, filling)
    if not (action.fields or action.choices):
        st.caption(escape(say("act.nothing-to-fill")))
    return amiss


def _many_keys(action: Action) -> frozenset[str]:
    return frozenset(c.seat for c in action.choices if c.many)


def _as_field(choice: Choice) -> Field:
    options = {id_: Text(name, name) for id_, name in choice.options}
    return Field(choice.seat, choice.label, "choice", required=choice.required, choices=options)


def _many(choice: Choice, filling: Filling) -> tuple[Amiss, ...]:
    """Several may be chosen."""
    key, names = filling.key(choice.seat), dict(choice.options)
    kept = [i for i in filling.answers.get(choice.seat) or () if i in names]
    label = escape(choice.label.in_(lang())) + say("form.required" if choice.required else "form.optional")
    here = (Amiss(mending.place_of((choice.seat,)), choice.label.in_(lang())),)
    if filling.tried and choice.required and not kept:
        mending.mark((choice.seat,))
    chosen = st.multiselect(
        label, list(names), kept, key=key, format_func=lambda i: names[i], placeholder=say("form.choose")
    )
    filling.answers[choice.seat] = list(chosen) or None
    missing = choice.required and not chosen
    if missing and filling.tried:
        show_problem(say("link.missing"))
    return here if missing else ()


def _submit(
    case: Case, action: Action, filling: Filling, actor: Actor, before: presses.Presses, amiss: tuple[Amiss, ...]
) -> None:  # fmt: skip
    with st.bottom:
        if filling.tried and amiss:
            mending.show(amiss)
        pressed = st.button(
            escape(say("act.do", label=action.label.in_(lang()))), type="primary",
            key=f"act-do-{action.event}-{case.seq}", on_click=presses.press, args=(filling, case.id, case.seq),
        )  # fmt: skip
    if not pressed or amiss:
        return
    if filling.lost():
        refusals.show(Refused("file-gone"))
        return
    with_ = linking.to_submit(filling) if action.kind == "link" else filling.to_submit()
    said = say("act.done", label=action.label.in_(lang()))
    do = partial(actor.do, action.event, with_, filling.names(), f"act:{filling.id}:{case.seq}")
    done = before.act(filling, case.seq, said, do)
    if isinstance(done, Refused):
        refusals.show(done)
        return
    st.rerun()
