"""Open cases taken over from a spreadsheet: what every row would open, and its limits, before it is kept.

A case is opened on the day that its row says, under the version that held then, so that its clocks
count from there; what has passed since is for the next tick. Identity goes to the sealed store. The
same row is taken over once, also from a file in which other rows were mended meanwhile; two rows of one file that
say the same are two cases. A row with a problem opens nothing and stays in the list.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from engine.casework.clocks.due import due_of, running
from engine.casework.desk import Desk, Opened
from engine.casework.intake import Intake, take_in
from engine.casework.judge import judge
from engine.casework.requests import Judgement, Open, Refused
from engine.casework.rulebook import Rulebook
from engine.i18n import text
from engine.policy.answers import OFFICE, AnswerProblem
from engine.policy.calendar import Calendar
from engine.policy.forms import Form, Text
from engine.policy.sheets import Sheet, SheetMap, SheetRow, answers_in, headings, opened_in, strangers
from engine.source import Position, Problem

_MOST_OFFERED = 12
"""So many choices are named where a cell has none of them."""


@dataclass(frozen=True)
class ClockDue:
    """A clock that runs from the day of opening, and when it is due."""

    clock: str
    due: date
    provisional: bool


@dataclass(frozen=True)
class Imported:
    """One row: the case it would open (`digest`, `state`, `dues`), or what is wrong; `number` once it is
    kept, with the follow-up code, which is told this once: it is empty where the row was taken over before, but to
    whom it was told it is told again for some minutes. `known` says that the row was taken over before: it opens
    nothing."""

    row: int
    opened: datetime | None = None
    digest: str = ""
    state: str = ""
    dues: tuple[ClockDue, ...] = ()
    problems: tuple[Problem, ...] = ()
    number: str = ""
    code: str = ""
    known: bool = False


@dataclass(frozen=True)
class _Ready:
    """A row that can be opened; `mark` stands for what it says, by a keyed hash, for it names people."""

    told: Imported
    mark: str
    request: Open
    intake: Intake
    book: Rulebook
    at: datetime


class Importing:
    """See the module."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def preview(self, locality: str, sheet: Sheet, wanted: SheetMap) -> tuple[Imported, ...]:
        """What every row would open, or what is wrong with it; with the headings alone when they are wrong."""
        wrong = headings(sheet, wanted)
        if wrong:
            return (Imported(sheet.heading, problems=wrong),)
        return tuple(self._each(self._rows(locality, sheet, wanted), self._previewed))

    def apply(
        self, locality: str, sheet: Sheet, wanted: SheetMap, *, actor: str | None = None, told_to: str | None = None
    ) -> tuple[Imported, ...]:  # fmt: skip
        """Open a case for every row without a problem: one transaction each, and each case begins once. `told_to`
        is the account that sees the codes, None for the operator."""
        if headings(sheet, wanted):
            return self.preview(locality, sheet, wanted)
        rows = self._rows(locality, sheet, wanted, actor)
        return tuple(self._each(rows, lambda ready, token: self._kept(ready, token, told_to)))

    # ── inside ──────────────────────────────────────────────────────────────

    def _each(
        self, rows: Iterable[_Ready | Imported], done: Callable[[_Ready, str], Imported]
    ) -> Iterator[Imported]:  # fmt: skip
        """What comes of every row that can be opened, under its token: what it says, and how many have said so by
        then."""
        seen = Counter[str]()
        for row in rows:
            if isinstance(row, _Ready):
                seen[row.mark] += 1
                yield done(row, f"{row.mark}:{seen[row.mark]}")
            else:
                yield row

    def _previewed(self, ready: _Ready, token: str) -> Imported:
        return replace(ready.told, known=self.desk.took_over(ready.request, token))

    def _rows(
        self, locality: str, sheet: Sheet, wanted: SheetMap, actor: str | None = None
    ) -> Iterator[_Ready | Imported]:
        for row in sheet.rows:
            yield self._row(locality, sheet, wanted, row, actor)

    def _row(
        self, locality: str, sheet: Sheet, wanted: SheetMap, row: SheetRow, actor: str | None
    ) -> _Ready | Imported:
        when = opened_in(row, sheet, wanted)
        if isinstance(when, Problem):
            return Imported(row.number, problems=(when,))
        at, digest = self._moment(locality, when)
        place = Position(sheet.file, row.number, sheet.column(wanted.opened) or 1)
        told = Imported(row.number, at, digest or "")
        if at > self.desk.now():
            return replace(told, problems=(Problem("sheet-opened-later", place, {"day": f"{at:%Y-%m-%d}"}),))
        if digest is None:
            return replace(told, problems=(Problem("sheet-no-rules", place, {"day": f"{at:%Y-%m-%d}"}),))
        book = self.desk.rules.book(digest)
        if wanted.form not in book.ruleset.intake:
            known = ", ".join(book.ruleset.intake)
            return replace(told, problems=(Problem("sheet-no-form", place, {"form": wanted.form, "known": known}),))
        return self._read(locality, sheet, wanted, row, told, book, actor)

    def _read(
        self, locality: str, sheet: Sheet, wanted: SheetMap, row: SheetRow, told: Imported, book: Rulebook,
        actor: str | None,
    ) -> _Ready | Imported:  # fmt: skip
        assert told.opened is not None
        form = book.form(wanted.form)
        place = Position(sheet.file, row.number)
        unknown = tuple(Problem("sheet-no-field", place, {"field": name}) for name in strangers(wanted, form))
        if unknown:
            return replace(told, problems=unknown)
        said = answers_in(row, sheet, wanted, form)
        directory = self.desk.store.directory(locality)
        intake = take_in(form, said.answers, by=OFFICE, ruleset=book.ruleset, directory=directory)
        wrong = [_at_cell(p, form, sheet, row, said.columns) for p in intake.problems]
        if said.problems or wrong:
            lost = {p.at.column for p in said.problems}
            kept = [p for p in wrong if p.at.column not in lost]
            return replace(told, problems=(*said.problems, *kept))
        source = f"{sheet.file}:{row.number}"
        request = Open(
            self.desk.new_id(), locality, told.digest, wanted.form, intake.answers, intake.accused, actor, source
        )
        world = self.desk.surroundings.of_opening(request, book, told.opened)
        done = judge(book, None, request, world, at=told.opened)
        if isinstance(done, Refused):
            return replace(told, problems=(Problem("sheet-refused", place, {"why": done.code}),))
        says = [wanted.form, told.opened.isoformat(), said.answers]
        mark = self.desk.vault.mark(f"sheet-row {json.dumps(says, sort_keys=True, default=str)}")
        return _Ready(_opened(told, done, book, world.calendar), mark, request, intake, book, told.opened)

    def _moment(self, locality: str, when: date | datetime) -> tuple[datetime, str | None]:
        """The instant of opening and the version that held then: a day begins at its first hour."""
        moment = when if isinstance(when, datetime) else datetime.combine(when, time())
        zone = "UTC"
        for published in self.desk.store.published(locality):
            ruleset = self.desk.rules.book(published.digest).ruleset
            zone = self.desk.rules.calendar(ruleset.calendar).zone
        at = moment.replace(tzinfo=ZoneInfo(zone))
        return at, self.desk.rules.in_force(locality, at)

    def _kept(self, ready: _Ready, token: str, told_to: str | None) -> Imported:
        done = self.desk.take_over(
            ready.request, ready.book, ready.intake, token=token, at=ready.at, told_to=told_to
        )  # fmt: skip
        if isinstance(done, Opened):
            known = done.case != ready.request.case
            return replace(ready.told, number=done.number, code=done.code, known=known)
        at = Position(ready.request.source or "", ready.told.row)
        return replace(ready.told, problems=(Problem("sheet-refused", at, {"why": done.code}),))


def _opened(told: Imported, done: Judgement, book: Rulebook, calendar: Calendar) -> Imported:
    dues = ((c.deadline, due_of(c, book, calendar)) for c in running(done.case))
    found = tuple(ClockDue(clock, due.due, due.provisional) for clock, due in dues if due is not None)
    return replace(told, state=done.case.state, dues=found)


def _at_cell(p: AnswerProblem, form: Form, sheet: Sheet, row: SheetRow, columns: Mapping[str, int]) -> Problem:
    """What the form says is wrong, at the cell it came from; at the row's first where no cell is it."""
    key = str(p.path[0])
    label = Text(str(p.params.get("zh", key)), str(p.params.get("en", key)))
    f = form.find(key)
    offered = [f.choices[k] for k in f.offered()][:_MOST_OFFERED] if f and p.code == "not-a-choice" else []
    zh = _sentence(p, "zh") + (f"：{'、'.join(c.zh for c in offered)}" if offered else "")
    en = _sentence(p, "en") + (f": {', '.join(c.en for c in offered)}" if offered else "")
    params = {"field": label, "why": Text(zh, en)}
    return Problem("sheet-answer", Position(sheet.file, row.number, columns.get(key, 1)), params)


def _sentence(p: AnswerProblem, lang: str) -> str:
    if p.code == "check":
        return str(p.params.get(lang, ""))
    return text(f"answer.{p.code}", lang, missing=p.code, **p.params)
