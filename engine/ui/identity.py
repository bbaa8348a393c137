"""Who is at the other end: the session cookie, asked of the store at every run and at every act.

The cookie is set by our own route (`engine.ui.routes`), so that no script can read it. A revoked
account or an ended session is nobody at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from engine.accounts import sign_in as accounts
from engine.casework.ports.accounts import Account
from engine.policy.directory import Directory, Person
from engine.ui.runtime import office, wall_clock

COOKIE = "bihuan_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
"""The same over TLS; a browser takes a cookie of such a name from this very host only."""
_LONGEST = 200


@dataclass(frozen=True)
class Me:
    """A signed-in person of one locality."""

    name: str
    locality: str
    person: str
    shown: str
    roles: tuple[str, ...]
    admin: bool
    units: tuple[str, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """What this person may be meant by: the own id and those of the units."""
        return frozenset((self.person, *self.units))


def token() -> str:
    """The session's token as the browser sent it, or nothing."""
    return token_in(st.context.cookies)


def token_in(cookies: Mapping[str, str]) -> str:
    """The session's token among cookies, or nothing."""
    value = cookies.get(SECURE_COOKIE) or cookies.get(COOKIE, "")
    return value if len(value) <= _LONGEST else ""


def me() -> Me | None:
    """Whoever is signed in now, with the roles held now."""
    account = signed_in()
    return listed(account, office().directory(account.locality)) if account else None


def signed_in() -> Account | None:
    """The account that is signed in now."""
    given = token()
    return accounts.who(office().store, given, wall_clock()) if given else None


def listed(account: Account, directory: Directory) -> Me:
    """Whose account it is, as the directory has that person."""
    person = directory.persons.get(account.person, Person(account.person, account.name))
    return Me(account.name, account.locality, person.id, person.name, person.roles, account.admin, person.member_of)


def leave() -> None:
    """End the session."""
    accounts.sign_out(office().store, token())


def halfway() -> tuple[Account, accounts.Need] | None:
    """Whoever has begun to sign in here, and what is asked next."""
    given = token()
    return accounts.halfway(office().store, given, wall_clock()) if given else None
