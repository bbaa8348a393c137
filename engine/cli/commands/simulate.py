"""A case's life in virtual time: nothing is stored, nothing is sent, no clock is read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

import typer

from engine.casework.events import CaseEvent
from engine.casework.requests import Refused
from engine.casework.virtual import VirtualOffice
from engine.cli.answers_file import mapping_in
from engine.cli.home import home_of, known_id, moment_of
from engine.cli.lanes import side_by_side
from engine.cli.misuse import WrongUse
from engine.cli.options import HomePath, Lang
from engine.cli.printing import aligned, as_json, say
from engine.cli.stories import Told, stage_of, story_of
from engine.i18n import text
from engine.scenarios.runner import Stage, run_scenario
from engine.simulate.life import Moment, life
from engine.views.names import Names
from engine.views.timeline import line_of

DAYS = 120
_UNTOLD = frozenset({"seated", "recorded", "clock-stopped"})


LaneFormat = Annotated[Literal["text", "json", "html"], typer.Option("--format")]


def command(
    ids_or_one: Annotated[list[str], typer.Argument(metavar="ID [ID…]")],
    scenario: Annotated[str | None, typer.Option("--scenario", metavar="KEY|FILE")] = None,
    answers: Annotated[str | None, typer.Option("--answers", metavar="FILE")] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="DATETIME")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATETIME")] = None,
    pace: Annotated[Literal["last-day", "idle"], typer.Option("--pace")] = "last-day",
    lane_format: LaneFormat = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Tell a story, or let time alone act on one set of answers; several localities go side by side."""
    root = home_of(home)
    for id_ in ids_or_one:
        known_id(id_, root)
    if len(ids_or_one) > 1 or lane_format == "html":
        if answers is None or at is None:
            raise WrongUse("lanes-answers")
        print(side_by_side(ids_or_one, mapping_in(answers, lang), (at, until), root, pace, lane_format, lang))
        return 0
    id_ = ids_or_one[0]
    if (scenario is None) == (answers is None):
        raise WrongUse("scenario-or-answers")
    if scenario is not None:
        stage, story = story_of(id_, scenario, root, lang)
        stage = stage.on(story.opened)
        outcome = run_scenario(stage, story)
        told = Told(stage, (*outcome.log, *outcome.others))
    else:
        if at is None:
            raise WrongUse("answers-at")
        stage = stage_of(id_, root)
        told = _left_alone(stage.on(moment_of(at, stage.calendar)), mapping_in(answers or "", lang), at, until, lang)
    if lane_format == "json":
        as_json([_record(m) for m in _moments(told)])
    else:
        _print(told, lang)
    return 0


def _left_alone(stage: Stage, answers: dict[str, Any], at: str, until: str | None, lang: str) -> Told:
    """The answers filed at a moment, and nobody does anything from then on."""
    office = VirtualOffice(stage.book, stage.calendar, stage.directory)
    opened = moment_of(at, stage.calendar)
    end = moment_of(until, stage.calendar) if until else opened + timedelta(days=DAYS)
    form = stage.book.ruleset.intake[0] if stage.book.ruleset.intake else ""
    if not form:
        raise WrongUse("no-intake", id=stage.book.ruleset.id)
    case = office.open(form, answers, at=opened)
    if isinstance(case, Refused):
        raise WrongUse("answers", detail=_wrong_answers(case, lang))
    office.advance(end)
    return Told(stage, tuple(e for log in office.log.values() for e in log))


def _wrong_answers(refused: Refused, lang: str) -> str:
    said = [
        f"{'.'.join(str(p) for p in f.path)}: {text(f'answer.{f.code}', lang, missing=f.code, **f.params)}"
        for f in refused.fields
    ]
    return "; ".join(said) or refused.code


def _moments(told: Told) -> list[Moment]:
    """The moments of every case, in time."""
    stage, cases = told.stage, dict.fromkeys(e.case for e in told.events)
    logs: list[list[CaseEvent]] = [[e for e in told.events if e.case == c] for c in cases]
    found = [m for log in logs for m in life(log, stage.book, stage.calendar, stage.directory)]
    return sorted(found, key=lambda m: m.at)


def _record(m: Moment) -> dict[str, Any]:
    due = m.due[0] if m.due else None
    return {
        "at": m.at.isoformat(timespec="minutes"), "event": m.event, "state": m.state, "owner": list(m.owner),
        "due": due.day.isoformat() if due else None, "cite": list(m.cites), "case": m.said.case,
        "clocks": {d.clock: d.day.isoformat() for d in m.due}, "kind": m.said.kind,
    }  # fmt: skip


def _print(told: Told, lang: str) -> None:
    moments = [m for m in _moments(told) if m.said.kind not in _UNTOLD]
    names = Names(told.stage.book.ruleset, told.stage.directory, lang)
    heads = [text(f"cli.simulate.{h}", lang) for h in ("at", "event", "state", "owner", "due", "cite")]
    print(aligned(heads, [_row(m, names) for m in moments]))
    last = moments[-1]
    say("simulate.end", lang, at=_moment(last.at), state=names.of(last.state), events=len(told.events))


def _row(m: Moment, names: Names) -> tuple[str, ...]:
    due = f"{m.due[0].day.isoformat()} {names.of(m.due[0].clock)}" if m.due else "-"
    owner = names.all_of(m.owner) if m.owner else "-"
    return (_moment(m.at), _sentence(m, names), names.of(m.state), owner, due, "、".join(_articles(m)))


def _sentence(m: Moment, names: Names) -> str:
    """What happened; numbers and the matcher's name belong to real cases, not to a simulation."""
    data = m.said.data
    if m.said.kind == "opened":
        return text("cli.simulate.opened", names.lang)
    if m.said.kind == "decided":
        value = names.value(data["table"], data["value"])
        return text("cli.simulate.decided", names.lang, table=names.of(data["table"]), value=value)
    return line_of(m.said, names).sentence


def _articles(m: Moment) -> list[str]:
    return [c.split(" ", 1)[-1] for c in m.cites] or ["-"]


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
