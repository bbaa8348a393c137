"""One judgement while it is being made: the case so far, the events found, what they set off.

A `Run` lives inside one call of the judge and never leaves it; from outside the judge is pure.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from engine.casework.case import Case
from engine.casework.event_names import language_events
from engine.casework.events import CaseEvent, EventKind, Reason
from engine.casework.evolution import evolve
from engine.casework.facts import Layers, facts_of_case
from engine.casework.requests import Judgement, World
from engine.casework.rulebook import Rulebook
from engine.policy.actors import ActorRef, Named, facts_named
from engine.policy.bench import Bench, Holders
from engine.policy.calendar import local_date
from engine.policy.conditions import Condition, Value, holds
from engine.policy.definitions import Cites
from engine.policy.directory import HIGHER
from engine.policy.seating import resolve
from engine.policy.tables import Answer

_PLACES = ("seats", "out", "taken_by", "accused", "instead")
"""What of a bench decides who is meant, besides the facts that an expression names."""


@dataclass
class Run:
    """`queue` holds language events not yet reacted to; `answers` what the matcher already said;
    `owed` is when that should have happened which time is catching up on."""

    book: Rulebook
    world: World
    at: datetime
    case: Case
    events: list[CaseEvent] = field(default_factory=list)
    queue: deque[str] = field(default_factory=deque)
    children: list[Judgement] = field(default_factory=list)
    answers: dict[str, tuple[dict[str, Value], Answer]] = field(default_factory=dict)
    actor: str | None = None
    owed: datetime | None = None
    _facts: tuple[int, dict[str, Value]] | None = None
    _layers: Layers = field(default_factory=Layers)
    _bench: tuple[int, Bench] | None = None
    _meant: dict[tuple[object, ...], Holders] = field(default_factory=dict)
    _seen: dict[str, tuple[object, ...]] = field(default_factory=dict)

    def emit(
        self,
        kind: EventKind,
        data: Mapping[str, Any],
        *reasons: Reason,
        actor: str | None = None,
        quiet: bool = False,
    ) -> CaseEvent:
        """Add an event, fold it in, queue what it sets off (unless `quiet`)."""
        event = CaseEvent(self.case.id, self.case.seq + 1, self.at, kind, dict(data), actor, reasons)
        self.events.append(event)
        self.case = evolve(self.case, event)
        if not quiet:
            self.queue.extend(language_events(event))
        return event

    @property
    def moment(self) -> datetime:
        """From when clocks count: now, or the past moment that time is catching up on."""
        return self.owed or self.at

    @cached_property
    def today(self) -> date:
        """The local date of this moment."""
        return local_date(self.world.calendar, self.at)

    @property
    def opened(self) -> date:
        """The local date on which the case was opened."""
        return local_date(self.world.calendar, self.case.opened or self.at)

    def facts(self) -> dict[str, Value]:
        """The facts of the case as it stands."""
        if self._facts is None or self._facts[0] != self.case.seq:
            derived = facts_of_case(
                self.case, self.book, self.world.directory,
                today=self.today, opened=self.opened, related=self.world.related,
                periods=self.case.periods if self.case.standing else self.world.periods, layers=self._layers,
            )  # fmt: skip
            self._facts = (self.case.seq, derived)
        return self._facts[1]

    def holds(self, condition: Condition) -> bool:
        """Whether a guard is satisfied now."""
        return holds(condition, self.facts())

    def bench(self, holder: tuple[str, ...] = ()) -> Bench:
        """The case as actor expressions see it."""
        if self._bench is None or self._bench[0] != self.case.seq:
            self._bench = (self.case.seq, self._seated())
        found = self._bench[1]
        return replace(found, holder=holder) if holder else found

    def who(self, ref: ActorRef, holder: tuple[str, ...] = ()) -> Holders:
        """Persons and units that an expression means on this case now."""
        bench = self.bench()
        key = (ref, holder, *map(bench.facts.get, (*facts_named(ref), *self.book.read_by_signers)))
        if key not in self._meant:
            self._meant[key] = resolve(ref, self.bench(holder))
        return self._meant[key]

    def unchanged(self, question: str, read: Iterable[str], *parts: object) -> bool:
        """Whether nothing that decides this question has moved since it was last put: the facts it
        reads and parts of the case. Then its answer is known, and so is what followed from it."""
        seen = (*map(self.facts().get, read), *parts)
        if self._seen.get(question) == seen:
            return True
        self._seen[question] = seen
        return False

    def _seated(self) -> Bench:
        """The bench of the case as it stands; who was meant before is meant still unless somebody
        took a seat or left."""
        case, before = self.case, self._bench[1] if self._bench else None
        accused = tuple(a for a in case.accused if a)
        now = Bench(
            self.book.ruleset, self.world.directory, case.seats, self.facts(), case.out,
            case.taken_by, accused=accused, instead=self._instead(),
        )  # fmt: skip
        if before is not None and any(getattr(before, part) != getattr(now, part) for part in _PLACES):
            self._meant.clear()
        return now

    def _instead(self) -> dict[str, ActorRef]:
        """Who takes over from each person that is out, where that is somebody of this body."""
        rules = self.book.ruleset.recusal
        named = {p: rules[key].goes_to for p, key in self.case.aside.items() if key in rules}
        return {p: ref for p, ref in named.items() if ref is not None and ref != Named(HIGHER)}

    def owner(self) -> Holders:
        """Who must act in the present state; nobody in a final one."""
        state = self.book.ruleset.states.get(self.case.state)
        return self.who(state.owner) if state and state.owner else Holders()

    def reason(self, path: str, *cites: Cites) -> Reason:
        """The definition at `path` fired; the first of `cites` that is not empty is its clause."""
        return Reason(path, self.book.cites(*cites))

    def fork(self) -> Run:
        """The same judgement to be carried on in another way; this one stays as it is."""
        return replace(
            self, events=list(self.events), queue=deque(self.queue), children=list(self.children),
            answers=dict(self.answers), _layers=Layers(self._layers), _meant=dict(self._meant), _seen=dict(self._seen),
        )  # fmt: skip

    def judgement(self) -> Judgement:
        """What was found so far, as a frozen value."""
        return Judgement(self.case, tuple(self.events), tuple(self.children))
