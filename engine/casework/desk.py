"""The Desk: the one place that reads the clock, asks the judge and appends to the store.

Every call is one transaction. A token makes a repeated click answer what it answered the first time;
`seen` makes a page that is out of date say so. Nothing here knows a locality, a library or a page.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from engine.casework.access import may_unseal, on_case
from engine.casework.actions import Action
from engine.casework.acts import COMPLAINANT
from engine.casework.batches import Batches
from engine.casework.case import Case
from engine.casework.events import CaseEvent
from engine.casework.evolution import evolve, fold
from engine.casework.folding import Folding
from engine.casework.intake import Intake, take_in
from engine.casework.judge import judge
from engine.casework.offers import actions_for
from engine.casework.ports import CaseRow, NumberTaken, StaleCase, Store, UnknownCase, Vault
from engine.casework.requests import (
    Act,
    AmendCalendar,
    Judgement,
    MoveRules,
    Open,
    OpenStanding,
    Refused,
    Request,
    Tick,
)
from engine.casework.rows import standing_id
from engine.casework.rulebook import Rulebook
from engine.casework.run import Run
from engine.casework.shape import are_words, is_map, is_text, is_word
from engine.casework.surroundings import Rules, Surroundings
from engine.casework.sweep import sweep
from engine.policy.answers import OFFICE
from engine.policy.definitions import RuleSet
from engine.policy.tables import Match

_TRIES = 25
_SHORTEST_REASON = 4


class Codes(Protocol):
    """Follow-up codes of complainants."""

    def new(self) -> str:
        """A fresh code, as it is shown."""

    def hash(self, written: str) -> str | None:
        """What the store knows a code by; None when it cannot be one."""


@dataclass(frozen=True)
class Opened:
    """A case began: its id, its number, and the follow-up code (told once, kept only as a hash)."""

    case: str
    number: str
    code: str


@dataclass(frozen=True)
class Acted:
    """An act was done; the case afterwards."""

    case: Case


@dataclass(frozen=True)
class CaseFile:
    """All that somebody on the case may look at."""

    case: Case
    number: str
    events: tuple[CaseEvent, ...]
    ruleset: RuleSet
    may_unseal: bool


def _key(kind: str, where: str, actor: str | None, what: str, token: str) -> str:
    """What a token is kept under: somebody else's, or one for something else, is another token."""
    return hashlib.sha256(json.dumps([kind, where, actor, what, token]).encode()).hexdigest()


def _readable(case_id: object, event: object, actor: object, with_: object, token: object) -> bool:
    words = (case_id, event, actor, *(() if token is None else (token,)))
    return all(map(is_word, words)) and (with_ is None or is_map(with_))


class Desk:
    """See the module. `now` gives aware instants."""

    def __init__(
        self, *, store: Store, vault: Vault, rules: Rules, match: Match,
        now: Callable[[], datetime], codes: Codes,
    ) -> None:  # fmt: skip
        self.store, self.vault, self.rules, self.match = store, vault, rules, match
        self.now, self.codes = now, codes
        self.surroundings = Surroundings(store, rules, match, now)
        self.batches = Batches(store, rules, now)
        self.folding = Folding(store)

    def open_case(
        self, locality: str, form_id: str, answers: Mapping[str, Any], *,
        actor: str | None, token: str, files: Sequence[str] = (),
    ) -> Opened | Refused:  # fmt: skip
        """Take in a complaint. `actor` is the clerk who enters it, None when a person files it."""
        words = (locality, form_id, token, *([] if actor is None else [actor]))
        if not all(map(is_word, words)) or not is_map(answers) or not are_words(files):
            return Refused("bad-request")
        at = self.now()
        digest = self.rules.in_force(locality, at)
        if digest is None:
            return Refused("no-rules", {"locality": locality})
        book = self.rules.book(digest)
        if form_id not in book.ruleset.intake:
            return Refused("unknown-form", {"form": form_id})
        directory = self.store.directory(locality)
        if actor is not None and actor not in directory.persons:
            return Refused("not-yours", {"event": "case.opened"})
        by = OFFICE if actor else None
        intake = take_in(book.form(form_id), answers, by=by, ruleset=book.ruleset, directory=directory)
        if intake.problems:
            return Refused("bad-answer", {"fields": len(intake.problems)}, intake.problems)
        request = Open(self.new_id(), locality, digest, form_id, intake.answers, intake.accused, actor)
        key = _key("open", locality, actor, form_id, token)
        return self._write_opening(request, book, intake, self.codes.new(), key, tuple(files), at)

    def new_id(self) -> str:
        """An id for a case that begins."""
        return secrets.token_hex(8)

    def take_over(self, request: Open, book: Rulebook, intake: Intake, *, token: str, at: datetime) -> Opened | Refused:
        """A case that was opened elsewhere at an earlier moment, such as a row of a sheet."""
        if at > self.now():
            return Refused("bad-request")
        key = _key("take-over", request.locality, None, request.form, token)
        return self._write_opening(request, book, intake, self.codes.new(), key, (), at)

    def act(
        self, case_id: str, event: str, *, actor: str | None,
        with_: Mapping[str, Any] | None = None, token: str | None = None, seen: int | None = None,
        locality: str | None = None,
    ) -> Acted | Refused:  # fmt: skip
        """Do something on a case. `actor` is a person of the directory; None is refused.

        To somebody who is not on the case it does not exist; but a forbidden act that he tries is
        kept in its log. `locality` is whose directory the actor stands in: ids are unique within
        one, so a page must say it; None is for callers that serve one locality alone.
        """
        if actor is None:
            return Refused("not-yours", {"event": str(event)[:100]})
        if not _readable(case_id, event, actor, with_, token):
            return Refused("bad-request")
        if not self._is_of(case_id, locality):
            return Refused("unknown-case")
        request, key = Act(event, actor, with_ or {}), _key("act", case_id, actor, event, token) if token else None
        return self._repeated(case_id, key, lambda: self._act_once(case_id, request, key, seen))

    def act_with_code(
        self, code: str, event: str, *, with_: Mapping[str, Any] | None = None, token: str | None = None
    ) -> Acted | Refused:
        """The complainant does something, known only by the follow-up code."""
        row = self._row_by_code(code)
        if row is None:
            return Refused("unknown-code")
        if not _readable(row.id, event, COMPLAINANT, with_, token):
            return Refused("bad-request")
        case_id, request = row.id, Act(event, COMPLAINANT, with_ or {})
        key = _key("act", case_id, COMPLAINANT, event, token) if token else None
        return self._repeated(case_id, key, lambda: self._judge_and_write(self._case(case_id), request, key))

    def tick(self, *, limit: int = 500) -> int:
        """Let time act on every case whose moment has come; how many cases something happened to.

        Any number of workers may do so at once: see `sweep`. Raises, after all other cases,
        EndlessReaction when the rules of one turn in circles, DamagedCase when one cannot be read.
        """
        for locality in self.store.localities():
            self.open_standing(locality)
        return sweep(self.store, self.now, self._turn_of, limit=limit)

    def _turn_of(self, case_id: str) -> bool:
        """Let time act on one case; whether anything happened to it."""
        case = self._case(case_id)
        done = self._judge_and_write(case, Tick(), None)
        return isinstance(done, Acted) and done.case.seq > case.seq

    def open_standing(self, locality: str) -> str | None:
        """The id of the locality's standing file, which begins when rules with duties of the body (or
        with declared periods) come into force, and follows their versions; None where there are none."""
        digest = self.rules.in_force(locality, self.now())
        book = self.rules.book(digest) if digest else None
        if digest is None or book is None or not book.has_standing:
            return None
        id_ = standing_id(locality)
        try:
            if self.store.row(id_).digest != digest:
                self._repeated(id_, None, lambda: self._move_rules(id_, digest))
        except UnknownCase:
            self._begin_standing(OpenStanding(id_, locality, digest), book)
        return id_

    def view(self, case_id: str, actor: str, *, locality: str | None = None) -> CaseFile | Refused:
        """The case as one who is on it may see it; to all others it does not exist. For `locality`
        see `act`."""
        case = self._visible(case_id, actor, locality)
        if isinstance(case, Refused):
            return case
        return self._file(case, may_unseal(self.run_of(case), actor))

    def follow(self, code: str) -> CaseFile | Refused:
        """The complainant's own case, by the follow-up code."""
        row = self._row_by_code(code)
        return self._file(self._case(row.id), may=False) if row else Refused("unknown-code")

    def actions(self, case_id: str, actor: str, *, locality: str | None = None) -> tuple[Action, ...]:
        """What this person may do now. For `locality` see `act`."""
        case = self._case(case_id) if actor == COMPLAINANT else self._visible(case_id, actor, locality)
        if isinstance(case, Refused):
            return ()
        book = self.rules.book(case.digest)
        return actions_for(book, case, self.surroundings.of(case, book), actor, at=self.now())

    def work(self, locality: str, actor: str) -> tuple[CaseRow, ...]:
        """Open cases that wait for this person."""
        return tuple(r for r in self.store.work_rows(locality, (actor,)) if actor in r.on_case)

    def cases(self, locality: str, actor: str) -> tuple[CaseRow, ...]:
        """All cases of the locality that this person is on."""
        return tuple(r for r in self.store.rows(locality) if actor in r.on_case and actor not in r.out)

    def preview(self, locality: str, form_id: str, answers: Mapping[str, Any]) -> Case | Refused:
        """Where these answers would lead, without keeping anything."""
        at = self.now()
        digest = self.rules.in_force(locality, at)
        if digest is None:
            return Refused("no-rules", {"locality": locality})
        book, directory = self.rules.book(digest), self.store.directory(locality)
        if form_id not in book.ruleset.intake or not is_map(answers):
            return Refused("unknown-form", {"form": str(form_id)[:100]})
        intake = take_in(book.form(form_id), answers, by=OFFICE, ruleset=book.ruleset, directory=directory)
        request = Open("preview", locality, digest, form_id, intake.answers, intake.accused)
        done = judge(book, None, request, self.surroundings.of_opening(request, book, at), at=at)
        return done.case if isinstance(done, Judgement) else done

    def unseal(self, case_id: str, actor: str, why: str, *, locality: str | None = None) -> Mapping[str, str] | Refused:
        """Read sealed identity; who read it and why becomes an event first. For `locality` see `act`."""
        case = self._visible(case_id, actor, locality)
        if isinstance(case, Refused):
            return case
        if not may_unseal(self.run_of(case), actor):
            return Refused("not-yours", {"event": "identity"})
        if not is_text(why) or len(why.strip()) < _SHORTEST_REASON:
            return Refused("reason-needed")
        sealed = self.store.identity(case_id)
        data = {"fields": sorted(sealed), "why": why.strip()}
        event = CaseEvent(case.id, case.seq + 1, self._moment(case), "identity-read", data, actor)
        try:
            self._append_one(evolve(case, event), case.seq, (event,))
        except StaleCase:
            return Refused("stale", {"seen": case.seq})
        return {k: self.vault.open(v, case=case.id, name=k) for k, v in sealed.items()}

    def reproject(self, locality: str) -> int:
        """Derive the list rows anew, after the directory or a calendar changed; how many cases."""
        rows = self.store.rows(locality)
        for row in rows:
            self.reproject_one(row.id)
        if any(row.id == standing_id(locality) for row in rows):  # who owes a turn is found anew
            self._tick_one(standing_id(locality))
        return len(rows)

    def _tick_one(self, case_id: str) -> None:
        self._repeated(case_id, None, lambda: self._judge_and_write(self._case(case_id), Tick(), None))

    def reproject_one(self, case_id: str) -> None:
        """Derive the rows of one case anew."""
        for _ in range(_TRIES):
            case = self._case(case_id)
            try:
                self._append_one(case, case.seq, ())
            except StaleCase:
                continue
            return

    # ── inside ──────────────────────────────────────────────────────────────

    def whole(self, case_id: str) -> Case:
        """The case with nothing left out, for the office itself (health, explanations, never a page)."""
        return self._case(case_id)

    def moment(self, case: Case) -> datetime:
        """When something that happens to this case now happens; see `_moment`."""
        return self._moment(case)

    def note(self, case: Case, event: CaseEvent) -> None:
        """Append one event that says what the office itself did beside the rules; `case` is the case after
        it. Raises StaleCase when somebody else wrote first."""
        self._append_one(case, case.seq - 1, (event,))

    def _case(self, case_id: str) -> Case:
        return self.folding.of(case_id).case

    def _moment(self, case: Case) -> datetime:
        """Now; where the clock was set back, the moment of the last event, which none may precede."""
        latest = self.folding.latest(case.id)
        return max(self.now(), latest) if latest else self.now()

    def _is_of(self, case_id: str, locality: str | None) -> bool:
        """Whether it is a case of that locality, if one is said."""
        try:
            return locality is None or self._case(case_id).locality == locality
        except UnknownCase:
            return False

    def _visible(self, case_id: str, actor: str, locality: str | None = None) -> Case | Refused:
        if not is_word(case_id) or not is_word(actor) or not self._is_of(case_id, locality):
            return Refused("unknown-case")
        try:
            case = self._case(case_id)
        except UnknownCase:
            return Refused("unknown-case")
        if actor in case.out or actor not in on_case(self.run_of(case)):
            return Refused("unknown-case")
        return case

    def _repeated(self, case_id: str, key: str | None, act: Callable[[], Acted | Refused]) -> Acted | Refused:
        """Acts anew while others write to the case; a click that was answered is answered the same."""
        for _ in range(_TRIES):
            before = self.store.answer_to(key) if key else None
            if before is not None:
                return self._told_before(case_id, before)
            try:
                return act()
            except (StaleCase, NumberTaken):
                continue
        return Refused("busy")

    def _act_once(self, case_id: str, request: Act, key: str | None, seen: int | None) -> Acted | Refused:
        case = self._visible(case_id, request.actor)
        if isinstance(case, Refused):
            self._note_unseen(case_id, request)
            return case
        if seen is not None and seen != case.seq:
            return Refused("stale", {"seen": seen, "now": case.seq})
        return self._judge_and_write(case, request, key)

    def _note_unseen(self, case_id: str, request: Act) -> None:
        """Keeps a forbidden act that somebody tries on a case he is not on; he learns nothing by it."""
        try:
            case = self._case(case_id)
        except UnknownCase:
            return
        forbidden = {a for p in self.rules.book(case.digest).ruleset.prohibitions.values() for a in p.never}
        if request.event in forbidden and request.actor in self.store.directory(case.locality).persons:
            self._judge_and_write(case, request, None)

    def _told_before(self, case_id: str, answer: str) -> Acted:
        """What a repeated click was answered the first time: the case as it was then."""
        return Acted(fold(case_id, self.store.events(case_id)[: json.loads(answer)["seq"]]))

    def _row_by_code(self, code: str) -> CaseRow | None:
        hashed = self.codes.hash(code) if is_word(code) else None
        return self.store.by_follow_hash(hashed) if hashed else None

    def _file(self, case: Case, may: bool) -> CaseFile:
        row = self.store.row(case.id)
        ruleset = self.rules.book(case.digest).ruleset
        return CaseFile(case, row.number, self.folding.of(case.id).events[: case.seq], ruleset, may)

    def run_of(self, case: Case) -> Run:
        """The case as rules see it now: owners, facts, who is on it."""
        book = self.rules.book(case.digest)
        return Run(book, self.surroundings.of(case, book), self.now(), case)

    def _judge_and_write(self, case: Case, request: Request, token: str | None) -> Acted | Refused:
        book = self.rules.book(case.digest)
        world = self.surroundings.of(case, book)
        done = judge(book, case, request, world, at=self._moment(case))
        kept = done if isinstance(done, Judgement) else done.judgement
        if kept is not None and (kept.events or isinstance(request, Tick)):
            batches = [
                self.batches.following(kept.case, case.seq, kept.events, world),
                *self.batches.linked(kept, world),
            ]
            answer = json.dumps({"seq": kept.case.seq})
            self.store.append(batches, token=token if isinstance(done, Judgement) else None, answer=answer)
            if kept.case.standing and kept.case.periods != case.periods:
                self._periods_changed(case.locality)
        return Acted(done.case) if isinstance(done, Judgement) else replace(done, judgement=None)

    def _begin_standing(self, request: OpenStanding, book: Rulebook) -> None:
        world = self.surroundings.of_standing(request.locality, book)
        done = judge(book, None, request, world, at=self.now())
        if isinstance(done, Judgement):
            try:
                self.store.append([self.batches.standing(done, world)], token=None, answer="{}")
            except (StaleCase, NumberTaken):  # somebody else was first
                return

    def move(self, case_id: str, digest: str, *, by: str | None) -> Acted | Refused:
        """Take an open case to another version: one transaction, with all that follows at once."""
        return self._repeated(case_id, None, lambda: self._move_rules(case_id, digest, by))

    def note_amendment(self, case_id: str, request: AmendCalendar) -> Acted | Refused:
        """Keep in the case's log that an amended calendar moved its due dates."""
        return self._repeated(case_id, None, lambda: self._judge_and_write(self._case(case_id), request, None))

    def _move_rules(self, case_id: str, digest: str, by: str | None = None) -> Acted | Refused:
        """The file goes on under another version; what is owed is judged by the new one at once."""
        case, book = self._case(case_id), self.rules.book(digest)
        if case.digest == digest:
            return Acted(case)
        world = self.surroundings.of(case, book)
        done = judge(book, case, MoveRules(digest, by), world, at=self._moment(case))
        if isinstance(done, Judgement):
            batch = self.batches.following(done.case, case.seq, done.events, world)
            self.store.append([batch, *self.batches.linked(done, world)], token=None, answer="{}")
            return Acted(done.case)
        return done

    def _periods_changed(self, locality: str) -> None:
        """Every open case is judged anew under the periods that run now."""
        for row in self.store.rows(locality):
            if row.closed is None and row.id != standing_id(locality):
                self._tick_one(row.id)

    def _append_one(self, case: Case, expected: int, events: tuple[CaseEvent, ...]) -> None:
        world = self.surroundings.of(case, self.rules.book(case.digest))
        self.store.append([self.batches.following(case, expected, events, world)], token=None, answer="{}")

    def _write_opening(
        self, request: Open, book: Rulebook, intake: Intake, code: str, token: str,
        files: tuple[str, ...], at: datetime,
    ) -> Opened | Refused:  # fmt: skip
        before = self.store.answer_to(token)
        if before is not None:
            return self._told_again(before)
        world = self.surroundings.of_opening(request, book, at)
        done = judge(book, None, request, world, at=at)
        if isinstance(done, Refused):
            return done
        identity = {k: self.vault.seal(v, case=request.case, name=k) for k, v in intake.identity.items()}
        follow = self.codes.hash(code)
        for _ in range(_TRIES):
            batch = self.batches.opening(done, world, 0, follow, identity, files, at=at)
            sealed = self.vault.seal(code, case=request.case, name="follow-code").hex()
            answer = json.dumps({"case": request.case, "number": batch.row.number, "code": sealed})
            try:
                self.store.append([batch, *self.batches.linked(done, world, 1)], token=token, answer=answer)
            except NumberTaken:
                continue
            return self._told_again(self.store.answer_to(token) or answer)
        return Refused("busy")

    def _told_again(self, answer: str) -> Opened:
        kept = json.loads(answer)
        code = self.vault.open(bytes.fromhex(kept["code"]), case=kept["case"], name="follow-code")
        return Opened(kept["case"], kept["number"], code)
