"""`bihuan new`: files that can be checked and told at once, and nothing that is there is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Call


@pytest.mark.parametrize("parent", ["kandun", "laixi", "longnan", "plain-county"])
def test_what_it_writes_passes_the_check_and_its_story(bihuan: Call, home: Path, parent: str) -> None:
    made = bihuan("new", "my-town", "--extends", parent, "--home", str(home))
    rules, stories = home / "rules" / "my-town.yaml", home / "rules" / "scenarios" / "my-town.yaml"
    assert made.code == 0
    assert rules.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=../engine/")
    assert bihuan("check", str(rules), str(stories), "--strict").out.endswith("nothing wrong\n")
    assert bihuan("test", "my-town", "--home", str(home)).out.splitlines()[-1] == "1 passed, 0 failed"


def test_it_says_where_days_of_its_own_go(bihuan: Call, home: Path) -> None:
    made = bihuan("new", "my-town", "--extends", "kandun", "--home", str(home))
    assert "write rules/calendars/my-town.yaml with `extends: cn`" in made.out


def test_a_parent_without_a_form_gives_no_story(bihuan: Call, home: Path) -> None:
    made = bihuan("new", "my-town", "--extends", "national", "--home", str(home))
    assert made.code == 0
    assert "no scenario file yet" in made.out
    assert not (home / "rules" / "scenarios" / "my-town.yaml").exists()
    assert bihuan("check", str(home / "rules" / "my-town.yaml")).code == 0


@pytest.mark.parametrize("id_", ["My_Town", "1town", "a/b", "../town", "小镇", "town.yaml", "a" * 61])
def test_a_bad_id_is_refused(bihuan: Call, home: Path, id_: str) -> None:
    before = sorted(home.rglob("*"))
    refused = bihuan("new", id_, "--extends", "kandun", "--home", str(home))
    assert refused.code == 2
    assert "cannot be an id" in refused.err
    assert sorted(home.rglob("*")) == before


@pytest.mark.parametrize("id_", ["kandun", "neighbour", "plain-county"])
def test_what_is_there_is_left_alone(bihuan: Call, home: Path, id_: str) -> None:
    refused = bihuan("new", id_, "--extends", "national", "--home", str(home))
    assert refused.code == 2
    assert "is there already" in refused.err


def test_a_scenario_file_in_the_way_is_left_alone(bihuan: Call, home: Path) -> None:
    there = home / "rules" / "scenarios" / "my-town.yaml"
    there.write_text("mine", encoding="utf-8")
    assert bihuan("new", "my-town", "--extends", "kandun", "--home", str(home)).code == 2
    assert there.read_text(encoding="utf-8") == "mine"
    assert not (home / "rules" / "my-town.yaml").exists()


def test_an_unknown_parent_is_named_with_the_nearest(bihuan: Call, home: Path) -> None:
    refused = bihuan("new", "my-town", "--extends", "kandn", "--home", str(home))
    assert refused.code == 2
    assert "did you mean `kandun`?" in refused.err
