"""The installation that a command works on: its database, opened and closed again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.misuse import WrongUse, unknown
from engine.errors import EngineError

if TYPE_CHECKING:
    from engine.office import Office


def address(given: str | None, home: Path) -> str:
    """The database asked for, else the one that the app uses."""
    return given or f"sqlite:///{home / 'var' / 'bihuan.db'}"


@contextmanager
def installation(given: str | None, home: Path) -> Iterator[Office]:
    """The office at that database. Raises WrongUse when it cannot be opened or its key is another's."""
    from engine.office import Office  # only here: SQLAlchemy is slow to import

    url = address(given, home)
    try:
        office = Office.open(url, home)
    except EngineError as error:
        raise WrongUse("database", url=url, detail=error) from error
    with office:
        yield office


def known_locality(office: Office, id_: str) -> str:
    """The locality, if rules were published for it. Raises WrongUse otherwise."""
    if id_ not in office.store.localities():
        raise unknown("locality", id_, office.store.localities())
    return id_
