"""What casework needs from the outside, as protocols; `engine.office` wires the real ones in.

They are imported from here; each stands in the file of its subject. What stores keep for sign-in alone
(`accounts`) is imported from there.
"""

from __future__ import annotations

from typing import Protocol

from engine.casework.ports.accounts import AccountStore
from engine.casework.ports.cases import CaseStore, Link, Opening
from engine.casework.ports.faults import (
    DamagedCase,
    FileGone,
    KeyChanged,
    NumberTaken,
    StaleCase,
    StepAlreadyTaken,
    StoreBusy,
    UnknownCase,
)
from engine.casework.ports.installation import Draft, InstallationStore, Published
from engine.casework.ports.rows import Batch, CaseRow, ClockRow, OutboxRow, StepRow
from engine.casework.ports.vault import Vault

__all__ = [
    "Batch",
    "CaseRow",
    "ClockRow",
    "DamagedCase",
    "Draft",
    "FileGone",
    "KeyChanged",
    "Link",
    "NumberTaken",
    "Opening",
    "OutboxRow",
    "Published",
    "StaleCase",
    "StepAlreadyTaken",
    "StepRow",
    "Store",
    "StoreBusy",
    "UnknownCase",
    "Vault",
]


class Store(CaseStore, InstallationStore, AccountStore, Protocol):
    """Everything that is kept. One suite of tests runs on every implementation."""

    def close(self) -> None:
        """Give back what is held open, such as connections; whoever asks again opens it anew."""
