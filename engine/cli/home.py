"""Where rules and forms are looked for, and what lies there under a name."""

from __future__ import annotations

import os
import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from engine.cli.misuse import WrongUse, unknown
from engine.loading.calendars import FOLDER, load_calendar
from engine.loading.home import Home
from engine.policy.calendar import Calendar

CHECKOUT = Path(__file__).resolve().parents[2]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?", re.ASCII)


def default_home() -> Path:
    """BIHUAN_HOME, else the current directory when it has rules, else where this program lies."""
    named = os.environ.get("BIHUAN_HOME")
    if named:
        return Path(named)
    here = Path.cwd()
    return here if (here / "rules").is_dir() else CHECKOUT


def home_of(given: Path | None) -> Path:
    """The home asked for. Raises WrongUse when it holds no rules."""
    home = (given or default_home()).resolve()
    if not (home / "rules").is_dir():
        raise WrongUse("home", path=given or home)
    return home


def rule_file(id_: str, home: Path) -> Path:
    """The file of a rule set. Raises WrongUse when no rule set has that id."""
    found = Home(home).rules(id_)
    if found is None:
        raise unknown("rule-set", id_, Home(home).rule_ids())
    return found


def known_id(id_: str, home: Path) -> str:
    """The id, if a rule set has it. Raises WrongUse otherwise."""
    rule_file(id_, home)
    return id_


def scenario_ids(home: Path) -> list[str]:
    """Ids of the rule sets that have scenarios."""
    return [p.stem for p in sorted((home / "rules" / "scenarios").glob("*.yaml"))]


def calendar_named(id_: str, home: Path) -> Calendar:
    """The calendar of that id. Raises WrongUse when there is none, or none that can be read."""
    if not (home / FOLDER / f"{id_}.yaml").is_file():
        raise unknown("calendar", id_, (p.stem for p in (home / FOLDER).glob("*.yaml")))
    found = load_calendar(id_, home=home)
    if not isinstance(found, Calendar):
        raise WrongUse("calendar-broken", seen=id_, at=found[0].at)
    return found


def day_of(written: str) -> date:
    """`2026-02-13` as a day. Raises WrongUse when there is no such day."""
    try:
        return date.fromisoformat(written if _DAY.fullmatch(written) else "")
    except ValueError as error:
        raise WrongUse("day", seen=written) from error


def moment_of(written: str, calendar: Calendar) -> datetime:
    """`2026-02-13 09:00` (local to the calendar) as an instant. Raises WrongUse when there is none."""
    try:
        found = datetime.fromisoformat(written if _MOMENT.fullmatch(written) else "")
    except ValueError as error:
        raise WrongUse("moment", seen=written) from error
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(calendar.zone))
