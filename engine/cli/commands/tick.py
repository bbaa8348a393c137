"""One sweep: time acts on every case whose moment has come."""

from __future__ import annotations

from engine.cli.home import home_of
from engine.cli.installation import installation
from engine.cli.options import Database, Format, HomePath, Lang
from engine.cli.printing import as_json, say


def command(database: Database = None, format_: Format = "text", lang: Lang = "zh", home: HomePath = None) -> int:
    """Let time act once; how many cases something happened to."""
    with installation(database, home_of(home)) as office:
        touched = office.desk.tick()
        at, upcoming = office.now(), office.store.next_due()
    record = {
        "cases": touched,
        "at": at.isoformat(timespec="seconds"),
        "next": upcoming.isoformat(timespec="seconds") if upcoming else None,
    }
    if format_ == "json":
        as_json(record)
    else:
        say("tick.done", lang, cases=touched, next=record["next"] or "-")
    return 0
