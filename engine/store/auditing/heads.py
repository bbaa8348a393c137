"""The heads of all chains at one moment, to be kept elsewhere, and what they tell later.

Whoever can write the database can rewrite a chain together with its heads, so that it holds together
again. He cannot rewrite a copy that was signed and taken away: the event that stood last in a chain
then must stand there still, under the same hash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.casework.office_store import OfficeStore
from engine.casework.ports import Store
from engine.errors import EngineError
from engine.store.auditing.chains import Finding

FORMAT = "bihuan-heads-1"
Head = tuple[int, str]
"""Number of the last event (or line), and its hash."""


class BadHeads(EngineError):
    """Not the heads of chains: another file, or one that was cut."""


@dataclass(frozen=True)
class LocalityHeads:
    """The register's head and those of the cases, by case id."""

    register: Head
    cases: Mapping[str, Head]


@dataclass(frozen=True)
class Heads:
    """All heads of an installation at `at`."""

    at: datetime
    localities: Mapping[str, LocalityHeads]


def heads_of(store: OfficeStore, at: datetime) -> Heads:
    """The heads as they stand; the register is read first, so that no case stands in it alone."""
    known = sorted({*store.localities(), *store.registered()})
    return Heads(at, {i: LocalityHeads(store.register_head(i), store.heads(i)) for i in known})


def to_json(heads: Heads) -> dict[str, Any]:
    """Plain JSON; `from_json` is its inverse."""
    places = {
        i: {"register": list(h.register), "cases": {c: list(head) for c, head in sorted(h.cases.items())}}
        for i, h in heads.localities.items()
    }
    return {"format": FORMAT, "at": heads.at.isoformat(), "localities": places}


def from_json(raw: Mapping[str, Any]) -> Heads:
    """The heads that `to_json` wrote. Raises BadHeads for anything else."""
    if raw.get("format") != FORMAT:
        raise BadHeads(f"the format is {raw.get('format')!r} and not {FORMAT!r}")
    try:
        places = {
            i: LocalityHeads(_head(h["register"]), {c: _head(v) for c, v in h["cases"].items()})
            for i, h in raw["localities"].items()
        }
        return Heads(datetime.fromisoformat(raw["at"]), places)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadHeads("it cannot be read as heads of chains") from error


def _head(raw: Any) -> Head:
    number, hash_ = raw
    return int(number), str(hash_)


def compare(store: Store, heads: Heads, locality: str) -> tuple[Finding, ...]:
    """Where what is kept now is no continuation of what was exported: the register, then each case."""
    there = heads.localities.get(locality)
    if there is None:
        return ()
    return (*_register(store, locality, there.register), *_cases(store, there))


def compare_case(store: Store, heads: Heads, locality: str, case: str) -> tuple[Finding, ...]:
    """The same for one case."""
    there = heads.localities.get(locality)
    head = there.cases.get(case) if there else None
    return tuple(_case(store, case, head)) if head else ()


def _register(store: Store, locality: str, head: Head) -> Iterator[Finding]:
    lines = store.openings(locality)
    if len(lines) < head[0]:
        yield Finding("opening-missing", "", len(lines) + 1)
    elif head[0] and lines[head[0] - 1].hash != head[1]:
        yield Finding("register-rewritten", lines[head[0] - 1].case, head[0])


def _cases(store: Store, there: LocalityHeads) -> Iterator[Finding]:
    for case, head in sorted(there.cases.items()):
        yield from _case(store, case, head)


def _case(store: Store, case: str, head: Head) -> Iterator[Finding]:
    links = store.links(case)
    if not links:
        yield Finding("case-gone", case, head[0])
    elif len(links) < head[0]:
        yield Finding("event-missing", case, len(links) + 1)
    elif links[head[0] - 1].hash != head[1]:
        yield Finding("case-rewritten", case, head[0])
