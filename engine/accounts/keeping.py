"""What an administrator does to accounts: make, revoke, restore, give a new password, ask for a second factor.

Which roles a person holds is the directory's business (`Store.directory`), not the account's: an account
only says that whoever knows its password is that person. Everything that is done leaves a record.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from engine.accounts.context_words import context_words
from engine.accounts.names import account_name, is_account_name
from engine.accounts.passwords import Passwords, weakness
from engine.accounts.sign_in import Refusal, standard_passwords
from engine.casework.ports import Store
from engine.casework.ports.accounts import Account, AccountRecord

NOBODYS = frozenset({"complainant", "public", "anyone"})
"""Words that stand for people outside in rules and events: no account may be one of them."""
INITIAL_FOR = timedelta(days=7)
"""So long a password that an administrator gave opens anything, and only to be changed."""
OPERATOR = "operator"


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
    initial: bool = False,
    names: Iterable[str] = (),
    passwords: Passwords | None = None,
) -> Account | Refusal:
    """A new account of a person in the locality's directory (an administrator need not be in it).

    With `initial` the person must change the password at the first sign-in. Refusals: `bad-account-name`,
    `name-taken`, `unknown-person`, and those of `passwords.weakness`, which a demo account is spared
    (`names` are those of the body). Failed tries under the name from before `at` are forgotten.
    """
    name = account_name(name)
    words = words_around(store, locality, person, names)
    weak = None if demo else weakness(password, name, words)
    code = _unfit(store, locality, person, name, admin=admin) or weak
    if code is not None:
        return Refusal(code)
    hashed = (passwords or standard_passwords()).hash(password)
    until = at + INITIAL_FOR if initial else None
    account = Account(name, locality, person, hashed, demo=demo, admin=admin, initial_until=until)
    store.put_account(account)
    store.forget_failures(name)
    store.record(AccountRecord(name, at, "made", OPERATOR))
    return account


def reset_password(
    store: Store,
    name: str,
    password: str,
    at: datetime,
    *,
    names: Iterable[str] = (),
    passwords: Passwords | None = None,
) -> Account | Refusal:
    """An initial password for somebody who lost theirs; every session of the account ends, and failed
    tries are forgotten."""
    account = store.account(account_name(name))
    if account is None:
        return Refusal("unknown-account")
    if account.demo:
        return Refusal("demo-account")
    code = weakness(password, account.name, words_around(store, account.locality, account.person, names))
    if code is not None:
        return Refusal(code)
    hashed = (passwords or standard_passwords()).hash(password)
    store.forget_failures(account.name)
    return _changed(store, name, at, "password-reset", password_hash=hashed, initial_until=at + INITIAL_FOR)


def revoke(store: Store, name: str, at: datetime) -> Account | Refusal:
    """Nobody gets in by this account any more, and who is in is out at the next action."""
    return _changed(store, name, at, "revoked", revoked=True)


def restore(store: Store, name: str, at: datetime) -> Account | Refusal:
    """The account may be used again."""
    return _changed(store, name, at, "restored", revoked=False)


def end_sessions(store: Store, name: str, at: datetime) -> Account | Refusal:
    """Whoever is in by this account is out, and may sign in again."""
    return _changed(store, name, at, "sessions-ended")


def ask_factor(store: Store, name: str, at: datetime, *, asked: bool) -> Account | Refusal:
    """Require a second factor of the account, or not any more. Whoever is in is asked at the next action."""
    account = store.account(account_name(name))
    if account is not None and account.demo:
        return Refusal("demo-account")
    what = "factor-asked" if asked else "factor-waived"
    return _changed(store, name, at, what, ends=False, factor_asked=at if asked else None)


def reset_factor(store: Store, name: str, at: datetime) -> Account | Refusal:
    """Forget the device of somebody who lost it; where one is required, the next sign-in asks for another."""
    store.drop_second_factor(account_name(name))
    store.forget_failures(code_name(account_name(name)))
    return _changed(store, name, at, "factor-reset")


def code_name(name: str) -> str:
    """Under what wrong codes of an account are counted; no account has a name with a space."""
    return f"{name} code"


def roles_of(store: Store, account: Account) -> tuple[str, ...]:
    """The roles that the account's person holds in the directory today."""
    person = store.directory(account.locality).persons.get(account.person)
    return person.roles if person else ()


def words_around(store: Store, locality: str, person: str, names: Iterable[str] = ()) -> frozenset[str]:
    """Words that the password of this person must not hold; `names` are those of the body."""
    found = store.directory(locality).persons.get(person)
    return context_words(locality, person, *((found.name,) if found else ()), *names)


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


def _changed(
    store: Store, name: str, at: datetime, what: str, *, ends: bool = True, **changes: object
) -> Account | Refusal:
    """Change what is named, end the sessions, and keep that it was done."""
    name = account_name(name)
    account = store.change_account(name, **changes) if changes else store.account(name)
    if account is None:
        return Refusal("unknown-account")
    if ends:
        store.drop_sessions(name)
    store.record(AccountRecord(name, at, what, OPERATOR))
    return account
