"""Seals what only few may read: AES-256-GCM, under a key that is never in the database.

A ciphertext is one byte of format, the id of the key (8 bytes), a nonce (12 bytes) and the sealed
text. Case and field are associated data: ciphertext moved to another place does not open. The key for
sealing, the key for blind hashes and the key's id are derived from one master key by HKDF-SHA256, so
that none tells anything about the others.
"""

from __future__ import annotations

import hmac
import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from engine.casework.ports import Store
from engine.errors import EngineError

KEY_BYTES = 32
_FORMAT = b"\x01"
_ID_BYTES = 8
_NONCE_BYTES = 12
_HEAD = len(_FORMAT) + _ID_BYTES
_SETTING = "vault-key"


class WrongKey(EngineError):
    """Sealed under another key than the one at hand; nothing can be read with it."""


class OtherKey(WrongKey):
    """A good key, but not the one that this store is sealed under."""


class BrokenSeal(EngineError):
    """The ciphertext was altered, or stands in another place than it was sealed for."""


class KeyVault:
    """The Vault port under one master key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise WrongKey(f"the key has {len(key)} bytes and needs {KEY_BYTES}")
        self._cipher = AESGCM(_derived(key, "seal", KEY_BYTES))
        self._blind_key = _derived(key, "blind", KEY_BYTES)
        self._id = _derived(key, "id", _ID_BYTES)

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
        return hmac.digest(self._blind_key, text.encode(), "sha256").hex()


def bind(store: Store, vault: KeyVault) -> None:
    """Note in a new store which key seals it. Raises OtherKey when it was another one, so that a lost
    key is noticed at the start and not when a field must be read. Of several machines that open a new
    store at once the first one's key is noted, and the others are told."""
    if store.setting(_SETTING) is None and store.replace_setting(_SETTING, None, vault.key_id):
        return
    known = store.setting(_SETTING)
    if known != vault.key_id:
        raise OtherKey(f"this store is sealed under key {known}, and the key given is {vault.key_id}")


def _derived(key: bytes, purpose: str, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=f"bihuan {purpose} 1".encode()).derive(key)


def _place(head: bytes, case: str, name: str) -> bytes:
    return head + json.dumps([case, name]).encode()
