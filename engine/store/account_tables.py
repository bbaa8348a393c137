"""The tables of second factors and of what was done to accounts, beside those of accounts and sessions."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, PrimaryKeyConstraint, String, Table

from engine.store.tables import Moment, metadata

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
