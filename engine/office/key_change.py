"""A change of the master key: everything that is sealed is sealed anew, everything that is hashed is hashed once more.

    begin   one transaction: the store is sealed under the new key from now on; nobody else writes any more
    steps   a few rows at a time, each transaction whole or not at all
    end     the change is over, and the office can be opened with the new key

Killed anywhere, it is done again from the beginning and finds what is left. Events are not touched: they hold hashes of
contents, and no ciphertext.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from engine.accounts.second_factor import device_place
from engine.accounts.vault import KeyVault
from engine.casework.files.attachments import file_place
from engine.casework.files.called import name_places
from engine.casework.files.drafted import SEALED_AS
from engine.casework.office_store import OfficeStore
from engine.casework.ports import Store, StoreBusy
from engine.casework.upkeep.resealing import CHANGE, HASH_KEYS, KEY, Sealed, Step, rehash_all, reseal_all
from engine.errors import EngineError

_CODE = "follow-code"


@dataclass(frozen=True)
class UnderWay:
    """The ids of the keys between which an installation stands."""

    old: str
    new: str


def under_way(store: Store) -> UnderWay | None:
    """The change that was begun and is not at its end."""
    kept = store.setting(CHANGE)
    return UnderWay(**json.loads(kept)) if kept else None


class KeyChange:
    """One change of the key of a store, begun by this process or by one that was killed."""

    def __init__(self, store: OfficeStore, old: KeyVault, new: KeyVault) -> None:
        """Raises KeyUsedBefore when the new key is not new."""
        self._store, kept, found = store, store.setting(HASH_KEYS), under_way(store)
        self._old = old
        if found is not None and kept is not None:
            self._new = new.with_hash_keys(kept)
        else:
            self._new = new.after(old.with_hash_keys(kept) if kept else old)
        self._begun = found is not None

    def begin(self) -> None:
        """Nobody writes under the old key from now on; nor does this change, once a later one has begun. Raises
        StoreBusy when somebody else was first."""
        if self._begun:
            self._store.hold_to_key(self._new.key_id)
            return
        keys = {"old": self._old.key_id, "new": self._new.key_id}
        values = {KEY: self._new.key_id, CHANGE: json.dumps(keys), HASH_KEYS: self._new.hash_keys()}
        if not self._store.begin_key_change(self._old.key_id, values):
            raise StoreBusy("somebody else changes the key just now")
        self._begun = True

    def steps(self) -> Iterator[Step]:
        """Change what is left to change; a step after each transaction."""
        yield from reseal_all(self._store, self._old.head, self._anew)
        yield from rehash_all(self._store, self._new.hash_head, self._new.carried_here)

    def left(self) -> int:
        """How many rows are still under the old key."""
        return self._store.left_to_change(self._old.head, self._new.hash_head)

    def end(self) -> None:
        """The office can be opened again."""
        self._store.put_setting(CHANGE, "")

    def _anew(self, kept: Sealed) -> bytes | None:
        """The same under the new key, for the same place; None when it does not open (altered, or moved)."""
        try:
            if kept.kind == "code":
                return self._answer_anew(kept.value.decode())
            return self._value_anew(kept)
        except (EngineError, ValueError, KeyError, TypeError):
            return None

    def _value_anew(self, kept: Sealed) -> bytes:
        first, *others = _places(kept)
        for case, name in others:
            try:
                plain = self._old.open(kept.value, case=case, name=name)
            except EngineError:
                continue
            return self._new.seal(plain, case=case, name=name)
        plain = self._old.open(kept.value, case=first[0], name=first[1])
        return self._new.seal(plain, case=first[0], name=first[1])

    def _answer_anew(self, text: str) -> bytes:
        answer = json.loads(text)
        case = answer["case"]
        plain = self._old.open(bytes.fromhex(answer["code"]), case=case, name=_CODE)
        return json.dumps({**answer, "code": self._new.seal(plain, case=case, name=_CODE).hex()}).encode()


def _places(kept: Sealed) -> tuple[tuple[str, str], ...]:
    """What a value may be sealed for: `case` and `name` of the vault."""
    if kept.kind == "identity":
        return ((kept.place[0], kept.place[1]),)
    if kept.kind == "file-name":
        return name_places(kept.place[0], kept.place[1])
    if kept.kind == "draft":
        return ((kept.place[0], SEALED_AS),)
    if kept.kind == "file":
        return (file_place(kept.place[0]),)
    return (device_place(kept.place[0], offered=kept.kind == "device-offer"),)
