"""Are the rules still those that were published? Each is known by the SHA-256 of its text, which the chains cover."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from engine.casework.ports import Store, UnknownCase
from engine.store.auditing.chains import Finding

_SHOWN = 12


def verify_rules(store: Store, locality: str, cases: Iterable[str]) -> tuple[Finding, ...]:
    """The rules that were published for a locality, and those that these cases are pinned to."""
    asked = frozenset(cases)
    wanted = {row.digest for row in store.rows(locality) if row.id in asked}
    return tuple(_found(store, wanted | {p.digest for p in store.published(locality)}))


def _found(store: Store, digests: Iterable[str]) -> Iterator[Finding]:
    for digest in sorted(digests):
        try:
            content = store.canonical(digest)
        except UnknownCase:
            yield Finding("rules-missing", "", 0, what=digest[:_SHOWN])
            continue
        if hashlib.sha256(content).hexdigest() != digest:
            yield Finding("rules-altered", "", 0, what=digest[:_SHOWN])
