"""What a file is called belongs to the case that has it. Names that stand beside contents come to the cases that
are alone in naming the file; there they are never read again.

They stay where they are, sealed, until the row is written anew: clearing them here would write every content a
second time, and SQLite would need as much room again as it takes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.old_file_names import bring_to_cases, kept_beside

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_files", sa.Column("name", sa.LargeBinary(), nullable=True))
    connection = op.get_bind()
    bring_to_cases(connection, kept_beside(connection))
