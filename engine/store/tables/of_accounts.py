"""Tables of accounts: sign-in, sessions, second factors, and what was done to an account."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
)

from engine.store.tables.kinds import Moment, metadata

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

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("place", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("failed", Boolean, nullable=False),  # or not judged yet
    Index(None, "name", "at"),
    Index(None, "at"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("key", String, primary_key=True),  # a keyed hash; says nothing of kind or visitor
    Column("ends", Moment, nullable=False),
    Column("counted", BigInteger, nullable=False),
    Index(None, "ends"),
)

factor_offers = Table(
    "factor_offers",
    metadata,
    Column("account", String, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("account", String, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    Column("since", Moment, nullable=False),
    Column("step", Integer, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("account", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("hash", String, nullable=False),
    PrimaryKeyConstraint("account", "number"),
)

factor_roles = Table(
    "factor_roles",
    metadata,
    Column("locality", String, nullable=False),
    Column("role", String, nullable=False),
    PrimaryKeyConstraint("locality", "role"),
)

account_records = Table(
    "account_records",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("account", String, nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("what", String, nullable=False),
    Column("by", String, nullable=False),
)
