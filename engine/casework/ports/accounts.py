"""Accounts, signed-in sessions, second factors and counted attempts, as the store keeps them.

What they mean is in `engine.accounts`. Secrets arrive sealed or hashed; the store never sees a plain one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True)
class Account:
    """A sign-in of one person of one locality.

    `initial_until` is set while the password is one that an administrator gave: it must be changed, and
    opens nothing from that moment on. `factor_asked` is since when a second factor is required.
    """

    name: str
    locality: str
    person: str
    password_hash: str
    revoked: bool = False
    demo: bool = False
    admin: bool = False
    initial_until: datetime | None = None
    factor_asked: datetime | None = None


@dataclass(frozen=True)
class Session:
    """A signed-in browser. `key` is the hash of its token; `proved` says that the second factor was given."""

    key: str
    account: str
    began: datetime
    last: datetime
    proved: bool = False


@dataclass(frozen=True)
class SecondFactor:
    """A device that makes codes. `secret` is sealed."""

    secret: bytes
    since: datetime


@dataclass(frozen=True)
class AccountRecord:
    """Something that was done to an account, and whether by its person (`self`) or an `operator`."""

    account: str
    at: datetime
    what: str
    by: str


@dataclass(frozen=True)
class Window:
    """How much is counted under a key within a time that begins with the first of it."""

    key: str
    lasts: timedelta
    most: int


class AccountStore(Protocol):
    """See the module."""

    def account(self, name: str) -> Account | None:
        """The account of that sign-in name."""

    def accounts(self, locality: str | None = None) -> tuple[Account, ...]:
        """Accounts by name."""

    def put_account(self, account: Account) -> None:
        """Add or replace."""

    def change_account(self, name: str, **changes: object) -> Account | None:
        """Change these fields and leave the others as they are now; the account as it is then."""

    def put_session(self, session: Session) -> None:
        """Begin a signed-in session, or note its last use."""

    def session(self, key: str) -> Session | None:
        """The session of that key."""

    def sessions(self, account: str) -> tuple[Session, ...]:
        """The sessions of an account, last used first."""

    def drop_session(self, key: str) -> None:
        """End a session. No error when there is none."""

    def drop_sessions(self, account: str) -> None:
        """End all sessions of an account."""

    def begin_try(self, name: str, at: datetime, *, since: datetime, most: int) -> str | None:
        """A place for one try under this name, before it is judged; None when `most` tries since then failed
        or hold a place already. Of any number who ask at the same moment no more get one. Tries of any
        name before `since` are forgotten."""

    def end_try(self, place: str, *, failed: bool) -> None:
        """The try was judged: it failed, or gives its place back. A place that is never given back is held
        until it is too old to count."""

    def sign_in_failures(self, name: str, since: datetime) -> int:
        """Tries of this name since then that were judged and failed."""

    def forget_failures(self, name: str) -> None:
        """Forget the tries of this name that failed; those not judged yet keep their places."""

    def count_attempt(self, windows: Sequence[Window], at: datetime, *, cost: int = 1) -> bool:
        """Count so much in each of these windows; False, and nothing counted, when one of them would hold more
        than its most. Of any number who count at the same moment no more are let through. Windows whose time
        has passed are forgotten."""

    def put_offer(self, account: str, sealed: bytes, at: datetime) -> None:
        """Keep what was offered as a second factor until it is confirmed. Replaces the one before."""

    def offer(self, account: str) -> tuple[bytes, datetime] | None:
        """What was offered, and when."""

    def put_second_factor(self, account: str, factor: SecondFactor, step: int, recovery: tuple[str, ...]) -> None:
        """The account's device from now on, its last used time step, and hashes of its recovery codes, in
        the order of their numbers. Replaces all that was there; the offer is gone."""

    def second_factor(self, account: str) -> SecondFactor | None:
        """The account's device."""

    def drop_second_factor(self, account: str) -> None:
        """Forget device and recovery codes. No error when there are none."""

    def use_step(self, account: str, step: int) -> bool:
        """Note that the code of a time step was given; False when it, or a later one, was given before."""

    def recovery_code(self, account: str, number: int) -> str | None:
        """The hash of a recovery code that was not used yet."""

    def use_recovery_code(self, account: str, number: int) -> bool:
        """Forget it; False when somebody else used it meanwhile."""

    def recovery_codes_left(self, account: str) -> int:
        """How many were not used yet."""

    def factor_roles(self, locality: str) -> frozenset[str]:
        """Roles of which everybody must have a second factor."""

    def ask_factor_of_role(self, locality: str, role: str, *, asked: bool) -> None:
        """Require it of a role, or not any more."""

    def record(self, record: AccountRecord) -> None:
        """Keep what was done to an account. Records only grow."""

    def records(self, account: str) -> tuple[AccountRecord, ...]:
        """What was done to an account, in order."""
