"""The first schema: cases with their chains, rule sets, people, drafts and files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _cases()
    _chains()
    _searched()
    _time()
    _beside()
    _files()
    _rules()
    _people()
    _signing_in()
    _drafts()
    for table in ("events", "openings"):
        _only_grows(table)


def _only_grows(table: str) -> None:
    """The database itself refuses to change or remove a row; the hash chain tells when somebody with
    the file in hand did so all the same."""
    if op.get_bind().dialect.name == "postgresql":
        _only_grows_on_a_server(table)
        return
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grow'); END"
        )


def _only_grows_on_a_server(table: str) -> None:
    """The same on PostgreSQL, where a table can also be emptied at once."""
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


def _cases() -> None:
    """The list row of each case."""
    op.create_table(
        "cases",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owners", sa.JSON(), nullable=False),
        sa.Column("on_case", sa.JSON(), nullable=False),
        sa.Column("out", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("related", sa.JSON(), nullable=False),
        sa.Column("next_moment", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("follow_hash", sa.String(), nullable=True),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("follow_hash", name="uq_cases_follow_hash"),
        sa.UniqueConstraint("locality", "year", "sequence", name="uq_cases_locality_year_sequence"),
        sa.UniqueConstraint("number", name="uq_cases_number"),
    )
    op.create_index("ix_cases_locality_opened", "cases", ["locality", "opened"])
    op.create_index("ix_cases_next_moment", "cases", ["next_moment"])


def _chains() -> None:
    """What only grows: events, and the register of openings."""
    op.create_table(
        "events",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_events_case_id"),
        sa.PrimaryKeyConstraint("case_id", "seq", name="pk_events"),
    )
    op.create_table(
        "registers",
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("locality", name="pk_registers"),
    )
    op.create_table(
        "openings",
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_openings_case_id"),
        sa.PrimaryKeyConstraint("locality", "position", name="pk_openings"),
        sa.UniqueConstraint("case_id", name="uq_openings_case_id"),
    )


def _searched() -> None:
    """What cases are found by."""
    op.create_table(
        "case_owners",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_owners_case_id"),
        sa.PrimaryKeyConstraint("holder", "case_id", name="pk_case_owners"),
    )
    op.create_index("ix_case_owners_case_id", "case_owners", ["case_id"])
    op.create_table(
        "case_related",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_related_case_id"),
        sa.PrimaryKeyConstraint("case_id", "name", name="pk_case_related"),
    )
    op.create_index("ix_case_related_name_value", "case_related", ["name", "value"])


def _time() -> None:
    """Clocks, and the steps taken when they ran."""
    op.create_table(
        "clocks",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("duty", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("holders", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_clocks_case_id"),
        sa.PrimaryKeyConstraint("case_id", "clock", "epoch", name="pk_clocks"),
    )
    op.create_table(
        "steps",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_steps_case_id"),
        sa.PrimaryKeyConstraint("case_id", "clock", "epoch", "step", "occurrence", name="pk_steps"),
    )


def _beside() -> None:
    """What goes out, sealed identity, and tokens of what was already done."""
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("to", sa.JSON(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_outbox_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_sent", "outbox", ["sent"])
    op.create_table(
        "identity",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_identity_case_id"),
        sa.PrimaryKeyConstraint("case_id", "name", name="pk_identity"),
    )
    op.create_table(
        "tokens",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_tokens"),
    )


def _files() -> None:
    """Attachments by content."""
    op.create_table(
        "files",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_files"),
    )
    op.create_table(
        "case_files",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_files_case_id"),
        sa.ForeignKeyConstraint(["digest"], ["files.digest"], name="fk_case_files_digest"),
        sa.PrimaryKeyConstraint("case_id", "digest", name="pk_case_files"),
    )
    op.create_index("ix_case_files_digest", "case_files", ["digest"])


def _rules() -> None:
    """Published rule sets."""
    op.create_table(
        "rule_sets",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("canonical", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_rule_sets"),
    )
    op.create_table(
        "publications",
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("in_force", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["rule_sets.digest"], name="fk_publications_digest"),
        sa.PrimaryKeyConstraint("locality", "in_force", "digest", name="pk_publications"),
    )


def _people() -> None:
    """The directory."""
    op.create_table(
        "persons",
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("member_of", sa.JSON(), nullable=False),
        sa.Column("leads", sa.JSON(), nullable=False),
        sa.Column("rank", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("away", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("locality", "id", name="pk_persons"),
    )
    op.create_table(
        "units",
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("part_of", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("locality", "id", name="pk_units"),
    )


def _signing_in() -> None:
    """Accounts, sessions, failed tries."""
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_accounts"),
    )
    op.create_index("ix_accounts_locality", "accounts", ["locality"])
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])
    op.create_table(
        "sign_in_failures",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_failures"),
    )
    op.create_index("ix_sign_in_failures_name_at", "sign_in_failures", ["name", "at"])


def _drafts() -> None:
    """Drafts and settings."""
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_locality_owner_at", "drafts", ["locality", "owner", "at"])
    op.create_table(
        "settings",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_settings"),
    )
