"""Signing in, staying signed in, signing out. Pure over the Store port; time is an argument.

A try is counted before the password is looked at, so that a hundred tries at the same moment are not
a hundred guesses. Tries while locked out do not count: the lock opens when the first ones are old
enough. The session's token is shown once; the store keeps its hash. The moment at which a session
began stands in its token, where the hash keeps it from being changed.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from engine.accounts.names import account_name
from engine.accounts.passwords import Passwords
from engine.casework.ports import Account, Store

FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
_TOUCH = timedelta(minutes=1)


@dataclass(frozen=True)
class SignedIn:
    """`token` goes to the browser and is kept nowhere else."""

    token: str
    account: Account


@dataclass(frozen=True)
class Refusal:
    """Why not; `refusal.<code>` in the catalogues says it in words."""

    code: str


@cache
def standard_passwords() -> Passwords:
    """The one hasher of this process, so that its limit on parallel checks holds for all of it."""
    return Passwords()


def sign_in(
    store: Store,
    name: str,
    password: str,
    at: datetime,
    *,
    demo: bool = False,
    passwords: Passwords | None = None,
) -> SignedIn | Refusal:
    """A session, or the refusal `wrong-sign-in`, `locked-out`, `account-revoked` or `demo-only`.

    Demo accounts open only where the caller says that there is demo data alone (`demo`). What is
    wrong with an account is told only to whoever knows its password.
    """
    passwords, name = passwords or standard_passwords(), account_name(name)
    if store.sign_in_failures(name, at - LOCKED_FOR) >= FAILURES:
        return Refusal("locked-out")
    store.note_sign_in(name, at, ok=False)
    if store.sign_in_failures(name, at - LOCKED_FOR) > FAILURES:
        return Refusal("locked-out")
    account = store.account(name)
    if not passwords.check(account.password_hash if account else None, password) or account is None:
        return Refusal("wrong-sign-in")
    store.note_sign_in(name, at, ok=True)
    refused = _refused(account, demo=demo)
    return refused or _begin(store, account, at)


def who(store: Store, token: str, at: datetime) -> Account | None:
    """Whose session it is, asked at every action; None when it ended, was idle for half an hour, is
    half a day old, or the account was revoked meanwhile. Using a session keeps it open."""
    key = _hash(token)
    found = store.session(key)
    if found is None:
        return None
    name, last = found
    account = store.account(name)
    if account is None or account.revoked or at - last >= IDLE or at - _began(token) >= LONGEST:
        store.drop_session(key)
        return None
    if at - last >= _TOUCH:
        store.put_session(key, name, at)
    return account


def sign_out(store: Store, token: str) -> None:
    """End the session; no error when it has ended."""
    store.drop_session(_hash(token))


def _refused(account: Account, *, demo: bool) -> Refusal | None:
    if account.revoked:
        return Refusal("account-revoked")
    return Refusal("demo-only") if account.demo and not demo else None


def _begin(store: Store, account: Account, at: datetime) -> SignedIn:
    token = f"{secrets.token_urlsafe(32)}.{int(at.timestamp()):x}"
    store.put_session(_hash(token), account.name, at)
    return SignedIn(token, account)


def _began(token: str) -> datetime:
    """When the session of a token began that is known by its hash; long ago for one without a moment."""
    _, _, moment = token.rpartition(".")
    return datetime.fromtimestamp(int(moment, 16) if "." in token else 0, UTC)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
