"""The store in a database: one class, put together from one module per subject."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from engine.store.appending import Appending
from engine.store.attempts import Attempts
from engine.store.cases import Cases
from engine.store.claims import Claims
from engine.store.database import BUSY_SECONDS, Database
from engine.store.drafts import Drafts
from engine.store.erasing import Erasing
from engine.store.files import Files
from engine.store.guards import Guards
from engine.store.migrations import is_current, upgrade
from engine.store.notices import Notices
from engine.store.people import People
from engine.store.resealing import Resealing
from engine.store.rules import Rules
from engine.store.scans import Scans
from engine.store.second_factors import SecondFactors
from engine.store.settings import Settings
from engine.store.signing_in import SigningIn
from engine.store.unfiled import Unfiled


class SqlStore(
    Appending, Cases, Claims, Notices, Rules, People, SigningIn, SecondFactors, Attempts, Drafts, Files, Erasing,
    Unfiled, Scans, Resealing, Settings, Guards,
):  # fmt: skip
    """Every method of the OfficeStore port; see there for what each promises.

    Safe for any number of threads; any number of processes may open the same database. The schema is
    brought up to date on opening.
    """

    def __init__(self, url: str, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self._database = Database(url, busy_seconds=busy_seconds)
        try:
            self._bring_up_to_date()
        except BaseException:
            self._database.close()
            raise

    def _bring_up_to_date(self) -> None:
        with self._database.read() as connection:
            there = is_current(connection)
        if not there:
            with self._database.migrate() as connection:
                upgrade(connection)

    @property
    def shown(self) -> str:
        """The address, without its password."""
        return self._database.engine.url.render_as_string(hide_password=True)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A transaction that sees one state of everything, for a backup."""
        with self._database.read() as connection:
            yield connection

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """A transaction that writes past the ports, for restoring."""
        with self._database.write() as connection:
            yield connection

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()
