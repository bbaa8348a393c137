"""The schema, step by step, so that an installation of any age can be brought up to date.

`upgrade` runs inside the caller's transaction: a process killed half way leaves the old schema whole,
and of two that start together one waits for the other.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the database up to `revision`; nothing happens when it is there."""
    command.upgrade(configuration(connection), revision)


def configuration(connection: Connection) -> Config:
    """What Alembic needs to know; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
