"""Lanes of a simulation in words: who has the case, which clocks run, what warned, when it was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from engine.i18n import text
from engine.policy.definitions import RuleSet
from engine.policy.directory import Directory
from engine.simulate.lanes import ClockRun, Held, Lane, Warned
from engine.views.names import Names


@dataclass(frozen=True)
class StretchView:
    """A state and who has it, from one moment to another (None: until the end of the drawing)."""

    state: str
    owner: str
    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class ClockView:
    """A clock: `outcome` is a code, `word` says it; `due` is its last day."""

    name: str
    start: datetime
    due: date | None
    end: datetime | None
    outcome: str
    word: str


@dataclass(frozen=True)
class WarningView:
    """A rung that was reached."""

    at: datetime
    words: str


@dataclass(frozen=True)
class LaneView:
    """One locality; `summary` says in one sentence how it went."""

    name: str
    title: str
    stretches: tuple[StretchView, ...]
    clocks: tuple[ClockView, ...]
    warnings: tuple[WarningView, ...]
    answered: datetime | None
    closed: datetime | None
    off: tuple[date, ...]
    summary: str


def lane_views(lanes: Sequence[Lane], places: Sequence[tuple[RuleSet, Directory]], lang: str) -> tuple[LaneView, ...]:
    """Every lane in one language; `places` are the rules and the people of each, in their order."""
    return tuple(_lane(found, Names(r, d, lang)) for found, (r, d) in zip(lanes, places, strict=True))


def _lane(lane: Lane, names: Names) -> LaneView:
    return LaneView(
        lane.name, names.ruleset.title.in_(names.lang), tuple(_stretch(h, names) for h in lane.held),
        tuple(_clock(c, names) for c in lane.clocks), tuple(_warning(w, names) for w in lane.warned),
        lane.answered, lane.closed, lane.off, _summary(lane, names),
    )  # fmt: skip


def _stretch(held: Held, names: Names) -> StretchView:
    return StretchView(names.of(held.state), names.all_of(held.owner) if held.owner else "", held.start, held.end)


def _clock(clock: ClockRun, names: Names) -> ClockView:
    outcome = "lapsed" if clock.outcome in ("expired", "late") and not _is_office(clock, names) else clock.outcome
    word = text(f"lanes.outcome.{outcome}", names.lang)
    return ClockView(names.of(clock.clock), clock.start, clock.due, clock.end, outcome, word)


def _warning(warned: Warned, names: Names) -> WarningView:
    done = names.act(warned.act) if warned.act not in names.ruleset.papers else names.of(warned.act)
    return WarningView(warned.at, text("lanes.warned", names.lang, clock=names.of(warned.clock), done=done))


def _summary(lane: Lane, names: Names) -> str:
    if lane.missing:
        fields = names.say("comma").join(names.fact(m) for m in lane.missing)
        return text("lanes.missing", names.lang, fields=fields)
    if lane.answered is None or not lane.held:
        return text("lanes.unanswered", names.lang, state=names.of(lane.held[-1].state) if lane.held else "-")
    days = (lane.answered.date() - lane.held[0].start.date()).days
    overdue = sum(c.outcome in ("late", "expired") and _is_office(c, names) for c in lane.clocks)
    return text(
        "lanes.answered", names.lang, days=days, day=lane.answered.date(), warned=len(lane.warned), overdue=overdue
    )


def _is_office(clock: ClockRun, names: Names) -> bool:
    """Whether a clock runs against the office: what only lets the complainant do something is never overdue."""
    found = names.ruleset.deadlines.get(clock.clock)
    return found is not None and found.strength != "may"
