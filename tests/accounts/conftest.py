"""A store, cheap password hashing and one person, for the tests of accounts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.accounts import turns
from engine.accounts.keeping import create_account
from engine.accounts.passwords import Passwords
from engine.casework.ports import Store
from engine.casework.ports.accounts import Account
from engine.policy.directory import Directory, Person
from engine.store.memory.store import MemoryStore

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
PASSWORD = "小马 correct horse"


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, everybody's turn comes."""
    monkeypatch.setattr(turns, "PATIENCE", 300.0)


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    return Passwords(passes=1, kibibytes=8, lanes=1)


@pytest.fixture
def store() -> Store:
    kept = MemoryStore()
    kept.put_directory("east", Directory({"p1": Person("p1", "张三", roles=("clerk", "reader"))}))
    return kept


@pytest.fixture
def account(store: Store, passwords: Passwords) -> Account:
    made = create_account(store, "east", "p1", "zhang", PASSWORD, AT, passwords=passwords)
    assert isinstance(made, Account)
    return made
