"""The one place that wires rules, store, matcher, clock and accounts together.

Everything above (app, command line) asks an `Office`; everything below knows nothing of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from engine.accounts.follow_code import hash_of, new_code
from engine.accounts.key_file import open_vault
from engine.accounts.vault import KeyVault, bind
from engine.casework.calendars import Calendars
from engine.casework.changes import Changes
from engine.casework.desk import Desk
from engine.casework.importing import Importing
from engine.casework.office_store import OfficeStore
from engine.casework.ports import CaseRow, DamagedCase, Published, Store
from engine.casework.publications import expired, unfit
from engine.casework.retention import Retaining
from engine.casework.rulebook import Rulebook, prepare
from engine.casework.vacancies import still_vacant
from engine.errors import EngineError
from engine.loading import Loaded, build_canonical, canonical, digest, load_ruleset
from engine.loading.calendars import load_calendar
from engine.matching.compiler import check_matchable
from engine.matching.health import Health
from engine.matching.matcher import Matcher
from engine.matching.refusals import as_problems
from engine.matching.supervisor import Supervisor
from engine.policy.calendar import Calendar, local_date
from engine.policy.definitions import RuleSet, Unit
from engine.policy.directory import Directory
from engine.source import Problem
from engine.store import open_store

OFFSET = "clock.offset-seconds"
DEMO = "demo"
DAMAGED = "damaged"


@dataclass(frozen=True)
class Attention:
    """A case that somebody should look at, and why: the matcher had trouble, or nobody is there."""

    case: str
    number: str
    troubles: tuple[str, ...]
    vacancies: tuple[str, ...]


@dataclass(frozen=True)
class OfficeHealth:
    """What the health page shows. `behind` is how far the clock stands before the last event of an open
    case: somebody set it back, or another machine's runs ahead."""

    matching: Health
    attention: tuple[Attention, ...]
    localities: tuple[str, ...]
    now: datetime
    behind: timedelta = timedelta(0)


class PublishedRules:
    """Published rule sets by digest, prepared once; calendars from their files."""

    def __init__(self, store: Store, home: Path) -> None:
        self.store, self.home = store, home
        self._books: dict[str, Rulebook] = {}
        self.calendars = Calendars(store, self._calendar_file)

    def in_force(self, locality: str, at: datetime) -> str | None:
        """The publication that a case opening now falls under: the latest that has begun, if its text
        still holds."""
        found = None
        for published in self.store.published(locality):
            ruleset = self.book(published.digest).ruleset
            day = local_date(self.calendar(ruleset.calendar), at)
            if published.from_ <= day:
                found = None if expired(ruleset, day) else published.digest
        return found

    def book(self, digest_: str) -> Rulebook:
        """The rulebook of a published digest. Raises UnknownCase for one never published."""
        if digest_ not in self._books:
            self._books[digest_] = prepare(build_canonical(self.store.canonical(digest_)))
        return self._books[digest_]

    def calendar(self, id_: str) -> Calendar:
        """The calendar of that id with its amendments. Raises EngineError when its file is missing or
        wrong."""
        return self.calendars.of(id_)

    def _calendar_file(self, id_: str) -> Calendar:
        found = load_calendar(id_, home=self.home)
        if not isinstance(found, Calendar):
            raise EngineError("; ".join(p.line("en") for p in found))
        return found


class FollowCodes:
    """Follow-up codes under the vault's key."""

    def __init__(self, vault: KeyVault) -> None:
        self.vault = vault

    def new(self) -> str:
        """A fresh code."""
        return new_code()

    def hash(self, written: str) -> str | None:
        """The keyed hash of a code."""
        return hash_of(written, self.vault)


class Office:
    """One installation: store, vault, rules, matcher, Desk. Close it when done (or use `with`)."""

    def __init__(
        self, store: OfficeStore, vault: KeyVault, home: Path, now: Callable[[], datetime] | None = None
    ) -> None:  # fmt: skip
        self.store, self.vault, self.home = store, vault, home
        self._clock = now or (lambda: datetime.now(UTC))
        self._moved_by_hand = now is not None
        self.supervisor = Supervisor()
        self.matcher = Matcher(self.supervisor)
        self.rules = PublishedRules(store, home)
        self.desk = Desk(
            store=store, vault=vault, rules=self.rules, match=self.matcher, now=self.now, codes=FollowCodes(vault)
        )
        self.changes = Changes(self.desk, self.rules.calendars)
        self.importing = Importing(self.desk)
        self.retaining = Retaining(self.desk, store)

    @classmethod
    def open(
        cls, url: str, home: Path, *, now: Callable[[], datetime] | None = None, key: Path | None = None
    ) -> Office:
        """The office at a store address. The key comes from BIHUAN_KEY or from a file beside the
        data. Raises EngineError when the key is not the store's, StoreBusy when it cannot be opened."""
        store = open_store(url)
        vault = open_vault(os.environ, key or key_path(url, home))
        bind(store, vault)
        return cls(store, vault, home, now)

    def __enter__(self) -> Office:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the matcher's child process, and give the database's connections back."""
        self.supervisor.close()
        self.store.close()

    # ── time ────────────────────────────────────────────────────────────────

    @property
    def demo(self) -> bool:
        """Whether this installation holds demo data only."""
        return self.store.setting(DEMO) == "yes"

    def now(self) -> datetime:
        """The Desk's clock: the machine's, moved forward by hand where there is demo data only."""
        at = self._clock()
        return at + self._offset() if not self._moved_by_hand and self.demo else at

    def move_clock(self, forward: timedelta) -> int:
        """Move the demo clock forward and let time act; how many cases something happened to.

        Raises EngineError without demo data, and for a step back.
        """
        if not self.demo:
            raise EngineError("the clock can only be moved where there is demo data alone")
        if forward < timedelta(0):
            raise EngineError("time only moves forward")
        self.store.put_setting(OFFSET, str(int((self._offset() + forward).total_seconds())))
        return self.desk.tick()

    def _offset(self) -> timedelta:
        return timedelta(seconds=int(self.store.setting(OFFSET) or 0))

    # ── rules ───────────────────────────────────────────────────────────────

    def ruleset(self, locality: str) -> RuleSet | None:
        """The rule set in force now."""
        found = self.rules.in_force(locality, self.now())
        return self.rules.book(found).ruleset if found else None

    def ruleset_of(self, digest_: str) -> RuleSet:
        """The rule set published under a digest."""
        return self.rules.book(digest_).ruleset

    def units_of(self, digest_: str) -> Mapping[str, Unit]:
        """The units that the rule set published under a digest knows."""
        return self.ruleset_of(digest_).units

    def calendar(self, id_: str) -> Calendar:
        """A calendar by id."""
        return self.rules.calendar(id_)

    def directory(self, locality: str) -> Directory:
        """Persons and units of a locality."""
        return self.store.directory(locality)

    def put_directory(self, locality: str, directory: Directory) -> None:
        """Replace the directory; who owns what is derived anew for every case."""
        self.store.put_directory(locality, directory)
        self.desk.reproject(locality)

    def publish(self, id_: str, *, from_: date) -> tuple[str | None, tuple[Problem, ...]]:
        """Freeze a checked rule set under its digest; None and the problems when it is not fit.

        Of a file with several versions it is the one that holds on that day, and every later one from
        its own first day on: all of them, or none.
        """
        loaded = load_ruleset(id_, home=self.home)
        if loaded.ruleset is None:
            return None, loaded.problems
        locality, chosen = loaded.ruleset.id, loaded.on(from_) or loaded.each[0]
        wanted = [(from_ if v is chosen else v.span.first, v) for v in loaded.each if v.span >= chosen.span]
        refusals = [p for day, v in wanted for p in self._unfit(v, day)]
        if refusals:
            return None, (*loaded.problems, *refusals)
        at = self.now()
        for day, version in wanted:
            content = canonical(version)
            self.store.publish(Published(locality, digest(content), day, at), content)
        self.matcher.rules_published()
        self.desk.open_standing(locality)
        return digest(canonical(chosen)), loaded.problems

    def _unfit(self, version: Loaded, from_: date) -> tuple[Problem, ...]:
        """Why one version cannot be published from that day on."""
        assert version.ruleset is not None
        there = self.store.published(version.ruleset.id)
        days = unfit(version.ruleset, digest(canonical(version)), from_, there)
        return (*unmatchable(version.ruleset), *days)

    # ── health ──────────────────────────────────────────────────────────────

    def health(self) -> OfficeHealth:
        """How the matcher fares, and which open cases need somebody now: a vacancy that was filled
        since is not told. Cases are folded on from where they were known."""
        attention = [a for locality in self.store.localities() for a in self._attention(locality)]
        names, now = self.store.localities(), self.now()
        return OfficeHealth(self.matcher.health(), tuple(attention), names, now, self._behind(now))

    def _attention(self, locality: str) -> list[Attention]:
        open_ = (row for row in self.store.rows(locality) if row.closed is None)
        return [found for row in open_ if (found := self._looked_at(row))]

    def _looked_at(self, row: CaseRow) -> Attention | None:
        """What somebody should see to in one case; one that cannot be read is told, and stops nothing."""
        try:
            case = self.desk.whole(row.id)
        except DamagedCase:
            return Attention(row.id, row.number, (DAMAGED,), ())
        vacant = still_vacant(self.desk.run_of(case)) if case.vacancies else ()
        return Attention(row.id, row.number, case.troubles, vacant) if case.troubles or vacant else None

    def _behind(self, now: datetime) -> timedelta:
        latest = self.desk.folding.latest_of_all()
        return max(latest - now, timedelta(0)) if latest else timedelta(0)


def unmatchable(ruleset: RuleSet) -> tuple[Problem, ...]:
    """What durable_rules cannot be trusted with, as problems at the rule's own place."""
    refusals = check_matchable(prepare(ruleset).groups.values())
    return tuple(as_problems(refusals, ruleset.source_map, f"rules/{ruleset.id}.yaml"))


def key_path(url: str, home: Path) -> Path:
    """Where the key of a store lies when the environment gives none: beside the data, never in it."""
    if url.startswith("sqlite:///"):
        return Path(url.removeprefix("sqlite:///")).with_suffix(".key")
    return home / "var" / "bihuan.key"
