"""The tables, as SQLAlchemy Core metadata that SQLite and PostgreSQL both understand.

What is searched has a column or a side table of its own; what is only read back is JSON. The
migrations create the same schema step by step, and a test keeps the two equal. Importing this makes
`metadata` know all of them; each stands in the file of its subject.
"""

from __future__ import annotations

from engine.store.tables.going_out import mail_addresses, notices, outbox
from engine.store.tables.kinds import Moment, metadata
from engine.store.tables.of_accounts import (
    account_records,
    accounts,
    attempts,
    factor_offers,
    factor_roles,
    recovery_codes,
    second_factors,
    sessions,
    sign_in_tries,
)
from engine.store.tables.of_cases import (
    case_files,
    cases,
    claims,
    clocks,
    events,
    identity,
    openings,
    owners,
    registers,
    related,
    steps,
    tokens,
)
from engine.store.tables.of_offices import (
    drafts,
    file_scans,
    files,
    persons,
    publications,
    rule_sets,
    settings,
    units,
)

__all__ = [
    "Moment",
    "account_records",
    "accounts",
    "attempts",
    "case_files",
    "cases",
    "claims",
    "clocks",
    "drafts",
    "events",
    "factor_offers",
    "factor_roles",
    "file_scans",
    "files",
    "identity",
    "mail_addresses",
    "metadata",
    "notices",
    "openings",
    "outbox",
    "owners",
    "persons",
    "publications",
    "recovery_codes",
    "registers",
    "related",
    "rule_sets",
    "second_factors",
    "sessions",
    "settings",
    "sign_in_tries",
    "steps",
    "tokens",
    "units",
]
