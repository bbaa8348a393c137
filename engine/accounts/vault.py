"""Seals what only few may read: AES-256-GCM, under a key that is never in the database.

A ciphertext is one byte of format, the id of the key (8 bytes), a nonce (12 bytes) and the sealed
text. Case and field are associated data: ciphertext moved to another place does not open. The key for
sealing, the key for hashes and the key's id are derived from one master key by HKDF-SHA256, so that none
tells anything about the others.

After a change of the master key what was only hashed is hashed once more, under the new hash key, and names the
key: `3f…:9a…`. So the hash keys of all earlier master keys are needed to find it again. They lie sealed in the
store, and `bind` hands them to the vault.
"""

from __future__ import annotations

import copy
import hashlib
import hmac
import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from engine.casework.ports import Store
from engine.casework.upkeep.resealing import CHANGE, HASH_KEYS, KEY
from engine.errors import EngineError

KEY_BYTES = 32
_FORMAT = b"\x01"
_ID_BYTES = 8
_NONCE_BYTES = 12
_HEAD = len(_FORMAT) + _ID_BYTES
_CARRIED = ":"
_TOLD = 16
_HASH_KEYS_AT = ("installation", "hash-keys")


class WrongKey(EngineError):
    """Sealed under another key than the one at hand; nothing can be read with it."""


class OtherKey(WrongKey):
    """A good key, but not the one that this store is sealed under."""


class KeyChanging(WrongKey):
    """A change of this store's key was begun and is not at its end."""


class KeyUsedBefore(EngineError):
    """A new key must be new: processes that began under it long ago would take it for theirs."""


class BrokenSeal(EngineError):
    """The ciphertext was altered, or stands in another place than it was sealed for."""


class KeyVault:
    """The Vault port under one master key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise WrongKey(f"the key has {len(key)} bytes and needs {KEY_BYTES}")
        self._cipher = AESGCM(_derived(key, "seal", KEY_BYTES))
        self._id = _derived(key, "id", _ID_BYTES)
        self._hash_keys: tuple[bytes, ...] = (_derived(key, "blind", KEY_BYTES),)  # the first one first

    @property
    def key_id(self) -> str:
        """Names the key without telling anything about it."""
        return self._id.hex()

    def seal(self, plain: str, *, case: str, name: str) -> bytes:
        head, nonce = _FORMAT + self._id, secrets.token_bytes(_NONCE_BYTES)
        return head + nonce + self._cipher.encrypt(nonce, plain.encode(), _place(head, case, name))

    def open(self, sealed: bytes, *, case: str, name: str) -> str:
        head, nonce, rest = sealed[:_HEAD], sealed[_HEAD:][:_NONCE_BYTES], sealed[_HEAD + _NONCE_BYTES :]
        if head[:1] != _FORMAT or len(nonce) < _NONCE_BYTES:
            raise BrokenSeal(f"field {name} of case {case} is not sealed text")
        if head[1:] != self._id:
            raise WrongKey(f"field {name} of case {case} is sealed under key {head[1:].hex()}, not {self.key_id}")
        try:
            return self._cipher.decrypt(nonce, rest, _place(head, case, name)).decode()
        except InvalidTag as error:
            raise BrokenSeal(f"field {name} of case {case} was altered or moved") from error

    def blind(self, text: str) -> str:
        return self.carried(self.mark(text))

    def mark(self, text: str) -> str:
        return _hashed(self._hash_keys[0], text)

    def carried(self, hashed: str) -> str:
        for key in self._hash_keys[1:]:
            hashed = _hashed(key, hashed)
        return self.hash_head + hashed if len(self._hash_keys) > 1 else hashed

    # ── a change of key ─────────────────────────────────────────────────────

    @property
    def head(self) -> bytes:
        """How everything begins that is sealed under this key."""
        return _FORMAT + self._id

    @property
    def hash_head(self) -> str:
        """How every hash begins that was carried to this key from another."""
        return f"{self.key_id}{_CARRIED}"

    def carried_here(self, kept: str) -> str:
        """A hash that was kept under the key before this one, as it is kept under this one."""
        return self.hash_head + _hashed(self._hash_keys[-1], kept.rpartition(_CARRIED)[2])

    def after(self, old: KeyVault) -> KeyVault:
        """This vault as the one that follows an old one. Raises KeyUsedBefore for one that an old one followed."""
        if self._hash_keys[-1] in old._hash_keys:
            raise KeyUsedBefore(f"key {self.key_id} was this installation's before")
        return self._knowing(old._hash_keys)

    def hash_keys(self) -> str:
        """The earlier hash keys, sealed: what a store keeps so that what was hashed before is found again. In clear
        stands a hash of them, by which two stores tell whether theirs are the same."""
        earlier, (case, name) = self._hash_keys[:-1], _HASH_KEYS_AT
        sealed = self.seal(json.dumps([key.hex() for key in earlier]), case=case, name=name).hex()
        return f"{hashlib.sha256(b''.join(earlier)).hexdigest()[:_TOLD]}:{sealed}"

    def with_hash_keys(self, kept: str) -> KeyVault:
        """The vault that knows these. Raises WrongKey, BrokenSeal when they are not sealed under its key."""
        case, name = _HASH_KEYS_AT
        plain = self.open(bytes.fromhex(kept.partition(":")[2]), case=case, name=name)
        return self._knowing(tuple(bytes.fromhex(key) for key in json.loads(plain)))

    def _knowing(self, earlier: tuple[bytes, ...]) -> KeyVault:
        known = copy.copy(self)
        known._hash_keys = (*earlier, self._hash_keys[-1])
        return known


def bind(store: Store, vault: KeyVault) -> KeyVault:
    """Note in a new store which key seals it, and hold the store to it; the vault that finds again what was hashed
    under earlier keys.

    Raises OtherKey when it was another key, so that a lost key is noticed at the start and not when a field must be
    read, and KeyChanging while the key is being changed. Of several machines that open a new store at once the first
    one's key is noted, and the others are told."""
    if store.setting(KEY) is None:
        store.replace_setting(KEY, None, vault.key_id)
    kept = store.settings(KEY, CHANGE, HASH_KEYS)
    if kept.get(CHANGE):
        raise KeyChanging("a change of this store's key was begun and is not at its end")
    if kept[KEY] != vault.key_id:
        raise OtherKey(f"this store is sealed under key {kept[KEY]}, and the key given is {vault.key_id}")
    store.hold_to_key(vault.key_id)
    return vault.with_hash_keys(kept[HASH_KEYS]) if HASH_KEYS in kept else vault


def _hashed(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()


def _derived(key: bytes, purpose: str, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=f"bihuan {purpose} 1".encode()).derive(key)


def _place(head: bytes, case: str, name: str) -> bytes:
    return head + json.dumps([case, name]).encode()
