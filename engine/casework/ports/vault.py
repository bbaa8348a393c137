"""Sealing, as casework needs it."""

from __future__ import annotations

from typing import Protocol


class Vault(Protocol):
    """Seals what only few may read. Associated data binds ciphertext to its place."""

    def seal(self, plain: str, *, case: str, name: str) -> bytes:
        """AES-GCM ciphertext with nonce; case and field name are associated data."""

    def open(self, sealed: bytes, *, case: str, name: str) -> str:
        """The plain text. Raises EngineError when moved, altered or the key is wrong."""

    def blind(self, text: str) -> str:
        """A keyed hash to find equal values without reading them: `carried(mark(text))`."""

    def mark(self, text: str) -> str:
        """A keyed hash (hex) that stays the same for ever; what is kept of it is carried."""

    def carried(self, hashed: str) -> str:
        """A hash as it is kept now: hashed once more under every key since the first."""
