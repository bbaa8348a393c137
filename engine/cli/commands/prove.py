"""Does every case of a rule set come to an end? By trying every possibility."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Annotated

import typer
from rich.console import Console

from engine.casework.rulebook import Rulebook
from engine.cli.home import day_of, home_of, known_id
from engine.cli.options import Format, HomePath, Lang, RuleSetId
from engine.cli.printing import as_json, say
from engine.cli.stories import stage_of
from engine.i18n import text
from engine.policy.calendar import start_of
from engine.proof.explore import MOST
from engine.proof.findings import Proof, to_json
from engine.proof.prove import Watch, newest_text, prove
from engine.scenarios.runner import Stage
from engine.views.names import Names
from engine.views.proof import report

_OFTEN = 20


def command(
    id_: RuleSetId,
    from_: Annotated[str | None, typer.Option("--from", metavar="DATE")] = None,
    most: Annotated[int, typer.Option("--most", metavar="N", min=1)] = MOST,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Prove a rule set; exit code 1 when there is something to mend."""
    root = home_of(home)
    stage = stage_of(known_id(id_, root), root)
    with _watched(lang) as watch:
        proofs = [(s, _proved(s, day, most, watch)) for s, day in _stages(stage, from_)]
    if format_ == "json":
        records = [to_json(proof, lang) for _, proof in proofs]
        as_json(records[0] if len(records) == 1 else {"versions": records})
    for s, proof in proofs if format_ == "text" else ():
        if len(proofs) > 1:
            say("prove.version", lang, days=_days(s.book))
        print(report(proof, Names(s.book.ruleset, s.directory, lang)))
    return 0 if all(proof.sound for _, proof in proofs) else 1


def _stages(stage: Stage, from_: str | None) -> list[tuple[Stage, date]]:
    """The version that holds on the day asked for, else each with the first day it decides on."""
    if from_:
        day = day_of(from_)
        return [(stage.on(start_of(stage.calendar, day)), day)]
    books = stage.versions or (stage.book,)
    return [(replace(stage, book=b), _first_day(b)) for b in books]


def _proved(stage: Stage, day: date, most: int, watch: Watch) -> Proof:
    start = start_of(stage.calendar, day)
    return prove(stage.book, calendar=stage.calendar, directory=stage.directory, start=start, most=most, watch=watch)


@contextmanager
def _watched(lang: str) -> Iterator[Watch]:
    """Somebody at a terminal sees that the search goes on, and how far it has come."""
    known = {about: text(f"proof.search.{about}", lang) for about in ("states", "limits")}
    with Console(stderr=True).status("") as line:

        def watch(about: str, found: int, waiting: int) -> None:
            if found % _OFTEN == 0:
                name = known.get(about, about)
                line.update(text("cli.prove.searching", lang, about=name, found=found, waiting=waiting))

        yield watch


def _days(book: Rulebook) -> str:
    span = book.ruleset.in_force
    return f"{span.from_ or ''} … {span.until or ''}".strip()


def _first_day(book: Rulebook) -> date:
    """The day from which the present text decides on new cases; without one, this year's first."""
    days = [d for d in (book.ruleset.in_force.from_, newest_text(book)) if d]
    until = book.ruleset.in_force.until or date.max
    return max((d for d in days if d <= until), default=date(datetime.now(UTC).year, 1, 1))
