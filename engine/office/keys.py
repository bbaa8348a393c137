"""The key of an installation: where it lies, and the follow-up codes that are hashed with it."""

from __future__ import annotations

from pathlib import Path

from engine.accounts.follow_code import hash_of, new_code
from engine.accounts.vault import KeyVault


class FollowCodes:
    """Follow-up codes under the vault's key."""

    def __init__(self, vault: KeyVault) -> None:
        self.vault = vault

    def new(self) -> str:
        """A fresh code."""
        return new_code()

    def hash(self, written: str) -> str | None:
        """The keyed hash of a code."""
        return hash_of(written, self.vault)


def key_path(url: str, home: Path) -> Path:
    """Where the key of a store lies when the environment gives none: beside the data, never in it."""
    if url.startswith("sqlite:///"):
        return Path(url.removeprefix("sqlite:///")).with_suffix(".key")
    return home / "var" / "bihuan.key"
