"""The Desk: the one place that reads the clock, asks the judge and appends to the store.

Every call is one transaction. A token makes a repeated click answer what it answered the first time;
`seen` makes a page that is out of date say so. Nothing here knows a locality, a library or a page.

What each call does stands in the files beside this one: `openings` (a case begins), `acting` (somebody
does something), `reading` (who may see what), `unsealing`, `renewing` (follow-up codes), `standing_files` (the
body's own duties), and `writing`, through which all of them append to cases that are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from engine.casework.acts.actions import Action
from engine.casework.case import Case
from engine.casework.desk.acting import Acting
from engine.casework.desk.batches import Batches
from engine.casework.desk.openings import Openings
from engine.casework.desk.outcomes import TOLD_AGAIN, Acted, CaseFile, Looked, Opened, Sight
from engine.casework.desk.reading import Codes, Reading
from engine.casework.desk.renewing import renew
from engine.casework.desk.standing_files import StandingFiles
from engine.casework.desk.surroundings import Rules, Surroundings
from engine.casework.desk.sweep import OneByOne, sweep
from engine.casework.desk.unsealing import unseal
from engine.casework.desk.writing import Writing
from engine.casework.events import CaseEvent
from engine.casework.intake import Intake
from engine.casework.ports import Batch, CaseRow, Store, Vault
from engine.casework.requests import AmendCalendar, Open, Refused, Tick
from engine.casework.rows import standing_id
from engine.casework.rulebook import Rulebook
from engine.casework.run import Run
from engine.policy.tables import Match

__all__ = ["TOLD_AGAIN", "Acted", "CaseFile", "Desk", "Looked", "Opened", "Sight"]


class Desk:
    """See the module. `now` gives aware instants."""

    def __init__(
        self, *, store: Store, vault: Vault, rules: Rules, match: Match,
        now: Callable[[], datetime], codes: Codes,
    ) -> None:  # fmt: skip
        self.store, self.vault, self.rules, self.now = store, vault, rules, now
        self.surroundings = Surroundings(store, rules, match, self._at)
        self._reading = Reading(store, self.surroundings, codes, self._at)
        self.folding = self._reading.folding
        batches = Batches(store, rules, vault, self._at)
        self._writing = Writing(self._reading, batches)
        self._acting = Acting(self._reading, self._writing)
        self._openings = Openings(self._reading, batches, vault)
        self._standing_files = StandingFiles(self._writing)

    def _at(self) -> datetime:
        """The Desk's clock, for all its parts."""
        return self.now()

    # ── a case begins ───────────────────────────────────────────────────────

    def open_case(
        self, locality: str, form_id: str, answers: Mapping[str, Any], *,
        actor: str | None, token: str, files: Sequence[str] = (), names: Mapping[str, str] | None = None,
    ) -> Opened | Refused:  # fmt: skip
        """Take in a complaint. `actor` is the clerk who enters it, None when a person files it; `names` say
        what the sender calls the files, and are known to this case alone."""
        return self._openings.open_case(
            locality, form_id, answers, actor=actor, token=token, files=files, names=names or {}
        )

    def opened_before(
        self, locality: str, form_id: str, *, actor: str | None, token: str, within: timedelta
    ) -> Opened | None:  # fmt: skip
        """What `open_case` answered to this token; None where it was never used, or longer ago than that."""
        return self._openings.opened_before(locality, form_id, actor=actor, token=token, within=within)

    def take_over(
        self, request: Open, book: Rulebook, intake: Intake, *, token: str, at: datetime, told_to: str | None
    ) -> Opened | Refused:  # fmt: skip
        """A case that was opened elsewhere at an earlier moment, such as a row of a sheet. `told_to` is the account
        that is told the code (None for the operator): the same once more within `TOLD_AGAIN`, nobody else and
        nobody later."""
        return self._openings.take_over(request, book, intake, token=token, at=at, told_to=told_to)

    def took_over(self, request: Open, token: str) -> bool:
        """Whether a case was taken over under this token before: the row opens nothing."""
        return self._openings.took_over(request, token)

    def preview(self, locality: str, form_id: str, answers: Mapping[str, Any]) -> Case | Refused:
        """Where these answers would lead, without keeping anything."""
        return self._openings.preview(locality, form_id, answers)

    def new_id(self) -> str:
        """An id for a case that begins."""
        return self._openings.new_id()

    def open_standing(self, locality: str) -> str | None:
        """The id of the locality's standing file, which begins when rules with duties of the body (or
        with declared periods) come into force, and follows their versions; None where there are none."""
        return self._standing_files.open(locality)

    # ── somebody does something ─────────────────────────────────────────────

    def act(
        self, case_id: str, event: str, *, actor: str | None,
        with_: Mapping[str, Any] | None = None, token: str | None = None, seen: int | None = None,
        locality: str | None = None, names: Mapping[str, str] | None = None,
    ) -> Acted | Refused:  # fmt: skip
        """Do something on a case. `actor` is a person of the directory; None is refused.

        To somebody who is not on the case it does not exist; but a forbidden act that he tries is
        kept in its log. `locality` is whose directory the actor stands in: ids are unique within
        one, so a page must say it; None is for callers that serve one locality alone. `names` are those of
        files, as in `open_case`.
        """
        return self._acting.act(case_id, event, actor, with_, token, seen, locality, names or {})

    def act_with_code(
        self, code: str, event: str, *, with_: Mapping[str, Any] | None = None, token: str | None = None,
        names: Mapping[str, str] | None = None,
    ) -> Acted | Refused:  # fmt: skip
        """The complainant does something, known only by the follow-up code."""
        return self._acting.act_with_code(code, event, with_, token, names or {})

    def unseal(self, case_id: str, actor: str, why: str, *, locality: str | None = None) -> Mapping[str, str] | Refused:
        """Read sealed identity; who read it and why becomes an event first. For `locality` see `act`."""
        return unseal(self._writing, self.vault, case_id, actor, why, locality)

    def renew_code(self, case_id: str, actor: str, why: str, *, locality: str | None = None) -> str | Refused:
        """A new follow-up code, told this once; the old one is void. Only for the intake office, on a case that
        the office entered or took over; who and why becomes an event. For `locality` see `act`."""
        return renew(self._writing, case_id, actor, why, locality)

    # ── time passes, rules and calendars change ─────────────────────────────

    def tick(self, *, limit: int = 500) -> int:
        """Let time act on every case whose moment has come; how many cases something happened to.

        Any number of workers may do so at once: see `sweep`. Raises, after all other cases and localities,
        EngineError of one that could not go on: rules that turn in circles or were altered, a case that cannot be
        read.
        """
        each = OneByOne()
        for locality in self.store.localities():
            with each:
                self.open_standing(locality)
        touched = sweep(self.store, self.now, self._turn_of, limit=limit)
        each.tell()
        return touched

    def _turn_of(self, case_id: str) -> bool:
        """Let time act on one case; whether anything happened to it."""
        case = self.whole(case_id)
        done = self._writing.judged(case, Tick(), None)
        return isinstance(done, Acted) and done.case.seq > case.seq

    def move(self, case_id: str, digest: str, *, by: str | None) -> Acted | Refused:
        """Take an open case to another version: one transaction, with all that follows at once."""
        return self._writing.moved(case_id, digest, by)

    def note_amendment(self, case_id: str, request: AmendCalendar) -> Acted | Refused:
        """Keep in the case's log that an amended calendar moved its due dates."""
        return self._writing.request(case_id, request)

    def reproject(self, locality: str) -> int:
        """Derive the list rows anew, after the directory or a calendar changed; how many cases. Where a unit
        is out of a case, so is whoever came to it meanwhile."""
        rows, units = self.store.rows(locality), self.store.directory(locality).units
        for row in rows:
            self.reproject_one(row.id)
            if not units.keys().isdisjoint(row.out):
                self._writing.request(row.id, Tick())
        if any(row.id == standing_id(locality) for row in rows):  # who owes a turn is found anew
            self._writing.request(standing_id(locality), Tick())
        return len(rows)

    def reproject_one(self, case_id: str) -> None:
        """Derive the rows of one case anew."""
        self._writing.reproject(case_id)

    def derived(self, case_id: str) -> Batch:
        """The rows of one case as its events come to them, for an audit; nothing is written."""
        return self._writing.derived(case_id)

    # ── what somebody may see ───────────────────────────────────────────────

    def view(self, case_id: str, actor: str, *, locality: str | None = None) -> CaseFile | Refused:
        """The case as one who is on it may see it; to all others it does not exist. For `locality`
        see `act`."""
        return self._reading.view(case_id, actor, locality)

    def look(self, case_id: str, actor: str, sight: Sight) -> Looked | Refused:
        """The same with its clocks and what this person may do now, all of one reading: what a page shows of a
        case of the sight's locality. Whoever acts after it is judged anew."""
        return self._reading.look(case_id, actor, sight)

    def follow(self, code: str) -> CaseFile | Refused:
        """The complainant's own case, by the follow-up code."""
        return self._reading.follow(code)

    def actions(self, case_id: str, actor: str, *, locality: str | None = None) -> tuple[Action, ...]:
        """What this person may do now. For `locality` see `act`."""
        return self._reading.actions(case_id, actor, locality)

    def work(self, locality: str, actor: str) -> tuple[CaseRow, ...]:
        """Open cases that wait for this person."""
        return tuple(r for r in self.store.work_rows(locality, (actor,)) if actor in r.on_case)

    def cases(self, locality: str, actor: str) -> tuple[CaseRow, ...]:
        """All cases of the locality that this person is on."""
        return tuple(r for r in self.store.rows(locality) if actor in r.on_case and actor not in r.out)

    # ── for the office itself, never a page ─────────────────────────────────

    def whole(self, case_id: str) -> Case:
        """The case with nothing left out (health, explanations). Raises UnknownCase."""
        return self._reading.case(case_id)

    def moment(self, case: Case) -> datetime:
        """When something that happens to this case now happens; see `Reading.moment`."""
        return self._reading.moment(case)

    def run_of(self, case: Case) -> Run:
        """The case as rules see it now: owners, facts, who is on it."""
        return self._reading.run_of(case)

    def note(self, case: Case, event: CaseEvent) -> None:
        """Append one event that says what the office itself did beside the rules; `case` is the case after
        it. Raises StaleCase when somebody else wrote first."""
        self._writing.append(case, case.seq - 1, (event,))
