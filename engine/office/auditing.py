"""The rows of lists against the events, for an audit that may have no key: nothing sealed is opened here."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.accounts.vault import KEY_BYTES, KeyVault
from engine.casework.office_store import OfficeStore
from engine.casework.ports import DamagedCase
from engine.casework.upkeep.derived import RowDiffers, first_difference
from engine.errors import EngineError
from engine.office import Office


@dataclass(frozen=True)
class RowAudit:
    """The first difference of each case, and the cases whose rules or calendar are not at hand."""

    differences: tuple[RowDiffers, ...]
    unread: int


def verify_rows(store: OfficeStore, home: Path, cases: Iterable[str]) -> RowAudit:
    """Compare the rows of these cases. One that cannot be read is the chain's finding, and passed over."""
    office = Office(store, KeyVault(secrets.token_bytes(KEY_BYTES)), home)
    found: list[RowDiffers] = []
    unread = 0
    for case in cases:
        try:
            differs = first_difference(office.desk, store, case)
        except DamagedCase:
            continue
        except EngineError:
            unread += 1
            continue
        found += [differs] if differs else []
    office.supervisor.close()
    return RowAudit(tuple(found), unread)
