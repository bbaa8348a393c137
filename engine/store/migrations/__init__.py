"""The schema, step by step, so that an installation of any age can be brought up to date.

`upgrade` runs inside the caller's transaction: a process killed half way leaves the old schema whole,
and of two that start together one waits for the other.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from engine.errors import EngineError


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the database up to `revision`; nothing happens when it is there. Raises EngineError for a
    database that a later version of this program has changed."""
    try:
        command.upgrade(configuration(connection), revision)
    except CommandError as error:
        raise EngineError(f"this database belongs to a later version of the program: {error}") from error


def is_current(connection: Connection) -> bool:
    """Whether nothing is left to do: whoever opens a database that others write to does not wait for them."""
    newest = ScriptDirectory.from_config(configuration(connection)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == newest


def configuration(connection: Connection) -> Config:
    """What Alembic needs to know; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
