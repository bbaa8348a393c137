"""The bytes of a rule set hold its meaning and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from engine.loading import CanonicalError, build_canonical, canonical, digest, load_ruleset

HOME = Path(__file__).parents[1] / "golden"


def locality(home: Path) -> bytes:
    loaded = load_ruleset(home / "rules" / "locality.yaml", home=home)
    assert loaded.problems == ()
    return canonical(loaded)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(HOME / "rules", tmp_path / "rules")
    shutil.copytree(HOME / "forms", tmp_path / "forms")
    shutil.copy(HOME / "ok" / "locality.yaml", tmp_path / "rules" / "locality.yaml")
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_is_read_back_equals_what_was_loaded(home: Path) -> None:
    loaded = load_ruleset("locality", home=home)
    assert build_canonical(canonical(loaded)) == loaded.ruleset


def test_comments_spacing_and_the_order_of_sections_do_not_change_the_digest(home: Path) -> None:
    before = digest(locality(home))
    path = home / "rules" / "locality.yaml"
    text = path.read_text(encoding="utf-8")
    head, _, tail = text.partition("conflicts:")
    path.write_text(f"# a comment\n\nconflicts:{tail}\n{head}", encoding="utf-8")
    assert digest(locality(home)) == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("rules/locality.yaml", "limit: 20 days", "limit: 21 days"),
        ("rules/floor.yaml", "limit: 15 days", "limit: 14 days"),
        ("forms/complaint.yaml", "at_most: 5", "at_most: 6"),
    ],
)
def test_a_change_of_meaning_in_any_file_changes_the_digest(home: Path, file: str, old: str, new: str) -> None:
    before = digest(locality(home))
    edit(home / file, old, new)
    assert digest(locality(home)) != before


def test_the_order_of_rules_is_meaning(home: Path) -> None:
    before = digest(locality(home))
    edit(home / "rules" / "locality.yaml", "      old:    {if", "      zold:   {if")
    after = digest(locality(home))
    assert after != before


def test_decimals_survive(home: Path) -> None:
    edit(home / "rules" / "locality.yaml", "{above: 20}", "{above: 20.50}")
    loaded = load_ruleset("locality", home=home)
    assert build_canonical(canonical(loaded)) == loaded.ruleset


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"id":"x","rules":{},"forms":{}}', b'{"id":"x","rules":3,"forms":{}}', b"\xff"],
)
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(CanonicalError):
        build_canonical(content)


def test_the_tree_holds_no_positions_and_no_calendar_days(home: Path) -> None:
    tree = json.loads(locality(home))
    assert set(tree) == {"format", "id", "rules", "forms"}
    assert tree["rules"]["calendar"] == "cn"
