"""The one place that wires rules, store, matcher, clock and accounts together.

Everything above (app, command line) asks an `Office`; everything below knows nothing of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from engine.accounts.vault import KeyVault
from engine.casework.desk import Desk
from engine.casework.office_store import OfficeStore
from engine.casework.upkeep.changes import Changes
from engine.casework.upkeep.importing import Importing
from engine.casework.upkeep.rescanning import Rescanning
from engine.casework.upkeep.retention import Retaining
from engine.casework.upkeep.unfiled import Unfiled
from engine.loading import load_ruleset
from engine.matching.matcher import Matcher
from engine.matching.supervisor import Supervisor
from engine.office.clock import OfficeClock
from engine.office.health import OfficeHealth, health_of
from engine.office.keys import FollowCodes, key_path, vault_of
from engine.office.published_rules import PublishedRules
from engine.office.publishing import publish
from engine.policy.calendar import Calendar
from engine.policy.definitions import RuleSet, Unit
from engine.policy.directory import Directory
from engine.source import Problem
from engine.store import open_store


class Office:
    """One installation: store, vault, rules, matcher, Desk. Close it when done (or use `with`)."""

    def __init__(
        self, store: OfficeStore, vault: KeyVault, home: Path, now: Callable[[], datetime] | None = None
    ) -> None:  # fmt: skip
        self.store, self.vault, self.home = store, vault, home
        self.clock = OfficeClock(store, now)
        self.supervisor = Supervisor()
        self.matcher = Matcher(self.supervisor)
        self.rules = PublishedRules(store, home)
        self.desk = Desk(
            store=store, vault=vault, rules=self.rules, match=self.matcher, now=self.now, codes=FollowCodes(vault)
        )
        self.changes = Changes(self.desk, self.rules.calendars)
        self.importing = Importing(self.desk)
        self.unfiled = Unfiled(store, vault, self.now)
        self.rescanning = Rescanning(store, vault, self.now)
        self.retaining = Retaining(self.desk, store, self.unfiled.in_drafts)

    @classmethod
    def open(
        cls, url: str, home: Path, *, now: Callable[[], datetime] | None = None, key: Path | None = None
    ) -> Office:
        """The office at a store address. The key comes from BIHUAN_KEY or from a file beside the
        data. Raises EngineError when the key is not the store's, StoreBusy when it cannot be opened."""
        store = open_store(url)
        try:
            vault = vault_of(store, os.environ, key or key_path(url, home))
        except BaseException:
            store.close()
            raise
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
        return self.clock.demo

    def now(self) -> datetime:
        """The Desk's clock."""
        return self.clock.now()

    def move_clock(self, forward: timedelta) -> int:
        """Move the demo clock forward and let time act; how many cases something happened to.

        Raises EngineError without demo data, and for a step back.
        """
        self.clock.move(forward)
        return self.desk.tick()

    # ── rules ───────────────────────────────────────────────────────────────

    def ruleset(self, locality: str) -> RuleSet | None:
        """The rule set in force now."""
        found = self.rules.holding(locality, self.now())
        return found.ruleset if found else None

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
        digest_, problems = publish(self.store, loaded, from_, self.now())
        if loaded.ruleset is not None and digest_ is not None:
            self.matcher.rules_published()
            self.desk.open_standing(loaded.ruleset.id)
        return digest_, problems

    # ── health ──────────────────────────────────────────────────────────────

    def health(self) -> OfficeHealth:
        """What somebody should look at now."""
        return health_of(self.desk, self.matcher.health())
