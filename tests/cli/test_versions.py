"""Files with several versions on the command line: each is checked against its own floor, and proved alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.casework.small import write_home
from tests.cli.conftest import Call

NATION = """
title: {zh: 底线, en: Floor}
body: {zh: 全国, en: National, level: nation}
calendar: plain
documents: {act: {title: {zh: 条例, en: Act}, articles: [1]}}
roles: {head: {label: {zh: 主任, en: Head}}}
deadlines:
  t: {label: {zh: 期, en: T}, who: head, limit: 15 days, starts: case.opened, stops: case.closed, cite: 1}
versions:
  of-2020: {in_force: {from: 2020-01-01, until: 2025-12-31}}
  of-2026: {in_force: {from: 2026-01-01}, deadlines: {t: {limit: 10 days}}}
"""
OUT = "accused-out: {who: accused, from: everything, goes_to: next-higher-body}"
OWN = """
first:  {in_force: {from: 2022-01-01, until: 2023-12-31}}
second: {in_force: {from: 2024-01-01}, flags: {f: {label: {zh: 标, en: F}, if: {danger: true}}}}
"""


STORY = """
directory:
  persons: {huang: {name: 黄, roles: [head]}}
  units: {office: {kind: office, label: {zh: 办, en: O}}}
scenarios:
  a:
    label: {zh: 一, en: One}
    opened: 2026-01-05 09:00
    form: note
    answers: {}
    story: [{expect: {state: registering}}]
"""


@pytest.fixture
def town(bihuan: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("BIHUAN_HOME", str(tmp_path))
    return bihuan


def built_on(home: Path, limit: str, **more: str) -> None:
    """The town with its own value of the limit, on a floor that was made stricter in 2026."""
    documents = "measures: {title: {zh: 办法, en: Measures}, articles: [一]}"
    write_home(
        home, recusal=OUT, documents=documents, deadlines=f"t: {{limit: {limit}, cite: 一}}", versions=OWN, **more
    )
    path = home / "rules/town.yaml"
    path.write_text(path.read_text("utf-8") + "extends: nation\n", encoding="utf-8")
    (home / "rules/nation.yaml").write_text(NATION, encoding="utf-8")


def looser(town: Call) -> list[dict[str, object]]:
    said = town("check", "town", "--format", "json")
    return [p for p in said.json if p["code"] == "floor-looser"]


@pytest.mark.parametrize(("limit", "found"), [("8 days", 0), ("12 days", 1), ("20 days", 2)])
def test_each_version_is_held_against_the_floor_of_its_days(town: Call, tmp_path: Path, limit: str, found: int) -> None:
    built_on(tmp_path, limit)
    problems = looser(town)
    assert len(problems) == found
    assert {p["file"] for p in problems} <= {"rules/town.yaml"}
    if found:
        assert any("`t`" in str(p["message"]) and "10 days" in str(p["message"]) for p in problems)


def test_a_version_that_is_looser_for_some_days_is_not_published(town: Call, tmp_path: Path) -> None:
    built_on(tmp_path, "12 days")
    said = town("publish", "town", "--from", "2022-01-01")
    assert said.code == 1
    assert "rules/nation.yaml" in said.out
    assert "floor-looser" in said.out


def test_every_version_is_proved_alone(town: Call, tmp_path: Path) -> None:
    built_on(tmp_path, "8 days")
    (tmp_path / "rules/scenarios").mkdir()
    (tmp_path / "rules/scenarios/town.yaml").write_text(STORY, encoding="utf-8")
    told = town("prove", "town").out
    spans = ["2022-01-01 … 2023-12-31", "2024-01-01 … 2025-12-31", "2026-01-01 …"]
    assert [s for s in spans if f"the version that holds {s}:" in told] == spans
    assert len(town("prove", "town", "--format", "json").json["versions"]) == 3
    assert "worst_case" in town("prove", "town", "--from", "2025-06-01", "--format", "json").json
