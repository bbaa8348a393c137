"""时间轴: one complaint in every chosen place at once, from a story that is told of one of them.

The people are those of the scenario files, never those of an office, so that nobody learns here who works
elsewhere. Nothing is stored: it all happens in virtual time.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import streamlit as st

from engine.casework.rulebook import prepare
from engine.i18n import text
from engine.policy.directory import Directory
from engine.printing.lanes_html import label_of, svg, told_html
from engine.scenarios.runner import Stage, set_stage
from engine.scenarios.story import Scenario
from engine.simulate.fitting import fitted
from engine.simulate.lanes import Office, PaceOf, lanes
from engine.ui import blocks
from engine.ui.comparing import reading, sheet
from engine.ui.comparing.offers import fingerprint
from engine.ui.comparing.sides import Chosen
from engine.ui.plain import escape, html_text
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.lanes import LaneView, lane_views
from engine.views.names import Names

DAYS = 365
_FEW = 3
_PACES: tuple[PaceOf, ...] = ("last-day", "idle")


@dataclass(frozen=True)
class Drawn:
    """The lanes in words, and what each place was answered otherwise."""

    lanes: tuple[LaneView, ...]
    otherwise: tuple[str, ...]


def draw(chosen: Sequence[Chosen]) -> None:
    """Which complaint and at what pace; then the drawing, and the same in words."""
    able = [c for c in chosen if c.side.ruleset.intake]
    stages = _stages(able)
    told = [(c, s) for c, s in zip(able, stages, strict=True) if s is not None and _stories(s)]
    if not told:
        blocks.empty(say("compare.lanes-none"))
        return
    story, pace = _asked(told)
    with st.spinner(say("compare.working")):
        marks = tuple(c.mark for c in able)
        drawn = _drawn(marks, story.key, pace, lang(), able, stages, story)
    st.caption(escape(f"{text(f'lanes.pace.{pace}', lang())} {text('lanes.legend', lang())}"))
    otherwise_told(drawn.otherwise)
    sheet.show(_picture(drawn.lanes, story.opened))
    for lane in drawn.lanes:
        with st.expander(escape(f"{lane.name}：{lane.summary}")):
            sheet.show("".join(told_html(lane, lang())))


def _stages(able: Sequence[Chosen]) -> list[Stage | None]:
    """The scenario files of those that have one, with a bar while they are read."""
    home, seen = str(office().home), fingerprint(office())
    found = []
    with reading.told(max(len(able), 1)) as advance:
        for number, c in enumerate(able):
            advance(number)
            found.append(_stage(home, c.side.ruleset.id, seen))
    return found


def otherwise_told(lines: Sequence[str]) -> None:
    """What was answered otherwise; folded away where it would push the drawing out of sight."""
    if len(lines) > _FEW:
        with st.expander(escape(say("compare.lanes-otherwise-all", count=len(lines)))):
            for line in lines:
                st.caption(escape(line))
        return
    for line in lines:
        st.caption(escape(line))


def _picture(found: Sequence[LaneView], at: datetime) -> str:
    """The drawing as a picture in a box that scrolls: the app lets no SVG through as such."""
    label = html_text(label_of(found, lang()))
    data = base64.b64encode(svg(found, at, lang()).encode("utf-8")).decode("ascii")
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<img class="lanes" alt="{label}" src="data:image/svg+xml;base64,{data}"></div>'
    )


def _asked(told: Sequence[tuple[Chosen, Stage]]) -> tuple[Scenario, PaceOf]:
    """The story whose complaint is filed everywhere, and how quick the offices are."""
    by_name = {c.side.name: _stories(s) for c, s in told}
    left, right = st.columns([1, 2])
    name = left.selectbox(say("compare.lanes-of"), list(by_name), key="lanes-of")
    stories = by_name[name]
    key = right.selectbox(
        say("compare.lanes-story"), list(stories), key=f"lanes-story-{name}",
        format_func=lambda k: stories[k].label.get(lang(), k),
    )  # fmt: skip
    pace = st.segmented_control(
        say("compare.lanes-pace"), _PACES, default=_PACES[0], key="lanes-pace", required=True,
        format_func=lambda p: say(f"compare.lanes-{p}"),
    )  # fmt: skip
    return stories[key], pace


def _stories(stage: Stage) -> dict[str, Scenario]:
    """Stories that begin with a complaint on any form by which cases are taken in."""
    intake = stage.book.ruleset.intake
    return {k: s for k, s in stage.scenarios.items() if not s.standing and s.form in intake}


@st.cache_resource(max_entries=32, ttl=3600, show_spinner=False)
def _stage(home: str, id_: str, seen: str) -> Stage | None:
    del seen
    return set_stage(id_, home=Path(home))[0]


@st.cache_resource(max_entries=8, show_spinner=False)
def _drawn(
    marks: tuple[str, ...],
    key: str,
    pace: PaceOf,
    speaks: str,
    _able: Sequence[Chosen],
    _stages: Sequence[Stage | None],
    _story: Scenario,
) -> Drawn:
    del marks, key
    pairs = zip(_able, _stages, strict=True)
    offices = [Office(c.side.name, prepare(c.side.ruleset), c.side.calendar, _people(s), _story.form) for c, s in pairs]
    own = {o.name: fitted(o, _story.answers) for o in offices}
    found = lanes(offices, {**_story.answers, **own}, _story.opened, _end(_story.opened), pace=pace)
    views = lane_views(found, [(o.book.ruleset, o.directory) for o in offices], speaks)
    names = {o.name: Names(o.book.ruleset, o.directory, speaks) for o in offices}
    return Drawn(views, tuple(_otherwise(name, own[name], names[name]) for name in own if own[name]))


def _people(stage: Stage | None) -> Directory:
    return stage.directory if stage else Directory()


def _end(opened: datetime) -> datetime:
    return opened + timedelta(days=DAYS)


def _otherwise(name: str, own: dict[str, object], names: Names) -> str:
    """What the form of this place was answered otherwise."""
    pairs = (names.say("pair", label=names.fact(k), value=names.value(k, v)) for k, v in own.items())
    return say("compare.lanes-otherwise", name=name, answers=names.say("comma").join(pairs))
