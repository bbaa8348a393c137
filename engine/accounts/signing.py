"""Signs what is exported: Ed25519, under a key of its own that lies beside the vault's.

It is another key than the vault's, so that signatures still tell something after the vault's key was
destroyed. Whoever has the machine has this key too; what protects an export is that a copy was taken
away, together with the public key, before anybody had a reason to change it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from engine.accounts.key_file import read_or_make
from engine.errors import EngineError

VARIABLE = "BIHUAN_SIGNING_KEY"
_SUFFIX = ".signing-key"
_BYTES = 32


class WrongSignature(EngineError):
    """Not signed by this key, or altered since."""


class SigningKey:
    """Signs under one private key of 32 bytes."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != _BYTES:
            raise EngineError(f"the signing key has {len(secret)} bytes and needs {_BYTES}")
        self._key = Ed25519PrivateKey.from_private_bytes(secret)

    @property
    def public(self) -> str:
        """The public key in hex, by which others check the signature."""
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """The content with its signature around it."""
        signature = self._key.sign(_bytes_of(content)).hex()
        return {"content": dict(content), "public_key": self.public, "signature": signature}


def signing_key(environment: Mapping[str, str], path: Path) -> SigningKey:
    """The key of the environment, else that of the file, which is made when missing. Raises
    EngineError for a malformed key and for a file that others may read."""
    return SigningKey(read_or_make(environment, VARIABLE, path))


def beside(vault_key: Path) -> Path:
    """Where the signing key lies: beside the vault's."""
    return vault_key.with_suffix(_SUFFIX)


def checked(signed: Mapping[str, Any], public: str) -> Mapping[str, Any]:
    """The content, if this public key (hex) signed it. Raises WrongSignature otherwise."""
    content, signature = signed.get("content"), signed.get("signature")
    if not isinstance(content, Mapping) or not isinstance(signature, str):
        raise WrongSignature("there is no signature on it")
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), _bytes_of(content))
    except (ValueError, InvalidSignature) as error:
        raise WrongSignature(f"it is not what the key {public} signed") from error
    return content


def _bytes_of(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
