"""A rule set and all that is wrong with it, at once and in order."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from engine.i18n import catalogue
from engine.loading import check_file, load_ruleset

ROOT = Path(__file__).parents[2]
HOME = ROOT / "tests" / "golden"
NOT_IN_GOLDEN = {  # the schema says the first in better words; the others concern no rule file
    "unreadable", "unknown-rule-set", "unknown-calendar",
    "unknown-divisions", "divisions-not-here", "division-nowhere",  # told in test_divisions.py
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(HOME / "rules", tmp_path / "rules")
    shutil.copytree(HOME / "forms", tmp_path / "forms")
    return tmp_path


def test_all_problems_of_all_files_come_in_one_order() -> None:
    problems = load_ruleset(HOME / "err" / "structure.yaml", home=HOME).problems
    assert list(problems) == sorted(problems, key=lambda p: p.at)
    assert len({p.code for p in problems}) > 10


def test_with_an_error_there_is_no_rule_set() -> None:
    assert load_ruleset(HOME / "err" / "structure.yaml", home=HOME).ruleset is None


@pytest.mark.parametrize("id_", ["nowhere", "../rules/floor", "a b", ""])
def test_an_id_without_a_file_is_a_problem(home: Path, id_: str) -> None:
    loaded = load_ruleset(id_, home=home)
    assert loaded.ruleset is None
    assert loaded.problems


@pytest.mark.parametrize("parent", ["../floor", "/etc/passwd", "floor.yaml", "''"])
def test_extends_reads_no_file_outside_the_rules(home: Path, parent: str) -> None:
    path = home / "rules" / "x.yaml"
    frame = "title: {zh: 甲, en: A}\nbody: {zh: 甲, en: A, level: city}\ncalendar: cn\n"
    path.write_text(f"{frame}extends: {parent}\n", encoding="utf-8")
    assert "unknown-parent" in {p.code for p in load_ruleset("x", home=home).problems}


def test_problems_of_a_parent_and_of_a_form_are_told_with_their_files(home: Path) -> None:
    form = home / "forms" / "complaint.yaml"
    form.write_text(form.read_text(encoding="utf-8").replace("required: true", "requierd: true"), encoding="utf-8")
    shutil.copy(HOME / "ok" / "locality.yaml", home / "rules" / "locality.yaml")
    problems = load_ruleset("locality", home=home).problems
    assert {p.at.file for p in problems} == {"forms/complaint.yaml"}
    assert {p.code for p in problems} == {"key-misspelt"}


def test_a_file_is_checked_by_its_folder() -> None:
    assert check_file(HOME / "forms" / "complaint.yaml", HOME) == ()
    assert check_file(HOME / "rules" / "floor.yaml", HOME) == ()


def test_a_form_alone_knows_only_its_own_fields(home: Path) -> None:
    path = home / "forms" / "complaint.yaml"
    text = path.read_text(encoding="utf-8").replace("show_if: {identity: real-name}", "show_if: {idenity: x}")
    path.write_text(text, encoding="utf-8")
    assert [p.code for p in check_file(path, home)] == ["unknown-field"]


@pytest.mark.parametrize("folder", ["rules", "forms"])
def test_every_shipped_file_is_without_errors(folder: str) -> None:
    for path in sorted((ROOT / folder).rglob("*.yaml")):
        assert [p.line("en") for p in check_file(path, ROOT) if p.severity == "error"] == []


def test_every_code_of_this_room_is_shown_in_a_golden_file() -> None:
    keys = json.loads((ROOT / "engine/i18n/en/loading_rules.json").read_text(encoding="utf-8"))
    codes = {k.split(".")[1] for k in keys if k.startswith("problem.")}
    said = "\n".join(p.read_text(encoding="utf-8") for p in (HOME / "err").glob("*.out"))
    assert codes - set(re.findall(r"\[([a-z0-9-]+)\]$", said, re.MULTILINE)) == NOT_IN_GOLDEN


def test_both_languages_have_the_same_entries() -> None:
    assert set(catalogue("zh")) == set(catalogue("en"))
