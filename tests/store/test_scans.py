"""Kept files are looked through again: what is found is withheld from everybody and stays on record, on each store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.casework.files.attachments import ERASED, file_id
from engine.casework.office_store import OfficeStore
from engine.casework.ports import Batch
from engine.casework.upkeep import rescanning
from engine.casework.upkeep.rescanning import DAMAGED, Affected, Looking, Rescanned, Rescanning
from engine.casework.upkeep.unfiled import GRACE
from engine.scanning.clamd import Verdict
from engine.store import tables
from engine.store.backups.backup import write_backup
from engine.store.backups.restore import restore, restore_locality
from engine.store.sql import SqlStore
from tests.store.samples import AT, event, more, opening, write
from tests.store.test_unfiled import LETTER, PHOTO, SCAN, TICK, VAULT, first, keep, off_every_list, sweep

BAD = Verdict(found="Eicar-Test")
DAY = timedelta(days=1)


@dataclass
class Scanner:
    """Answers by content; remembers what it was asked."""

    by: dict[bytes, Verdict]
    asked: list[bytes]
    alive: bool = True

    def looking(self) -> Looking:
        return Looking(self.scan, lambda: self.alive)

    def scan(self, content: bytes) -> Verdict:
        self.asked.append(content)
        return self.by.get(content, Verdict())


def scanner(**by: Verdict) -> Scanner:
    contents = {"photo": PHOTO, "letter": LETTER, "scan": SCAN}
    return Scanner({contents[name]: verdict for name, verdict in by.items()}, [])


def run(store: OfficeStore, by: Scanner, older: timedelta | None = None, at: timedelta = timedelta(0)) -> Rescanned:
    return Rescanning(store, VAULT, lambda: AT + at).run(by.looking(), older)


def affected(store: OfficeStore) -> tuple[Affected, ...]:
    return Rescanning(store, VAULT, lambda: AT).affected()


def filed(store: OfficeStore, *contents: bytes) -> list[str]:
    """Each on a case of its own: c1, c2, …"""
    ids = [keep(store, content) for content in contents]
    for n, id_ in enumerate(ids, start=1):
        write(store, having(f"c{n}", id_))
    return ids


def having(case: str, id_: str) -> Batch:
    """A case with this file in its answers."""
    return replace(opening(case, files=(id_,)), events=(first(case, answers={"proof": [id_]}),))


def test_what_is_found_is_withheld_with_its_cases_and_stays_on_record(store: OfficeStore) -> None:
    photo, letter = filed(store, PHOTO, LETTER)
    assert run(store, scanner(photo=BAD)) == Rescanned(2, 1)
    assert affected(store) == (Affected(photo, "Eicar-Test", AT, (store.row("c1").number,)),)
    assert store.withheld((photo, letter)).keys() == {photo}
    assert (store.file(photo) is not None, store.files_of("c1")) == (True, (photo,))


def test_cases_are_found_by_their_events_too_and_not_where_it_was_erased(store: OfficeStore) -> None:
    """An earlier version did not always fill the lists."""
    (photo,) = filed(store, PHOTO)
    write(store, having("c2", photo))
    off_every_list(store)
    run(store, scanner(photo=BAD))
    numbers = (store.row("c1").number, store.row("c2").number)
    assert affected(store)[0].numbers == numbers
    erased = replace(event("c1", 2), kind=ERASED, data={"fields": [], "files": [photo]})  # type: ignore[arg-type]
    write(store, replace(more("c1", 1), events=(erased,)))
    assert affected(store)[0].numbers == numbers[1:]


def test_one_that_no_case_has_is_withheld_too(store: OfficeStore) -> None:
    photo = keep(store, PHOTO)
    run(store, scanner(photo=BAD))
    assert [(a.digest, a.numbers) for a in affected(store)] == [(photo, ())]


@pytest.mark.parametrize("size", [1, 2, 100])
def test_a_run_that_broke_off_is_taken_up_where_it_was(
    store: OfficeStore, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """However many are asked for at once."""
    monkeypatch.setattr(rescanning, "_AT_ONCE", size)
    contents = {file_id(c): c for c in (PHOTO, LETTER, SCAN)}
    for content in contents.values():
        keep(store, content)
    ordered = [contents[id_] for id_ in sorted(contents)]
    dies = Scanner({ordered[1]: Verdict(trouble="away")}, [], alive=False)
    assert run(store, dies) == Rescanned(1, 0, {"away": 1}, whole=False)
    again = scanner()
    assert run(store, again) == Rescanned(2, 0)
    assert (dies.asked, again.asked) == (ordered[:2], ordered[1:])
    assert run(store, again) == Rescanned()


def test_one_that_could_not_be_looked_through_stops_nobody_and_is_tried_again(store: OfficeStore) -> None:
    filed(store, PHOTO, LETTER, SCAN)
    large = Verdict(trouble="large")
    assert run(store, scanner(photo=large)) == Rescanned(2, 0, {"large": 1})
    assert run(store, scanner(photo=large)) == Rescanned(0, 0, {"large": 1})
    assert run(store, scanner()) == Rescanned(1, 0)


def test_one_that_does_not_open_is_told_apart_and_never_counts_as_clean(store: OfficeStore) -> None:
    photo = keep(store, PHOTO)
    store.put_file(photo, "image/png", b"no ciphertext", AT)
    asked = scanner()
    assert run(store, asked) == Rescanned(0, 0, {DAMAGED: 1})
    assert asked.asked == []


def test_newer_signatures_find_what_was_clean_when_old_ones_are_asked_for(store: OfficeStore) -> None:
    (photo,) = filed(store, PHOTO)
    assert run(store, scanner()) == Rescanned(1, 0)
    assert run(store, scanner(photo=BAD), at=DAY) == Rescanned()
    assert run(store, scanner(photo=BAD), 2 * DAY, at=DAY) == Rescanned()
    assert run(store, scanner(photo=BAD), DAY - TICK, at=DAY) == Rescanned(1, 1)
    assert store.withheld().keys() == {photo}


def test_what_was_found_stays_withheld_though_a_later_run_finds_nothing(store: OfficeStore) -> None:
    (photo,) = filed(store, PHOTO)
    run(store, scanner(photo=BAD))
    assert run(store, scanner(), timedelta(0), at=DAY) == Rescanned(1, 0)
    assert [(a.found, a.at) for a in affected(store)] == [("Eicar-Test", AT + DAY)]
    assert store.withheld().keys() == {photo}


def test_a_wrong_signature_is_let_go_and_another_one_is_not(store: OfficeStore) -> None:
    (photo,) = filed(store, PHOTO)
    run(store, scanner(photo=BAD))
    assert [store.let_go(photo, found) for found in ("Other", "Eicar-Test", "Eicar-Test")] == [False, True, True]
    assert store.withheld() == {}
    run(store, scanner(photo=BAD), timedelta(0), at=DAY)
    assert store.withheld() == {}
    run(store, scanner(photo=Verdict(found="Other")), timedelta(0), at=2 * DAY)
    assert store.withheld()[photo].found == "Other"
    assert not store.let_go("0" * 64, "Other")


def goes_by_the_sweep(store: OfficeStore, _: str) -> None:
    sweep(store, AT + GRACE + TICK)


def goes_by_retention(store: OfficeStore, photo: str) -> None:
    store.erase_files("c1", (photo,))


@pytest.mark.parametrize("goes", [goes_by_the_sweep, goes_by_retention])
def test_a_mark_goes_with_its_file(store: OfficeStore, goes: Callable[[OfficeStore, str], None]) -> None:
    """Who sends the same content later starts anew."""
    photo = keep(store, PHOTO)
    if goes is goes_by_retention:
        write(store, opening("c1", files=(photo,)))
    run(store, scanner(photo=BAD))
    goes(store, photo)
    assert (store.file(photo), store.withheld()) == (None, {})
    store.note_scan(photo, AT, "Eicar-Test")
    assert store.withheld() == {}, "nothing is noted of what is not kept"
    keep(store, PHOTO)
    assert (store.withheld(), store.to_scan(None, "", 9)) == ({}, (photo,))


def test_one_that_is_sent_again_stays_withheld(store: OfficeStore) -> None:
    keep(store, PHOTO)
    run(store, scanner(photo=BAD))
    assert keep(store, PHOTO, AT + DAY) in store.withheld()


def test_an_archive_keeps_what_is_withheld(sql: SqlStore, tmp_path: Path) -> None:
    _, letter = filed(sql, PHOTO, LETTER)
    run(sql, scanner(photo=BAD, letter=BAD))
    sql.let_go(letter, "Eicar-Test")
    made = write_backup(sql, tmp_path / "all.zip", at=AT)
    assert made.rows["file_scans"] == 2
    restore(tmp_path / "all.zip", f"sqlite:///{tmp_path / 'all.db'}", at=AT)
    restored = SqlStore(f"sqlite:///{tmp_path / 'all.db'}")
    assert (restored.withheld(), restored.to_scan(None, "", 9)) == (sql.withheld(), ())
    restored.close()


def test_an_archive_of_one_locality_has_the_marks_of_its_files_alone(sql: SqlStore, tmp_path: Path) -> None:
    photo, letter = keep(sql, PHOTO), keep(sql, LETTER)
    write(sql, opening("c1", files=(photo,)))
    write(sql, opening("c2", locality="west", files=(letter,)))
    run(sql, scanner(photo=BAD, letter=BAD))
    write_backup(sql, tmp_path / "west.zip", at=AT, locality="west")
    restore_locality(tmp_path / "west.zip", f"sqlite:///{tmp_path / 'west.db'}", "west")
    restored = SqlStore(f"sqlite:///{tmp_path / 'west.db'}")
    with restored.snapshot() as connection:
        assert connection.execute(select(func.count()).select_from(tables.file_scans)).scalar_one() == 1
    assert restored.withheld().keys() == {letter}
    restored.close()
