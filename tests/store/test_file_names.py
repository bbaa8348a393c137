"""What a file is called on a case: as that case's people called it, whoever else has the same content."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from engine.accounts.vault import KeyVault
from engine.casework.desk import Acted, Opened
from engine.casework.files.attachments import file_id, sealed
from engine.casework.files.called import opened_name, opened_names, sealed_names, stand_in
from engine.casework.files.contents import KINDS
from engine.casework.files.drafted import DraftText, Sent, written
from engine.casework.office_store import OfficeStore
from engine.casework.ports import Draft
from engine.casework.requests import Refused
from engine.casework.upkeep.unfiled import Unfiled
from engine.store.backups.backup import write_backup
from engine.store.backups.restore import restore_locality
from engine.store.sql import SqlStore
from tests.casework.front import KEY, Front, open_front
from tests.casework.small import HELP, at
from tests.store.samples import AT
from tests.store.test_erasing import WITH_FILES, erase

VAULT = KeyVault(KEY)
DOCUMENT, OTHER = b"minutes of the meeting of 3 March", b"another"
THEIRS, OURS = "zhang san accuses director wang.txt", "minutes.txt"
ID = file_id(DOCUMENT)
PAPERS = """
    memo: {label: {zh: 报告, en: Memo}, by: office, to: [leader],
      contains: {scan: {label: {zh: 扫描件, en: Scan}, type: files}}}
    lead: {label: {zh: 线索, en: Lead}, by: office, then: [{open_case: {in: registering, carry: [proof]}}]}
"""


@pytest.fixture
def town(tmp_path: Path, store: OfficeStore) -> Front:
    keep(store, DOCUMENT, OTHER)
    return open_front(tmp_path, store, papers=PAPERS, retention=WITH_FILES)


def keep(store: OfficeStore, *contents: bytes) -> None:
    for content in contents:
        store.put_file(file_id(content), "text/plain", sealed(content, VAULT), at("01-05 09:00"))


def filed(town: Front, token: str, name: str | None) -> str:
    names = {ID: name} if name else {}
    answers = {**HELP, "proof": [ID]}
    done = town.desk.open_case("town", "note", answers, actor=None, token=token, files=[ID], names=names)
    assert isinstance(done, Opened), done
    town.opened = done
    return done.case


def written_with(town: Front, case: str, content: bytes, names: Mapping[str, str]) -> None:
    done = town.desk.act(case, "memo.written", actor="cai", with_={"scan": [file_id(content)]}, names=names)
    assert isinstance(done, Acted), done


def called(town: Front, case: str) -> dict[str, str]:
    return opened_names(town.store.file_names(case), case, VAULT)


def test_each_case_has_its_own_name_for_one_content(town: Front) -> None:
    first, second, third = filed(town, "a", THEIRS), filed(town, "b", OURS), filed(town, "c", None)
    assert [called(town, case) for case in (first, second, third)] == [{ID: THEIRS}, {ID: OURS}, {}]


def test_the_name_is_ciphertext_that_opens_on_that_case_for_that_file_alone(town: Front) -> None:
    case = filed(town, "a", THEIRS)
    kept = town.store.file_names(case)[ID]
    assert THEIRS.encode() not in kept
    assert opened_name(kept, ID, case, VAULT) == THEIRS
    assert [opened_name(kept, ID, "other", VAULT), opened_name(kept, "0" * 64, case, VAULT)] == [None, None]
    assert THEIRS not in "".join(link.body for link in town.store.links(case))


def test_what_an_act_attaches_is_called_as_its_actor_said_and_the_first_name_on_a_case_stays(town: Front) -> None:
    case = filed(town, "a", THEIRS)
    written_with(town, case, OTHER, {file_id(OTHER): "附件.txt", ID: "not attached here.txt"})
    written_with(town, case, DOCUMENT, {ID: OURS})
    assert called(town, case) == {ID: THEIRS, file_id(OTHER): "附件.txt"}


def test_a_case_that_grew_out_of_another_has_the_names_of_that_one(town: Front) -> None:
    filed(town, "b", OURS)
    case = filed(town, "a", THEIRS)
    assert town.do("lead.written", "cai") is None
    assert called(town, f"{case}.1") == {ID: THEIRS}


@pytest.mark.parametrize("names", [{ID: 5}, {5: "a.txt"}, {ID: "a\0.txt"}, ["a.txt"], {ID: ["a.txt"]}])
def test_names_that_are_none_are_refused(town: Front, names: object) -> None:
    done = town.desk.open_case("town", "note", HELP, actor=None, token="t", names=names)  # type: ignore[arg-type]
    assert isinstance(done, Refused)
    filed(town, "a", THEIRS)
    assert isinstance(town.desk.act(town.id, "memo.written", actor="cai", names=names), Refused)  # type: ignore[arg-type]


def closed(town: Front, token: str, name: str) -> str:
    case = filed(town, token, name)
    town.assign()
    assert town.do("answer.sent", "wang", opinion="已修") is None
    return case


def test_the_name_goes_with_the_erased_file_and_stays_on_the_other_case(town: Front) -> None:
    first, second = closed(town, "a", THEIRS), filed(town, "b", OURS)
    erase(town)
    assert (called(town, first), called(town, second)) == ({}, {ID: OURS})
    assert town.store.file(ID) is not None


def test_a_file_that_a_draft_names_leaves_the_erased_case_and_goes_with_the_draft(town: Front) -> None:
    store: OfficeStore = town.store  # type: ignore[assignment]
    case = closed(town, "a", THEIRS)
    words = VAULT.seal(written(DraftText({"proof": [ID]}, {ID: Sent(OURS, AT)})), case="d", name="draft")
    store.put_draft(Draft("d", "town", None, "note", "digest", words, at("03-02 09:00")))
    erase(town)
    assert (store.files_of(case), called(town, case), store.file(ID) is None) == ((), {}, False)
    store.drop_draft("d")
    Unfiled(store, VAULT, town.clock).sweep()
    assert store.file(ID) is None


def test_the_backup_of_a_locality_has_the_names_of_its_cases_and_no_other(tmp_path: Path, sql: SqlStore) -> None:
    town = open_front(tmp_path, sql, papers=PAPERS)
    town.publish("other")
    keep(sql, DOCUMENT)
    foreign = town.desk.open_case(
        "other", "note", {**HELP, "proof": [ID]}, actor=None, token="o", files=[ID], names={ID: THEIRS}
    )
    assert isinstance(foreign, Opened)
    mine = filed(town, "a", OURS)
    with sql.change() as connection:
        connection.exec_driver_sql("UPDATE files SET name = 'of an older version'")
    write_backup(sql, tmp_path / "town.zip", at=AT, locality="town")
    with zipfile.ZipFile(tmp_path / "town.zip") as archive:
        (line,) = archive.read("tables/case_files.jsonl").splitlines()
        assert (json.loads(line)["case_id"], b"older" in archive.read("tables/files.jsonl")) == (mine, False)
    there = f"sqlite:///{tmp_path / 'there.db'}"
    restore_locality(tmp_path / "town.zip", there, "town")
    with closing(SqlStore(there)) as again:
        assert opened_names(again.file_names(mine), mine, VAULT) == {ID: OURS}
        assert again.file(ID) is not None


def test_a_long_name_keeps_its_end() -> None:
    kept = sealed_names({ID: "长" * 300 + ".pdf"}, [ID], "c1", VAULT)
    name = opened_names(kept, "c1", VAULT)[ID]
    assert (len(name), name.endswith("长.pdf")) == (120, True)


def test_every_kind_of_file_has_a_name_that_stands_in() -> None:
    for ending, kind in KINDS.items():
        found = stand_in(ID, kind.media_type).removeprefix(f"{ID[:12]}.")
        assert found == {"jpeg": "jpg"}.get(ending, ending)
