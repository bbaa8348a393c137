"""Why a case stands where it stands: every decision with its rule, its clause and its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.casework.events import CaseEvent
from engine.casework.ports import CaseRow, UnknownCase
from engine.cli.home import home_of
from engine.cli.installation import installation
from engine.cli.misuse import WrongUse
from engine.cli.options import Database, Format, HomePath, Lang
from engine.cli.printing import as_json, say
from engine.views.reasons import Explanation, ReasonLine, why
from engine.views.timeline import TimelineLine, timeline

if TYPE_CHECKING:
    from engine.office import Office


def command(
    case: Annotated[str, typer.Argument(metavar="CASE")],
    database: Database = None,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Explain a case by its number or id."""
    with installation(database, home_of(home)) as office:
        row = _row(office, case)
        events = office.store.events(row.id)
        ruleset, directory = office.ruleset_of(row.digest), office.directory(row.locality)
    decisions = why(events, ruleset, directory, lang)
    lines = timeline(events, ruleset, directory, lang)
    if format_ == "json":
        as_json(_record(row, events, decisions, lines))
    else:
        _print(row, decisions, lines, lang)
    return 0


def _row(office: Office, written: str) -> CaseRow:
    """The case of that number or id. Raises WrongUse when there is none."""
    found = office.store.by_number(written)
    if found is not None:
        return found
    try:
        return office.store.row(written)
    except UnknownCase as error:
        raise WrongUse("case", seen=written) from error


def _record(
    row: CaseRow, events: tuple[CaseEvent, ...], decisions: tuple[Explanation, ...], lines: tuple[TimelineLine, ...]
) -> dict[str, Any]:
    return {
        "case": row.id, "number": row.number, "state": row.state, "digest": row.digest,
        "decisions": [
            {
                "seq": d.seq, "subject": d.subject, "outcome": d.outcome, "decided_by": d.decided_by,
                "trouble": d.trouble, "reasons": [_reason(r) for r in d.reasons], "facts": dict(d.facts),
            }
            for d in decisions
        ],
        "events": [
            {
                "seq": e.seq, "at": e.at.isoformat(timespec="seconds"), "kind": e.kind, "who": line.who,
                "sentence": line.sentence, "reasons": [_reason(r) for r in line.reasons],
            }
            for e, line in zip(events, lines, strict=True)
        ],
    }  # fmt: skip


def _reason(r: ReasonLine) -> dict[str, Any]:
    return {"what": r.what, "cites": list(r.cites), "path": r.path}


def _print(row: CaseRow, decisions: tuple[Explanation, ...], lines: tuple[TimelineLine, ...], lang: str) -> None:
    say("explain.head", lang, number=row.number, state=row.state)
    for d in decisions:
        say("explain.decision", lang, subject=d.subject, outcome=d.outcome, by=d.decided_by)
        _because(d.reasons, lang)
        for fact, value in d.facts:
            say("explain.fact", lang, fact=fact, value=value)
    decided = {d.seq for d in decisions}
    for line in lines:
        if line.reasons and line.seq not in decided:
            print(line.sentence)
            _because(line.reasons, lang)


def _because(reasons: tuple[ReasonLine, ...], lang: str) -> None:
    for r in reasons:
        say("explain.because", lang, what=r.what, cites="、".join(r.cites) or "-", path=r.path)
