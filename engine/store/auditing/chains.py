"""Does what is kept still say what was written? The chains are walked again, event by event.

A finding names the first place that does not fit, per case. Somebody who rewrites a whole chain and
every head beside it is found only against heads that were exported earlier (`engine.store.auditing.heads`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.casework import chain
from engine.casework.events import CaseEvent
from engine.casework.ports import Link, Store
from engine.errors import EngineError
from engine.store.writing import event_of

Fault = Literal[
    "event-missing",  # a number is skipped, or the last events are gone
    "event-altered",  # an event and its hash do not fit, or it cannot be read
    "event-moved",  # an event stands under another number than its own
    "case-missing",  # opened according to the register, but there is no such case
    "opening-altered",  # a line of the register does not fit its hash, or names another first event
    "opening-missing",  # a line of the register is gone, or a case stands in no line
    "file-missing",  # an event names a file that is not kept any more
    "file-altered",  # a kept file is not the one that was attached
    "case-gone",  # exported with so many events; now there is no such case
    "case-rewritten",  # the chain holds together, but is not the one that was exported
    "register-rewritten",  # the same of the register of openings
    "rules-missing",  # a case is pinned to rules that are not kept any more
    "rules-altered",  # kept rules are not those that were published under their digest
    "row-differs",  # a column of the lists is not what the events come to
    "guard-missing",  # a trigger that keeps a table from being changed is gone
    "guard-altered",  # it is not the one that was made
    "guard-foreign",  # a trigger that this program did not make
]


@dataclass(frozen=True)
class Finding:
    """The first place that does not fit: event `seq` of `case`, or line `seq` of the register; `what` names a
    trigger, a column of the lists, or the digest of rules."""

    fault: Fault
    case: str
    seq: int
    file: str = ""
    what: str = ""


def verify(store: Store, locality: str) -> tuple[Finding, ...]:
    """What does not fit in a locality: the register first, then each case by id. Empty is good.

    Others may go on writing meanwhile: what changed while it was read is read again.
    """
    found = list(_settled_register(store, locality))
    for case, head in sorted(store.heads(locality).items()):
        finding = _settled_case(store, locality, case, head)
        found += [finding] if finding else []
    return tuple(found)


def verify_case(store: Store, locality: str, case: str) -> Finding | None:
    """What does not fit in one case, which must be there."""
    return _settled_case(store, locality, case, store.heads(locality)[case])


def _settled_register(store: Store, locality: str) -> tuple[Finding, ...]:
    while True:
        head = store.register_head(locality)
        found = tuple(_register(store, locality, head))
        if not found or store.register_head(locality) == head:
            return found


def _settled_case(store: Store, locality: str, case: str, head: tuple[int, str]) -> Finding | None:
    while True:
        finding = _case(store.links(case), case, head)
        now = store.heads(locality).get(case, head) if finding else head
        if now == head:
            return finding
        head = now


def _case(links: tuple[Link, ...], case: str, head: tuple[int, str]) -> Finding | None:
    previous = chain.START
    for seq, kept in enumerate(links, start=1):
        fault = _fault(kept, case, seq, previous)
        if fault:
            return Finding(fault, case, seq)
        previous = kept.hash
    if len(links) < head[0]:
        return Finding("event-missing", case, len(links) + 1)
    if (len(links), previous) != head:
        return Finding("event-altered", case, len(links))
    return None


def _fault(kept: Link, case: str, seq: int, previous: str) -> Fault | None:
    """What is wrong with the event that stands at number `seq` of a chain, if anything."""
    if kept.seq != seq:
        return "event-missing"
    event = _read(kept, case)
    if event is None or event.case != case:
        return "event-altered"
    if event.seq != seq:
        return "event-moved"
    return None if chain.link(previous, event) == kept.hash else "event-altered"


def _read(kept: Link, case: str) -> CaseEvent | None:
    try:
        return event_of(kept, case)
    except EngineError:
        return None


def _register(store: Store, locality: str, head: tuple[int, str]) -> Iterator[Finding]:
    cases, previous, listed = store.heads(locality), chain.START, set()
    lines = store.openings(locality)
    for position, line in enumerate(lines, start=1):
        if line.position != position:
            yield Finding("opening-missing", "", position)
            return
        value = chain.link_opening(previous, locality=locality, position=position, case=line.case, first=line.first)
        first = store.links(line.case)[:1]
        if value != line.hash or (first and first[0].seq == 1 and first[0].hash != line.first):
            yield Finding("opening-altered", line.case, position)
            return
        if line.case not in cases:
            yield Finding("case-missing", line.case, position)
        previous = line.hash
        listed.add(line.case)
    if (len(lines), previous) != head:
        yield Finding("opening-missing", "", len(lines) + 1)
    yield from (Finding("opening-missing", case, 0) for case in sorted(cases.keys() - listed))
