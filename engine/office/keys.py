"""The key of an installation: where it lies, and the follow-up codes that are hashed with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.accounts.follow_code import hash_of, new_code
from engine.accounts.key_file import VARIABLE, open_vault, vault_at_hand
from engine.accounts.vault import KeyVault, OtherKey, bind
from engine.casework.ports import Store
from engine.casework.upkeep.resealing import KEY


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


def vault_of(store: Store, environment: Mapping[str, str], path: Path) -> KeyVault:
    """The vault of a store, under the key of the environment or of the file. A store that has no key yet gets one,
    in that file; where the key is missing that a store is sealed under, no other is made in its place.

    Raises OtherKey and KeyChanging as `bind` does, WrongKey for a malformed key.
    """
    vault = vault_at_hand(environment, path)
    if vault is None and store.setting(KEY) is not None:
        raise OtherKey(f"the key that this store is sealed under is missing: neither {VARIABLE} nor {path} gives one")
    return bind(store, vault or open_vault(environment, path))
