"""Signing in, staying signed in, signing out. Pure over the Store port; time is an argument.

A try takes one of five places before the secret is looked at, so that a hundred tries at the same moment
are not a hundred guesses. A wrong one keeps its place for a quarter of an hour, a right one gives it back and
clears those of the wrong ones before it; a lock is made of wrong ones alone. Tries while locked out take none:
the lock opens when the first ones are old enough.
The session's token is shown once; the store keeps its hash. The moment at which a session began stands in
its token, where the hash keeps it from being changed.

A session of whom something is still asked (a code, a password of their own, a second factor) is half open:
`who` does not know it, `halfway` does.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Literal

from engine.accounts.names import account_name
from engine.accounts.passwords import Passwords
from engine.accounts.turns import turn
from engine.casework.ports import Store
from engine.casework.ports.accounts import Account, Session

FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
_TOUCH = timedelta(minutes=1)

Need = Literal["code", "new-password", "second-factor"]


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
    """A session (half open where more is asked), or the refusal `wrong-sign-in`, `locked-out`,
    `try-again`, `account-revoked`, `initial-expired` or `demo-only`.

    Demo accounts open only where the caller says that there is demo data alone (`demo`). What is
    wrong with an account is told only to whoever knows its password.
    """
    name, account = account_name(name), store.account(account_name(name))
    refused = knock(store, name, at, lambda: _is_right(account, password, passwords), wrong="wrong-sign-in")
    if refused is not None or account is None:
        return refused or Refusal("wrong-sign-in")
    refused = _refused(account, at, demo=demo)
    return refused or begin(store, account, at)


def knock(store: Store, name: str, at: datetime, right: Callable[[], bool | None], *, wrong: str) -> Refusal | None:
    """One counted try under a name; None when it was right, which forgets the failures before it.

    `right` may answer None for what was right once and does not open twice: refused like a wrong one, and no
    guess. Where tries that nobody has judged yet hold all places, the refusal is `try-again`.
    """
    since = at - LOCKED_FOR
    if store.sign_in_failures(name, since) >= FAILURES:
        return Refusal("locked-out")
    with turn(store, name) as come:
        place = store.begin_try(name, at, since=since, most=FAILURES) if come else None
        if place is None:
            return Refusal("locked-out" if store.sign_in_failures(name, since) >= FAILURES else "try-again")
        found = right()
        if not found:
            store.end_try(place, failed=found is not None)
            return Refusal(wrong)
        store.end_try(place, failed=False)
        store.forget_failures(name)
    return None


def knows_password(
    store: Store, account: Account, password: str, at: datetime, *, passwords: Passwords | None = None
) -> Refusal | None:
    """The same for somebody who is signed in and is asked for the password again."""
    right = lambda: _is_right(account, password, passwords)  # noqa: E731 - a try that is made when it may be
    return knock(store, account.name, at, right, wrong="wrong-password")


def begin(store: Store, account: Account, at: datetime, *, proved: bool = False) -> SignedIn:
    """A new session."""
    token = f"{secrets.token_urlsafe(32)}.{int(at.timestamp()):x}"
    store.put_session(Session(key_of(token), account.name, at, at, proved))
    return SignedIn(token, account)


def who(store: Store, token: str, at: datetime) -> Account | None:
    """Whose session it is, asked at every action; None when it ended, was idle for half an hour, is half a
    day old, something is still asked, or the account was revoked meanwhile. Using a session keeps it open."""
    found = alive(store, token, at)
    return found[0] if found and needed(store, *found) is None else None


def halfway(store: Store, token: str, at: datetime) -> tuple[Account, Need] | None:
    """Whose session it is that lacks something, and what comes first."""
    found = alive(store, token, at)
    need = needed(store, *found) if found else None
    return (found[0], need) if found and need else None


def alive(store: Store, token: str, at: datetime) -> tuple[Account, Session] | None:
    """The session of a token with its account, whatever is still asked of it."""
    session = store.session(key_of(token))
    if session is None:
        return None
    account = store.account(session.account)
    if account is None or account.revoked or not is_open(replace(session, began=_began(token)), at):
        store.drop_session(session.key)
        return None
    if at - session.last >= _TOUCH:
        store.put_session(replace(session, last=at))
    return account, session


def is_open(session: Session, at: datetime) -> bool:
    """Whether neither of its terms has passed."""
    return at - session.last < IDLE and at - session.began < LONGEST


def needed(store: Store, account: Account, session: Session) -> Need | None:
    """What is asked before the session opens; of demo accounts nothing."""
    if account.demo:
        return None
    has_factor = store.second_factor(account.name) is not None
    if has_factor and not session.proved:
        return "code"
    if account.initial_until is not None:
        return "new-password"
    return "second-factor" if not has_factor and factor_is_asked(store, account) else None


def factor_is_asked(store: Store, account: Account) -> bool:
    """Whether the account, or one of its person's roles, must have a second factor."""
    if account.factor_asked is not None:
        return True
    roles = store.factor_roles(account.locality)
    person = store.directory(account.locality).persons.get(account.person) if roles else None
    return person is not None and not roles.isdisjoint(person.roles)


def sign_out(store: Store, token: str) -> None:
    """End the session; no error when it has ended."""
    store.drop_session(key_of(token))


def key_of(token: str) -> str:
    """By what the store knows a session."""
    return hashlib.sha256(token.encode()).hexdigest()


def _is_right(account: Account | None, password: str, passwords: Passwords | None) -> bool:
    hasher = passwords or standard_passwords()
    return hasher.check(account.password_hash if account else None, password)


def _refused(account: Account, at: datetime, *, demo: bool) -> Refusal | None:
    if account.revoked:
        return Refusal("account-revoked")
    if account.initial_until is not None and at >= account.initial_until:
        return Refusal("initial-expired")
    return Refusal("demo-only") if account.demo and not demo else None


def _began(token: str) -> datetime:
    """When the session of a token began that is known by its hash; long ago for one without a moment."""
    _, _, moment = token.rpartition(".")
    return datetime.fromtimestamp(int(moment, 16) if "." in token else 0, UTC)
