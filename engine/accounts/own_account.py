"""What people do to their own account: change the password, see and end their sessions.

Each asks for the present password again, counted like a try to sign in: whoever finds a screen unlocked
does not take the account over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from engine.accounts.keeping import words_around
from engine.accounts.passwords import Passwords, weakness
from engine.accounts.sign_in import (
    Refusal,
    SignedIn,
    alive,
    begin,
    is_open,
    key_of,
    knows_password,
    needed,
    standard_passwords,
)
from engine.casework.ports import Store
from engine.casework.ports.accounts import AccountRecord

SELF = "self"
OTHERS = "others"
_HANDLE = 16


@dataclass(frozen=True)
class OwnSession:
    """One of a person's sessions. `handle` names it and opens nothing; `here` is the one that asks."""

    handle: str
    began: datetime
    last: datetime
    here: bool


def change_password(
    store: Store,
    token: str,
    present: str,
    new: str,
    at: datetime,
    *,
    names: Iterable[str] = (),
    passwords: Passwords | None = None,
) -> SignedIn | Refusal:
    """A new password; all sessions end at once and the one that asked begins anew.

    Refusals: `signed-out`, `demo-account`, `wrong-password`, `locked-out`, `password-unchanged`, and those of
    `passwords.weakness` (`names` are those of the body).
    """
    found = alive(store, token, at)
    if found is None or needed(store, *found) == "code":
        return Refusal("signed-out")
    account, session = found
    if account.demo:
        return Refusal("demo-account")
    hasher = passwords or standard_passwords()
    refused = knows_password(store, account, present, at, passwords=hasher)
    if refused is not None:
        return refused
    if hasher.check(account.password_hash, new):
        return Refusal("password-unchanged")
    code = weakness(new, account.name, words_around(store, account.locality, account.person, names))
    if code is not None:
        return Refusal(code)
    changed = store.change_account(account.name, password_hash=hasher.hash(new), initial_until=None)
    store.drop_sessions(account.name)
    store.record(AccountRecord(account.name, at, "password-changed", SELF))
    return begin(store, changed or account, at, proved=session.proved)


def own_sessions(store: Store, token: str, at: datetime) -> tuple[OwnSession, ...]:
    """The open sessions of whoever asks, the one that asks first."""
    found = alive(store, token, at)
    if found is None:
        return ()
    here = key_of(token)
    mine = [s for s in store.sessions(found[0].name) if is_open(s, at)]
    shown = [OwnSession(s.key[:_HANDLE], s.began, s.last, s.key == here) for s in mine]
    return tuple(sorted(shown, key=lambda s: not s.here))


def end_sessions(
    store: Store, token: str, which: str, password: str, at: datetime, *, passwords: Passwords | None = None
) -> Refusal | int:
    """End the session of a handle, or all `others`; how many ended. The one that asks stays."""
    found = alive(store, token, at)
    if found is None or needed(store, *found) is not None:
        return Refusal("signed-out")
    account, here = found
    refused = knows_password(store, account, password, at, passwords=passwords)
    if refused is not None:
        return refused
    others = [s.key for s in store.sessions(account.name) if s.key != here.key]
    wanted = [key for key in others if which in (OTHERS, key[:_HANDLE])]
    for key in wanted:
        store.drop_session(key)
    if wanted:
        store.record(AccountRecord(account.name, at, "sessions-ended", SELF))
    return len(wanted)
