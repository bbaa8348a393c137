"""Attachments: what is kept under an id is the file of that hash, or it is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.accounts.vault import KeyVault
from engine.casework.events import CaseEvent
from engine.casework.files.attachments import file_id, named_in, opened, sealed
from engine.casework.ports import Store
from engine.errors import EngineError
from engine.store.auditing.chains import Finding
from engine.store.auditing.files import FileAudit, verify_files
from engine.store.memory.store import MemoryStore
from tests.store.samples import AT, event, opening, write

VAULT = KeyVault(b"k" * 32)
PHOTO, LETTER = b"\x89PNG a broken lamp", "来信".encode()


def keep(store: Store, content: bytes, kept: bytes | None = None) -> str:
    id_ = file_id(content)
    store.put_file(id_, "image/png", sealed(content, VAULT) if kept is None else kept, AT)
    return id_


def with_files(store: Store) -> tuple[str, str]:
    """One case: a photo filed with it, a letter attached to its second event."""
    photo, letter = keep(store, PHOTO), keep(store, LETTER)
    first = replace(event("c1", 1), kind="opened", data={"answers": {"proof": [photo]}})
    second = replace(event("c1", 2), data={"with": {"rows": [{"scan": [letter]}]}})
    write(store, replace(opening("c1", files=(photo,)), events=(first, second)))
    return photo, letter


def test_files_that_are_as_they_were_are_counted(store: Store) -> None:
    with_files(store)
    assert verify_files(store, ("c1",), VAULT) == FileAudit(2, 0, 0, ())


def test_without_the_key_they_are_counted_as_not_looked_at(store: Store) -> None:
    with_files(store)
    assert verify_files(store, ("c1",), None) == FileAudit(2, 2, 0, ())


OTHERS = {
    "another-file": sealed(PHOTO, VAULT),
    "another-key": sealed(LETTER, KeyVault(b"x" * 32)),
    "nothing": b"",
    "unsealed": LETTER,
}


@pytest.mark.parametrize("kept", OTHERS.values(), ids=OTHERS)
def test_another_content_under_the_id_is_named_with_the_event_that_attached_it(kept: bytes) -> None:
    store = MemoryStore()
    _, letter = with_files(store)
    keep(store, LETTER, kept)
    assert verify_files(store, ("c1",), VAULT).findings == (Finding("file-altered", "c1", 2, letter),)


def test_a_file_that_is_gone_is_named_also_without_the_key() -> None:
    store = MemoryStore()
    photo, _ = with_files(store)
    del store._files[photo]
    assert verify_files(store, ("c1",), None).findings == (Finding("file-missing", "c1", 1, photo),)


def test_an_id_in_a_text_attaches_nothing() -> None:
    id_ = file_id(PHOTO)
    events = (
        CaseEvent("c", 1, AT, "opened", {"answers": {"what": id_}, "digest": id_}),
        CaseEvent("c", 2, AT, "happened", {"with": {"note": f"see {id_}"}, "event": id_}),
    )
    assert named_in(events) == frozenset()
    assert named_in((CaseEvent("c", 3, AT, "written", {"contents": {"scan": [id_]}}),)) == {id_}


def test_a_file_whose_hash_is_another_does_not_open() -> None:
    id_ = file_id(LETTER)
    forged = VAULT.seal("cGhvdG8=", case=id_, name="file")
    with pytest.raises(EngineError, match="another content"):
        opened(id_, forged, VAULT)
