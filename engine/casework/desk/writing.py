"""What is judged is written: one transaction for each request, tried anew while others write to the case."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from engine.casework.case import Case
from engine.casework.desk.batches import Batches
from engine.casework.desk.outcomes import Acted
from engine.casework.desk.reading import Reading
from engine.casework.events import CaseEvent
from engine.casework.evolution import fold
from engine.casework.judge import judge
from engine.casework.linked import grown_from, recusals_in
from engine.casework.ports import Batch, FileGone, NumberTaken, StaleCase
from engine.casework.requests import Act, Judgement, MoveRules, Refused, Request, StandAside, Tick
from engine.casework.rows import standing_id

TRIES = 25


class Writing:
    """Asks the judge and appends to cases that are kept."""

    def __init__(self, reading: Reading, batches: Batches) -> None:
        self.reading, self.batches = reading, batches
        self.store, self.rules, self.surroundings = reading.store, reading.rules, reading.surroundings

    def repeated(self, case_id: str, key: str | None, act: Callable[[], Acted | Refused]) -> Acted | Refused:
        """Acts anew while others write to the case; a click that was answered is answered the same."""
        for _ in range(TRIES):
            before = self.store.answer_to(key) if key else None
            if before is not None:
                return self._told_before(case_id, before)
            try:
                return act()
            except (StaleCase, NumberTaken):
                continue
            except FileGone:
                return Refused("file-gone")
        return Refused("busy")

    def request(self, case_id: str, request: Request, key: str | None = None) -> Acted | Refused:
        """One request on a case, until it is answered."""
        return self.repeated(case_id, key, lambda: self.judged(self.reading.case(case_id), request, key))

    def judged(self, case: Case, request: Request, key: str | None) -> Acted | Refused:
        """What the judge says about one request, kept. Raises StaleCase, NumberTaken: others were first."""
        book = self.rules.book(case.digest)
        world = self.surroundings.of(case, book)
        done = judge(book, case, request, world, at=self.reading.moment(case))
        kept = done if isinstance(done, Judgement) else done.judgement
        if kept is not None and (kept.events or isinstance(request, Tick)):
            names = request.names if isinstance(request, Act) else {}
            batches = [
                self.batches.following(kept.case, case.seq, kept.events, world, names),
                *self.batches.linked(kept, world, names),
                *self._passed_on(case, kept),
            ]
            answer = json.dumps({"seq": kept.case.seq})
            self.store.append(batches, token=key if isinstance(done, Judgement) else None, answer=answer)
            if kept.case.standing and kept.case.periods != case.periods:
                self._periods_changed(case.locality)
        return Acted(done.case) if isinstance(done, Judgement) else replace(done, judgement=None)

    def moved(self, case_id: str, digest: str, by: str | None = None) -> Acted | Refused:
        """The file goes on under another version; what is owed is judged by the new one at once."""
        return self.repeated(case_id, None, lambda: self._move_rules(case_id, digest, by))

    def append(
        self, case: Case, expected: int, events: tuple[CaseEvent, ...], *, follow: str | None = None
    ) -> None:  # fmt: skip
        """Events that no judge made, and the rows of the case after them; with `follow` it is followed by another
        code from now on. Raises StaleCase."""
        world = self.surroundings.of(case, self.rules.book(case.digest))
        batch = self.batches.following(case, expected, events, world, {})
        if follow is not None:
            batch = replace(batch, row=replace(batch.row, follow_hash=follow))
        self.store.append([batch], token=None, answer="{}")

    def derived(self, case_id: str) -> Batch:
        """What reprojecting would write."""
        case = self.reading.case(case_id)
        world = self.surroundings.of(case, self.rules.book(case.digest))
        return self.batches.following(case, case.seq, (), world, {})

    def reproject(self, case_id: str) -> None:
        """Derive the rows of one case anew."""
        for _ in range(TRIES):
            case = self.reading.case(case_id)
            try:
                self.append(case, case.seq, ())
            except StaleCase:
                continue
            return

    def _move_rules(self, case_id: str, digest: str, by: str | None) -> Acted | Refused:
        case, book = self.reading.case(case_id), self.rules.book(digest)
        if case.digest == digest:
            return Acted(case)
        world = self.surroundings.of(case, book)
        done = judge(book, case, MoveRules(digest, by), world, at=self.reading.moment(case))
        if isinstance(done, Judgement):
            batch = self.batches.following(done.case, case.seq, done.events, world, {})
            batches = [batch, *self.batches.linked(done, world, {}), *self._passed_on(case, done)]
            self.store.append(batches, token=None, answer="{}")
            return Acted(done.case)
        return done

    def _passed_on(self, case: Case, kept: Judgement) -> list[Batch]:
        """Who stands aside now does so on the cases too that grew out of this one before."""
        found, batches = recusals_in(kept.events), list[Batch]()
        for id_ in grown_from(case) if found else ():
            grown = self.reading.case(id_)
            book = self.rules.book(grown.digest)
            world = self.surroundings.of(grown, book)
            done = judge(book, grown, StandAside(found), world, at=self.reading.moment(grown))
            if isinstance(done, Judgement) and done.events:
                batches.append(self.batches.following(done.case, grown.seq, done.events, world, {}))
                batches += [*self.batches.linked(done, world, {}), *self._passed_on(grown, done)]
        return batches

    def _periods_changed(self, locality: str) -> None:
        """Every open case is judged anew under the periods that run now."""
        for row in self.store.rows(locality):
            if row.closed is None and row.id != standing_id(locality):
                self.request(row.id, Tick())

    def _told_before(self, case_id: str, answer: str) -> Acted:
        """What a repeated click was answered the first time: the case as it was then."""
        return Acted(fold(case_id, self.store.events(case_id)[: json.loads(answer)["seq"]]))
