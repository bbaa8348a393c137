"""One complaint in several localities: the lanes as lines, as JSON or as a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from engine.cli.home import moment_of
from engine.cli.stories import stage_of
from engine.printing.lanes_html import as_html
from engine.simulate.lanes import Office, PaceOf, lanes
from engine.views.lanes import ClockView, LaneView, StretchView, lane_views

DAYS = 365


def side_by_side(
    ids: Sequence[str],
    answers: Mapping[str, Any],
    span: tuple[str, str | None],
    home: Path,
    pace: PaceOf,
    format_: str,
    lang: str,
) -> str:
    """The report on all lanes. `span` is when the case is filed and, if said, when the lanes end.

    Raises WrongUse when a rule set cannot be loaded or a moment cannot be read.
    """
    stages = [stage_of(i, home) for i in ids]
    offices = [Office(i, s.book, s.calendar, s.directory) for i, s in zip(ids, stages, strict=True)]
    at = moment_of(span[0], stages[0].calendar)
    until = moment_of(span[1], stages[0].calendar) if span[1] else at + timedelta(days=DAYS)
    found = lanes(offices, answers, at, until, pace=pace)
    views = lane_views(found, [(s.book.ruleset, s.directory) for s in stages], lang)
    if format_ == "html":
        return as_html(views, at, pace, lang)
    if format_ == "json":
        return json.dumps([record(v) for v in views], ensure_ascii=False, indent=2)
    return "\n".join(line for v in views for line in _lines(v))


def record(lane: LaneView) -> dict[str, Any]:
    """A lane as JSON; days that are not worked are left to the calendar."""
    return {
        "locality": lane.name, "title": lane.title, "summary": lane.summary,
        "answered": _iso(lane.answered), "closed": _iso(lane.closed),
        "held": [_stretch(s) for s in lane.stretches],
        "clocks": [_clock(c) for c in lane.clocks],
        "warnings": [{"at": w.at.isoformat(), "what": w.words} for w in lane.warnings],
    }  # fmt: skip


def _stretch(held: StretchView) -> dict[str, Any]:
    return {"state": held.state, "owner": held.owner, "from": _iso(held.start), "until": _iso(held.end)}


def _clock(c: ClockView) -> dict[str, Any]:
    return {"clock": c.name, "from": _iso(c.start), "due": _iso(c.due), "ended": _iso(c.end), "outcome": c.outcome}


def _iso(at: date | None) -> str | None:
    return at.isoformat() if at else None


def _lines(lane: LaneView) -> Iterator[str]:
    yield f"{lane.name}: {lane.summary}"
    for s in lane.stretches:
        until = f" – {s.end:%Y-%m-%d %H:%M}" if s.end else ""
        yield f"    {s.start:%Y-%m-%d %H:%M}{until}  {s.state}  {s.owner}".rstrip()
    yield from (f"    ! {w.at:%Y-%m-%d}  {w.words}" for w in lane.warnings)
