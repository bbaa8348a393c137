"""Tables of an office beside its cases: rules, directory, drafts, files, settings."""

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
)

from engine.store.tables.kinds import Moment, metadata

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

files = Table(
    "files",
    metadata,
    Column("digest", String, primary_key=True),
    Column("name", Text, nullable=False),  # always empty, but for rows of older versions; read by nobody
    Column("media_type", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
)

file_scans = Table(
    "file_scans",
    metadata,
    Column("digest", String, ForeignKey("files.digest", ondelete="CASCADE"), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("found", String),  # the signature that it fitted last; None where nothing was ever found
    Column("let_go", String),  # the signature that the operator called wrong for this file
)

settings = Table(
    "settings",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)
