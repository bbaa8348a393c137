"""The scenarios of rule sets, told in virtual time; what differs is named with its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.cli.home import home_of, known_id, scenario_ids
from engine.cli.misuse import unknown
from engine.cli.options import Format, HomePath, Lang
from engine.cli.printing import as_json, say, tell
from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from engine.scenarios import Outcome, run_file
from engine.scenarios.runner import Difference
from engine.source import Position, Problem


def command(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID")] = None,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Tell the scenarios of these rule sets, or of all that have any."""
    root = home_of(home)
    told = [(i, *run_file(i, home=root)) for i in _meant(ids or [], root)]
    broken = [p for _, _, problems in told for p in problems if p.severity == "error"]
    outcomes = [(_places(i, root), i, o) for i, found, _ in told for o in found]
    failed = [o for _, _, o in outcomes if not o.passed]
    if format_ == "json":
        as_json([_record(places, i, o) for places, i, o in outcomes])
    else:
        tell(broken, lang)
        for places, _, outcome in outcomes:
            _explain(places, outcome, lang)
        say("test.sum", lang, passed=len(outcomes) - len(failed), failed=len(failed) + len(_untold(told)))
    return 1 if failed or broken else 0


def _meant(ids: list[str], home: Path) -> list[str]:
    """Ids in order, each once. Raises WrongUse for one that has no rules or no scenarios."""
    known = scenario_ids(home)
    for id_ in ids:
        if id_ not in known:
            raise unknown("scenarios", known_id(id_, home), known)
    return list(dict.fromkeys(ids)) or known


def _untold(told: list[tuple[str, tuple[Outcome, ...], tuple[Problem, ...]]]) -> list[str]:
    """Rule sets whose stories could not be told at all: each counts as one failure."""
    return [i for i, outcomes, problems in told if not outcomes and any(p.severity == "error" for p in problems)]


def _places(id_: str, home: Path) -> Document | None:
    name = f"rules/scenarios/{id_}.yaml"
    found = read(home / name, file=name)
    return found if isinstance(found, Document) else None


def _at(places: Document | None, outcome: Outcome, number: int) -> Position | None:
    """Where a step of a story stands; the story itself for step 0."""
    if places is None or number == 0:
        return outcome.at
    return places.at(("scenarios", outcome.key, "story", number - 1))


def _record(places: Document | None, id_: str, outcome: Outcome) -> Mapping[str, Any]:
    differences = [
        {
            "at": str(_at(places, outcome, d.number)),
            "step": d.number,
            "what": d.what,
            "expected": d.expected,
            "seen": d.seen,
        }
        for d in outcome.differences
    ]
    at = str(outcome.at) if outcome.at else None
    return {"id": id_, "scenario": outcome.key, "passed": outcome.passed, "at": at, "differences": differences}


def _explain(places: Document | None, outcome: Outcome, lang: str) -> None:
    for d in outcome.differences:
        say("test.differs", lang, at=_at(places, outcome, d.number), story=outcome.key, **_difference(d))


def _difference(d: Difference) -> dict[str, Any]:
    return {"number": d.number, "what": d.what, "expected": _shown(d.expected), "seen": _shown(d.seen)}


def _shown(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(_shown(v) for v in value) or "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "-" if value is None else str(value)
