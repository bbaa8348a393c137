"""The installation that a command works on: its database, opened and closed again.

`installation` opens the whole office and needs the vault's key; `kept` opens what is kept, with the
key or without it, so that an audit runs also after the key was destroyed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.casework.upkeep.resealing import KEY
from engine.cli.misuse import WrongUse, unknown
from engine.errors import EngineError
from engine.store.addresses import without_password

if TYPE_CHECKING:
    from engine.accounts.signing import SigningKey
    from engine.casework.office_store import OfficeStore
    from engine.casework.ports import Vault
    from engine.office import Office

_SQLITE = "sqlite:///"


def address(given: str | None, home: Path) -> str:
    """The database asked for, else the one that the app uses."""
    return given or f"sqlite:///{home / 'var' / 'bihuan.db'}"


def existing(given: str | None, home: Path) -> str:
    """The database asked for. Raises WrongUse for a file that is not there."""
    url = address(given, home)
    if url.startswith(_SQLITE) and not Path(url.removeprefix(_SQLITE)).is_file():
        raise WrongUse("no-database", url=url)
    return url


@contextmanager
def installation(given: str | None, home: Path) -> Iterator[Office]:
    """The office at that database. Raises WrongUse when it cannot be opened, its key is another's, or its key is
    being changed."""
    from engine.accounts.vault import KeyChanging, OtherKey
    from engine.office import Office  # only here: SQLAlchemy is slow to import
    from engine.office.keys import key_path

    url = address(given, home)
    try:
        office = Office.open(url, home)
    except KeyChanging as error:
        raise WrongUse("key-changing", url=without_password(url)) from error
    except OtherKey as error:
        raise WrongUse("key", url=without_password(url), path=key_path(url, home)) from error
    except EngineError as error:
        raise WrongUse("database", url=without_password(url), detail=error) from error
    with office:
        yield office


@dataclass(frozen=True)
class Kept:
    """What an installation keeps; `vault` is None where its key is not at hand."""

    store: OfficeStore
    vault: Vault | None
    key_path: Path

    def beside(self, name: str) -> Path:
        """A place beside the keys."""
        return self.key_path.with_name(name)

    def signing_key(self) -> SigningKey:
        """The key that exports are signed with; made when missing."""
        from engine.accounts.signing import beside, signing_key

        return signing_key(os.environ, beside(self.key_path))


@contextmanager
def kept(given: str | None, home: Path) -> Iterator[Kept]:
    """What is kept at that database. Raises WrongUse when there is no database, it cannot be read, or its key is
    being changed: some of it is under one key and some under another."""
    from engine.accounts.key_file import vault_at_hand
    from engine.office.key_change import under_way
    from engine.office.keys import key_path
    from engine.store import open_store

    url = existing(given, home)
    try:
        here, store = key_path(url, home), open_store(url)
        if under_way(store) is not None:
            raise WrongUse("key-changing", url=without_password(url))
        vault = vault_at_hand(os.environ, here)
        its_own = vault is not None and store.setting(KEY) in (None, vault.key_id)
        yield Kept(store, vault if its_own else None, here)
    except EngineError as error:
        if isinstance(error, WrongUse):
            raise
        raise WrongUse("database", url=without_password(url), detail=error) from error


def known_locality(office: Office, id_: str) -> str:
    """The locality, if rules were published for it. Raises WrongUse otherwise."""
    if id_ not in office.store.localities():
        raise unknown("locality", id_, office.store.localities())
    return id_
