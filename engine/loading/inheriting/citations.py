"""A bare article means the rule set's own first document: written out before files are merged.

`cite: 四(二)` in a file whose first document is `measures` becomes `measures 四(二)`. What an heir
takes over then still points to its parent's document.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from engine.loading.reading.document import Document, Plain

_IN_CONFLICTS = ("between", "chosen")


def with_documents(document: Document, inherited: frozenset[str]) -> Document:
    """The same file with a document named in every citation; `inherited` are the parents' documents."""
    data = document.data
    if not isinstance(data, dict):
        return document
    own = data.get("documents")
    keys = [str(k) for k in own] if isinstance(own, dict) else []
    known = inherited | set(keys)
    first = keys[0] if keys else ""
    return replace(document, data={k: _section(k, v, first, known) for k, v in data.items()})


def _section(name: str, value: Plain, first: str, known: frozenset[str]) -> Plain:
    cites = ("cite", *_IN_CONFLICTS) if name == "conflicts" else ("cite",)
    return _within(value, first, known, cites)


def _within(value: Plain, first: str, known: frozenset[str], cites: tuple[str, ...]) -> Plain:
    if isinstance(value, list):
        return [_within(v, first, known, cites) for v in value]
    if not isinstance(value, dict):
        return value
    return {k: _entry(k, v, first, known, cites) for k, v in value.items()}


def _entry(key: str, value: Plain, first: str, known: frozenset[str], cites: tuple[str, ...]) -> Plain:
    if key in cites and not isinstance(value, dict):
        return _named(value, first, known)
    return _within(value, first, known, cites)


def _named(value: Plain, first: str, known: frozenset[str]) -> Plain:
    if isinstance(value, list):
        return [_named(v, first, known) for v in value]
    if isinstance(value, (str, int, Decimal)) and not isinstance(value, bool):
        written = str(value)
        return written if written.partition(" ")[0] in known else f"{first} {written}"
    return value
