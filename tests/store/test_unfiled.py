"""Uploads that were never filed go, and nothing else: what an event or a living draft names stays, on each store."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text

from engine.accounts.vault import KeyVault
from engine.casework.events import CaseEvent
from engine.casework.files.attachments import ERASED, file_id, sealed
from engine.casework.files.room import FileLimits, too_much
from engine.casework.office_store import OfficeStore
from engine.casework.ports import Draft
from engine.casework.upkeep.unfiled import DRAFT_LIFE, EVERY, GRACE, Swept, Unfiled
from engine.scenarios.playing import SetClock
from engine.store import tables
from engine.store.auditing.chains import verify
from engine.store.auditing.files import verify_files
from engine.store.backups.backup import write_backup
from engine.store.backups.restore import restore
from engine.store.memory.store import MemoryStore
from engine.store.sql import SqlStore
from tests.casework.front import KEY, open_front
from tests.casework.small import HELP, at
from tests.store.samples import AT, event, opening, write

VAULT = KeyVault(KEY)
PHOTO, LETTER, SCAN = b"\x89PNG never filed", "来信".encode(), b"%PDF-1.4 a scan"
TICK = timedelta(microseconds=1)


def keep(store: OfficeStore, content: bytes, moment: datetime = AT) -> str:
    store.put_file(file_id(content), "image/png", sealed(content, VAULT), moment)
    return file_id(content)


def sweep(store: OfficeStore, moment: datetime = AT + GRACE + TICK) -> Swept:
    return Unfiled(store, VAULT, lambda: moment).sweep()


def draft(store: OfficeStore, answers: dict[str, Any], moment: datetime = AT, id_: str = "d") -> None:
    words = VAULT.seal(json.dumps(answers), case=id_, name="draft")
    store.put_draft(Draft(id_, "east", None, "note", "digest", words, moment))


def off_every_list(store: OfficeStore) -> None:
    """As an installation is in which an earlier version filed."""
    if isinstance(store, MemoryStore):
        store._case_files.clear()
        return
    assert isinstance(store, SqlStore)
    with store.change() as connection:
        connection.execute(delete(tables.case_files))


def first(case: str, kind: str = "opened", **data: Any) -> CaseEvent:
    return replace(event(case, 1), kind=kind, data=data)  # type: ignore[arg-type]


def test_a_day_after_it_was_sent_it_goes_and_its_room_is_free_again(store: OfficeStore) -> None:
    photo = keep(store, PHOTO)
    taken = store.bytes_of_files()
    limits = FileLimits(in_all=taken + 50, free=0)
    assert sweep(store, AT + GRACE) == Swept()
    assert too_much(limits, store, (), 60) == "no-room"
    assert sweep(store) == Swept(0, 1, taken)
    assert (store.file(photo), store.bytes_of_files(), too_much(limits, store, (), 60)) == (None, 0, None)
    assert sweep(store) == Swept()


def test_what_is_sent_again_counts_from_then(store: OfficeStore) -> None:
    photo = keep(store, PHOTO)
    store.put_file(photo, "image/png", sealed(PHOTO, VAULT), AT + GRACE)
    store.put_file(photo, "image/png", sealed(PHOTO, VAULT), AT - GRACE)
    assert sweep(store) == Swept()
    assert sweep(store, AT + 2 * GRACE + TICK).files == 1


ATTACHED = {
    "answers": lambda id_: first("c1", answers={"proof": [id_]}),
    "rows": lambda id_: first("c1", answers={"people": [{"scan": [id_]}]}),
    "act": lambda id_: first("c1", "happened", **{"with": {"proof": [id_]}}),
    "paper": lambda id_: first("c1", "written", contents={"scan": [id_]}),
}


@pytest.mark.parametrize("attached", ATTACHED.values(), ids=ATTACHED)
def test_what_an_event_names_stays_and_comes_on_the_list_that_an_earlier_version_left_out(
    store: OfficeStore, attached: Any
) -> None:
    photo, loose = keep(store, PHOTO), keep(store, LETTER)
    write(store, replace(opening("c1", files=(photo,)), events=(attached(photo),)))
    off_every_list(store)
    assert sweep(store).files == 1
    assert (store.file(loose), store.file(photo) is None, store.files_of("c1")) == (None, False, (photo,))
    assert verify_files(store, ("c1",), VAULT).findings == ()


def test_an_id_in_words_keeps_a_file_and_attaches_it_to_nothing(store: OfficeStore) -> None:
    photo = keep(store, PHOTO)
    write(store, replace(opening("c1"), events=(first("c1", answers={"what": f"see {photo}"}),)))
    assert sweep(store) == Swept()
    assert (store.file(photo) is None, store.files_of("c1")) == (False, ())


def test_what_was_erased_and_is_sent_again_is_named_no_more(store: OfficeStore) -> None:
    photo = keep(store, PHOTO)
    gone = replace(event("c1", 2), kind=ERASED, data={"files": [photo]})  # type: ignore[arg-type]
    write(store, replace(opening("c1", files=(photo,)), events=(first("c1", answers={"proof": [photo]}), gone)))
    store.erase_files("c1", [photo])
    keep(store, PHOTO)
    assert sweep(store).files == 1


def test_an_event_that_cannot_be_read_keeps_all_that_it_may_name(sql: SqlStore) -> None:
    photo, loose = keep(sql, PHOTO), keep(sql, LETTER)
    write(sql, opening("c1"))
    with sql.change() as connection:
        added = "INSERT INTO events (case_id, seq, body, hash) VALUES ('c1', 2, :body, 'x')"
        connection.execute(text(added), {"body": f'{{"answers": {{"proof": ["{photo}"'})
    assert sweep(sql).files == 1
    assert (sql.file(loose), sql.file(photo) is None) == (None, False)


def test_a_living_draft_keeps_its_files_and_takes_them_along_at_its_end(store: OfficeStore) -> None:
    keep(store, PHOTO)
    draft(store, {"rows": [{"proof": [file_id(PHOTO)]}]}, AT)
    assert sweep(store, AT + DRAFT_LIFE) == Swept()
    assert store.draft("d") is not None
    done = sweep(store, AT + DRAFT_LIFE + TICK)
    assert (done.drafts, done.files, store.draft("d")) == (1, 1, None)


def test_a_draft_that_nobody_can_open_stops_nothing(store: OfficeStore) -> None:
    keep(store, PHOTO)
    store.put_draft(Draft("d", "east", None, "note", "digest", b"another key", AT))
    draft(store, [file_id(PHOTO)], id_="list")  # type: ignore[arg-type]
    done = sweep(store)
    assert (done.drafts, done.files) == (0, 1)


def test_many_go_in_turns(store: OfficeStore) -> None:
    for n in range(45):
        keep(store, b"%d" % n)
    kept = keep(store, PHOTO, AT + GRACE)
    assert sweep(store).files == 45
    assert store.file(kept) is not None


def test_of_the_workers_one_sweeps_every_six_hours(store: OfficeStore) -> None:
    clock = SetClock(AT + 2 * GRACE)
    workers = [Unfiled(store, VAULT, clock) for _ in range(2)]
    keep(store, PHOTO)
    assert [w.sweep_when_due() is None for w in workers] == [False, True]
    clock.at += EVERY - TICK
    assert workers[1].sweep_when_due() is None
    clock.at += TICK
    assert [w.sweep_when_due() is None for w in workers] == [False, True]
    clock.at -= 2 * GRACE  # a clock that was set back does not stop it until it has caught up
    assert workers[0].sweep_when_due() is not None


def test_the_bytes_are_gone_from_the_file_of_the_database_and_its_room_is_counted_free(
    sqlite: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1_000})())
    keep(sqlite, PHOTO * 9_000)
    (_, ciphertext) = sqlite.file(file_id(PHOTO * 9_000))  # type: ignore[misc]
    assert sqlite.bytes_free() == 1_000
    sweep(sqlite)
    free = sqlite.bytes_free()
    assert free is not None
    assert free >= 1_000 + len(ciphertext) * 9 // 10
    part = ciphertext[5_000:5_600]
    assert [p.name for p in (tmp_path / "var").glob("test.db*") if part in p.read_bytes()] == []


def test_a_backup_of_an_earlier_version_loses_nothing_either(sql: SqlStore, tmp_path: Path) -> None:
    photo = keep(sql, PHOTO)
    write(sql, replace(opening("c1", files=(photo,)), events=(first("c1", answers={"proof": [photo]}),)))
    off_every_list(sql)
    write_backup(sql, tmp_path / "old.zip", at=AT)
    there = f"sqlite:///{tmp_path / 'again.db'}"
    restore(tmp_path / "old.zip", there, at=AT)
    again = SqlStore(there)
    assert sweep(again, AT + DRAFT_LIFE * 100) == Swept()
    assert again.file(photo) is not None
    again.close()


def test_cases_filed_at_the_desk_lose_nothing(tmp_path: Path, store: OfficeStore) -> None:
    """Opened with a file, one attached by a paper; beside them one that was never filed."""
    memo = """
    memo: {label: {zh: 报告, en: Memo}, by: office, to: [leader],
      contains: {scan: {label: {zh: 扫描件, en: Scan}, type: files}}}
"""
    front = open_front(tmp_path, store, papers=memo)
    moment = at("01-05 09:00")
    for content in (PHOTO, LETTER, SCAN):
        keep(store, content, moment)
    front.file(proof=[file_id(PHOTO)])
    assert front.do("memo.written", "cai", scan=[file_id(SCAN)]) is None
    assert store.files_of(front.id) == tuple(sorted(map(file_id, (PHOTO, SCAN))))
    assert sweep(store, moment + GRACE + TICK).files == 1
    assert verify(store, "town") == ()
    assert verify_files(store, (front.id,), VAULT).findings == ()


def test_whoever_files_what_is_gone_is_told_and_nothing_is_written(tmp_path: Path, store: OfficeStore) -> None:
    front = open_front(tmp_path, store)
    found = front.desk.open_case("town", "note", {**HELP, "proof": [file_id(PHOTO)]}, actor=None, token="t")
    assert getattr(found, "code", None) == "file-gone"
    assert store.rows("town") == ()
    keep(store, PHOTO)  # sent again
    again = front.desk.open_case("town", "note", {**HELP, "proof": [file_id(PHOTO)]}, actor=None, token="t")
    assert getattr(again, "case", None) is not None
