"""Tries to sign in: those that failed, and those that are being judged. Locks stay locked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_tries",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_sign_in_tries"),
    )
    op.create_index("ix_sign_in_tries_name_at", "sign_in_tries", ["name", "at"])
    op.create_index("ix_sign_in_tries_at", "sign_in_tries", ["at"])
    op.execute(
        "INSERT INTO sign_in_tries (place, name, at, failed) "
        "SELECT CAST(id AS VARCHAR), name, at, TRUE FROM sign_in_failures"
    )
    op.drop_table("sign_in_failures")
