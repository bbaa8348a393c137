"""Every case by brute force: real contents, real clocks, every person, no two cases taken for one
unless nothing but their dates and numbers differs. Slow, and sure; the quotient is held against it."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from engine.casework.acts.actions import Action
from engine.casework.acts.offers import actions_for
from engine.casework.case import Case
from engine.casework.clocks.due import due_of
from engine.casework.clocks.moments import next_moment_of
from engine.casework.intake import take_in
from engine.casework.judge import judge
from engine.casework.requests import Act, Judgement, Open, Request, Tick, World
from engine.casework.rulebook import Rulebook
from engine.policy.answers import OFFICE
from engine.policy.calendar import Calendar
from engine.policy.directory import Directory
from engine.policy.forms import Field
from engine.policy.tables import plain_match

ONE_SECOND = timedelta(seconds=1)


@dataclass
class Brute:
    """What was found. `whole`: nothing was left when the search ended."""

    cases: dict[Hashable, Case] = field(default_factory=dict)
    onward: dict[Hashable, set[Hashable]] = field(default_factory=dict)
    whole: bool = True

    @property
    def states(self) -> set[str]:
        return {c.state for c in self.cases.values()}

    def trapped(self, finals: set[str]) -> set[str]:
        """States with a case from which no final state was reached."""
        safe = {k for k, c in self.cases.items() if c.state in finals}
        while True:
            more = {k for k, after in self.onward.items() if k not in safe and after & safe}
            if not more:
                return {c.state for k, c in self.cases.items() if k not in safe}
            safe |= more


def search(book: Rulebook, calendar: Calendar, directory: Directory, start: datetime, most: int) -> Brute:
    """All cases, breadth first, at most so many."""
    found, world = Brute(), World(calendar, directory, plain_match)
    queue: deque[tuple[Hashable, Case, datetime]] = deque()

    def add(done: Judgement, at: datetime) -> Hashable:
        key = contents_of(done.case, book, calendar, at)
        if key not in found.cases:
            found.cases[key] = done.case
            queue.append((key, done.case, at))
        return key

    for request in filings(book, directory):
        done = judge(book, None, request, world, at=start)
        assert isinstance(done, Judgement)
        add(done, start)
    while queue:
        if len(found.cases) > most:
            found.whole = False
            break
        key, case, at = queue.popleft()
        after = found.onward.setdefault(key, set())
        for do, moment in nexts(book, case, world, at):
            done = judge(book, case, do, world, at=moment)
            if isinstance(done, Judgement):
                after.add(add(done, moment))
    return found


def nexts(book: Rulebook, case: Case, world: World, at: datetime) -> Iterator[tuple[Request, datetime]]:
    """What anybody is offered, with all contents; and time: to the next moment, and just before it."""
    for actor in ("complainant", *world.directory.persons):
        for action in actions_for(book, case, world, actor, at=at):
            for with_ in fillings(action):
                yield Act(action.event, actor, with_), at
    moment = next_moment_of(case, book, world.calendar, at)
    if moment is not None:
        yield Tick(), max(moment, at)
        if moment - ONE_SECOND > at:
            yield Tick(), moment - ONE_SECOND


def fillings(action: Action) -> Iterator[dict[str, Any]]:
    cells = [[(f.key, v) for v in values(f)] for f in action.fields]
    cells += [[(c.seat, i) for i, _ in c.options] for c in action.choices]
    yield from (dict(pairs) for pairs in product(*cells))


def values(f: Field) -> list[Any]:
    if f.type == "yes-no":
        return [True, False]
    return list(f.choices) or ["x"]


def filings(book: Rulebook, directory: Directory) -> Iterator[Open]:
    """By a citizen, who is not asked the office's questions, and by a clerk."""
    for form_id in book.ruleset.intake:
        form = book.form(form_id)
        theirs = [f for section in form.sections.values() if section.by is None for f in section.fields.values()]
        for by, fields in ((None, theirs), (OFFICE, [f for _, f in form.all_fields()])):
            for row in product(*(values(f) for f in fields)):
                answers = dict(zip((f.key for f in fields), row, strict=True))
                intake = take_in(form, answers, by=by, ruleset=book.ruleset, directory=directory)
                if not intake.problems:
                    yield Open("case", "town", "", form_id, intake.answers, intake.accused, None)


def contents_of(case: Case, book: Rulebook, calendar: Calendar, at: datetime) -> Hashable:
    """The whole case without its dates and its running numbers: clocks by what is left on them."""
    clocks = []
    for key, clock in case.clocks.items():
        due = due_of(clock, book, calendar)
        left = (due.expires - at).total_seconds() if due and clock.outcome == "running" and not clock.expired else None
        clocks.append((key, clock.outcome, clock.expired, left))
    papers = [(k, p.status, repr(p.contents), repr(p.seats), p.signatures, p.by) for k, p in case.papers.items()]
    return (
        case.state, repr(case.answers), repr(sorted(case.decisions.items())), case.flags,
        repr(sorted(case.set_facts.items())), frozenset(case.happened), case.visited, frozenset(papers),
        repr(sorted(case.seats.items())), tuple(clocks), case.taken_by, case.out,
        at.astimezone(ZoneInfo(calendar.zone)).strftime("%H:%M:%S"),
        tuple(sorted((k, min(case.tally.get(c.count, 0), 3)) for k, c in book.ruleset.facts.items())),
    )  # fmt: skip
