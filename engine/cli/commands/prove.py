"""Does every case of a rule set come to an end? By trying every possibility."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from engine.casework.rulebook import Rulebook
from engine.cli.home import day_of, home_of, known_id
from engine.cli.options import Format, HomePath, Lang, RuleSetId
from engine.cli.printing import as_json, say
from engine.cli.stories import stage_of
from engine.i18n import text
from engine.policy.calendar import start_of
from engine.proof.findings import Proof, Unclocked, Witness, WorstCase, to_json
from engine.proof.prove import newest_text, prove
from engine.scenarios.runner import Stage
from engine.views.names import Names


def command(
    id_: RuleSetId,
    from_: Annotated[str | None, typer.Option("--from", metavar="DATE")] = None,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Prove a rule set; exit code 1 when there is something to mend."""
    root = home_of(home)
    stage = stage_of(known_id(id_, root), root)
    proofs = [(s, _proved(s, day)) for s, day in _stages(stage, from_)]
    if format_ == "json":
        records = [to_json(proof, lang) for _, proof in proofs]
        as_json(records[0] if len(records) == 1 else {"versions": records})
    for s, proof in proofs if format_ == "text" else ():
        if len(proofs) > 1:
            say("prove.version", lang, days=_days(s.book))
        print("\n".join(_lines(proof, Names(s.book.ruleset, s.directory, lang))))
    return 0 if all(proof.sound for _, proof in proofs) else 1


def _stages(stage: Stage, from_: str | None) -> list[tuple[Stage, date]]:
    """The version that holds on the day asked for, else each with the first day it decides on."""
    if from_:
        day = day_of(from_)
        return [(stage.on(start_of(stage.calendar, day)), day)]
    books = stage.versions or (stage.book,)
    return [(replace(stage, book=b), _first_day(b)) for b in books]


def _proved(stage: Stage, day: date) -> Proof:
    start = start_of(stage.calendar, day)
    return prove(stage.book, calendar=stage.calendar, directory=stage.directory, start=start)


def _days(book: Rulebook) -> str:
    span = book.ruleset.in_force
    return f"{span.from_ or ''} … {span.until or ''}".strip()


def _first_day(book: Rulebook) -> date:
    """The day from which the present text decides on new cases; without one, this year's first."""
    days = [d for d in (book.ruleset.in_force.from_, newest_text(book)) if d]
    until = book.ruleset.in_force.until or date.max
    return max((d for d in days if d <= until), default=date(datetime.now(UTC).year, 1, 1))


def _lines(proof: Proof, names: Names) -> Iterator[str]:
    lang = names.lang
    yield text("cli.prove.closed" if proof.closed else "cli.prove.open", lang, cases=proof.explored.cases)
    if not proof.explored.exhausted:
        yield text("cli.prove.gave-up", lang, cases=proof.explored.cases, left=", ".join(proof.explored.left_out))
    for trap in proof.traps:
        key = "cli.prove.endless" if trap.endless else "cli.prove.trap"
        yield text(key, lang, state=names.of(trap.state), way=_way(trap.witness, lang))
    for u in proof.unowned:
        yield text(f"cli.prove.{u.why}", lang, state=names.of(u.state), way=_way(u.witness, lang))
    for c in proof.unclocked:
        yield _unclocked(c, names)
    for key, found in (("unreached", proof.unreached), ("impossible", proof.impossible), ("inside", proof.inside)):
        yield from (text(f"cli.prove.{key}", lang, item=names.event(item)) for item in found)
    for clash in proof.conflicts:
        rules, facts = ", ".join(clash.rules), ", ".join(f"{k}: {v}" for k, v in clash.facts.items())
        yield text("cli.prove.clash", lang, table=names.of(clash.table), rules=rules, facts=facts)
    for worst in proof.worst_case:
        yield from _worst(worst, names)


def _unclocked(c: Unclocked, names: Names) -> str:
    if not c.accepted:
        return text("cli.prove.unclocked", names.lang, state=names.of(c.state), way=_way(c.witness, names.lang))
    duty = names.of(c.duty) if c.duty else "-"
    return text("cli.prove.excused", names.lang, state=names.of(c.state), clause=c.clause, duty=duty)


def _worst(worst: WorstCase, names: Names) -> Iterator[str]:
    lang = names.lang
    path = " → ".join(names.of(s) for s in worst.path)
    yield text(f"cli.prove.worst-{worst.until}", lang, total=worst.total.in_(lang), path=path)
    for term in worst.terms:
        yield text("cli.prove.term", lang, clock=names.of(term.clock), limit=term.limit.in_(lang))
    for gap in worst.gaps:
        yield text("cli.prove.gap", lang, state=names.of(gap.state), clause=gap.clause or "-")


def _way(witness: Witness, lang: str) -> str:
    return " → ".join(move.in_(lang) for move in witness)
