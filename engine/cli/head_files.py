"""Exported heads as files: one a day in a folder, signed, and read again to compare with.

The folder is for taking away: a copy on another machine or on paper is what tells later.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.accounts.signing import SigningKey, WrongSignature, checked
from engine.cli.misuse import WrongUse
from engine.store.auditing.heads import BadHeads, Heads, from_json, to_json

FOLDER = "audit"


def signed(heads: Heads, key: SigningKey) -> dict[str, Any]:
    """The heads with the signature around them, as the file holds them."""
    return key.sign(to_json(heads))


def file_of(folder: Path, at: datetime) -> Path:
    """Where the heads of a day lie (the day in UTC)."""
    return folder / f"heads-{at.astimezone(UTC).date().isoformat()}.json"


def write_daily(folder: Path, at: datetime, heads_at: Callable[[datetime], Heads], key: SigningKey) -> Path | None:
    """Write the heads of this day; None when they were written before. The first of several writers
    wins, and what is there is never written over."""
    path = file_of(folder, at)
    if path.exists():
        return None
    heads = heads_at(at)
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(signed(heads, key), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    except FileExistsError:
        return None
    finally:
        os.unlink(temporary)
    return path


def read(path: Path, public: str) -> Heads | None:
    """The heads in a file; None when this key did not sign what it says. Raises WrongUse for a file
    that is none."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return from_json(checked(raw, public))
    except OSError as error:
        raise WrongUse("path", seen=path, known="-") from error
    except WrongSignature:
        return None
    except (BadHeads, ValueError, AttributeError) as error:
        raise WrongUse("heads", path=path) from error
