"""Which kept contents were looked through for malware, what was found, and what the operator let go."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_scans",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found", sa.String(), nullable=True),
        sa.Column("let_go", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["digest"], ["files.digest"], name="fk_file_scans_digest", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name="pk_file_scans"),
    )
