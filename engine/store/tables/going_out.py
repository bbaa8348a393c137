"""Tables of what goes out: the outbox, notices to persons, addresses of mail."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.store.tables.kinds import Moment, metadata, of_case

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String, nullable=False),
    of_case(),
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
    of_case(),
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
