"""Run by Alembic for each command: it works on the connection that the store hands over."""

from __future__ import annotations

from alembic import context

from engine import crash_points
from engine.store.tables import metadata


def _one_step_done(*_: object, **__: object) -> None:
    crash_points.passing("mid-migration")


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    on_version_apply=_one_step_done,
)
context.run_migrations()
