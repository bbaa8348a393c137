"""以往案件试算: the same past cases under each chosen rule set, for those who are signed in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import streamlit as st

from engine.columns.history import HistoryError
from engine.i18n import text
from engine.policy.calendar import local_date
from engine.ui import address, blocks
from engine.ui.comparing import past_told
from engine.ui.comparing.sides import Chosen
from engine.ui.comparing.trying import Tried, Upload, try_out
from engine.ui.identity import Me
from engine.ui.plain import escape, tag
from engine.ui.runtime import office
from engine.ui.words import lang, say

_TRIED = "past-tried"
_EXAMPLE = ("histories/example.csv", "histories/example-mapping.yaml")
_TWO = 2


def draw(chosen: Sequence[Chosen], someone: Me | None) -> None:
    """The files, the run, and what came of it."""
    if someone is None:
        blocks.empty(say("compare.past-sign-in"))
        address.link(address.SIGN_IN, say("menu.sign-in"))
        return
    st.caption(say("compare.past-sub"))
    able = [c for c in chosen if c.side.ruleset.intake]
    for c in chosen:
        if c not in able:
            st.warning(escape(say("compare.past-no-form", name=c.side.name)))
    if len(able) < _TWO:
        blocks.empty(say("compare.too-few"))
        return
    cases, mapping = _files()
    today = local_date(able[0].side.calendar, office().now())
    until = st.date_input(
        say("compare.past-until") + say("form.date-hint"), value=today, format="YYYY-MM-DD",
        key="past-until", max_value=today + timedelta(days=3660),
    )  # fmt: skip
    listed = _listed(able)
    pressed = st.button(say("compare.past-go"), type="primary", key="past-go", disabled=cases is None)
    if cases is None or not isinstance(until, date):
        return
    key = f"{listed}|{_key(able, cases, mapping, until)}"
    if pressed:
        _run(able, cases, mapping, until, key, listed)
    kept_key, tried = st.session_state.get(_TRIED, ("", None))
    if kept_key == key and isinstance(tried, Tried):
        past_told.draw(tried)


def _files() -> tuple[Upload | None, Upload | None]:
    """The example, or what is uploaded: cases, and how to read them."""
    example = [office().home / p for p in _EXAMPLE]
    sources = ["upload", *(["example"] if all(p.is_file() for p in example) else [])]
    source = st.segmented_control(
        say("compare.past-source"), sources, default=sources[-1], key="past-source", required=True,
        format_func=lambda s: say(f"compare.past-{s}"),
    )  # fmt: skip
    if source == "example":
        st.caption(say("compare.past-example-sub"))
        cases, mapping = (Upload(p.name, p.read_bytes()) for p in example)
        return cases, mapping
    left, right = st.columns(2)
    cases_ = left.file_uploader(say("compare.past-cases"), type=["csv", "parquet"], key="past-cases")
    mapping_ = right.file_uploader(say("compare.past-mapping"), type=["yaml", "yml"], key="past-mapping")
    st.caption(say("compare.past-files"))
    found = [Upload(Path(f.name).name, f.getvalue()) if f is not None else None for f in (cases_, mapping_)]
    return found[0], found[1]


def _listed(able: Sequence[Chosen]) -> int:
    """Of which pair the differing cases are listed: the first against one of the others."""
    if len(able) == _TWO:
        return 0
    chosen = st.selectbox(
        say("compare.past-listed"), range(len(able) - 1), key="past-listed",
        format_func=lambda n: say("compare.past-change", a=able[0].side.name, b=able[n + 1].side.name),
    )  # fmt: skip
    return chosen or 0


def _key(able: Sequence[Chosen], cases: Upload, mapping: Upload | None, until: date) -> str:
    """A digest of everything that the result hangs on."""
    seen = hashlib.sha256("|".join([*(c.mark for c in able), cases.name, until.isoformat()]).encode())
    for upload in (cases, mapping):
        seen.update(hashlib.sha256(upload.content if upload else b"").digest())
    return seen.hexdigest()


def _run(able: Sequence[Chosen], cases: Upload, mapping: Upload | None, until: date, key: str, listed: int) -> None:
    """Try, with a bar; what cannot be read at all is told, and nothing of it is kept."""
    st.session_state.pop(_TRIED, None)
    bar = st.progress(0.0, text=say("compare.past-running", rows=0))

    def advance(rows: int, of: int | None) -> None:
        bar.progress(min(1.0, rows / of) if of else 0.5, text=say("compare.past-running", rows=f"{rows:,}"))

    as_of = datetime.combine(until + timedelta(days=1), datetime.min.time(), UTC)
    try:
        done = try_out([c.side for c in able], cases, mapping, as_of, advance, listed=listed)
    except HistoryError as wrong:
        st.error(escape(text(f"history.{wrong.code}", lang(), missing=None, **wrong.params)))
        return
    finally:
        bar.empty()
    if isinstance(done, Tried):
        st.session_state[_TRIED] = (key, done)
        return
    for problem in done:
        st.html(tag("p", problem.line(lang()), css="bh-problem", role="alert"))
