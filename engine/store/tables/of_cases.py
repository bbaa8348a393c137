"""Tables of cases: events and what is derived from them, what time owes them, what is sealed."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.store.tables.kinds import Moment, metadata, of_case

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
    of_case(),
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
    of_case(),
    Column("holder", String, nullable=False),
    PrimaryKeyConstraint("holder", "case_id"),
    Index(None, "case_id"),
)

related = Table(
    "case_related",
    metadata,
    of_case(),
    Column("name", String, nullable=False),
    Column("value", String, nullable=False),
    PrimaryKeyConstraint("case_id", "name"),
    Index(None, "name", "value"),
)

clocks = Table(
    "clocks",
    metadata,
    of_case(),
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
    of_case(),
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

tokens = Table(
    "tokens",
    metadata,
    Column("token", String, primary_key=True),
    Column("answer", Text, nullable=False),
)

identity = Table(
    "identity",
    metadata,
    of_case(),
    Column("name", String, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    PrimaryKeyConstraint("case_id", "name"),
)

case_files = Table(
    "case_files",
    metadata,
    of_case(),
    Column("digest", String, ForeignKey("files.digest"), nullable=False),
    Column("name", LargeBinary),  # what it is called here, sealed for this case and this file
    PrimaryKeyConstraint("case_id", "digest"),
    Index(None, "digest"),
)
