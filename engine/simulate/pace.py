"""An office that does what it must, and no sooner than it must: for seeing how long a case may take.

Nobody is hurried and nobody is late: before a clock runs out, whoever is to act does the next thing that
brings the case nearer to its answer. Where no clock runs the next working day is taken. What is entered
follows the answers given; where they say nothing, the first thing that the rules accept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.casework.acts.linking import LINK
from engine.casework.case import Case
from engine.casework.clocks.due import due_of
from engine.casework.requests import Act, Refused
from engine.casework.rulebook import Rulebook
from engine.casework.run import Run
from engine.casework.virtual import VirtualOffice
from engine.policy.actors import names_in
from engine.policy.calendar import local_date, next_workday
from engine.policy.conditions import facts_read
from engine.policy.triggers import names_of
from engine.proof.moves import acts
from engine.proof.values import Comparisons, comparisons_of

_ANSWERED = frozenset({"answered"})
_MOST_STEPS = 60
_BEFORE = timedelta(hours=1)
_OPENS = time(9)
_AHEAD = timedelta(days=30)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass
class Pace:
    """Plays one case in one office. `answers` are those of the form, the office's questions among them."""

    office: VirtualOffice
    case_id: str
    answers: Mapping[str, Any]

    def __post_init__(self) -> None:
        self.book: Rulebook = self.office.book
        self.known: Comparisons = comparisons_of(self.book)
        self.distance = distances(self.book)
        self.given_up: frozenset[str] = frozenset()

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.office.cases[self.case_id]

    def play(self, until: datetime) -> None:
        """Act until the case is answered or nothing can be done, then let time run."""
        for _ in range(_MOST_STEPS):
            at = self._next()
            if self._is_over or at >= until:
                break
            self.office.advance(at)
            if not self._settled(at) and not self._step(at) and not self._ending(at):
                break
            self.given_up |= self._ending(at)
        self.office.advance(until)

    @property
    def _is_over(self) -> bool:
        return self.case.closed is not None or self.distance.get(self.case.state, 0) == 0

    def _next(self) -> datetime:
        """Shortly before the next clock of the office runs out, else the morning of the next working day."""
        now = self.office.log[self.case_id][-1].at
        ends = [e for k, e in self._ends().items() if k not in self.given_up]
        return max(now, min(ends) - _BEFORE) if ends else self._morning(now)

    def _ends(self) -> dict[str, datetime]:
        """When each running clock of the office runs out."""
        found: dict[str, datetime] = {}
        for key, clock in self.case.clocks.items():
            mine = self.book.ruleset.deadlines.get(key)
            theirs = mine is None or (mine.who is not None and "complainant" in names_in(mine.who))
            due = None if theirs or mine is None else due_of(clock, self.book, self.office.calendar)
            if due is not None and clock.outcome == "running" and not clock.expired and mine and mine.strength != "may":
                found[key] = due.expires
        return found

    def _ending(self, at: datetime) -> frozenset[str]:
        """Clocks that would run out if nothing were done now."""
        return frozenset(k for k, e in self._ends().items() if e - _BEFORE <= at and k not in self.given_up)

    def _morning(self, now: datetime) -> datetime:
        day = next_workday(self.office.calendar, local_date(self.office.calendar, now))
        return datetime.combine(day, _OPENS, ZoneInfo(self.office.calendar.zone))

    def _settled(self, at: datetime) -> bool:
        """Do what the clocks wait for that are about to run out; on the way to it, what leads there."""
        done = False
        for _ in range(_MOST_STEPS):
            ending = self._ending(at)
            names = (n for k in ending for n in names_of(self.book.ruleset.deadlines[k].stops))
            stops = frozenset(_subject(n) for n in names if not self._leads_back(n))
            if not ending or not (self._one(stops, at) or self._step(at)):
                return done
            done = True
        return done

    def _leads_back(self, event: str) -> bool:
        """Whether the event leads away from the answer: an objection stops a clock too, but is no way on."""
        ways = self.book.ruleset.states[self.case.state].transitions.get(event, ())
        here = self.distance.get(self.case.state, 0)
        return bool(ways) and all(self.distance.get(w.to, here) > here for w in ways)

    def _step(self, at: datetime) -> bool:
        """One act that leads towards the answer."""
        return not self._is_over and self._one(frozenset(self._onward()), at)

    def _onward(self) -> Iterator[str]:
        """Papers and events that lead out of the state to one nearer to the answer; who is accused is said first."""
        yield LINK
        here = self.distance.get(self.case.state, 0)
        for event, ways in self.book.ruleset.states[self.case.state].transitions.items():
            if any(self.distance.get(w.to, here) < here for w in ways):
                yield _subject(event)

    def _one(self, wanted: frozenset[str], at: datetime) -> bool:
        """Whether one act on these papers and events could be done, or else on what they need first."""
        run: Run = self.office.run(self.case_id, at)
        offered = [m.act for m in acts(run, self.known) if m.act is not None]
        for serving in (wanted, frozenset(self._needed(wanted))):
            found = sorted((a for a in offered if _serves(a, serving)), key=lambda a: self._strangeness(a.with_))
            if any(self._did(a, at) for a in found):
                return True
        return False

    def _needed(self, wanted: frozenset[str]) -> Iterator[str]:
        """Papers and events that the guards of these ask about and that have not come to pass."""
        rules = self.book.ruleset
        for definition in (*(rules.papers.get(w) for w in wanted), *(rules.events.get(w) for w in wanted)):
            if definition is not None:
                read = (*facts_read(definition.needs), *facts_read(definition.if_))
                yield from (_subject(n) for n in read if n not in self.case.happened)

    def _strangeness(self, with_: Mapping[str, Any]) -> tuple[int, int]:
        against = sum(1 for k, v in with_.items() if k in self.answers and self.answers[k] != v)
        return against, sum(1 for k, v in with_.items() if v is True and k not in self.answers)

    def _did(self, act: Act, at: datetime) -> bool:
        """Whether it was done and changed something."""
        before = len(self.office.log[self.case_id])
        done = self.office.act(self.case_id, act.event, act.actor, self._dated(act, at), at=at)
        return not isinstance(done, Refused) and len(self.office.log[self.case_id]) > before

    def _dated(self, act: Act, at: datetime) -> dict[str, Any]:
        """What is entered; a day that must be named, and that the answers do not name, lies ahead."""
        ahead = (local_date(self.office.calendar, at) + _AHEAD).isoformat()
        return {
            k: self.answers.get(k, ahead) if isinstance(v, str) and _DAY.fullmatch(v) else v
            for k, v in act.with_.items()
        }


def _serves(act: Act, wanted: frozenset[str]) -> bool:
    return _subject(act.event) in wanted and not act.event.endswith(".refused")


def _subject(event: str) -> str:
    """The paper of an event, or the event itself."""
    return event.rpartition(".")[0] or event


def distances(book: Rulebook) -> dict[str, int]:
    """How many transitions each state is away from one in which the complainant has been answered."""
    states = book.ruleset.states
    found = {k: 0 for k, s in states.items() if s.final or s.concept in _ANSWERED}
    while True:
        more = {
            key: 1 + min(found[w.to] for ways in s.transitions.values() for w in ways if w.to in found)
            for key, s in states.items()
            if key not in found and any(w.to in found for ways in s.transitions.values() for w in ways)
        }
        if not more:
            return found
        found |= more
