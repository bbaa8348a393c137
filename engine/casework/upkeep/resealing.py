"""What an installation keeps sealed or hashed under its master key, and how it comes under another one.

The store names the kinds of what is sealed and changes a few rows at a time, each time in one transaction; who
holds the keys says how a row is sealed anew. What names the old key is looked for and nothing else, so that a change
that was killed anywhere is taken up again by doing it again.

`KEY` names the key that the installation is sealed under. It becomes the new one in the first transaction of a
change, before anything is sealed anew: from then on no process that holds the old one writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal, Protocol, get_args

KEY: Final = "vault-key"
"""The setting with the id of the key."""
CHANGE: Final = "vault-key-change"
"""The setting with the ids of the old and the new key while a change is under way; empty after it."""
HASH_KEYS: Final = "vault-hash-keys"
"""The setting with the hash keys of earlier master keys, sealed under the one of now; before a colon it tells
whether two such settings hold the same keys."""

Kind = Literal["identity", "code", "file-name", "draft", "device", "device-offer", "file"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
Hash = Literal["follow-code", "token", "attempt"]
HASHES: Final[tuple[Hash, ...]] = get_args(Hash)

Place = tuple[str, ...]
"""The primary key of a row."""
_AT_ONCE: Mapping[str, int] = {"file": 1}
_FEW = 200


def same_keys(kept: str | None) -> str | None:
    """Equal for settings that hold the same hash keys."""
    return None if kept is None else kept.partition(":")[0]


@dataclass(frozen=True)
class Sealed:
    """One row as it is kept: ciphertext, or for `code` the text in which the ciphertext stands in hexadecimal."""

    kind: Kind
    place: Place
    value: bytes


@dataclass(frozen=True)
class Resealed:
    """What one transaction did: rows `done`, those that do not open and are `left` as they were, and the `last` one
    that was looked at; None when there was none."""

    done: int
    left: tuple[Place, ...]
    last: Place | None


class Resealing(Protocol):
    """The part of the store that a change of key needs."""

    def begin_key_change(self, old: str, values: Mapping[str, str]) -> bool:
        """Put these settings, all at once, if the installation is sealed under the key of this id. Who writes just
        now is waited for, so that nobody writes under the old key afterwards."""

    def reseal(
        self, kind: Kind, head: bytes, after: Place | None, limit: int, anew: Callable[[Sealed], bytes | None]
    ) -> Resealed:
        """Put `anew` in the place of the next rows whose ciphertext begins so; where it is None the row stays."""

    def rehash(self, hash_: Hash, head: str, after: str | None, limit: int, anew: Callable[[str], str]) -> Resealed:
        """Put `anew` in the place of the next hashes that do not begin so."""

    def left_to_change(self, head: bytes, hash_head: str) -> int:
        """How many rows are sealed so, or hashed otherwise than so."""

    def overwrite_freed(self) -> bool:
        """Write anew what the database keeps, so that nothing of what was changed is left on the disk beside it.
        False where only the server's own people can."""


@dataclass(frozen=True)
class Step:
    """Where a change has come to with one kind: rows done so far, and rows that do not open."""

    what: Kind | Hash
    done: int
    left: tuple[Place, ...] = ()
    ended: bool = False


def reseal_all(store: Resealing, head: bytes, anew: Callable[[Sealed], bytes | None]) -> Iterator[Step]:
    """Seal anew what begins so, kind by kind; a step after every transaction."""
    for kind in KINDS:
        limit = _AT_ONCE.get(kind, _FEW)
        yield from _through(kind, limit, partial(_some, store, kind, head, limit, anew))


def rehash_all(store: Resealing, head: str, anew: Callable[[str], str]) -> Iterator[Step]:
    """Hash once more what does not begin so."""
    for hash_ in HASHES:
        yield from _through(hash_, _FEW, partial(_some_hashes, store, hash_, head, anew))


def _some(
    store: Resealing, kind: Kind, head: bytes, limit: int, anew: Callable[[Sealed], bytes | None], last: Place | None
) -> Resealed:  # fmt: skip
    return store.reseal(kind, head, last, limit, anew)


def _some_hashes(
    store: Resealing, hash_: Hash, head: str, anew: Callable[[str], str], last: Place | None
) -> Resealed:  # fmt: skip
    return store.rehash(hash_, head, last[0] if last else None, _FEW, anew)


def _through(what: Kind | Hash, limit: int, some: Callable[[Place | None], Resealed]) -> Iterator[Step]:
    done, left, last, ended = 0, list[Place](), None, False
    while not ended:
        found = some(last)
        done, last = done + found.done, found.last
        left += found.left
        ended = found.done + len(found.left) < limit
        yield Step(what, done, tuple(left), ended)
