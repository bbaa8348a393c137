"""1. There is no field, state, list, score or report about the person who complains."""

from __future__ import annotations

import dataclasses

import pytest

from engine.casework.case import Case
from engine.casework.ports import CaseRow
from engine.lint import Subject, lint
from tests.casework.small import FORM
from tests.principles.conftest import Codes

ABOUT_A_PERSON = ("mood", "stab", "risk", "visits", "person", "temper", "watch", "score", "family", "complainant")
REFUSED = {"person-described", "identity-beyond-name"}


def test_no_shipped_rule_or_form_describes_a_person(shipped: Subject) -> None:
    assert not REFUSED & {p.code for p in lint(shipped)}


def test_a_small_town_is_without_fault(codes: Codes) -> None:
    assert not REFUSED & codes()


@pytest.mark.parametrize(
    "broken",
    [
        "mood: {label: {zh: 情绪, en: Mood}}",
        "risk-level: {label: {zh: 风险等级, en: Risk level}, type: number}",
        "movements: {label: {zh: 动向, en: Movements}}",
    ],
)
def test_a_form_that_asks_about_the_person_is_refused(codes: Codes, broken: str) -> None:
    form = FORM.replace("      danger:", f"      {broken}\n      danger:")
    assert REFUSED & codes(form=form)


def test_a_flag_about_the_person_is_refused(codes: Codes) -> None:
    assert REFUSED & codes(flags="key-person: {label: {zh: 重点人员, en: Key person}, if: {danger: true}}")


@pytest.mark.parametrize("kept", [Case, CaseRow])
def test_what_is_kept_of_a_case_has_no_place_for_a_person(kept: type) -> None:
    names = [f.name for f in dataclasses.fields(kept)]
    assert not [n for n in names if any(word in n for word in ABOUT_A_PERSON)]
    broken = dataclasses.make_dataclass("Broken", [("complainant_mood", str)], bases=(kept,), kw_only=True, frozen=True)
    assert [f.name for f in dataclasses.fields(broken) if any(w in f.name for w in ABOUT_A_PERSON)]


def test_every_refused_clause_is_listed_with_its_reason(shipped: Subject) -> None:
    assert all(n.cite and n.because for n in shipped.ruleset.not_modelled.values())
    if shipped.ruleset.intake:
        kinds = {n.kind for n in shipped.ruleset.not_modelled.values()}
        assert {"control-of-person", "rewards-silence"} & kinds  # no text of the five is without one of them
