"""比较: rule sets side by side, what they do differently, and the same past cases under each.

Rules are public, so anybody may compare what is published. Past cases are the office's: only who is
signed in may try them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from engine.policy.calendar import local_date
from engine.ui import address, blocks
from engine.ui.comparing import differences, heat, kept, lanes, matrix, offers, past, reading, sheet
from engine.ui.comparing.offers import Offer
from engine.ui.comparing.sides import Chosen, LeftOut, sides
from engine.ui.identity import Me
from engine.ui.page_run import PageRun
from engine.ui.plain import escape, tag
from engine.ui.runtime import office
from engine.ui.words import say

MOST = 30
"""Rule sets at once."""
_VIEWS = ("matrix", "differences", "heat", "lanes", "past")
_OF, _SHOWN = "compare-of", "compare-shown"
_TWO = 2


def draw(run: PageRun) -> None:
    """The page."""
    someone = run.me
    blocks.heading(say("compare.title"), say("compare.sub"))
    sheet.inject()
    found = offers.offers(office(), files=someone is not None or run.demo)
    wanted = _choose(found, someone)
    if len(wanted) < _TWO:
        blocks.empty(say("compare.choose-two"))
        return
    with reading.told(len(wanted)) as advance:
        chosen, broken = sides(office(), wanted, advance)
    _left_out(broken)
    if len(chosen) < _TWO:
        blocks.empty(say("compare.too-few"))
        return
    _view(chosen, someone)


def _choose(found: Mapping[str, Offer], someone: Me | None) -> list[Offer]:
    """What is compared now: the choice as it was when the button was pressed. Of all, one's own comes first."""
    st.multiselect(
        say("compare.of"), list(found), key=_OF, max_selections=MOST, placeholder=say("compare.of-some"),
        format_func=lambda k: found[k].label,
    )  # fmt: skip
    left, right = st.columns([1, 3])
    published = [k for k, o in found.items() if o.digest]
    published.sort(key=lambda k: someone is None or found[k].id != someone.locality)
    if left.button(say("compare.start"), type="primary", key="compare-start", width="stretch"):
        st.session_state[_SHOWN] = list(st.session_state[_OF])
    if len(published) >= _TWO:
        right.button(say("compare.all-published"), key="compare-all", on_click=_take, args=(published[:MOST],))
    return [found[k] for k in st.session_state.get(_SHOWN, ()) if k in found]


def _take(keys: list[str]) -> None:
    st.session_state[_OF] = keys
    st.session_state[_SHOWN] = keys


def _left_out(broken: Sequence[LeftOut]) -> None:
    """What is wrong with rule sets that cannot be compared; the others are compared all the same."""
    for one in broken:
        st.warning(escape(say("compare.left-out", name=one.label, count=len(one.lines))))
        with st.expander(escape(say("compare.wrong", name=one.label))):
            for line in one.lines:
                st.html(tag("p", line, css="bh-problem"))


def _view(chosen: Sequence[Chosen], someone: Me | None) -> None:
    view = st.segmented_control(
        say("compare.view"), _VIEWS, default="matrix", key="compare-view", required=True,
        format_func=lambda v: say(f"compare.view-{v}"),
    )  # fmt: skip
    if view == "differences":
        differences.draw(chosen, local_date(chosen[0].side.calendar, office().now()))
    elif view == "heat":
        _heat(chosen)
    elif view == "lanes":
        _lanes(chosen, someone)
    elif view == "past":
        past.draw(chosen, someone)
    else:
        with st.spinner(say("compare.working")):
            whole = kept.matrix(chosen)
        matrix.draw(whole)


def _heat(chosen: Sequence[Chosen]) -> None:
    with st.spinner(say("compare.working")):
        found, all_ = kept.far(chosen)
    st.caption(say("compare.heat-sub", all=all_))
    heat.draw([c.side.name for c in chosen], found)


def _lanes(chosen: Sequence[Chosen], someone: Me | None) -> None:
    if someone is None and not office().demo:
        blocks.empty(say("compare.lanes-sign-in"))
        address.link(address.SIGN_IN, say("menu.sign-in"))
        return
    lanes.draw(chosen)
