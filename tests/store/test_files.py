"""How much files take and of what kind they are is known without reading them, on each store."""

from __future__ import annotations

from engine.casework.office_store import OfficeStore
from engine.store.sql import SqlStore
from tests.store.samples import AT


def test_files_are_weighed_without_being_read(store: OfficeStore) -> None:
    store.put_file("a", "text/plain", b"x" * 1_000_000, AT)
    store.put_file("b", "text/plain", b"y" * 10, AT)
    assert dict(store.file_sizes(["a", "b", "never kept"])) == {"a": 1_000_000, "b": 10}
    assert dict(store.file_sizes([])) == {}
    assert store.bytes_of_files() == 1_000_010


def test_their_kinds_are_told_of_those_that_are_kept(store: OfficeStore) -> None:
    store.put_file("a", "text/plain", b"x", AT)
    store.put_file("b", "image/png", b"y", AT)
    assert dict(store.media_types(["a", "b", "never kept"])) == {"a": "text/plain", "b": "image/png"}
    assert dict(store.media_types([])) == {}


def test_an_empty_store_holds_no_bytes(store: OfficeStore) -> None:
    assert store.bytes_of_files() == 0


def test_the_disk_is_seen_under_a_file_and_not_behind_a_server(sqlite: SqlStore, postgresql: SqlStore) -> None:
    free = sqlite.bytes_free()
    assert free is not None
    assert free > 0
    assert postgresql.bytes_free() is None
