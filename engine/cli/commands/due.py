"""One limit, one start, one calendar: the day on which it ends."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli.home import calendar_named, day_of, home_of, moment_of
from engine.cli.misuse import WrongUse
from engine.cli.options import Format, HomePath, Lang
from engine.cli.printing import as_json, say
from engine.loading.nearest import nearest_limit
from engine.policy.calendar import Calendar
from engine.policy.counting import CountingError, DueDate, due_date, due_from
from engine.policy.definitions import Counting
from engine.policy.limits import Limit, parse_limit

LAST_YEAR = 9998
"""Counting stops here; a date this late is no answer."""


def command(
    limit: Annotated[str, typer.Argument(metavar="LIMIT")],
    from_: Annotated[str, typer.Option("--from", metavar="DATE")],
    calendar: Annotated[str, typer.Option("--calendar", metavar="ID")] = "cn",
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """When a limit that starts on that day ends."""
    meant = _limit(limit)
    days = calendar_named(calendar, home_of(home))
    found = _counted(meant, limit, from_, days)
    record = {"due": found.due.isoformat(), "nominal": found.nominal.isoformat(), "provisional": found.provisional}
    if format_ == "json":
        as_json(record)
    else:
        say("due.provisional" if found.provisional else "due", lang, **record)
    return 0


def _limit(written: str) -> Limit:
    found = parse_limit(" ".join(written.split()))
    if found is not None:
        return found
    near = nearest_limit(written)
    raise WrongUse("limit-near", seen=written, nearest=near) if near else WrongUse("limit", seen=written)


def _counted(limit: Limit, written: str, start: str, calendar: Calendar) -> DueDate:
    """The due date. Raises WrongUse where nothing can be counted."""
    try:
        if len(start) > len("2026-02-13"):
            found = due_date(limit, moment_of(start, calendar), calendar, Counting())
        else:
            found = due_from(limit, day_of(start), calendar, Counting())
    except (CountingError, OverflowError) as error:
        raise WrongUse("beyond-dates", seen=written, start=start) from error
    if found is None:
        raise WrongUse("no-number", seen=written)
    if found.due.year >= LAST_YEAR:
        raise WrongUse("beyond-dates", seen=written, start=start)
    return found
