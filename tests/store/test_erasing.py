"""Attachments go with identity where the rules say so: which, when, and that what happened stays provable."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from engine.accounts.vault import KeyVault
from engine.casework.files.attachments import erased_in, file_id, named_in, sealed
from engine.casework.office_store import OfficeStore
from engine.casework.upkeep.retention import Retaining
from engine.casework.upkeep.unfiled import Unfiled
from engine.store.auditing.chains import verify
from engine.store.auditing.files import FileAudit, verify_files
from engine.store.backups.backup import write_backup
from engine.store.backups.restore import restore
from engine.store.sql import SqlStore
from tests.casework.front import KEY, Front, open_front
from tests.casework.small import at
from tests.store.samples import AT

VAULT = KeyVault(KEY)
PHOTO, LETTER, SCAN = b"\x89PNG me at my door", "我家门牌".encode(), b"%PDF-1.4 a scan"
TERM = "after_closing: 1 month"
WITH_FILES = f"{TERM}\nattachments: true"
MEMO = """
    memo: {label: {zh: 报告, en: Memo}, by: office, to: [leader],
      contains: {scan: {label: {zh: 扫描件, en: Scan}, type: files}}}
"""
LATER = "03-02 09:00"


def keep(store: OfficeStore, *contents: bytes) -> list[str]:
    for content in contents:
        store.put_file(file_id(content), "image/png", sealed(content, VAULT), AT)
    return [file_id(content) for content in contents]


def town(home: Path, store: OfficeStore, retention: str = WITH_FILES) -> Front:
    return open_front(home, store, retention=retention, papers=MEMO)


def closed(front: Front, token: str = "t", files: Sequence[bytes] = (PHOTO, LETTER)) -> str:
    """A case filed with these files, to which a scan was added by a paper; closed on 5 January."""
    store: OfficeStore = front.store  # type: ignore[assignment]
    kept = keep(store, *files)
    answers = {"identity": "anonymous", "request": "help", "matter": "road", "what": "路灯不亮", "proof": kept}
    opened = front.desk.open_case("town", "note", answers, actor=None, token=token, files=kept)
    front.opened = opened  # type: ignore[assignment]
    assert front.do("memo.written", "cai", scan=keep(store, SCAN)) is None
    front.assign()
    assert front.do("answer.sent", "wang", opinion="已修") is None
    return front.id


def retaining(front: Front) -> Retaining:
    front.clock.at = at(LATER)
    store: OfficeStore = front.store  # type: ignore[assignment]
    return Retaining(front.desk, store, Unfiled(store, VAULT, front.clock).in_drafts)


def erase(front: Front) -> None:
    kept = retaining(front)
    kept.apply("town", kept.preview("town").mark)


ALL = tuple(sorted(map(file_id, (PHOTO, LETTER, SCAN))))


def test_the_preview_lists_every_file_of_the_case(tmp_path: Path, store: OfficeStore) -> None:
    front = town(tmp_path, store)
    case = closed(front)
    (found,) = retaining(front).preview("town").cases
    assert (found.case, found.fields, found.files) == (case, (), ALL)


def test_the_mark_stands_for_the_files_too(tmp_path: Path, store: OfficeStore) -> None:
    front = town(tmp_path, store)
    closed(front)
    kept = retaining(front)
    first = kept.preview("town").mark
    store.erase_files(front.id, [file_id(PHOTO)])
    assert kept.preview("town").mark != first


def test_the_bytes_go_and_the_hashes_stay(tmp_path: Path, store: OfficeStore) -> None:
    front = town(tmp_path, store)
    case = closed(front)
    erase(front)
    assert [store.file(id_) for id_ in ALL] == [None] * 3
    assert store.files_of(case) == ()
    events = store.events(case)
    assert set(ALL) == named_in(events) == erased_in(events)
    assert (events[-1].kind, events[-1].data["files"], events[-1].reasons[0].path) == (
        "identity-erased", list(ALL), "retention",
    )  # fmt: skip
    assert verify(store, "town") == ()
    assert verify_files(store, (case,), VAULT) == FileAudit(3, 0, 3, ())
    assert retaining(front).preview("town").cases == ()


def test_where_the_rules_do_not_say_so_the_files_stay(tmp_path: Path, store: OfficeStore) -> None:
    front = town(tmp_path, store, TERM)
    case = closed(front)
    assert retaining(front).preview("town").cases == ()
    assert verify_files(store, (case,), VAULT) == FileAudit(3, 0, 0, ())


def test_a_file_that_another_case_has_stays_with_that_case(tmp_path: Path, store: OfficeStore) -> None:
    front = town(tmp_path, store)
    first = closed(front, "a", (PHOTO, LETTER))
    answers = {"identity": "anonymous", "request": "help", "matter": "road", "proof": [file_id(LETTER)]}
    other = front.desk.open_case("town", "note", answers, actor=None, token="b", files=[file_id(LETTER)])
    erase(front)
    assert (store.file(file_id(PHOTO)), store.file(file_id(LETTER)) is None) == (None, False)
    open_case = other.case  # type: ignore[union-attr]
    assert verify_files(store, (first, open_case), VAULT) == FileAudit(4, 0, 3, ())


def test_a_file_that_is_gone_without_the_rules_is_still_found(tmp_path: Path, store: OfficeStore) -> None:
    front = town(tmp_path, store)
    case = closed(front)
    store.erase_files(case, [file_id(PHOTO)])  # behind the desk's back
    (finding,) = verify_files(store, (case,), VAULT).findings
    assert (finding.fault, finding.file) == ("file-missing", file_id(PHOTO))


def test_whoever_dies_before_the_bytes_are_gone_is_followed_by_another(
    tmp_path: Path, store: OfficeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    front = town(tmp_path, store)
    closed(front)

    def die(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(store, "erase_files", die)
        with pytest.raises(KeyboardInterrupt):
            erase(front)
    assert store.file(file_id(PHOTO)) is not None
    erase(front)
    assert [store.file(id_) for id_ in ALL] == [None] * 3


def test_a_backup_made_after_it_holds_none_and_restores_as_ruled(
    tmp_path: Path, sql: SqlStore, sqlite_url: str
) -> None:
    front = town(tmp_path, sql)
    case = closed(front)
    write_backup(sql, tmp_path / "before.zip", at=AT)
    erase(front)
    manifest = write_backup(sql, tmp_path / "after.zip", at=AT)
    assert (manifest.rows["files"], [name for name in manifest.members if name.startswith("files/")]) == (0, [])
    for archive, gone in (("before.zip", 0), ("after.zip", 3)):
        there = f"sqlite:///{tmp_path / archive}.db"
        restore(tmp_path / archive, there, at=AT)
        with closing(SqlStore(there)) as again:
            assert verify(again, "town") == ()
            assert verify_files(again, (case,), VAULT) == FileAudit(3, 0, gone, ())


def test_the_bytes_are_gone_from_the_file_of_the_database(tmp_path: Path, sqlite: SqlStore) -> None:
    front = town(tmp_path, sqlite)
    closed(front, files=(PHOTO * 9_000,))
    (_, ciphertext) = sqlite.file(file_id(PHOTO * 9_000))  # type: ignore[misc]
    part = ciphertext[5_000:5_600]

    def held() -> list[str]:
        return [p.name for p in (tmp_path / "var").glob("test.db*") if part in p.read_bytes()]

    assert held()
    erase(front)
    assert held() == []


@pytest.mark.parametrize("nth", [1, 2, 3], ids=["event", "identity", "files"])
def test_one_that_dies_when_a_step_is_committed_is_done_again_and_by_the_next_sweep_no_byte_is_left(
    tmp_path: Path, sql: SqlStore, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    """In SQLite the journal is emptied after the commit: whoever dies in between leaves that to the sweep."""
    front = town(tmp_path, sql)
    case = closed(front, files=(PHOTO * 9_000,))
    (_, ciphertext) = sql.file(file_id(PHOTO * 9_000))  # type: ignore[misc]
    part, commits = ciphertext[5_000:5_600], [0]

    def dies(point: str) -> None:
        commits[0] += point == "after-commit"
        if commits[0] == nth:
            raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr("engine.store.database.crash_points.passing", dies)
        with pytest.raises(KeyboardInterrupt):
            erase(front)
    if retaining(front).preview("town").cases:
        erase(front)
    Unfiled(sql, VAULT, front.clock).sweep()
    assert (sql.files_of(case), sql.file(file_id(PHOTO * 9_000)), sql.identity(case)) == ((), None, {})
    assert [p.name for p in (tmp_path / "var").glob("test.db*") if part in p.read_bytes()] == []
    assert (verify(sql, "town"), verify_files(sql, (case,), VAULT)) == ((), FileAudit(2, 0, 2, ()))
