"""A calendar file → `Calendar`: the years with their exceptions, and local amendments over them.

A calendar that `extends` another takes over its years and its days and adds its own; what the file
does not say of weekend and closing hour is the other's too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, time
from pathlib import Path as FilePath
from typing import Any

from engine.loading.phrase import did_you_mean
from engine.loading.reading.document import Document, Path
from engine.loading.reading.reader import read
from engine.loading.shape.schema import check_shape
from engine.policy.calendar import Calendar, CalendarYear, DayNote
from engine.policy.forms import Text
from engine.source import Position, Problem, in_order

FOLDER = "rules/calendars"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


def load_calendar(id_or_path: str | FilePath, *, home: FilePath) -> Calendar | tuple[Problem, ...]:
    """The calendar of that id (`rules/calendars/<id>.yaml` under `home`) or file, or its problems."""
    if isinstance(id_or_path, str) and not _ID.fullmatch(id_or_path):
        return (Problem("id-unreadable", Position(f"{FOLDER}/{id_or_path}.yaml"), {"seen": id_or_path}),)
    path = home / FOLDER / f"{id_or_path}.yaml" if isinstance(id_or_path, str) else id_or_path
    return _loaded(path, home, ())


def _loaded(path: FilePath, home: FilePath, way: tuple[str, ...]) -> Calendar | tuple[Problem, ...]:
    """A calendar over the one it extends; `way` are those that led here."""
    name = path.relative_to(home).as_posix() if path.is_relative_to(home) else path.as_posix()
    document = read(path, file=name)
    if isinstance(document, tuple):
        return document
    own = calendar_of(document, path.stem)
    if not isinstance(own, Calendar) or own.extends is None:
        return own
    at, way = document.at_key(("extends",)), (*way, path.stem)
    if own.extends in way:
        return (Problem("in-a-circle", at, {"key": "extends", "way": " → ".join((*way, own.extends))}),)
    parent = home / FOLDER / f"{own.extends}.yaml"
    if not parent.is_file():
        hint = did_you_mean(own.extends, sorted(p.stem for p in parent.parent.glob("*.yaml")), {}, at)
        return (Problem("unknown-calendar", at, {"word": own.extends, "hint": hint}),)
    found = _loaded(parent, home, way)
    return _over(own, found, document.data) if isinstance(found, Calendar) else found


def _over(own: Calendar, parent: Calendar, data: Any) -> Calendar:
    """The calendar with what it takes over from its parent."""
    return replace(
        own,
        years={**parent.years, **own.years},
        days={**parent.days, **own.days},
        notes={**parent.notes, **own.notes},
        weekend=own.weekend if "weekend" in data else parent.weekend,
        cut_off=own.cut_off or parent.cut_off,
    )


def calendar_of(document: Document, id_: str) -> Calendar | tuple[Problem, ...]:
    """The calendar that a document describes, or everything that is wrong with it."""
    problems = calendar_problems(document)
    if problems:
        return problems
    assert isinstance(document.data, dict)
    return _built(document.data, id_)


def calendar_problems(document: Document) -> tuple[Problem, ...]:
    """Everything that is wrong with a calendar file: its shape, then days under a wrong year."""
    return check_shape(document, "calendar") or tuple(in_order(list(_misplaced(document))))


def _built(data: Mapping[str, Any], id_: str) -> Calendar:
    """A calendar from plain data that has passed the schema."""
    years, cut_off = data.get("years", {}), data.get("cut_off")
    noted = {day: note for year in years.values() for day, note in year.get("days", {}).items()}
    noted |= data.get("days", {})  # a local notice wins over the year's
    weekend = data.get("weekend", ("saturday", "sunday"))
    return Calendar(
        id=id_,
        title=_text(data["title"]),
        zone=data["zone"],
        days={date.fromisoformat(day): note["worked"] for day, note in noted.items()},
        years={int(number): _year(year) for number, year in years.items()},
        weekend=frozenset(WEEKDAYS.index(day) for day in weekend),
        cut_off=time.fromisoformat(cut_off) if cut_off else None,
        notes={date.fromisoformat(day): _note(note) for day, note in noted.items()},
        extends=data.get("extends"),
    )


def _text(label: Mapping[str, str]) -> Text:
    return Text(label["zh"], label["en"])


def _year(year: Mapping[str, Any]) -> CalendarYear:
    return CalendarYear(year["status"], year["source"], str(year.get("version", "")))


def _note(note: Mapping[str, Any]) -> DayNote:
    name = note.get("name")
    return DayNote(_text(name) if name else None, note.get("source"))


def _misplaced(document: Document) -> Iterator[Problem]:
    """Days that stand under another year than their own."""
    data: Any = document.data
    for number, year in data.get("years", {}).items():
        for day in year.get("days", {}):
            if not day.startswith(f"{number}-"):
                path: Path = ("years", number, "days", day)
                yield Problem("day-outside-year", document.at_key(path), {"day": day, "year": number})
