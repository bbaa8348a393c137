"""A form that extends another: what is inherited, what is dropped, where everything stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.loading import check_file, load_ruleset

PARENT = """title: {zh: 登记表, en: Filing}
sections:
  matter:
    label: {zh: 事项, en: Matter}
    fields:
      place:
        label: {zh: 地点, en: Place}
        type: place
        choices: {east: {zh: 东村, en: East}, west: {zh: 西村, en: West}}
      what:  {label: {zh: 经过, en: What}, type: long-text, required: true}
"""
CHILD = """title: {zh: 本镇登记表, en: Our filing}
extends: filing
removed: {sections.matter.fields.place.choices: our own villages, sections.matter.fields.what: told at the desk}
sections:
  matter:
    fields:
      place: {required: true, choices: {north: {zh: 北村, en: North}}}
      wish: {label: {zh: 诉求, en: Wish}, type: text}
"""
RULES = """title: {zh: 办法, en: Rules}
body: {zh: 镇, en: Town, level: township}
calendar: cn
intake: [ours]
roles: {clerk: {label: {zh: 经办, en: Clerk}}}
states:
  open: {label: {zh: 在办, en: Open}, initial: true, owner: clerk, transitions: {done: closed}}
  closed: {label: {zh: 办结, en: Closed}, final: true}
events: {done: {label: {zh: 完成, en: Done}, by: clerk}}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name, text in (("forms/filing", PARENT), ("forms/ours", CHILD), ("rules/town", RULES)):
        path = tmp_path / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def codes(home: Path) -> list[tuple[str, str]]:
    return [(p.code, f"{p.at.file}:{p.at.line}") for p in check_file(home / "forms" / "ours.yaml", home)]


def test_fields_are_taken_over_changed_dropped_and_added(home: Path) -> None:
    loaded = load_ruleset("town", home=home)
    assert loaded.ruleset is not None, [p.line("en") for p in loaded.problems]
    form = loaded.ruleset.forms["ours"]
    place = form.find("place")
    assert [f.key for _, f in form.all_fields()] == ["place", "wish"]
    assert place is not None
    assert list(place.choices) == ["north"]
    assert place.required
    assert form.title.en == "Our filing"


def test_every_value_keeps_the_file_it_stands_in(home: Path) -> None:
    loaded = load_ruleset("town", home=home)
    assert loaded.ruleset is not None
    places = loaded.ruleset.source_map
    assert places["forms.ours.sections.matter.label"].file == "forms/filing.yaml"
    assert places["forms.ours.sections.matter.fields.wish"].file == "forms/ours.yaml"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("extends: filing", "extends: filling", "unknown-form"),
        ("extends: filing", "extends: ours", "extends-in-a-circle"),
        ("sections.matter.fields.what:", "sections.matter.fields.wht:", "removed-unknown"),
    ],
)
def test_what_is_wrong_with_the_chain_is_told_at_its_place(home: Path, old: str, new: str, code: str) -> None:
    path = home / "forms" / "ours.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    line = 3 if code == "removed-unknown" else 2
    assert (code, f"forms/ours.yaml:{line}") in codes(home)
    assert load_ruleset("town", home=home).ruleset is None


def test_a_form_that_builds_on_another_passes_alone(home: Path) -> None:
    assert codes(home) == []
