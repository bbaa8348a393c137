"""`bihuan publish` and versions: what overlaps is refused in words, what follows is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.casework.small import write_home
from tests.cli.conftest import Call
from tests.office.test_versions import DEADLINE, SHORTER


@pytest.fixture
def town(bihuan: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("BIHUAN_HOME", str(tmp_path))
    return bihuan


def test_another_version_of_the_same_day_is_refused_in_words(town: Call, tmp_path: Path) -> None:
    write_home(tmp_path, deadlines=DEADLINE, recusal=OUT)
    assert town("publish", "town", "--from", "2026-02-01").code == 0
    write_home(tmp_path, deadlines=SHORTER, recusal=OUT)
    said = town("publish", "town", "--from", "2026-02-01")
    assert said.code == 1
    assert "another version" in said.out
    assert "rules/town.yaml:1:1: error:" in said.out
    assert "同一天不能有两个版本" in town("publish", "town", "--from", "2026-02-01", "--lang", "zh").out
    assert town("publish", "town", "--from", "2026-03-01").code == 0


def test_versions_that_follow_are_published_and_named(town: Call, tmp_path: Path) -> None:
    spans = "a: {in_force: {until: 2026-03-31}}\nb: {in_force: {from: 2026-04-01}, deadlines: {t: {limit: 3 days}}}"
    write_home(tmp_path, deadlines=DEADLINE, recusal=OUT, versions=spans)
    said = town("publish", "town", "--from", "2026-02-01", "--format", "json").json
    assert (said["from"], [v["from"] for v in said["later"]]) == ("2026-02-01", ["2026-04-01"])
    assert said["later"][0]["digest"] in town("publish", "town", "--from", "2026-02-01").out


OUT = "accused-out: {who: accused, from: everything, goes_to: next-higher-body}"
