"""The part of the memory store that a change of the master key needs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from engine.casework.ports import CaseRow, Draft
from engine.casework.ports.accounts import SecondFactor
from engine.casework.upkeep.resealing import HASHES, KEY, KINDS, Hash, Kind, Place, Resealed, Sealed

_OPENS = '"code"'


class MemoryResealing:
    """See `engine.casework.upkeep.resealing.Resealing`."""

    _lock: threading.RLock
    _settings: dict[str, str]
    _rows: dict[str, CaseRow]
    _identity: dict[str, dict[str, bytes]]
    _case_files: dict[str, dict[str, bytes | None]]
    _tokens: dict[str, str]
    _drafts: dict[str, Draft]
    _files: dict[str, tuple[str, bytes]]
    _factors: dict[str, SecondFactor]
    _offers: dict[str, tuple[bytes, datetime]]
    _attempts: dict[str, tuple[datetime, int]]

    def hold_to_key(self, key: str) -> None:
        """No other process can open this store."""

    def begin_key_change(self, old: str, values: Mapping[str, str]) -> bool:
        with self._lock:
            if self._settings.get(KEY) != old:
                return False
            self._settings |= values
            return True

    def reseal(
        self, kind: Kind, head: bytes, after: Place | None, limit: int, anew: Callable[[Sealed], bytes | None]
    ) -> Resealed:
        with self._lock:
            found = [s for s in self._kept(kind, head) if after is None or s.place > after][:limit]
            left = []
            for sealed in found:
                new = anew(sealed)
                if new is None:
                    left.append(sealed.place)
                else:
                    self._keep(kind, sealed.place, new)
        return Resealed(len(found) - len(left), tuple(left), found[-1].place if found else None)

    def rehash(self, hash_: Hash, head: str, after: str | None, limit: int, anew: Callable[[str], str]) -> Resealed:
        with self._lock:
            found = [h for h in self._hashes(hash_, head) if after is None or h > after][:limit]
            for old in found:
                self._keep_hash(hash_, old, anew(old))
        return Resealed(len(found), (), (found[-1],) if found else None)

    def left_to_change(self, head: bytes, hash_head: str) -> int:
        with self._lock:
            sealed = sum(len(self._kept(kind, head)) for kind in KINDS)
            return sealed + sum(len(self._hashes(hash_, hash_head)) for hash_ in HASHES)

    def overwrite_freed(self) -> bool:
        """Nothing is on a disk."""
        return True

    def _kept(self, kind: Kind, head: bytes) -> list[Sealed]:
        under = (
            (place, value)
            for place, value in self._all(kind)
            if (head.hex().encode() in value if kind == "code" else value.startswith(head))
        )
        return [Sealed(kind, place, value) for place, value in sorted(under)]

    def _all(self, kind: Kind) -> list[tuple[Place, bytes]]:
        if kind in ("identity", "file-name"):
            of_cases: Mapping[str, Mapping[str, bytes | None]]
            of_cases = self._identity if kind == "identity" else self._case_files
            return [((c, n), v) for c, kept in of_cases.items() for n, v in kept.items() if v is not None]
        alone: dict[str, bytes]
        if kind == "code":
            alone = {token: answer.encode() for token, answer in self._tokens.items()}
        elif kind == "draft":
            alone = {id_: draft.answers for id_, draft in self._drafts.items()}
        elif kind == "device":
            alone = {account: factor.secret for account, factor in self._factors.items()}
        elif kind == "device-offer":
            alone = {account: sealed for account, (sealed, _) in self._offers.items()}
        else:
            alone = {id_: content for id_, (_, content) in self._files.items()}
        return [((key,), value) for key, value in alone.items()]

    def _keep(self, kind: Kind, place: Place, new: bytes) -> None:
        key = place[0]
        if kind == "identity":
            self._identity[key] = {**self._identity[key], place[1]: new}
        elif kind == "file-name":
            self._case_files[key] = {**self._case_files[key], place[1]: new}
        elif kind == "code":
            self._tokens[key] = new.decode()
        elif kind == "draft":
            self._drafts[key] = replace(self._drafts[key], answers=new)
        elif kind == "device":
            self._factors[key] = replace(self._factors[key], secret=new)
        elif kind == "device-offer":
            self._offers[key] = (new, self._offers[key][1])
        else:
            self._files[key] = (self._files[key][0], new)

    def _hashes(self, hash_: Hash, head: str) -> list[str]:
        if hash_ == "follow-code":
            found = [row.follow_hash for row in self._rows.values() if row.follow_hash]
        elif hash_ == "token":
            found = [token for token, answer in self._tokens.items() if _OPENS in answer]
        else:
            found = list(self._attempts)
        return sorted(kept for kept in found if not kept.startswith(head))

    def _keep_hash(self, hash_: Hash, old: str, new: str) -> None:
        if hash_ == "follow-code":
            case = next(id_ for id_, row in self._rows.items() if row.follow_hash == old)
            self._rows[case] = replace(self._rows[case], follow_hash=new)
        elif hash_ == "token":
            self._tokens[new] = self._tokens.pop(old)
        else:
            self._attempts[new] = self._attempts.pop(old)
