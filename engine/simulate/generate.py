"""From a file of parameters to a history: which question of an intake form is answered how.

The parameters speak of concepts (request, channel, matter), so that one file serves the forms of many
localities; a question without a concept goes by its own key. A choice that is not named gets a small
share of its own. Names, contacts and what people wrote are never invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.casework.rulebook import Rulebook
from engine.columns.invent import Delay, Invention, Question
from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from engine.policy.conditions import ALWAYS
from engine.policy.fact_types import field_type
from engine.policy.forms import Field, Form
from engine.source import Problem

_UNNAMED = 0.02
"""The share of a choice that the parameters do not name, of all the shares that they do."""
_SAME_AGAIN = ("place", "matter")
_PARTS = {
    "volume": ("by_month", "by_weekday", "first_hour", "last_hour"), "answers": (), "yes": ("otherwise",),
    "blank": ("share",), "repeats": ("share", "longer"), "times": ("assigned", "answered", "closed", "reported"),
    "extended": ("share", "after_days"),
}  # fmt: skip


def invention_of(path: Path, book: Rulebook) -> Invention | tuple[Problem, ...]:
    """What to draw a history of this rule set from, or everything that is wrong with the parameters."""
    found = read(path)
    if not isinstance(found, Document):
        return found
    problems = tuple(_problems(found))
    if problems:
        return problems
    assert isinstance(found.data, dict)
    return _invention(found.data, book)


def _problems(found: Document) -> Iterator[Problem]:
    data = found.data
    assert isinstance(data, dict)  # the reader lets nothing else through
    for name in ("from", "until"):
        if _date(data.get(name)) is None:
            yield Problem("history-date", found.at((name,)), {"key": name})
    for part, keys in _PARTS.items():
        inside = data.get(part)
        if not isinstance(inside, dict):
            yield Problem("history-part", found.at((part,)), {"key": part})
            continue
        for key in keys:
            if key not in inside:
                yield Problem("history-part", found.at((part,)), {"key": f"{part}.{key}"})
    yield from _bad_numbers(found)


def _bad_numbers(found: Document) -> Iterator[Problem]:
    """Every number that is none or below zero; `source`, `title` and the two days are words."""
    for path, at in found.values.items():
        value: Any = found.data
        for step in path:
            value = value[step]
        words = {"source", "title", "from", "until"} & {str(p) for p in path}
        if not words and not isinstance(value, (dict, list)) and (not _is_number(value) or value < 0):
            yield Problem("history-number", at, {"seen": str(value)})


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _invention(data: Mapping[str, Any], book: Rulebook) -> Invention:
    volume, times, repeats, longer = data["volume"], data["times"], data["repeats"], data["extended"]
    first, last = _date(data["from"]), _date(data["until"])
    assert first is not None
    assert last is not None
    form = book.form(book.ruleset.intake[0])
    slow = next((f.key for _, f in form.all_fields() if f.concept == "request"), None)
    return Invention(
        first, last,
        by_month=_numbers(volume["by_month"]), by_weekday=_numbers(volume["by_weekday"]),
        hours=(int(volume["first_hour"]), int(volume["last_hour"])),
        questions=tuple(_questions(form, data)),
        blank=float(data["blank"]["share"]) / 100, repeats=float(repeats["share"]) / 100,
        repeats_longer=float(repeats["longer"]),
        assigned=Delay(float(times["assigned"]["median_hours"]) / 24, float(times["assigned"]["spread"])),
        answered=_delay(times["answered"]), closed=_delay(times["closed"]),
        reported=float(times["reported"]["share"]) / 100, extended=float(longer["share"]) / 100,
        extended_after=float(longer["after_days"]), slow_by=slow,
        slower={k: float(v) for k, v in times.get("answered_by_request", {}).items()},
    )  # fmt: skip


def _delay(of: Mapping[str, Any]) -> Delay:
    return Delay(float(of["median_days"]), float(of["spread"]))


def _numbers(values: Any) -> tuple[float, ...]:
    return tuple(float(v) for v in values)


def _questions(form: Form, data: Mapping[str, Any]) -> Iterator[Question]:
    """The questions whose answers a rule may read and that can be drawn."""
    for section, f in form.all_fields():
        kind = field_type(f)
        shown = tuple(c for c in (section.show_if, f.show_if) if c != ALWAYS)
        if f.keep == "sealed":
            continue
        if kind.kind == "yes-no":
            said = data["yes"].get(f.concept or f.key, data["yes"]["otherwise"])
            yield Question(f.key, kind, {"yes": float(said) / 100}, shown, f.required)
        elif kind.kind == "choice" and kind.values:
            shares = _shares(f, data["answers"])
            yield Question(f.key, kind, shares, shown, f.required, f.concept in _SAME_AGAIN)
        elif kind.kind == "group":
            yield Question(f.key, kind, {}, shown, True)


def _shares(f: Field, answers: Mapping[str, Any]) -> dict[str, float]:
    named = answers.get(f.concept or f.key, {})
    known = {c: float(named[c]) for c in f.offered() if isinstance(named, Mapping) and c in named}
    small = sum(known.values()) * _UNNAMED or 1.0
    return {c: known.get(c, small) for c in f.offered()}
