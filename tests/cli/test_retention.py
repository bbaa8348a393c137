"""`bihuan retention`: nothing without a term, a list first, and erasing only what was listed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.casework.files.attachments import file_id, sealed
from engine.office import Office
from engine.scenarios.playing import SetClock
from tests.casework.small import HELP, PEOPLE, at, write_home
from tests.cli.conftest import Call

PHOTO = b"\x89PNG my own door"


def begun(home: Path, clock: SetClock, **sections: str) -> Office:
    write_home(home, **sections)
    office = Office.open(f"sqlite:///{home / 'var' / 'bihuan.db'}", home, now=clock)
    office.publish("town", from_=date(2020, 1, 1))
    office.put_directory("town", PEOPLE)
    id_ = file_id(PHOTO)
    office.store.put_file(id_, "image/png", sealed(PHOTO, office.vault), office.now())
    answers = {**HELP, "identity": "real-name", "name": "欧阳慕白", "proof": [id_]}
    opened = office.desk.open_case("town", "note", answers, actor=None, token="t", files=[id_])
    for event, actor, given in (
        ("slip.written", "cai", {"summary": "s", "handler": "roads"}),
        ("slip.signed", "huang", {}),
        ("answer.sent", "wang", {"opinion": "已修"}),
    ):
        office.desk.act(opened.case, event, actor=actor, with_=given)  # type: ignore[union-attr]
    return office


def test_a_list_then_its_mark_then_nothing_left(bihuan: Call, tmp_path: Path) -> None:
    begun(tmp_path, SetClock(at("2020-01-06 09:00")), retention="after_closing: 1 year").close()
    seen = bihuan("retention", "preview", "town", "--home", str(tmp_path), "--format", "json").json
    assert [(c["closed"], c["since"], c["fields"]) for c in seen["cases"]] == [("2020-01-06", "2021-01-07", ["name"])]
    assert seen["mark"] in bihuan("retention", "preview", "town", "--home", str(tmp_path)).out
    wrong = bihuan("retention", "apply", "town", "--mark", "another", "--home", str(tmp_path))
    assert (wrong.code, seen["mark"] in wrong.err) == (2, True)
    done = bihuan("retention", "apply", "town", "--mark", seen["mark"], "--home", str(tmp_path))
    assert (done.code, "identities of 1 cases were erased" in done.out) == (0, True)
    assert bihuan("audit", "verify", "--home", str(tmp_path)).code == 0
    left = bihuan("retention", "preview", "town", "--home", str(tmp_path))
    assert "no term is over" in left.out


def test_rules_without_a_term_say_so(bihuan: Call, tmp_path: Path) -> None:
    begun(tmp_path, SetClock(at("2020-01-06 09:00"))).close()
    assert "set no term" in bihuan("retention", "preview", "town", "--home", str(tmp_path)).out


def test_a_case_in_somebodys_hands_is_told(bihuan: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.casework.ports import StaleCase
    from engine.casework.upkeep.retention import Retaining

    begun(tmp_path, SetClock(at("2020-01-06 09:00")), retention="after_closing: 1 year").close()
    mark = bihuan("retention", "preview", "town", "--home", str(tmp_path), "--format", "json").json["mark"]

    def taken(*_: object) -> None:
        raise StaleCase("somebody was first")

    monkeypatch.setattr(Retaining, "_erase", taken)
    said = bihuan("retention", "apply", "town", "--mark", mark, "--home", str(tmp_path))
    assert (said.code, "look at the preview again" in said.err) == (2, True)


def test_attachments_are_listed_erased_and_counted_by_the_audit_as_erased_as_ruled(
    bihuan: Call, tmp_path: Path
) -> None:
    term = "after_closing: 1 year\nattachments: true"
    begun(tmp_path, SetClock(at("2020-01-06 09:00")), retention=term).close()
    home = ("--home", str(tmp_path))
    assert f"1: {file_id(PHOTO)[:12]}" in bihuan("retention", "preview", "town", *home).out
    seen = bihuan("retention", "preview", "town", *home, "--format", "json").json
    assert [c["files"] for c in seen["cases"]] == [[file_id(PHOTO)]]
    done = bihuan("retention", "apply", "town", "--mark", seen["mark"], *home)
    assert "and 1 attached file(s)" in done.out
    walked = bihuan("audit", "verify", *home)
    assert (walked.code, "1 of the files were erased as ruled" in walked.out) == (0, True)
    assert bihuan("audit", "verify", *home, "--format", "json").json["localities"][0]["files_erased"] == 1
