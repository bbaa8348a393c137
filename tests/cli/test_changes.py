"""`bihuan calendar amend` and `bihuan move`: a preview in text or JSON; `--apply` writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.office import Office
from tests.casework.small import FORM, HELP, PEOPLE, write_home
from tests.cli.conftest import Call
from tests.office.test_versions import DEADLINE, SHORTER

OUT = "accused-out: {who: accused, from: everything, goes_to: next-higher-body}"
NOTICE = "source: 镇政府通知\ndays:\n"


@pytest.fixture
def town(bihuan: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Two open cases under the first version, filed now."""
    monkeypatch.setenv("BIHUAN_HOME", str(tmp_path))
    write_home(tmp_path, deadlines=DEADLINE.replace("4 days", "4 working days"), recusal=OUT)
    assert bihuan("publish", "town", "--from", "2020-01-01").code == 0
    with Office.open(f"sqlite:///{tmp_path}/var/bihuan.db", tmp_path) as office:
        office.put_directory("town", PEOPLE)
        for token, more in (("a", {"people": 3}), ("b", {})):
            office.desk.open_case("town", "note", {**HELP, **more}, actor=None, token=token)
    return bihuan


def day_off(home: Path) -> Path:
    """A notice that makes the due day of the cases free, whatever day it is."""
    with Office.open(f"sqlite:///{home}/var/bihuan.db", home) as office:
        clocks = [c for row in office.store.rows("town") for c in office.store.clocks(row.id)]
    path = home / "notice.yaml"
    path.write_text(NOTICE + f"  {clocks[0].due}: {{worked: false}}\n", encoding="utf-8")
    return path


def test_an_amendment_is_told_first_and_written_when_asked(town: Call, tmp_path: Path) -> None:
    notice = str(day_off(tmp_path))
    preview = town("calendar", "amend", "plain", "--file", notice, "--format", "json")
    assert (preview.code, preview.json["applied"], len(preview.json["cases"])) == (0, False, 2)
    (due,) = preview.json["cases"][0]["dues"]
    assert due["clock"] == "t"
    assert due["old"] < due["new"]
    assert (due["provisional"], due["epoch"]) == (True, 1)
    told = town("calendar", "amend", "plain", "--file", notice).out
    assert "nothing is written" in told
    assert due["new"] in told
    done = town("calendar", "amend", "plain", "--file", notice, "--apply", "--format", "json").json
    assert [c["done"] for c in done["cases"]] == [True, True]
    again = town("calendar", "amend", "plain", "--file", notice, "--apply", "--format", "json").json
    assert [c["done"] for c in again["cases"]] == [False, False]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("days: {2026-11-30: {worked: false}}\n", "n.yaml:1:1: error: the amendment lacks `source`"),
        (NOTICE + "  2026-11-31: {worked: false}\n", "n.yaml:3:3: error: `2026-11-31` is not a date"),
        (NOTICE + "  2026-11-30: {work: false}\n", "n.yaml:3:16: error: the key `work` is not known here"),
        ("source: x\ndays: []\n", "n.yaml:2:7: error: the amendment lacks `days`"),
        ("source: x\nday: {}\n", "n.yaml:2:1: error: an amendment has no key `day`"),
    ],
)
def test_a_wrong_amendment_is_told_with_its_place(town: Call, tmp_path: Path, written: str, told: str) -> None:
    path = tmp_path / "n.yaml"
    path.write_text(written, encoding="utf-8")
    said = town("calendar", "amend", "plain", "--file", str(path))
    assert said.code == 1
    assert told in said.out


def test_moving_tells_who_can_follow_and_who_stays(town: Call, tmp_path: Path) -> None:
    form = FORM.replace("at_most: 1000}", "at_most: 1000, required: true}")
    write_home(tmp_path, deadlines=SHORTER, recusal=OUT, form=form)
    assert town("publish", "town", "--from", "2026-02-01").code == 0
    preview = town("move", "town", "--to", "2026-02-01", "--format", "json")
    first, second = preview.json["cases"]
    assert (preview.code, first["obstacles"], second["obstacles"]) == (
        1,
        [],
        [{"code": "field-missing", "what": "people"}],
    )
    assert (first["done"], first["dues"][0]["new"] < first["dues"][0]["old"]) == (False, True)
    said = town("move", "town", "--to", "2026-02-01", "--apply")
    assert "asks for `people`" in said.out
    assert "1 case(s) written; 1 stay" in said.out
    left = town("move", "town", "--to", "2026-02-01", "--format", "json").json["cases"]
    assert [c["number"] for c in left] == [second["number"]]
    assert "新版要求填写" in town("move", "town", "--to", "2026-02-01", "--lang", "zh").out


def test_one_case_is_moved_by_its_number(town: Call, tmp_path: Path) -> None:
    write_home(tmp_path, deadlines=SHORTER, recusal=OUT)
    digest = town("publish", "town", "--from", "2026-02-01", "--format", "json").json["digest"]
    cases = town("move", "town", "--to", digest[:10], "--format", "json").json["cases"]
    done = town("move", "town", "--to", digest[:10], "--case", cases[0]["number"], "--apply", "--format", "json")
    assert (done.code, [c["done"] for c in done.json["cases"]]) == (0, [True])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("town", "--to", "2019-01-01"), "no version `2019-01-01`"),
        (("town", "--to", "2020-01-01", "--case", "town-2020-00009"), "no case `town-2020-00009`"),
        (("twon", "--to", "2020-01-01"), "did you mean `town`"),
    ],
)
def test_what_is_not_there_is_told_in_one_line(town: Call, arguments: tuple[str, ...], told: str) -> None:
    said = town("move", *arguments)
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert told in said.err
