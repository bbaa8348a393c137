"""Claims: which worker lets time act on which case, and until when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claims",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_claims_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_claims"),
    )
    op.create_index("ix_claims_worker", "claims", ["worker"])
