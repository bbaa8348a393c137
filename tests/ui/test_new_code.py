"""换发查询码 on the page of a case: offered to whoever may, told once, with a reason."""

from __future__ import annotations

import re

import pytest

from engine.casework.desk import Opened
from engine.casework.requests import Refused
from engine.office import Office
from tests.ui.test_pages import ANSWERS, LOCALITY, clerk, office, opened, page, press, read

__all__ = ["clerk", "office", "opened"]

CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
BY_OFFICE = {"channel": "visit", "code-told": True, "hard": False, "long-unresolved": False}


@pytest.fixture
def entered(office: Office, clerk: str) -> Opened:
    done = office.desk.open_case(LOCALITY, "registration", {**ANSWERS, **BY_OFFICE}, actor=clerk, token="by clerk")
    assert isinstance(done, Opened), done
    return done


def test_it_is_told_once_and_the_old_one_is_void(office: Office, entered: Opened) -> None:
    at = page("case", id=entered.case)
    assert "换发查询码" in [h.value for h in at.header]
    at.text_input(key=f"new-code-why-{entered.case}").set_value("本人来访，查询码丢失")
    told = read(press(at, f"new-code-{entered.case}"))
    (code,) = CODE.findall(told)
    assert code != entered.code
    assert isinstance(office.desk.follow(entered.code), Refused)
    assert not isinstance(office.desk.follow(code), Refused)
    later = read(page("case", id=entered.case))
    assert CODE.findall(later) == []
    assert "换发了查询码，原来的作废；理由：本人来访，查询码丢失" in later


@pytest.mark.parametrize(("lang", "words"), [("zh", "请写明换发查询码的理由"), ("en", "code is issued")])
def test_without_a_reason_the_old_one_stays(office: Office, entered: Opened, lang: str, words: str) -> None:
    at = press(page("case", lang=lang, id=entered.case), f"new-code-{entered.case}")
    assert words in read(at)
    assert not isinstance(office.desk.follow(entered.code), Refused)


def test_it_is_not_offered_where_somebody_filed_themselves(opened: Opened, clerk: str) -> None:
    assert "换发查询码" not in [h.value for h in page("case", id=opened.case).header]


def test_who_signed_out_meanwhile_gets_none(office: Office, entered: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    at = page("case", id=entered.case)
    at.text_input(key=f"new-code-why-{entered.case}").set_value("本人来访，查询码丢失")
    monkeypatch.setattr("engine.ui.cases.new_code.me", lambda: None)
    assert CODE.findall(read(press(at, f"new-code-{entered.case}"))) == []
    assert not isinstance(office.desk.follow(entered.code), Refused)
