"""Names that an older version kept beside contents: each comes to the case that it belongs to, or to none."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from engine.accounts.vault import KeyVault
from engine.casework.events import CaseEvent
from engine.casework.files.attachments import file_id
from engine.casework.files.called import opened_names
from engine.casework.ports import Batch
from engine.store import tables
from engine.store.backups.backup import write_backup
from engine.store.backups.restore import restore, restore_locality
from engine.store.sql import SqlStore
from tests.casework.front import KEY
from tests.store.samples import AT, event, row, write
from tests.store.test_backup import rewritten

VAULT = KeyVault(KEY)
PHOTO, LETTER = file_id(b"photo"), file_id(b"letter")


def sealed_as_before(digest: str, name: str) -> str:
    return VAULT.seal(name, case=digest, name="file-name").hex()


def first(case: str, kind: str = "opened", seq: int = 1, **data: Any) -> CaseEvent:
    return replace(event(case, seq), kind=kind, data=data)  # type: ignore[arg-type]


def put(
    store: SqlStore, case: str, number: int, files: Sequence[str], *events: CaseEvent, locality: str = "east"
) -> None:  # fmt: skip
    own = replace(row(f"c{number}", locality=locality), id=case)
    told = events or (first(case, answers={"proof": list(files)}),)
    write(store, Batch(own, 0, told, files=tuple(files)))


def aged(store: SqlStore, names: Mapping[str, str]) -> None:
    """As an installation is that has not seen this version yet."""
    with store.change() as connection:
        connection.execute(text("DROP TABLE file_scans"))
        connection.execute(text("ALTER TABLE case_files DROP COLUMN name"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0006'"))
        for digest, name in names.items():
            told = {"digest": digest, "name": name}
            connection.execute(text("UPDATE files SET name = :name WHERE digest = :digest"), told)


def named(url: str, *cases: str) -> list[dict[str, str]]:
    """What the cases call their files, once the database is brought up to date."""
    with closing(SqlStore(url)) as store:
        return [opened_names(store.file_names(case), case, VAULT) for case in cases]


@pytest.fixture
def kept(sql: SqlStore) -> SqlStore:
    for digest in (PHOTO, LETTER):
        sql.put_file(digest, "image/jpeg", b"sealed", AT)
    return sql


def test_the_only_case_that_has_a_file_keeps_its_name(kept: SqlStore, url: str) -> None:
    put(kept, "c1", 1, [PHOTO])
    put(kept, "c2", 2, [LETTER])
    aged(kept, {PHOTO: sealed_as_before(PHOTO, "门口.jpg"), LETTER: "from before names were sealed.txt"})
    assert named(url, "c1", "c2") == [{PHOTO: "门口.jpg"}, {LETTER: "from before names were sealed.txt"}]


def test_of_cases_that_share_a_content_none_learns_what_another_calls_it(kept: SqlStore, url: str) -> None:
    put(kept, "c1", 1, [PHOTO])
    put(kept, "c2", 2, [PHOTO], locality="west")
    aged(kept, {PHOTO: sealed_as_before(PHOTO, "accuses wang.jpg")})
    assert named(url, "c1", "c2") == [{}, {}]


def test_cases_of_one_matter_share_the_name(kept: SqlStore, url: str) -> None:
    for number, case in enumerate(("aa", "aa.1", "aa.1.1"), start=1):
        put(kept, case, number, [PHOTO])
    put(kept, "ab", 7, [LETTER])
    aged(kept, {PHOTO: sealed_as_before(PHOTO, "门口.jpg")})
    assert named(url, "aa", "aa.1", "aa.1.1", "ab") == [{PHOTO: "门口.jpg"}] * 3 + [{}]


SEEN_ELSEWHERE = {
    "left off the list": [first("c2", answers={"rows": [{"proof": [PHOTO]}]})],
    "erased there": [
        first("c2", answers={"proof": [PHOTO]}), first("c2", "identity-erased", 2, files=[PHOTO], fields=[]),
    ],
    "in words": [first("c2", answers={"what": f"see {PHOTO}"})],
}  # fmt: skip


@pytest.mark.parametrize("events", SEEN_ELSEWHERE.values(), ids=SEEN_ELSEWHERE)
def test_a_case_whose_events_alone_name_the_file_makes_the_name_nobodys(
    kept: SqlStore, url: str, events: list[CaseEvent]
) -> None:
    put(kept, "c1", 1, [PHOTO])
    put(kept, "c2", 2, (), *events)
    aged(kept, {PHOTO: sealed_as_before(PHOTO, "accuses wang.jpg")})
    assert named(url, "c1", "c2") == [{}, {}]


def test_what_an_older_version_left_off_the_list_comes_on_it_with_its_name(kept: SqlStore, url: str) -> None:
    gone = first("c1", "identity-erased", 2, files=[LETTER], fields=[])
    put(kept, "c1", 1, (), first("c1", answers={"rows": [{"proof": [PHOTO, LETTER]}]}), gone)
    aged(kept, {PHOTO: sealed_as_before(PHOTO, "门口.jpg"), LETTER: sealed_as_before(LETTER, "信.txt")})
    assert named(url, "c1") == [{PHOTO: "门口.jpg"}]
    assert kept.files_of("c1") == (PHOTO,)


def test_an_event_that_cannot_be_read_takes_a_name_from_nobody_it_does_not_name(kept: SqlStore, url: str) -> None:
    put(kept, "c1", 1, [PHOTO])
    put(kept, "c2", 2, [LETTER])
    with kept.change() as connection:
        added = "INSERT INTO events (case_id, seq, body, hash) VALUES ('c2', 2, :body, 'x')"
        connection.execute(text(added), {"body": f'{{"answers": ["{PHOTO}"'})
    aged(kept, {PHOTO: sealed_as_before(PHOTO, "a.jpg"), LETTER: sealed_as_before(LETTER, "b.txt")})
    assert named(url, "c1", "c2") == [{}, {LETTER: "b.txt"}]


def test_a_file_that_is_sent_again_loses_the_name_beside_its_content(kept: SqlStore, url: str) -> None:
    put(kept, "c1", 1, [PHOTO])
    aged(kept, {PHOTO: sealed_as_before(PHOTO, "门口.jpg")})
    assert named(url, "c1") == [{PHOTO: "门口.jpg"}]
    kept.put_file(PHOTO, "image/jpeg", b"sealed", AT)
    with kept.snapshot() as connection:
        assert connection.execute(select(tables.files.c.name).where(tables.files.c.digest == PHOTO)).scalar() == ""
    assert named(url, "c1") == [{PHOTO: "门口.jpg"}]


def test_erasing_a_case_clears_the_name_beside_a_content_that_stays(kept: SqlStore, url: str) -> None:
    put(kept, "c1", 1, [PHOTO])
    put(kept, "c2", 2, [PHOTO])
    aged(kept, {PHOTO: sealed_as_before(PHOTO, "accuses wang.jpg")})
    assert named(url, "c1", "c2") == [{}, {}]
    assert kept.erase_files("c1", [PHOTO]) == 0
    with kept.snapshot() as connection:
        assert set(connection.execute(select(tables.files.c.name)).scalars()) == {""}


def an_old_archive(store: SqlStore, path: Path, name: str) -> Path:
    """As the version before this one wrote it."""
    write_backup(store, path, at=AT)

    def older(member: str, content: bytes) -> bytes:
        lines = [json.loads(line) for line in content.splitlines()] if member.endswith(".jsonl") else []
        if member == "tables/case_files.jsonl":
            lines = [{k: v for k, v in line.items() if k != "name"} for line in lines]
        elif member == "tables/files.jsonl":
            lines = [{**line, "name": sealed_as_before(line["digest"], name)} for line in lines]
        else:
            return content
        return b"".join(json.dumps(line).encode() + b"\n" for line in lines)

    with zipfile.ZipFile(path) as made:
        changed = {n: older(n, made.read(n)) for n in made.namelist()}
    manifest = json.loads(changed["manifest.json"])
    for member in manifest["members"]:
        content = changed[member]
        manifest["members"][member] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    changed["manifest.json"] = json.dumps({**manifest, "schema": "0006"}).encode()
    return rewritten(path, path.with_name("old.zip"), lambda n, _: changed[n])


def test_an_archive_of_an_older_version_brings_its_names_to_the_cases(kept: SqlStore, tmp_path: Path) -> None:
    put(kept, "c1", 1, [PHOTO])
    put(kept, "c2", 2, [LETTER])
    put(kept, "c3", 3, [LETTER], locality="west")
    archive = an_old_archive(kept, tmp_path / "all.zip", "门口.jpg")
    whole, west = (f"sqlite:///{tmp_path / name}.db" for name in ("whole", "west"))
    restore(archive, whole, at=AT)
    assert named(whole, "c1", "c2", "c3") == [{PHOTO: "门口.jpg"}, {}, {}]
    restore_locality(archive, west, "west")
    assert named(west, "c3") == [{}], "the name may be that of the other locality, which is not there any more"
    with closing(SqlStore(whole)) as again, again.snapshot() as connection:
        assert set(connection.execute(select(tables.files.c.name)).scalars()) == {""}
