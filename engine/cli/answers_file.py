"""Answers or facts from a YAML or JSON file (JSON is YAML too); `-` reads standard input."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.cli.misuse import WrongUse, unknown
from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from engine.source import Problem


def mapping_in(written: str, lang: str) -> dict[str, Any]:
    """The map that a file holds. Raises WrongUse when it is missing, unreadable or no map."""
    found = document_of(written, lang)
    if not isinstance(found.data, dict):
        raise WrongUse("file-no-map", seen=written)
    return {key: _plain(value) for key, value in found.data.items()}


def document_of(written: str, lang: str) -> Document:
    """A file as a document. Raises WrongUse when it is missing or unreadable."""
    found = _read(written)
    if not isinstance(found, Document):
        raise WrongUse("file-broken", detail=found[0].line(lang))
    return found


def _read(written: str) -> Document | tuple[Problem, ...]:
    if written == "-":
        return read(sys.stdin.buffer.read(), file="stdin")
    path = Path(written)
    if not path.is_file():
        beside = (p.name for p in path.parent.iterdir()) if path.parent.is_dir() else ()
        raise unknown("path", path.name, beside)
    return read(path)


def _plain(value: Any) -> Any:
    """Values as a form gives them: decimals as text."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return str(value) if isinstance(value, Decimal) else value
