"""Second factors, initial passwords, sessions that can be listed, and what was done to accounts.

Sessions are begun anew: when an old one began is not known, so everybody signs in again once.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("initial_until", sa.DateTime(timezone=True)))
    op.add_column("accounts", sa.Column("factor_asked", sa.DateTime(timezone=True)))
    _sessions()
    _factors()
    _records()


def _sessions() -> None:
    op.drop_table("sessions")
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])


def _factors() -> None:
    op.create_table(
        "factor_offers",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_factor_offers"),
    )
    op.create_table(
        "second_factors",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_second_factors"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("account", "number", name="pk_recovery_codes"),
    )
    op.create_table(
        "factor_roles",
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("locality", "role", name="pk_factor_roles"),
    )


def _records() -> None:
    op.create_table(
        "account_records",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account_records"),
    )
    op.create_index("ix_account_records_account", "account_records", ["account"])
    if op.get_bind().dialect.name == "postgresql":
        _only_grow_on_a_server("account_records")
    else:
        _only_grow("account_records")


def _only_grow(table: str) -> None:
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grow'); END"
        )


def _only_grow_on_a_server(table: str) -> None:
    op.execute(
        f"CREATE FUNCTION {table}_only_grow() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} only grow'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_only_grow()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_grow()"
    )
