"""Filing, sending and sweeping the same file at the same moment: what was acknowledged is kept, the others are told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from engine import crash_points
from engine.casework.files.attachments import file_id
from engine.casework.ports import FileGone
from engine.casework.upkeep.unfiled import GRACE, Swept, Unfiled
from engine.store import appending
from engine.store.appending import _attach
from engine.store.sql import SqlStore
from tests import postgres
from tests.store.killing import Nursery
from tests.store.samples import AT, more, opening, write
from tests.store.test_unfiled import LETTER, PHOTO, TICK, VAULT, keep, sweep

NOW = AT + GRACE + TICK


def at_the_commit(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Do this once, just before the next transaction of this thread commits."""
    mine, left = threading.current_thread(), [act]

    def passing(point: str) -> None:
        if point == "before-commit" and threading.current_thread() is mine and left:
            left.pop()()

    monkeypatch.setattr(crash_points, "passing", passing)


def test_what_is_filed_after_the_sweep_has_looked_stays(sql: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    photo, letter, drop = keep(sql, PHOTO), keep(sql, LETTER), sql.drop_unfiled

    def file_first(*asked: object) -> tuple[int, int]:
        write(sql, opening("c1", files=(photo,)))
        return drop(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(sql, "drop_unfiled", file_first)
    assert Unfiled(sql, VAULT, lambda: NOW).sweep().files == 1
    assert (sql.file(photo) is None, sql.file(letter)) == (False, None)


def test_what_is_sent_again_after_the_sweep_has_looked_stays(sql: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    photo, drop = keep(sql, PHOTO), sql.drop_unfiled

    def send_first(*asked: object) -> tuple[int, int]:
        keep(sql, PHOTO, NOW)
        return drop(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(sql, "drop_unfiled", send_first)
    assert Unfiled(sql, VAULT, lambda: NOW).sweep() == Swept()
    assert sql.file(photo) is not None


def test_what_somebody_is_filing_just_now_is_passed_over(postgresql: SqlStore) -> None:
    """On a server writers run side by side; the sweep does not wait for them, and takes the rest."""
    photo, letter = keep(postgresql, PHOTO), keep(postgresql, LETTER)
    write(postgresql, opening("c1"))
    with postgresql.change() as filing:
        _attach(filing, "c1", photo, None)
        assert sweep(postgresql).files == 1
    assert (postgresql.file(photo) is None, postgresql.file(letter)) == (False, None)
    assert postgresql.files_of("c1") == (photo,)


def test_whoever_files_while_it_goes_waits_and_is_told(sql: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = keep(sql, PHOTO)
    write(sql, opening("c1"))
    with ThreadPoolExecutor(1) as pool:
        filed: list[object] = []
        start = lambda: filed.append(pool.submit(write, sql, more("c1", 1, files=(photo,))))  # noqa: E731
        at_the_commit(monkeypatch, start)
        assert sql.drop_unfiled([photo], NOW)[0] == 1
        with pytest.raises(FileGone):
            filed[0].result()  # type: ignore[attr-defined]
    assert (len(sql.events("c1")), sql.files_of("c1"), sql.file(photo)) == (1, (), None)


def test_whoever_sends_it_again_while_it_goes_has_it_kept(sql: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = keep(sql, PHOTO)
    with ThreadPoolExecutor(1) as pool:
        at_the_commit(monkeypatch, lambda: pool.submit(keep, sql, PHOTO, NOW) and None)
        assert sql.drop_unfiled([photo], NOW)[0] == 1
    assert sql.file(photo) is not None
    assert sweep(sql, NOW) == Swept()


def test_a_file_is_filed_or_gone_and_never_both(sql: SqlStore) -> None:
    """Two sweeps and two cases, all at the same moment, again and again."""

    def file(case: str, id_: str) -> bool:
        gate.wait()
        try:
            write(sql, opening(case, files=(id_,)))
        except FileGone:
            return False
        return True

    def clean() -> bool:
        gate.wait()
        return sweep(sql) is not None

    with ThreadPoolExecutor(4) as pool:
        for turn in range(8):
            id_, gate = keep(sql, b"%d" % turn), threading.Barrier(4)
            filing = [pool.submit(file, f"c{2 * turn + n}", id_) for n in (1, 2)]
            sweeping = [pool.submit(clean) for _ in range(2)]
            filed = [done.result() for done in filing]
            assert all(done.result() for done in sweeping)
            assert (sql.file(id_) is not None) is any(filed)
            cases = {row.id for row in sql.rows("east")}
            assert [f"c{2 * turn + n}" in cases for n in (1, 2)] == filed


def test_retention_waits_for_whoever_files_the_same_file_with_another_case(postgresql: SqlStore) -> None:
    photo = keep(postgresql, PHOTO)
    write(postgresql, opening("c1", files=(photo,)), opening("c2"))
    with ThreadPoolExecutor(1) as pool:
        with postgresql.change() as filing:
            _attach(filing, "c2", photo, None)
            erased = pool.submit(postgresql.erase_files, "c1", [photo])
        assert erased.result() == 0
    assert (postgresql.files_of("c1"), postgresql.files_of("c2")) == ((), (photo,))
    assert postgresql.file(photo) is not None


@pytest.mark.parametrize("cases", [("c2", "c2"), ("c2", "c3")], ids=["on one case", "on two in one act"])
def test_whoever_files_two_and_whoever_erases_both_do_not_lock_each_other_out(
    postgresql: SqlStore, monkeypatch: pytest.MonkeyPatch, cases: tuple[str, str]
) -> None:
    """Files are taken in one order, in whichever they were attached."""
    last, first = sorted((keep(postgresql, PHOTO), keep(postgresql, LETTER)), reverse=True)
    write(postgresql, opening("c1", files=(first, last)), *(opening(c) for c in sorted(set(cases))))
    attach = appending._attach
    with ThreadPoolExecutor(1) as pool:
        erased: list[Future[int]] = []

        def attached_then(*given: object) -> None:
            attach(*given)  # type: ignore[arg-type]
            if not erased:
                erased.append(pool.submit(postgresql.erase_files, "c1", [first, last]))
                while not somebody_waits():
                    assert not erased[0].done()

        monkeypatch.setattr(appending, "_attach", attached_then)
        named = {case: tuple(f for c, f in zip(cases, (last, first), strict=True) if c == case) for case in cases}
        write(postgresql, *(more(case, 1, files=files) for case, files in named.items()))
        assert erased[0].result() == 0
    assert postgresql.files_of("c1") == ()
    assert {case: postgresql.files_of(case) for case in named} == {c: tuple(sorted(f)) for c, f in named.items()}


def somebody_waits() -> bool:
    """For a lock of the server."""
    return bool(postgres.server().sql("SELECT 1 FROM pg_locks WHERE NOT granted"))


@pytest.mark.parametrize(("point", "left"), [("before-commit", 2), ("after-commit", 0)])
def test_a_sweep_killed_at_the_commit_leaves_each_file_whole_or_gone(
    nursery: Nursery, sql: SqlStore, url: str, point: str, left: int
) -> None:
    photo, letter, filed = keep(sql, PHOTO), keep(sql, LETTER), keep(sql, b"filed")
    write(sql, opening("c1", files=(filed,)))
    victim = nursery.victim("unfile", url, crash_at=f"{point}:2")  # the first commit is that of the drafts
    victim.rest()
    assert (victim.crashed_at, victim.said) == (point, [])
    found = [sql.file(id_) for id_ in (photo, letter)]
    assert sum(f is not None and len(f[1]) > 0 for f in found) == left
    assert sweep(sql, NOW).files == left
    assert [sql.file(id_) is None for id_ in (file_id(PHOTO), file_id(LETTER), filed)] == [True, True, False]
