"""Answers of one form made to fit another: only what is chosen is chosen anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.casework.rulebook import prepare
from engine.loading import load_ruleset
from engine.loading.calendars import load_calendar
from engine.policy.calendar import Calendar
from engine.simulate.fitting import fitted
from engine.simulate.lanes import Office
from tests.casework.small import FORM, HELP, PEOPLE, write_home


def office(home: Path, form: str = FORM) -> Office:
    write_home(home, form=form)
    ruleset, calendar = load_ruleset("town", home=home).ruleset, load_calendar("plain", home=home)
    assert ruleset is not None
    assert isinstance(calendar, Calendar)
    return Office("town", prepare(ruleset), calendar, PEOPLE)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office(tmp_path_factory.mktemp("town"))


def test_answers_that_fit_are_left_alone(town: Office) -> None:
    assert fitted(town, HELP) == {}


def test_a_village_of_elsewhere_becomes_the_first_one_here(town: Office) -> None:
    assert fitted(town, {**HELP, "place": "kanzhong", "matter": "bridges"}) == {"place": "east", "matter": "road"}


def test_a_question_that_is_not_asked_here_is_no_matter(town: Office) -> None:
    assert fitted(town, {**HELP, "colour": "red"}) == {}


def test_a_missing_choice_is_made_and_what_it_shows_is_looked_at_too(town: Office) -> None:
    given = {k: v for k, v in HELP.items() if k not in ("identity", "matter")}
    assert fitted(town, given) == {"identity": "real-name", "matter": "road"}


def test_a_yes_no_question_that_must_be_answered_is_answered_no(tmp_path: Path) -> None:
    asked = FORM.replace("type: yes-no}\n  matter", "type: yes-no, required: true}\n  matter")
    assert asked != FORM
    assert fitted(office(tmp_path, asked), HELP) == {"danger": False}


def two_forms(home: Path) -> Office:
    """A town that takes in by its note, and by a letter that asks the same under another name."""
    write_home(home)
    rules = home / "rules" / "town.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("intake: [note]", "intake: [note, letter]"), "utf-8")
    (home / "forms" / "letter.yaml").write_text(FORM, encoding="utf-8")
    ruleset, calendar = load_ruleset("town", home=home).ruleset, load_calendar("plain", home=home)
    assert ruleset is not None
    assert isinstance(calendar, Calendar)
    return Office("town", prepare(ruleset), calendar, PEOPLE)


@pytest.mark.parametrize(("by", "filed"), [("", "note"), ("letter", "letter"), ("form-of-elsewhere", "note")])
def test_a_complaint_is_filed_by_its_own_form_where_that_is_taken_in(tmp_path: Path, by: str, filed: str) -> None:
    assert replace(two_forms(tmp_path), by=by).form.id == filed
