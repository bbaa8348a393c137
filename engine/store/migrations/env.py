"""Run by Alembic for each command: it works on the connection that the store hands over."""

from __future__ import annotations

from alembic import context

from engine.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
