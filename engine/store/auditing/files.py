"""Are the attachments still the files that were attached? Each is opened and its hash made anew.

That needs the key that they are sealed under. Without it the chains can be walked all the same, and
the files are counted as not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.casework.events import CaseEvent
from engine.casework.files.attachments import erased_in, named_in, opened
from engine.casework.ports import Store, Vault
from engine.errors import EngineError
from engine.store.auditing.chains import Finding
from engine.store.writing import event_of


@dataclass(frozen=True)
class FileAudit:
    """How many files the cases have, how many could not be looked at, how many were erased as the rules of
    retention say (the chain holds the event, with the clause), and what is wrong."""

    files: int
    unread: int
    erased: int
    findings: tuple[Finding, ...]


def verify_files(store: Store, cases: Iterable[str], vault: Vault | None) -> FileAudit:
    """The files of these cases; `vault` is None when the key is not at hand."""
    every = [(case, tuple(_readable(store, case))) for case in cases]
    wanted = [(case, seq, id_) for case, events in every for seq, id_ in _attached(store, case, events)]
    gone = {(case, id_) for case, events in every for id_ in erased_in(events)}
    there = [(case, seq, id_) for case, seq, id_ in wanted if (case, id_) not in gone]
    findings = tuple(f for case, seq, id_ in there if (f := _look(store, vault, case, seq, id_)))
    unread = sum(vault is None and store.file(id_) is not None for _, _, id_ in there)
    return FileAudit(len(wanted), unread, len(wanted) - len(there), findings)


def _attached(store: Store, case: str, events: Iterable[CaseEvent]) -> Iterator[tuple[int, str]]:
    """Number of the event that first names it, and the file; and what was filed with the case."""
    seen: set[str] = set()
    for event in events:
        for id_ in sorted(named_in((event,)) - seen):
            seen.add(id_)
            yield event.seq, id_
    yield from ((1, id_) for id_ in store.files_of(case) if id_ not in seen)


def _readable(store: Store, case: str) -> Iterator[CaseEvent]:
    """The events that can be read; the others are the chain's finding."""
    for link in store.links(case):
        try:
            yield event_of(link, case)
        except EngineError:
            continue


def _look(store: Store, vault: Vault | None, case: str, seq: int, id_: str) -> Finding | None:
    kept = store.file(id_)
    if kept is None:
        return Finding("file-missing", case, seq, id_)
    if vault is None:
        return None
    try:
        opened(id_, kept[1], vault)
    except EngineError:
        return Finding("file-altered", case, seq, id_)
    return None
