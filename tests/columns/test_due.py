"""Due dates in columns are those of the plain calendar, limit by limit and day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from engine.columns.days import SpanError, day_table, micros, moment
from engine.columns.due import allowed, due_from, due_on
from engine.columns.ladders import rungs
from engine.loading.calendars import load_calendar
from engine.policy import deadlines
from engine.policy.calendar import Calendar, local_date
from engine.policy.counting import CountingError
from engine.policy.definitions import Counting, Escalation, Extension, Step
from engine.policy.escalation import due_steps
from engine.policy.limits import Limit, parse_limit

ROOT = Path(__file__).parents[2]
CALENDARS = sorted(p.stem for p in (ROOT / "rules" / "calendars").glob("*.yaml"))
LIMITS = (
    "3 working days", "15 working days", "1 working day", "0 working days", "15 days", "60 days", "0 days",
    "1 month", "6 months", "half a month", "3 half-months", "2 weeks", "1 year", "24 hours", "90 minutes",
    "same day", "promptly",
)  # fmt: skip
COUNTINGS = (
    Counting(),
    Counting(start_day="included", roll="previous working day", cut_off=time(17)),
    Counting(start_day="included", roll="none", half_month=Limit("span", 10, parse_limit("1 working day").unit)),  # type: ignore[union-attr]
    Counting(roll="previous working day"),
)


@cache
def _calendar(id_: str) -> Calendar:
    found = load_calendar(id_, home=ROOT)
    assert isinstance(found, Calendar)
    return found


def _limit(text: str) -> Limit:
    found = parse_limit(text)
    assert found is not None
    return found


def _moments(rng: Random, zone: str, number: int) -> list[datetime]:
    """Starts at random, a third at the edges of a local day, and every month's end of one year."""
    place, found = ZoneInfo(zone), []
    for _ in range(number):
        day = date(2006, 1, 1) + timedelta(days=rng.randrange(8000))
        clock = rng.choice((time(), time(23, 59, 59), time(rng.randrange(24), rng.randrange(60), rng.randrange(60))))
        found.append(datetime.combine(day, clock, place).astimezone(UTC))
    return found + [datetime(2024, m, d, 8, tzinfo=UTC) for m in range(1, 13) for d in (1, 28, 29) if (m, d) != (2, 30)]


def _array(moments: list[datetime]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([micros(m) for m in moments], np.int64)


def _check(limit: Limit, counting: Counting, calendar: Calendar, more: tuple[Limit, ...], base: str, size: int) -> None:
    at = _moments(Random(f"{limit}{more}{base}"), calendar.zone, size)
    table = day_table(calendar, counting)
    found = due_from(limit, _array(at), table, extensions=more, base=base)  # type: ignore[arg-type]
    for i, started in enumerate(at):
        clock = deadlines.start("d", limit, started)
        for extension in more:
            clock = deadlines.extend(clock, extension, started)
        wanted = deadlines.due(clock, calendar, counting, extension_from=base)  # type: ignore[arg-type]
        assert found is not None
        assert wanted is not None
        seen = (
            date.fromordinal(int(found.nominal[i])), date.fromordinal(int(found.due[i])),
            moment(int(found.expires[i])), bool(found.provisional[i]),
        )  # fmt: skip
        assert seen == (wanted.nominal, wanted.due, wanted.expires, wanted.provisional), (started, limit, more)


@pytest.mark.parametrize("text", LIMITS)
@pytest.mark.parametrize("calendar", ["cn", "scotland"])
def test_a_limit_ends_when_the_plain_calendar_says(text: str, calendar: str) -> None:
    for counting in COUNTINGS:
        _check(_limit(text), counting, _calendar(calendar), (), "nominal", 15)


@pytest.mark.full
@pytest.mark.parametrize("text", LIMITS)
@pytest.mark.parametrize("calendar", CALENDARS)
def test_every_limit_on_every_calendar_over_many_starts(text: str, calendar: str) -> None:
    for counting in COUNTINGS:
        _check(_limit(text), counting, _calendar(calendar), (), "nominal", 400)


@pytest.mark.parametrize("base", ["nominal", "rolled"])
@pytest.mark.parametrize(
    "parts",
    [("1 month", "half a month"), ("20 working days", "10 working days"), ("15 days", "24 hours"),
     ("24 hours", "24 hours"), ("1 month", "1 month", "15 days"), ("2 hours", "3 working days")],
)  # fmt: skip
def test_extensions_follow_the_nominal_or_the_rolled_end(parts: tuple[str, ...], base: str) -> None:
    first, *more = (_limit(p) for p in parts)
    for counting in COUNTINGS:
        _check(first, counting, _calendar("cn"), tuple(more), base, 20)


def test_a_text_without_a_number_has_no_due_date() -> None:
    table = day_table(_calendar("cn"), Counting())
    for text in ("unspecified", "as the law says"):
        assert due_from(_limit(text), np.zeros(1, np.int64), table) is None


def test_a_limit_that_nobody_resolved_is_refused() -> None:
    with pytest.raises(CountingError):
        due_from(Limit("fact", fact="x"), np.zeros(1, np.int64), day_table(_calendar("cn"), Counting()))


def test_a_promised_day_stands_as_it_is() -> None:
    calendar = _calendar("cn")
    started, promised = datetime(2026, 2, 13, 1, tzinfo=UTC), date(2026, 2, 15)
    wanted = deadlines.due(deadlines.start("d", _limit("1 month"), started, until=promised), calendar, Counting())
    days = np.array([promised.toordinal()], np.int64)
    found = due_on(days, _array([started]), day_table(calendar, Counting()))
    assert wanted is not None
    assert (date.fromordinal(int(found.due[0])), moment(int(found.expires[0]))) == (wanted.due, wanted.expires)


EXTENSIONS = (
    Extension("p", up_to=_limit("half a month"), in_all=_limit("half a month"), times=1),
    Extension("p", up_to=_limit("30 days"), in_all=_limit("45 days"), times=3, from_="rolled"),
    Extension("p", up_to=Limit("same-as-limit"), ends_by=_limit("60 days")),
)


@pytest.mark.parametrize("extension", EXTENSIONS, ids=["half-month", "rolled", "by-the-end"])
@pytest.mark.parametrize("asked", ["15 days", "16 days", "1 month", "half a month", "10 working days", "promptly"])
def test_an_extension_is_allowed_where_the_policy_allows_it(extension: Extension, asked: str) -> None:
    calendar, counting, limit = _calendar("cn"), Counting(), _limit("1 month")
    at, table = _moments(Random(asked), calendar.zone, 150), day_table(_calendar("cn"), Counting())
    for before in ((), (_limit("15 days"),)):
        found = allowed(limit, _array(at), table, extension, _limit(asked), before)
        for i, started in enumerate(at):
            clock = deadlines.start("d", limit, started)
            for earlier in before:
                clock = deadlines.extend(clock, earlier, started)
            refused = deadlines.may_extend(clock, extension, _limit(asked), started, calendar, counting)
            assert bool(found[i]) == (refused is None), (started, refused)


LADDER = Escalation(
    "l", label=None,  # type: ignore[arg-type]
    steps={
        "remind": Step("remind", before=_limit("3 working days"), act="remind"),
        "early": Step("early", before=_limit("2 months"), act="remind"),
        "hours": Step("hours", before=_limit("12 hours"), act="remind"),
        "at": Step("at", act="tell"),
        "urge": Step("urge", after=_limit("1 working day"), act="urge", every=_limit("1 month"), times=3),
        "again": Step("again", after=_limit("2 hours"), act="urge", every=_limit("6 hours"), times=2),
    },
)  # fmt: skip


@pytest.mark.parametrize("text", ["3 working days", "1 month", "24 hours", "promptly"])
def test_rungs_stand_and_fire_as_on_the_live_ladder(text: str) -> None:
    calendar, counting, limit = _calendar("cn"), Counting(), _limit(text)
    at = _moments(Random(text), calendar.zone, 150)
    until = [m + timedelta(hours=Random(i).randrange(2400)) for i, m in enumerate(at)]
    table = day_table(calendar, counting)
    due = due_from(limit, _array(at), table)
    assert due is not None
    found = [(r, r.fires(_array(at), _array(until))) for r in rungs(LADDER, due, table)]
    for i, started in enumerate(at):
        plain = deadlines.due(deadlines.start("d", limit, started), calendar, counting)
        here = {"calendar": calendar, "counting": counting, "epoch": 1}
        early = due_steps(LADDER, plain, taken=frozenset(), at=started, **here)  # type: ignore[arg-type]
        behind = frozenset((1, s.step, s.occurrence) for s in early if LADDER.steps[s.step].before)
        wanted = due_steps(LADDER, plain, taken=behind, at=until[i], **here)  # type: ignore[arg-type]
        seen = {(r.step.key, r.occurrence, moment(int(r.scheduled[i]))) for r, fires in found if fires[i]}
        assert seen == {(s.step, s.occurrence, s.scheduled) for s in wanted}


def test_local_days_of_places_with_summer_time_are_those_of_the_calendar() -> None:
    for zone in ("Asia/Shanghai", "Europe/London", "America/New_York", "Pacific/Apia", "Africa/Casablanca"):
        calendar = replace(_calendar("cn"), id=zone, zone=zone)
        at = [datetime(1986, 5, 3, 15, tzinfo=UTC) + timedelta(hours=h * 7) for h in range(0, 40_000, 3)]
        found = day_table(calendar, Counting()).local_day(_array(at))
        assert [date.fromordinal(int(d)) for d in found[::11]] == [local_date(calendar, m) for m in at[::11]]


def test_a_day_outside_the_span_is_refused() -> None:
    table = day_table(_calendar("cn"), Counting())
    for at in (datetime(1900, 1, 1, tzinfo=UTC), datetime(2500, 1, 1, tzinfo=UTC)):
        with pytest.raises(SpanError):
            due_from(_limit("3 days"), _array([at]), table)
