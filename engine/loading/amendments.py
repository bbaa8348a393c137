"""A file with an amendment of a calendar: the notice, and the days that it makes worked or free.

The days are written as in a calendar file and held against the same schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from engine.loading.reading.document import Document, Path, Plain
from engine.loading.shape.schema import check_shape
from engine.policy.amendment import Amendment
from engine.source import Position, Problem, in_order

KEYS = ("source", "days")
_FRAME: dict[str, Plain] = {"title": {"zh": "修订", "en": "Amendment"}, "zone": "UTC"}


def amendment_of(document: Document, calendar: str) -> Amendment | tuple[Problem, ...]:
    """The amendment that a document describes, or everything that is wrong with it."""
    problems = tuple(in_order(list(_problems(document))))
    if problems:
        return problems
    data: Any = document.data
    days = {date.fromisoformat(day): bool(note["worked"]) for day, note in data["days"].items()}
    return Amendment(calendar, data["source"].strip(), days)


def _problems(document: Document) -> Iterator[Problem]:
    data: Any = document.data
    if not isinstance(data, dict):
        yield Problem("amendment-lacks", Position(document.file), {"key": ", ".join(KEYS)})
        return
    for key in data:
        if key not in KEYS:
            yield Problem("amendment-key", document.at_key((key,)), {"key": key, "allowed": ", ".join(KEYS)})
    source = data.get("source")
    if not isinstance(source, str) or not source.strip():
        yield Problem("amendment-lacks", document.at(("source",)), {"key": "source"})
    if not isinstance(data.get("days"), dict) or not data["days"]:
        yield Problem("amendment-lacks", document.at(("days",)), {"key": "days"})
        return
    keys = {path: at for path, at in document.keys.items() if _of_days(path)}
    values = {path: at for path, at in document.values.items() if _of_days(path)}
    yield from check_shape(Document({**_FRAME, "days": data["days"]}, keys, values, document.file), "calendar")


def _of_days(path: Path) -> bool:
    return path[:1] == ("days",)
