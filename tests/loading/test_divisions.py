"""Lists of divisions: how they become the choices of an address, and what is said about wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.loading import load_ruleset
from engine.loading.canonical import build_canonical, canonical
from engine.loading.check import check_file, load_form
from engine.loading.home import Home
from engine.loading.inheriting.form_files import form_document
from engine.loading.loaded import Loaded
from engine.policy.answers import validate
from engine.policy.divisions import above, ends, inside, last_on_the_way, way_to
from engine.policy.field_types.registry import kind_of
from engine.policy.forms import Field, Form

GOLDEN = Path(__file__).parents[1] / "golden"
ROOT = Path(__file__).parents[2]
KNOWN = ("310000", "310100", "310101", "310101001", "310101002", "320000", "429004", "420000")
HEAD = "title: {zh: 甲, en: A}\nsource: {zh: 甲, en: A}\n"
WHERE = "{label: {zh: 地址, en: Address}, type: address, divisions: town}"


def written(home: Path, field: str = WHERE, **files: str) -> Path:
    """A home with one form with one field, and lists of divisions."""
    folder = home / "forms" / "divisions"
    folder.mkdir(parents=True, exist_ok=True)
    for path in (GOLDEN / "forms" / "divisions").glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    form = home / "forms" / "f.yaml"
    text = (
        f"title: {{zh: 表, en: F}}\nsections:\n  s:\n    label: {{zh: 部, en: S}}\n    fields:\n      where: {field}\n"
    )
    form.write_text(text, encoding="utf-8")
    return form


def form_of(home: Path, field: str = WHERE, **files: str) -> Form:
    form, problems = load_form(written(home, field, **files), home)
    assert form is not None, [p.line("en") for p in problems]
    return form


def where(form: Form) -> Field:
    found = form.find("where")
    assert found is not None
    return found


def codes(home: Path, field: str = WHERE, **files: str) -> list[str]:
    return [f"{p.at.file}:{p.at.line} {p.code}" for p in load_form(written(home, field, **files), home)[1]]


@pytest.mark.parametrize(
    ("code", "upper"),
    [("310101001", "310101"), ("310101", "310100"), ("310100", "310000"), ("310000", None), ("429004", "420000"),
     ("elsewhere", None)],
)  # fmt: skip
def test_a_code_says_what_it_lies_in(code: str, upper: str | None) -> None:
    assert above(code, KNOWN) == upper


def test_the_steps_from_the_top_and_the_ends() -> None:
    assert inside(None, KNOWN) == ("310000", "320000", "420000")
    assert inside("310101", KNOWN) == ("310101001", "310101002")
    assert way_to("310101002", KNOWN) == ("310000", "310100", "310101", "310101002")
    assert ends(KNOWN) == ("310101001", "310101002", "320000", "429004")


def test_what_no_longer_lies_in_the_step_above_is_not_taken() -> None:
    assert last_on_the_way(["310000", "310100", "310101"], KNOWN) == "310101"
    assert last_on_the_way(["320000", "310100", "310101"], KNOWN) == "320000"
    assert last_on_the_way([None, "310100"], KNOWN) is None


def test_a_list_and_those_it_extends_become_the_choices(tmp_path: Path) -> None:
    f = where(form_of(tmp_path))
    assert list(f.choices) == ["310000", "310100", "320000", "310101", "310101001", "310101002"]
    assert kind_of(f).read(f, {"division": "310101002", "rest": "1 号"}, "zh") == "甲省乙市甲县西街 1 号"
    assert kind_of(f).read(f, {"division": "310101002", "rest": "No. 1"}, "en") == (
        "No. 1, West street, County A, City B, Province A"
    )


def test_what_the_form_offers_itself_stands_beside_them(tmp_path: Path) -> None:
    field = WHERE[:-1] + ", choices: {elsewhere: {zh: 境外, en: Abroad}}}"
    f = where(form_of(tmp_path, field))
    assert kind_of(f).wrong(f, {"division": "elsewhere"}) is None


@pytest.mark.parametrize(
    ("division", "wrong"),
    [("310101001", None), ("320000", None), ("310101", "division-not-whole"), ("990000", "not-a-division")],
)
def test_an_answer_goes_down_to_the_last_step(tmp_path: Path, division: str, wrong: str | None) -> None:
    _, problems = validate(form_of(tmp_path), {"where": {"division": division}}, by=None)
    assert [p.code for p in problems] == ([wrong] if wrong else [])


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    assert codes(tmp_path, WHERE.replace("town", "twon")) == ["forms/f.yaml:6 unknown-divisions"]


def test_a_division_whose_province_is_missing(tmp_path: Path) -> None:
    alone = HEAD + "divisions:\n  330000: {zh: 丁, en: D}\n  310100: {zh: 乙, en: B}\n"
    assert codes(tmp_path, town=alone) == ["forms/divisions/town.yaml:5 division-nowhere"]


def test_lists_that_extend_each_other(tmp_path: Path) -> None:
    rows = "divisions:\n  310000: {zh: 甲, en: A}\n"
    found = codes(tmp_path, town=HEAD + "extends: land\n" + rows, land=HEAD + "extends: town\n" + rows)
    assert found == ["forms/divisions/land.yaml:3 in-a-circle"]


def test_a_list_is_for_addresses_only(tmp_path: Path) -> None:
    assert codes(tmp_path, WHERE.replace("address", "place")) == ["forms/f.yaml:6 divisions-not-here"]


def test_a_broken_list_is_told_at_its_own_place(tmp_path: Path) -> None:
    found = codes(tmp_path, town=HEAD + "divisions:\n  31: {zh: 甲, en: A}\n")
    assert found[0].partition(" ")[0] == "forms/divisions/town.yaml:4"


@pytest.mark.parametrize("path", sorted((ROOT / "forms" / "divisions").glob("*.yaml")), ids=lambda p: p.stem)
def test_the_shipped_lists_are_without_fault(path: Path) -> None:
    assert check_file(path, ROOT) == ()


def test_what_is_published_holds_the_divisions(tmp_path: Path) -> None:
    form = form_of(tmp_path)
    document = form_document(Home(tmp_path), tmp_path / "forms" / "f.yaml")
    assert document is not None
    loaded = load_ruleset("kandun", home=ROOT)
    forms = loaded.tree["forms"]
    assert isinstance(forms, dict)
    published = Loaded(None, (), tree={**loaded.tree, "forms": {**forms, "f": document.data}})
    assert build_canonical(canonical(published)).forms["f"] == form
