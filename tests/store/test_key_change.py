"""A change of the master key: everything under the new one, nothing under the old, events as they were."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, func, select, update

from engine.accounts.vault import KeyChanging, KeyUsedBefore, KeyVault, OtherKey, bind
from engine.casework.desk import CaseFile
from engine.casework.files.attachments import file_id, sealed
from engine.casework.office_store import OfficeStore
from engine.casework.ports import KeyChanged, StoreBusy
from engine.casework.requests import Refused
from engine.casework.upkeep.resealing import HASHES, KEY, KINDS, Step
from engine.office.key_change import KeyChange, under_way
from engine.store import tables
from engine.store.backups.backup import BackupError, write_backup
from engine.store.backups.restore import restore, restore_locality
from engine.store.erasing import for_good
from engine.store.memory.store import MemoryStore
from engine.store.resealing import HASHED, SEALED
from engine.store.sql import SqlStore
from tests.casework.front import KEY as FIRST
from tests.casework.front import front_at
from tests.store.conftest import DATABASES
from tests.store.samples import AT, opening, write
from tests.store.sealed_office import LETTER, Kept, Made, copied, fill, holds

OLD, NEW, NEWER = KeyVault(FIRST), KeyVault(b"n" * 32), KeyVault(b"m" * 32)


@dataclass(frozen=True)
class Office:
    """The small office in a store of its own."""

    store: OfficeStore
    kept: Kept
    home: Path
    url: str

    def holds(self, key: KeyVault) -> None:
        holds(self.store, self.home, self.kept, key)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("rules"), {})


@contextmanager
def opened(made: Made, database: str, tmp_path: Path) -> Iterator[Office]:
    if database == "memory":
        kept = fill(store := MemoryStore(), tmp_path)
        yield Office(store, kept, tmp_path, "memory:")
        return
    with copied(made, database, tmp_path) as town, closing(SqlStore(town.url)) as store:
        yield Office(store, town.kept, town.rules, town.url)


@pytest.fixture(params=[*DATABASES, "memory"])
def office(made: Made, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with opened(made, request.param, tmp_path) as found:
        yield found


@pytest.fixture
def in_a_file(made: Made, tmp_path: Path) -> Iterator[Office]:
    with opened(made, "sqlite", tmp_path) as found:
        yield found


def changed(store: OfficeStore, old: KeyVault = OLD, new: KeyVault = NEW) -> list[Step]:
    """The last step of each kind of a change from its beginning to its end."""
    change = KeyChange(store, old, new)
    change.begin()
    last = [step for step in change.steps() if step.ended]
    assert change.left() == sum(len(step.left) for step in last)
    change.end()
    return last


def test_everything_holds_under_the_new_key(office: Office) -> None:
    store = office.store
    last = changed(store)
    assert {step.what: step.done for step in last} == {
        "identity": 4, "code": 3, "file-name": 2, "draft": 1, "device": 1, "device-offer": 1, "file": 2,
        "follow-code": 3, "token": 3, "attempt": 2,
    }  # fmt: skip
    assert not any(step.left for step in last)
    with pytest.raises(OtherKey):
        bind(store, OLD)
    office.holds(NEW)


def test_a_second_change_finds_what_was_hashed_under_the_first_key(office: Office) -> None:
    store = office.store
    changed(store)
    changed(store, NEW, NEWER)
    office.holds(NEWER)


def test_what_is_hashed_after_a_change_is_found_after_the_next(store: OfficeStore) -> None:
    bind(store, OLD)
    changed(store)
    first = bind(store, NEW).blind("code")
    changed(store, NEW, NEWER)
    after = bind(store, NEWER)
    assert after.blind("code") == after.carried_here(first)
    assert after.mark("code") == OLD.mark("code")
    assert len({OLD.blind("code"), NEW.blind("code"), first, after.blind("code")}) == 4


def test_the_old_key_and_the_new_database_do_not_tell_a_hash(office: Office) -> None:
    """Whoever has the first key alone cannot try codes, rows or addresses against what is kept now."""
    store, kept = office.store, office.kept
    changed(store)
    guessed = [OLD, NEW, NEW.after(NEWER), NEWER.after(OLD)]
    assert [store.by_follow_hash(v.blind(f"follow-code {kept.code.replace('-', '')}")) for v in guessed] == [None] * 4
    assert store.by_follow_hash(NEW.after(OLD).blind(f"follow-code {kept.code.replace('-', '')}")) is not None


def test_a_change_that_broke_off_is_taken_up_again(office: Office) -> None:
    """After any of its transactions, one change after another; nobody opens the office meanwhile, with either key."""
    store = office.store
    keys = [OLD, *(KeyVault(bytes([n] * 32)) for n in range(100, 112))]
    for passed, (old, new) in enumerate(pairwise(keys)):
        change = KeyChange(store, old, new)
        change.begin()
        steps = list(islice(change.steps(), passed))
        assert len(steps) == passed
        for vault in (old, new):
            with pytest.raises(KeyChanging):
                bind(store, vault)
        found = under_way(store)
        assert found is not None
        assert (found.old, found.new) == (old.key_id, new.key_id)
        changed(store, old, new)
        assert under_way(store) is None
    office.holds(keys[-1])


def test_every_transaction_is_bounded(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    store = office.store
    monkeypatch.setattr("engine.casework.upkeep.resealing._FEW", 1)
    change = KeyChange(store, OLD, NEW)
    change.begin()
    assert [s.done for s in change.steps() if s.what == "identity"] == [1, 2, 3, 4, 4]
    assert change.left() == 0
    change.end()
    office.holds(NEW)


def test_what_does_not_open_stays_as_it_was_and_is_named(office: Office) -> None:
    store = office.store
    altered = OLD.seal("x", case="d2", name="elsewhere")
    draft = store.draft("d1")
    assert draft is not None
    store.put_draft(replace(draft, id="d2", answers=altered))
    last = changed(store)
    assert {step.what: step.left for step in last if step.left} == {"draft": (("d2",),)}
    found = store.draft("d2")
    assert found is not None
    assert found.answers == altered


def test_one_change_at_a_time(store: OfficeStore) -> None:
    bind(store, OLD)
    first, second = KeyChange(store, OLD, NEW), KeyChange(store, OLD, NEWER)
    first.begin()
    with pytest.raises(StoreBusy):
        second.begin()


def test_one_that_went_on_with_a_change_meddles_with_no_later_one(made: Made, database: str, tmp_path: Path) -> None:
    """Two go on with the same; one comes to its end, and the next change does, before the other has looked again."""
    with opened(made, database, tmp_path) as office, closing(SqlStore(office.url)) as elsewhere:
        KeyChange(office.store, OLD, NEW).begin()
        slow = KeyChange(elsewhere, OLD, NEW)
        slow.begin()
        changed(office.store)
        KeyChange(office.store, NEW, NEWER).begin()
        for act in (lambda: list(slow.steps()), slow.end):
            with pytest.raises(KeyChanged):
                act()
        assert under_way(office.store) is not None
        changed(office.store, NEW, NEWER)
        office.holds(NEWER)


def test_a_key_that_was_used_before_is_no_new_one(store: OfficeStore) -> None:
    bind(store, OLD)
    changed(store)
    for former in (OLD, NEW):
        with pytest.raises(KeyUsedBefore):
            KeyChange(store, NEW, former)


def test_a_process_with_the_old_key_writes_nothing_from_the_first_transaction_on(sql: SqlStore, url: str) -> None:
    bind(sql, OLD)
    running = SqlStore(url)
    bind(running, OLD)
    write(running, opening("c1"))
    change = KeyChange(sql, OLD, NEW)
    change.begin()
    acts: list[Callable[[], object]] = [
        lambda: write(running, opening("c2")),
        lambda: running.put_file(file_id(LETTER), "application/pdf", sealed(LETTER, OLD), AT),
        lambda: running.put_setting("x", "y"),
        lambda: running.erase_identity("c1"),
    ]
    for act in acts:
        with pytest.raises(KeyChanged, match=NEW.key_id):
            act()
    list(change.steps())
    change.end()
    with pytest.raises(KeyChanged):
        write(running, opening("c2"))
    bind(running, NEW)
    write(running, opening("c2"))
    running.close()


def test_a_process_with_the_old_key_calls_no_code_unknown(made: Made, database: str, tmp_path: Path) -> None:
    """Its hash is another now: the complainant would be told that their code is wrong."""
    with opened(made, database, tmp_path) as office, closing(SqlStore(office.url)) as running:
        front = front_at(office.home, running, bind(running, OLD))
        assert isinstance(front.desk.follow(office.kept.code), CaseFile)
        changed(office.store)
        with pytest.raises(KeyChanged):
            front.desk.follow(office.kept.code)
        front = front_at(office.home, running, bind(running, NEW))
        assert isinstance(front.desk.follow(office.kept.code), CaseFile)
        assert front.desk.follow("0000-0000-0000-0000") == Refused("unknown-code")


def test_a_change_waits_for_whoever_writes_under_the_old_key(postgresql_url: str) -> None:
    """It does not begin before that one has ended: here it gives up, and nothing was changed."""
    writing, changing = SqlStore(postgresql_url), SqlStore(postgresql_url, busy_seconds=0.1)
    bind(writing, OLD)
    change = KeyChange(changing, OLD, NEW)
    with writing.change() as connection:
        connection.execute(select(tables.settings))
        with pytest.raises(StoreBusy):
            change.begin()
    assert (changing.setting(KEY), under_way(changing)) == (OLD.key_id, None)
    change.begin()
    assert changing.setting(KEY) == NEW.key_id
    writing.close()
    changing.close()


def test_no_column_of_bytes_is_forgotten() -> None:
    """Who adds one says here whether it is under the vault's key."""
    of_rules = {tables.rule_sets.c.canonical}
    found = {c for t in tables.metadata.sorted_tables for c in t.columns if isinstance(c.type, LargeBinary)}
    assert found - of_rules == {c for c in SEALED.values() if isinstance(c.type, LargeBinary)}
    assert (set(SEALED), set(HASHED)) == (set(KINDS), set(HASHES))


def test_a_name_that_an_older_version_kept_beside_the_content_goes(in_a_file: Office) -> None:
    sql = in_a_file.store
    assert isinstance(sql, SqlStore)
    with sql.change() as connection:
        name = OLD.seal("a.pdf", case=file_id(LETTER), name="file-name").hex()
        connection.execute(update(tables.files).values(name=name))
    changed(sql)
    with sql.snapshot() as connection:
        assert set(connection.scalars(select(tables.files.c.name))) == {""}


def test_nothing_under_the_old_key_is_left_in_the_file(in_a_file: Office) -> None:
    """Neither between its rows, where things were deleted before the change, nor in its journal."""
    path = Path(in_a_file.url.removeprefix("sqlite:///"))
    store = in_a_file.store
    assert isinstance(store, SqlStore)
    store.drop_draft("d1")
    change = KeyChange(store, OLD, NEW)
    change.begin()
    list(change.steps())
    assert store.overwrite_freed()
    change.end()
    there = b"".join(p.read_bytes() for p in path.parent.glob(f"{path.name}*"))
    assert NEW.head in there
    assert (OLD.head in there, OLD.head.hex().encode() in there) == (False, False)
    store.close()


def test_a_file_in_which_somebody_reads_is_not_written_anew(sqlite_url: str) -> None:
    store, reader = SqlStore(sqlite_url, busy_seconds=0.02), SqlStore(sqlite_url)
    with reader.snapshot() as connection:
        connection.execute(select(tables.settings)).all()
        store.put_setting("x", "y")
        with pytest.raises(StoreBusy):
            store.overwrite_freed()
    assert store.overwrite_freed()
    store.close()
    reader.close()


def test_a_journal_that_cannot_be_emptied_is_told(sqlite_url: str) -> None:
    """The disk is full: the journal had room for what was written, and the file has not."""
    store, path = SqlStore(sqlite_url), Path(sqlite_url.removeprefix("sqlite:///"))
    with for_good(store._database):
        pass
    free = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill_up() -> None:
        with for_good(store._database) as connection:
            rows = [{"key": str(n), "value": "x" * 60_000} for n in range(3)]
            connection.execute(tables.settings.insert(), rows)
            resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 4096, free[1]))

    try:
        with pytest.raises(StoreBusy, match="it was written"):
            fill_up()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, free)
    assert store.setting("2") == "x" * 60_000
    store.close()


def test_a_file_with_a_damaged_page_is_not_written_anew(in_a_file: Office) -> None:
    """That is told as the rest is: whoever could work with it before is not kept out at the end of the change."""
    store = in_a_file.store
    changed(store)
    store.close()
    path = Path(in_a_file.url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        wanted = "SELECT rootpage FROM sqlite_master WHERE name = 'account_records'"
        page, size = connection.execute(wanted).fetchone()[0], connection.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    damaged = SqlStore(in_a_file.url)
    with pytest.raises(StoreBusy, match="malformed"):
        damaged.overwrite_freed()
    damaged.close()


def test_a_backup_after_the_change_restores_under_the_new_key_alone(in_a_file: Office, tmp_path: Path) -> None:
    store, kept = in_a_file.store, in_a_file.kept
    assert isinstance(store, SqlStore)
    before, after = tmp_path / "before.zip", tmp_path / "after.zip"
    write_backup(store, before, at=AT)
    changed(store)
    assert write_backup(store, after, at=AT).key == NEW.key_id
    store.close()
    there = f"sqlite:///{tmp_path / 'there.db'}"
    restore(after, there, at=AT)
    restored = SqlStore(there)
    with restored.change() as connection:  # attempts and offers are in no backup
        assert connection.execute(select(func.count()).select_from(tables.attempts)).scalar_one() == 0
    vault = bind(restored, NEW)
    assert vault.open(restored.identity(kept.case)["name"], case=kept.case, name="name") == "张三"
    assert restored.by_follow_hash(vault.blind(f"follow-code {kept.code.replace('-', '')}")) is not None
    restored.close()
    with pytest.raises(BackupError, match="other-key"):
        restore_locality(before, in_a_file.url, "town")


def test_no_backup_holds_rows_under_two_keys(in_a_file: Office, tmp_path: Path) -> None:
    """Also where the change began after somebody had looked whether there is one."""
    store = in_a_file.store
    assert isinstance(store, SqlStore)
    change = KeyChange(store, OLD, NEW)
    change.begin()
    next(change.steps())
    for locality in (None, "town"):
        with pytest.raises(BackupError, match="key-changing"):
            write_backup(store, tmp_path / "mixed.zip", at=AT, locality=locality)
    assert not list(tmp_path.glob("mixed.zip*"))
    list(change.steps())
    change.end()
    assert write_backup(store, tmp_path / "whole.zip", at=AT).key == NEW.key_id


def test_a_locality_brings_the_earlier_hash_keys_into_a_new_installation(in_a_file: Office, tmp_path: Path) -> None:
    store, kept = in_a_file.store, in_a_file.kept
    assert isinstance(store, SqlStore)
    changed(store)
    write_backup(store, tmp_path / "town.zip", at=AT, locality="town")
    store.close()
    there = f"sqlite:///{tmp_path / 'there.db'}"
    restore_locality(tmp_path / "town.zip", there, "town")
    restored = SqlStore(there)
    vault = bind(restored, NEW)
    assert restored.by_follow_hash(vault.blind(f"follow-code {kept.code.replace('-', '')}")) is not None
    restored.close()


def test_a_locality_of_a_backup_from_before_comes_by_way_of_the_same_change(in_a_file: Office, tmp_path: Path) -> None:
    """Restored elsewhere under its own key, and brought there to the key that the others have."""
    store, kept = in_a_file.store, in_a_file.kept
    assert isinstance(store, SqlStore)
    write_backup(store, tmp_path / "before.zip", at=AT)
    store.close()
    between, there = (f"sqlite:///{tmp_path / name}.db" for name in ("between", "there"))
    restore(tmp_path / "before.zip", between, at=AT)
    with closing(SqlStore(between)) as restored:
        changed(restored)
        write_backup(restored, tmp_path / "town.zip", at=AT, locality="town")
    with closing(SqlStore(there)) as target:
        bind(target, OLD)
        changed(target)
    restore_locality(tmp_path / "town.zip", there, "town")
    with closing(SqlStore(there)) as target:
        vault = bind(target, NEW)
        assert vault.open(target.identity(kept.case)["name"], case=kept.case, name="name") == "张三"
        assert target.by_follow_hash(vault.blind(f"follow-code {kept.code.replace('-', '')}")) is not None


def test_a_locality_does_not_come_where_the_keys_before_were_others(in_a_file: Office, tmp_path: Path) -> None:
    """Its follow-up codes would not be found there."""
    store = in_a_file.store
    assert isinstance(store, SqlStore)
    changed(store)
    write_backup(store, tmp_path / "town.zip", at=AT, locality="town")
    store.close()
    other = SqlStore(f"sqlite:///{tmp_path / 'other.db'}")
    bind(other, NEWER)
    changed(other, NEWER, NEW)
    other.close()
    with pytest.raises(BackupError, match="other-keys-before"):
        restore_locality(tmp_path / "town.zip", f"sqlite:///{tmp_path / 'other.db'}", "town")
