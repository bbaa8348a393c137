"""Making, revoking and restoring accounts, and changing their passwords.

Which roles a person holds is the directory's business (`Store.directory`), not the account's: an
account only says that whoever knows its password is that person.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from engine.accounts.names import account_name, is_account_name
from engine.accounts.passwords import Passwords, weakness
from engine.accounts.sign_in import Refusal, standard_passwords
from engine.casework.ports import Account, Store

NOBODYS = frozenset({"complainant", "public", "anyone"})
"""Words that stand for people outside in rules and events: no account may be one of them."""


def create_account(
    store: Store,
    locality: str,
    person: str,
    name: str,
    password: str,
    at: datetime,
    *,
    demo: bool = False,
    admin: bool = False,
    passwords: Passwords | None = None,
) -> Account | Refusal:
    """A new account of a person in the locality's directory (an administrator need not be in it).

    Refusals: `bad-account-name`, `name-taken`, `unknown-person`, and those of `passwords.weakness`,
    which a demo account is spared. Failed tries under the name from before `at` are forgotten.
    """
    name = account_name(name)
    code = _unfit(store, locality, person, name, admin=admin) or (None if demo else weakness(password, name))
    if code is not None:
        return Refusal(code)
    hashed = (passwords or standard_passwords()).hash(password)
    account = Account(name, locality, person, hashed, demo=demo, admin=admin)
    store.put_account(account)
    store.note_sign_in(name, at, ok=True)
    return account


def change_password(store: Store, name: str, password: str, *, passwords: Passwords | None = None) -> Account | Refusal:
    """A new password, accepted by the same rules; every session of the account ends."""
    account = store.account(account_name(name))
    if account is None:
        return Refusal("unknown-account")
    code = None if account.demo else weakness(password, account.name)
    if code is not None:
        return Refusal(code)
    changed = replace(account, password_hash=(passwords or standard_passwords()).hash(password))
    store.put_account(changed)
    store.drop_sessions(account.name)
    return changed


def revoke(store: Store, name: str) -> Account | Refusal:
    """Nobody gets in by this account any more, and who is in is out at the next action."""
    return _set_revoked(store, name, revoked=True)


def restore(store: Store, name: str) -> Account | Refusal:
    """The account may be used again."""
    return _set_revoked(store, name, revoked=False)


def roles_of(store: Store, account: Account) -> tuple[str, ...]:
    """The roles that the account's person holds in the directory today."""
    person = store.directory(account.locality).persons.get(account.person)
    return person.roles if person else ()


def _unfit(store: Store, locality: str, person: str, name: str, *, admin: bool) -> str | None:
    if not is_account_name(name):
        return "bad-account-name"
    if store.account(name) is not None:
        return "name-taken"
    if person in NOBODYS:
        return "unknown-person"
    if not admin and person not in store.directory(locality).persons:
        return "unknown-person"
    return None


def _set_revoked(store: Store, name: str, *, revoked: bool) -> Account | Refusal:
    account = store.account(account_name(name))
    if account is None:
        return Refusal("unknown-account")
    changed = replace(account, revoked=revoked)
    store.put_account(changed)
    if revoked:
        store.drop_sessions(account.name)
    return changed
