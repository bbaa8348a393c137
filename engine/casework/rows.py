"""What lists, clocks and the outbox keep of a case: derived from its events, never the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from engine.casework.access import on_case
from engine.casework.acts.standing_aside import waited_for
from engine.casework.case import Case
from engine.casework.clocks.due import due_of, holder_of
from engine.casework.clocks.moments import next_moment_of
from engine.casework.events import CaseEvent
from engine.casework.ports import CaseRow, ClockRow, OutboxRow, StepRow
from engine.casework.requests import World
from engine.casework.rulebook import Rulebook
from engine.casework.run import Run
from engine.policy.bench import Holders
from engine.policy.calendar import local_date


@dataclass(frozen=True)
class Number:
    """The number of a case: locality, year, sequence; its text is all three."""

    locality: str
    year: int
    sequence: int

    def __str__(self) -> str:
        if self.sequence == 0:  # the standing file of the locality
            return f"{self.locality}-office"
        return f"{self.locality}-{self.year}-{self.sequence:05d}"


def row_of(case: Case, book: Rulebook, world: World, at: datetime, number: Number, follow: str | None) -> CaseRow:
    """The list row of a case."""
    run = Run(book, world, at, case)
    owner = owing(run) if case.standing else run.owner()
    beside = owner.persons | waited_for(run)
    assert case.opened is not None
    return CaseRow(
        id=case.id,
        locality=case.locality,
        number=str(number),
        year=number.year,
        sequence=number.sequence,
        digest=case.digest,
        state=case.state,
        opened=case.opened,
        closed=case.closed,
        owners=(*owner.ids, *sorted(beside - set(owner.ids))),
        on_case=tuple(sorted(on_case(run))),
        out=tuple(sorted(case.out)),
        sealed=case.sealed,
        taken_by=case.taken_by,
        flags=tuple(sorted(case.flags | case.periods)),
        related=related_fields(case, book),
        next_moment=next_moment_of(case, book, world.calendar, at),
        title=_title(case, book),
        follow_hash=follow,
    )


def standing_id(locality: str) -> str:
    """The id of a locality's standing file."""
    return f"office-{locality}"


def owing(run: Run) -> Holders:
    """Who must act on the standing file: holders of open turns, and whose signature is waited for."""
    found = [holder_of(run, c.deadline) for c in run.case.clocks.values() if c.outcome == "running"]
    for key, version in run.case.papers.items():
        signer = run.book.ruleset.papers[key].signed_by
        if signer and version.status == "written":
            found.append(run.who(signer))
    return Holders((), frozenset(p for f in found for p in f.persons))


def related_fields(case: Case, book: Rulebook) -> dict[str, str]:
    """The answers that related cases are found by."""
    same = {f for fields, _ in book.akin for f in fields}
    return {f: str(case.answers[f]) for f in sorted(same) if isinstance(case.answers.get(f), str)}


def clock_rows(case: Case, book: Rulebook, world: World, at: datetime) -> tuple[ClockRow, ...]:
    """One row for every clock of the case."""
    run = Run(book, world, at, case)
    rows = []
    for key, clock in case.clocks.items():
        due = due_of(clock, book, world.calendar)
        holders = holder_of(run, key).ids if clock.outcome == "running" else ()
        rows.append(
            ClockRow(
                key, clock.epoch, clock.kind == "duty", clock.outcome, due.due if due else None,
                due.expires if due else None, bool(due and due.provisional), holders,
            )
        )  # fmt: skip
    return tuple(rows)


def step_rows(events: tuple[CaseEvent, ...]) -> tuple[StepRow, ...]:
    """The ladder steps taken among these events, each under its full key."""
    return tuple(
        StepRow(e.data["clock"], e.data["epoch"], e.data["step"], e.data["occurrence"])
        for e in events
        if e.kind == "step-taken"
    )


def outbox_rows(events: tuple[CaseEvent, ...]) -> tuple[OutboxRow, ...]:
    """Effects as data: papers to deliver and reminders to pass on; keys make each go out once."""
    return tuple(_outbox(events))


def _outbox(events: tuple[CaseEvent, ...]) -> Iterator[OutboxRow]:
    for e in events:
        key = f"{e.case}/{e.seq}"
        if e.kind == "sent":
            data = {"case": e.case, "paper": e.data["paper"], "version": e.data["version"]}
            yield OutboxRow(key, "paper", tuple(e.data["to"]), data)
        elif e.kind == "step-taken" and e.data["act"]:
            data = {k: e.data[k] for k in ("clock", "step", "act", "channel", "by")}
            yield OutboxRow(key, "step", tuple(e.data["to"]), {"case": e.case, **data})


def year_of(at: datetime, world: World) -> int:
    """The year under which a case is numbered."""
    return local_date(world.calendar, at.astimezone(UTC)).year


def _title(case: Case, book: Rulebook) -> str:
    """Matter and place in words of the form: what a list may show of a case."""
    if case.standing:
        return f"{book.ruleset.body.zh}常设卷"
    if case.form not in book.ruleset.forms:
        return ""
    parts = []
    for _, f in book.form(case.form).all_fields():
        if f.type in ("matter", "place") and isinstance(case.answers.get(f.key), str):
            value = case.answers[f.key]
            parts.append(f.choices[value].zh if value in f.choices else value)
    return " · ".join(parts)
