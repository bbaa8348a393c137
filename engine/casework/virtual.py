"""A whole office in virtual time: cases live, clocks run out to the second, nothing is ever slept.

The same judge as the Desk, with the plain evaluator unless another is given; no store, no side
effects. Scenarios, simulation and comparison are told with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.casework.case import Case
from engine.casework.clocks.moments import next_moment_of
from engine.casework.events import CaseEvent
from engine.casework.intake import take_in
from engine.casework.judge import judge
from engine.casework.linked import grown_from, recusals_in
from engine.casework.requests import Act, Judgement, Open, OpenStanding, Refused, StandAside, Tick, World
from engine.casework.rows import related_fields, standing_id
from engine.casework.rulebook import Rulebook
from engine.casework.run import Run
from engine.policy.answers import OFFICE
from engine.policy.calendar import Calendar, local_date
from engine.policy.conditions import Facts, Value
from engine.policy.directory import Directory
from engine.policy.tables import Match, plain_match


@dataclass
class VirtualOffice:
    """`cases` and `log` by case id. Time only moves forward, by `advance` and by what is done."""

    book: Rulebook
    calendar: Calendar
    directory: Directory
    match: Match = plain_match
    cases: dict[str, Case] = field(default_factory=dict)
    log: dict[str, list[CaseEvent]] = field(default_factory=dict)

    def open(self, form: str, answers: Mapping[str, Any], *, at: datetime, by: str | None = None) -> Case | Refused:
        """A complaint arrives; `by` is the clerk who enters it."""
        self.advance(at)
        filler = OFFICE if by else None
        ruleset = self.book.ruleset
        intake = take_in(self.book.form(form), answers, by=filler, ruleset=ruleset, directory=self.directory)
        if intake.problems:
            return Refused("bad-answer", {"fields": len(intake.problems)}, intake.problems)
        case_id = f"case-{sum(not c.standing for c in self.cases.values()) + 1}"
        request = Open(case_id, ruleset.id, "", form, intake.answers, intake.accused, by)
        empty = Case(case_id, answers=intake.answers, opened=at)
        done = judge(self.book, None, request, self._world(empty), at=at)
        return self._keep(done)

    def open_standing(self, *, at: datetime) -> Case:
        """The standing file of the locality, which begins now if it is not there yet."""
        self.advance(at)
        id_ = standing_id(self.book.ruleset.id)
        if id_ not in self.cases:
            world = World(self.calendar, self.directory, self.match)
            self._keep(judge(self.book, None, OpenStanding(id_, self.book.ruleset.id, ""), world, at=at))
        return self.cases[id_]

    def act(self, case_id: str, event: str, actor: str, with_: Mapping[str, Any], *, at: datetime) -> Case | Refused:
        """Somebody does something at this moment; what time owed before is settled first."""
        self.advance(at)
        case = self.cases[case_id]
        return self._keep(judge(self.book, case, Act(event, actor, with_), self._world(case), at=at))

    def advance(self, until: datetime) -> None:
        """Let every clock that runs out by then run out at its own moment, in order."""
        while True:
            moments = [(m, c) for c in self.cases.values() if (m := self._next(c, until)) is not None]
            if not moments:
                return
            moment, case = min(moments, key=lambda pair: pair[0])
            self._keep(judge(self.book, case, Tick(), self._world(case), at=moment))

    def run(self, case_id: str, at: datetime) -> Run:
        """The case as one may ask about it at a moment (who owns it, which facts hold)."""
        case = self.cases[case_id]
        return Run(self.book, self._world(case), at, case)

    def _next(self, case: Case, until: datetime) -> datetime | None:
        latest = self.log[case.id][-1].at
        moment = next_moment_of(case, self.book, self.calendar, latest)
        return max(moment, latest) if moment is not None and moment <= until else None

    def _world(self, case: Case) -> World:
        return World(self.calendar, self.directory, self.match, self._related(case), self._periods())

    def _periods(self) -> frozenset[str]:
        standing = self.cases.get(standing_id(self.book.ruleset.id))
        return standing.periods if standing else frozenset()

    def _related(self, case: Case) -> tuple[Facts, ...]:
        """Earlier cases that share what any counted fact asks for."""
        fields = related_fields(case, self.book)
        found: list[Facts] = []
        for other in self.cases.values():
            theirs = related_fields(other, self.book)
            shared = any(all(f in fields and fields[f] == theirs.get(f) for f in same) for same, _ in self.book.akin)
            if other.id != case.id and shared and other.opened and case.opened and other.opened < case.opened:
                row: dict[str, Value] = {
                    "case": other.id,
                    "opened": local_date(self.calendar, other.opened),
                    "state": other.state,
                }
                found.append({**row, **theirs})
        return tuple(found)

    def _keep(self, done: Judgement | Refused) -> Case | Refused:
        judgement = done if isinstance(done, Judgement) else done.judgement
        if judgement is not None:
            before, case = self._periods(), self.cases.get(judgement.case.id)
            self._store(judgement)
            self._pass_on(case, judgement)
            if self._periods() != before:
                self._periods_changed(judgement.events[-1].at)
        return done.case if isinstance(done, Judgement) else done

    def _pass_on(self, before: Case | None, judgement: Judgement) -> None:
        """Who stands aside now does so on the cases too that grew out of this one before."""
        found = recusals_in(judgement.events)
        for id_ in grown_from(before) if before and found else ():
            grown, at = self.cases[id_], judgement.events[-1].at
            self._keep(judge(self.book, grown, StandAside(found), self._world(grown), at=at))

    def _periods_changed(self, at: datetime) -> None:
        """Every open case is judged anew under the periods that run now."""
        for case in tuple(self.cases.values()):
            if case.closed is None and not case.standing:
                self._keep(judge(self.book, case, Tick(), self._world(case), at=at))

    def _store(self, judgement: Judgement) -> None:
        self.cases[judgement.case.id] = judgement.case
        self.log.setdefault(judgement.case.id, []).extend(judgement.events)
        for child in judgement.children:
            self._store(child)
