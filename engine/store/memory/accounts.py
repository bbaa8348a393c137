"""The part of the memory store that is accounts: sign-in names, sessions, second factors, records."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from engine.casework.ports.accounts import Account, AccountRecord, SecondFactor, Session, Window
from engine.errors import EngineError


class MemoryAccounts:
    """See the module."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._accounts: dict[str, Account] = {}
        self._sessions: dict[str, Session] = {}
        self._tries: dict[str, tuple[str, datetime, bool]] = {}
        self._attempts: dict[str, tuple[datetime, int]] = {}
        self._offers: dict[str, tuple[bytes, datetime]] = {}
        self._factors: dict[str, SecondFactor] = {}
        self._steps_used: dict[str, int] = {}
        self._recovery: dict[str, dict[int, str]] = {}
        self._factor_roles: set[tuple[str, str]] = set()
        self._records: list[AccountRecord] = []

    def account(self, name: str) -> Account | None:
        with self._lock:
            return self._accounts.get(name)

    def accounts(self, locality: str | None = None) -> tuple[Account, ...]:
        with self._lock:
            found = [a for a in self._accounts.values() if locality in (None, a.locality)]
        return tuple(sorted(found, key=lambda a: a.name))

    def put_account(self, account: Account) -> None:
        with self._lock:
            self._accounts[account.name] = account

    def change_account(self, name: str, **changes: Any) -> Account | None:
        with self._lock:
            found = self._accounts.get(name)
            if found is not None:
                found = self._accounts[name] = replace(found, **changes)
            return found

    def put_session(self, session: Session) -> None:
        if session.last.tzinfo is None or session.began.tzinfo is None:
            raise EngineError("a session has a time without time zone")
        kept = replace(session, began=session.began.astimezone(UTC), last=session.last.astimezone(UTC))
        with self._lock:
            self._sessions[session.key] = kept

    def session(self, key: str) -> Session | None:
        with self._lock:
            return self._sessions.get(key)

    def sessions(self, account: str) -> tuple[Session, ...]:
        with self._lock:
            mine = [s for s in self._sessions.values() if s.account == account]
        return tuple(sorted(mine, key=lambda s: (s.last, s.key), reverse=True))

    def drop_session(self, key: str) -> None:
        with self._lock:
            self._sessions.pop(key, None)

    def drop_sessions(self, account: str) -> None:
        with self._lock:
            self._sessions = {k: s for k, s in self._sessions.items() if s.account != account}

    def begin_try(self, name: str, at: datetime, *, since: datetime, most: int) -> str | None:
        with self._lock:
            self._tries = {place: kept for place, kept in self._tries.items() if kept[1] >= since}
            if sum(whose == name for whose, _, _ in self._tries.values()) >= most:
                return None
            place = secrets.token_hex(16)
            self._tries[place] = (name, at.astimezone(UTC), False)
            return place

    def end_try(self, place: str, *, failed: bool) -> None:
        with self._lock:
            kept = self._tries.pop(place, None)
            if failed and kept is not None:
                self._tries[place] = (*kept[:2], True)

    def sign_in_failures(self, name: str, since: datetime) -> int:
        with self._lock:
            return sum(whose == name and failed and at >= since for whose, at, failed in self._tries.values())

    def forget_failures(self, name: str) -> None:
        with self._lock:
            self._tries = {p: kept for p, kept in self._tries.items() if not (kept[0] == name and kept[2])}

    def count_attempt(self, windows: Sequence[Window], at: datetime, *, cost: int = 1) -> bool:
        with self._lock:
            self._attempts = {key: kept for key, kept in self._attempts.items() if kept[0] > at}
            now = [(w, *self._attempts.get(w.key, (at + w.lasts, 0))) for w in windows]
            if any(counted + cost > window.most for window, _, counted in now):
                return False
            self._attempts |= {window.key: (ends, counted + cost) for window, ends, counted in now}
            return True

    def put_offer(self, account: str, sealed: bytes, at: datetime) -> None:
        with self._lock:
            self._offers[account] = (sealed, at.astimezone(UTC))

    def offer(self, account: str) -> tuple[bytes, datetime] | None:
        with self._lock:
            return self._offers.get(account)

    def put_second_factor(self, account: str, factor: SecondFactor, step: int, recovery: tuple[str, ...]) -> None:
        with self._lock:
            self._factors[account] = replace(factor, since=factor.since.astimezone(UTC))
            self._steps_used[account] = step
            self._recovery[account] = dict(enumerate(recovery))
            self._offers.pop(account, None)

    def second_factor(self, account: str) -> SecondFactor | None:
        with self._lock:
            return self._factors.get(account)

    def drop_second_factor(self, account: str) -> None:
        with self._lock:
            for kept in (self._factors, self._steps_used, self._recovery, self._offers):
                kept.pop(account, None)

    def use_step(self, account: str, step: int) -> bool:
        with self._lock:
            if account not in self._factors or self._steps_used[account] >= step:
                return False
            self._steps_used[account] = step
            return True

    def recovery_code(self, account: str, number: int) -> str | None:
        with self._lock:
            return self._recovery.get(account, {}).get(number)

    def use_recovery_code(self, account: str, number: int) -> bool:
        with self._lock:
            return self._recovery.get(account, {}).pop(number, None) is not None

    def recovery_codes_left(self, account: str) -> int:
        with self._lock:
            return len(self._recovery.get(account, {}))

    def factor_roles(self, locality: str) -> frozenset[str]:
        with self._lock:
            return frozenset(role for where, role in self._factor_roles if where == locality)

    def ask_factor_of_role(self, locality: str, role: str, *, asked: bool) -> None:
        with self._lock:
            (self._factor_roles.add if asked else self._factor_roles.discard)((locality, role))

    def record(self, record: AccountRecord) -> None:
        with self._lock:
            self._records.append(replace(record, at=record.at.astimezone(UTC)))

    def records(self, account: str) -> tuple[AccountRecord, ...]:
        with self._lock:
            return tuple(r for r in self._records if r.account == account)
