"""What is known about a case, as the flat mapping that conditions read.

Form answers, table results, flags, counted facts, events of this round, seats, papers, state. Events
and flags are always yes or no; everything else is missing until it is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.casework.case import Case, Decision, PaperVersion
from engine.casework.rulebook import Rulebook
from engine.policy.answers import Answers, facts_of, to_value
from engine.policy.bench import offices_of
from engine.policy.conditions import Facts, Value
from engine.policy.correlation import count_related
from engine.policy.directory import Directory
from engine.policy.limits import Limit

NONE_HERE = "none-here"
"""What a clerk says of an accused who is neither a person nor a unit of the body."""


class Layers:
    """Facts of one case from different sources; only those whose source has changed are worked out anew.

    Sources are frozen parts of the case, so that the same object means the same facts.
    """

    def __init__(self, known: Layers | None = None) -> None:
        self._kept: dict[str, tuple[tuple[object, ...], dict[str, Value]]] = dict(known._kept) if known else {}

    def layer(self, name: str, make: Callable[..., dict[str, Value]], *sources: object) -> dict[str, Value]:
        """What `make` finds in these sources."""
        kept = self._kept.get(name)
        if kept is None or any(a is not b for a, b in zip(kept[0], sources, strict=True)):
            kept = self._kept[name] = (sources, make(*sources))
        return kept[1]


def facts_of_case(
    case: Case,
    book: Rulebook,
    directory: Directory,
    *,
    today: date,
    opened: date,
    related: tuple[Facts, ...],
    periods: frozenset[str] = frozenset(),
    layers: Layers | None = None,
) -> dict[str, Value]:
    """All facts of a case on a day; `opened` is the local date of its opening, `related` are rows of
    candidate related cases, `layers` what is known already from an earlier look at this case."""
    layer = (layers or Layers()).layer
    facts = {
        **layer("answers", _answered, case.form, case.answers, case.accused, book, directory),
        **layer("decisions", _decided, case.decisions),
        **layer("set", _known, case.set_facts),
        **dict.fromkeys(case.flags, True),
        **layer("events", _happened, case.happened, book),
        **layer("papers", _papers, case.papers, book),
        **layer("seats", _seats, case.seats, directory),
        "state": case.state,
        "today": today,
        "case.opened": opened,
        "period": tuple(sorted(periods)),
        "sealed": case.sealed,
        "case.closed": case.closed is not None,
    }
    for key, count in book.ruleset.facts.items():
        if count.count == "cases":
            facts[key] = count_related(count, facts, related, today) if related else 0
        else:
            facts[key] = case.tally.get(count.count, 0)
    return facts


def restrict(facts: Facts, read: frozenset[str]) -> dict[str, Value]:
    """Only the facts that are read; rows keep only the fields that are read (`accused.supervised`).

    What people wrote never reaches the matcher or the log of a decision this way.
    """
    out: dict[str, Value] = {}
    for name in [n for n in facts if n in read]:
        value = facts[name]
        rows = isinstance(value, tuple) and any(isinstance(r, Mapping) for r in value)
        out[name] = tuple(_row(name, r, read) for r in value) if rows else value  # type: ignore[union-attr]
    return out


def plain(value: object) -> Any:
    """A fact as JSON: dates in ISO form, decimals as text, tuples as lists."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Limit):
        unit = value.unit.value if value.unit else ""
        return f"{value.amount} {unit}" if value.kind == "span" else value.kind.replace("-", " ")
    if isinstance(value, Mapping):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    return value


def _answered(
    form: str, answers: Answers, accused: tuple[str | None, ...], book: Rulebook, directory: Directory
) -> dict[str, Value]:
    """What is no until it is yes, and the answers to the form."""
    facts: dict[str, Value] = dict.fromkeys(book.yes_no, False)
    if form in book.ruleset.forms:
        facts |= facts_of(book.form(form), answers)
    if isinstance(facts.get("accused"), tuple):
        facts["accused"] = _accused_rows(accused, facts["accused"], directory)
    return facts


def _known(set_facts: Mapping[str, Any]) -> dict[str, Value]:
    return {k: v for k, v in set_facts.items() if v is not None}


def _happened(happened: Mapping[str, datetime], book: Rulebook) -> dict[str, Value]:
    return {name: True for name in happened if name in book.asked}


def _accused_rows(accused: tuple[str | None, ...], rows: Any, directory: Directory) -> tuple[Mapping[str, Value], ...]:
    out: list[Mapping[str, Value]] = []
    for i, row in enumerate(rows):
        linked = accused[i] if i < len(accused) else None
        extra: dict[str, Value] = {}
        if linked and linked != NONE_HERE:
            extra["official.office"] = offices_of(linked, directory)
            person = directory.persons.get(linked)
            unit = directory.units.get(linked)
            for attribute in ("rank", "level"):
                value = getattr(person or unit, attribute, None)
                if value:
                    extra[f"official.{attribute}"] = (value,)
        out.append({**row, **extra})
    return tuple(out)


def _decided(decisions: Mapping[str, Decision]) -> dict[str, Value]:
    out: dict[str, Value] = {}
    for table, decision in decisions.items():
        if isinstance(decision.value, Mapping):
            out |= {f"{table}.{k}": v for k, v in decision.value.items()}
        elif isinstance(decision.value, list):
            out[table] = tuple(decision.value)
        elif decision.value is not None:
            out[table] = decision.value
    return out


def _papers(papers: Mapping[str, PaperVersion], book: Rulebook) -> dict[str, Value]:
    """What was written, typed by the paper's own fields or by those of the paper it stands for."""
    out: dict[str, Value] = {}
    for paper, version in papers.items():
        fields = book.contents(paper)
        for key, raw in version.contents.items():
            value = to_value(fields[key], raw) if key in fields else raw if isinstance(raw, str) else None
            if value is not None:
                out[f"{paper}.{key}"] = value
    return out


def _seats(seats: Mapping[str, tuple[str, ...]], directory: Directory) -> dict[str, Value]:
    out: dict[str, Value] = {}
    for seat, holders in seats.items():
        if holders:
            out[seat] = holders
            things = [directory.units.get(h) or directory.persons.get(h) for h in holders]
            for attribute in ("level", "rank", "kind"):
                values = tuple(v for t in things if (v := getattr(t, attribute, None)))
                if values:
                    out[f"{seat}.{attribute}"] = values if len(values) > 1 else values[0]
            out[f"{seat}.office"] = tuple(o for h in holders for o in offices_of(h, directory))
            out[f"{seat}.away"] = any(getattr(t, "away", False) for t in things)
    return out


def _row(name: str, row: Any, read: frozenset[str]) -> Mapping[str, Value]:
    return {k: v for k, v in row.items() if f"{name}.{k}" in read}
