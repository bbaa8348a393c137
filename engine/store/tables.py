"""The tables, as SQLAlchemy Core metadata that SQLite and PostgreSQL both understand.

What is searched has a column or a side table of its own; what is only read back is JSON. The
migrations create the same schema step by step, and a test keeps the two equal.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def _of_case() -> Column[Any]:
    return Column("case_id", String, ForeignKey("cases.id"), nullable=False)


cases = Table(
    "cases",
    metadata,
    Column("id", String, primary_key=True),
    Column("locality", String, nullable=False),
    Column("number", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("state", String, nullable=False),
    Column("opened", Moment, nullable=False),
    Column("closed", Moment),
    Column("owners", JSON, nullable=False),
    Column("on_case", JSON, nullable=False),
    Column("out", JSON, nullable=False),
    Column("sealed", Boolean, nullable=False),
    Column("taken_by", String),
    Column("flags", JSON, nullable=False),
    Column("related", JSON, nullable=False),
    Column("next_moment", Moment),
    Column("title", Text, nullable=False),
    Column("follow_hash", String),
    Column("head_seq", Integer, nullable=False),
    Column("head_hash", String, nullable=False),
    UniqueConstraint("number"),
    UniqueConstraint("locality", "year", "sequence"),
    UniqueConstraint("follow_hash"),
    Index(None, "locality", "opened"),
    Index(None, "next_moment"),
)

events = Table(
    "events",
    metadata,
    _of_case(),
    Column("seq", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("hash", String, nullable=False),
    PrimaryKeyConstraint("case_id", "seq"),
)

openings = Table(
    "openings",
    metadata,
    Column("locality", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("case_id", String, ForeignKey("cases.id"), nullable=False),
    Column("first", String, nullable=False),
    Column("hash", String, nullable=False),
    PrimaryKeyConstraint("locality", "position"),
    UniqueConstraint("case_id"),
)

registers = Table(
    "registers",
    metadata,
    Column("locality", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("hash", String, nullable=False),
)

owners = Table(
    "case_owners",
    metadata,
    _of_case(),
    Column("holder", String, nullable=False),
    PrimaryKeyConstraint("holder", "case_id"),
    Index(None, "case_id"),
)

related = Table(
    "case_related",
    metadata,
    _of_case(),
    Column("name", String, nullable=False),
    Column("value", String, nullable=False),
    PrimaryKeyConstraint("case_id", "name"),
    Index(None, "name", "value"),
)

clocks = Table(
    "clocks",
    metadata,
    _of_case(),
    Column("clock", String, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("duty", Boolean, nullable=False),
    Column("outcome", String, nullable=False),
    Column("due", Date),
    Column("expires", Moment),
    Column("provisional", Boolean, nullable=False),
    Column("holders", JSON, nullable=False),
    PrimaryKeyConstraint("case_id", "clock", "epoch"),
)

steps = Table(
    "steps",
    metadata,
    _of_case(),
    Column("clock", String, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("step", String, nullable=False),
    Column("occurrence", Integer, nullable=False),
    PrimaryKeyConstraint("case_id", "clock", "epoch", "step", "occurrence"),
)

claims = Table(
    "claims",
    metadata,
    Column("case_id", String, ForeignKey("cases.id"), primary_key=True),
    Column("worker", String, nullable=False),
    Column("until", Moment, nullable=False),
    Index(None, "worker"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String, nullable=False),
    _of_case(),
    Column("kind", String, nullable=False),
    Column("to", JSON, nullable=False),
    Column("data", JSON, nullable=False),
    Column("sent", Moment),
    UniqueConstraint("key"),
    Index(None, "sent"),
)

notices = Table(
    "notices",
    metadata,
    Column("key", String, primary_key=True),
    Column("locality", String, nullable=False),
    Column("person", String, nullable=False),
    _of_case(),
    Column("kind", String, nullable=False),
    Column("data", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    Column("read", Moment),
    Column("mail", String, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try", Moment),
    Column("sent", Moment),
    Column("fault", Text, nullable=False),
    Index(None, "locality", "person", "at"),
    Index(None, "mail", "next_try"),
)

mail_addresses = Table(
    "mail_addresses",
    metadata,
    Column("locality", String, nullable=False),
    Column("person", String, nullable=False),
    Column("address", String, nullable=False),
    Column("lang", String, nullable=False),
    PrimaryKeyConstraint("locality", "person"),
)

identity = Table(
    "identity",
    metadata,
    _of_case(),
    Column("name", String, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    PrimaryKeyConstraint("case_id", "name"),
)

files = Table(
    "files",
    metadata,
    Column("digest", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("media_type", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
)

case_files = Table(
    "case_files",
    metadata,
    _of_case(),
    Column("digest", String, ForeignKey("files.digest"), nullable=False),
    PrimaryKeyConstraint("case_id", "digest"),
    Index(None, "digest"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("token", String, primary_key=True),
    Column("answer", Text, nullable=False),
)

rule_sets = Table(
    "rule_sets",
    metadata,
    Column("digest", String, primary_key=True),
    Column("canonical", LargeBinary, nullable=False),
)

publications = Table(
    "publications",
    metadata,
    Column("locality", String, nullable=False),
    Column("digest", String, ForeignKey("rule_sets.digest"), nullable=False),
    Column("in_force", Date, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("locality", "in_force", "digest"),
)

persons = Table(
    "persons",
    metadata,
    Column("locality", String, nullable=False),
    Column("id", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("member_of", JSON, nullable=False),
    Column("leads", JSON, nullable=False),
    Column("rank", String),
    Column("level", String),
    Column("away", Boolean, nullable=False),
    PrimaryKeyConstraint("locality", "id"),
)

units = Table(
    "units",
    metadata,
    Column("locality", String, nullable=False),
    Column("id", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("part_of", String),
    Column("level", String),
    PrimaryKeyConstraint("locality", "id"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("name", String, primary_key=True),
    Column("locality", String, nullable=False),
    Column("person", String, nullable=False),
    Column("password_hash", String, nullable=False),
    Column("revoked", Boolean, nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("admin", Boolean, nullable=False),
    Column("initial_until", Moment),
    Column("factor_asked", Moment),
    Index(None, "locality"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("began", Moment, nullable=False),
    Column("proved", Boolean, nullable=False),
    Index(None, "account"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "name", "at"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String, primary_key=True),
    Column("locality", String, nullable=False),
    Column("owner", String),
    Column("form", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("answers", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "locality", "owner", "at"),
)

settings = Table(
    "settings",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)
