"""Where the keys come from: `BIHUAN_KEY` for the vault's master key, or a file beside the data that
only its owner may read. A key is 64 hexadecimal digits, as `openssl rand -hex 32` prints them.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

from engine.accounts.vault import KEY_BYTES, KeyVault, WrongKey
from engine.errors import EngineError

VARIABLE = "BIHUAN_KEY"


def open_vault(environment: Mapping[str, str], path: Path) -> KeyVault:
    """The vault under the key of the environment, else under that of the file, which is made when
    missing. Raises WrongKey for a malformed key, EngineError for a file that others may read."""
    return KeyVault(read_or_make(environment, VARIABLE, path))


def vault_at_hand(environment: Mapping[str, str], path: Path) -> KeyVault | None:
    """The same, but no key is made: None where there is none."""
    if VARIABLE not in environment and not path.exists():
        return None
    return open_vault(environment, path)


def read_or_make(environment: Mapping[str, str], variable: str, path: Path) -> bytes:
    """The key that a variable of the environment gives, else that of a file, which is made when
    missing. Raises WrongKey for a malformed key, EngineError for a file that others may read."""
    given = environment.get(variable)
    return made_or_read(path) if given is None else _key(given, variable)


def made_or_read(path: Path) -> bytes:
    """The key of a file, which is made when missing. Raises as `read_or_make` does."""
    if not path.exists():
        _make(path)
    return _key(_read(path), str(path))


def read_given(environment: Mapping[str, str], variable: str) -> KeyVault | None:
    """The vault under the key that a variable gives. Raises WrongKey for a malformed one."""
    given = environment.get(variable)
    return None if given is None else KeyVault(_key(given, variable))


def read_if_there(path: Path) -> KeyVault | None:
    """The vault under the key of a file that is there. Raises as `read_or_make` does."""
    return KeyVault(_key(_read(path), str(path))) if path.exists() else None


def _key(text: str, source: str) -> bytes:
    try:
        return bytes.fromhex(text.strip())
    except ValueError as error:
        raise WrongKey(f"{source} is not a key: {2 * KEY_BYTES} hexadecimal digits are needed") from error


def _read(path: Path) -> str:
    if path.stat().st_mode & 0o077:
        raise EngineError(f"others may read the key in {path}: run chmod 600 on it")
    return path.read_text(encoding="ascii", errors="replace")


def _make(path: Path) -> None:
    """Written whole beside its place and then linked there: of two processes the first one's stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            return
    finally:
        os.unlink(temporary)
