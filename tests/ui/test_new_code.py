"""换发查询码 on the page of a case: offered to whoever may, told once, with a reason."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from engine.casework.desk import Opened
from engine.casework.requests import Refused
from engine.office import Office
from tests.ui.test_pages import ANSWERS, LOCALITY, clerk, office, opened, page, read

__all__ = ["clerk", "office", "opened"]

CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
BY_OFFICE = {"channel": "visit", "code-told": True, "hard": False, "long-unresolved": False}


@pytest.fixture
def entered(office: Office, clerk: str) -> Opened:
    done = office.desk.open_case(LOCALITY, "registration", {**ANSWERS, **BY_OFFICE}, actor=clerk, token="by clerk")
    assert isinstance(done, Opened), done
    return done


def give_reason(at: AppTest) -> None:
    (box,) = [b for b in at.text_input if str(b.key).startswith("new-code-why-")]
    box.set_value("本人来访，查询码丢失")


def issue(at: AppTest) -> AppTest:
    (button,) = [b for b in at.button if str(b.key).startswith("new-code-")]
    return button.click().run()


def test_it_is_told_once_and_the_old_one_is_void(office: Office, entered: Opened) -> None:
    at = page("case", id=entered.case)
    assert "换发查询码" in [h.value for h in at.header]
    give_reason(at)
    told = read(issue(at))
    (code,) = CODE.findall(told)
    assert code != entered.code
    assert isinstance(office.desk.follow(entered.code), Refused)
    assert not isinstance(office.desk.follow(code), Refused)
    later = read(page("case", id=entered.case))
    assert CODE.findall(later) == []
    assert "换发了查询码，原来的作废；理由：本人来访，查询码丢失" in later


def test_what_was_issued_stays_to_be_read_and_no_second_one_is_asked_for(office: Office, entered: Opened) -> None:
    at = page("case", id=entered.case)
    give_reason(at)
    (code,) = CODE.findall(read(issue(at)))
    assert CODE.findall(read(at.run())) == [code], "as after the second half of a double click"
    assert [b for b in at.button if str(b.key).startswith("new-code-")] == []
    assert [e.kind for e in office.store.events(entered.case)].count("code-renewed") == 1


@pytest.mark.parametrize(("lang", "words"), [("zh", "请写明换发查询码的理由"), ("en", "code is issued")])
def test_without_a_reason_the_old_one_stays(office: Office, entered: Opened, lang: str, words: str) -> None:
    at = issue(page("case", lang=lang, id=entered.case))
    assert words in read(at)
    assert not isinstance(office.desk.follow(entered.code), Refused)


def test_it_is_not_offered_where_somebody_filed_themselves(opened: Opened, clerk: str) -> None:
    assert "换发查询码" not in [h.value for h in page("case", id=opened.case).header]


def test_who_signed_out_meanwhile_gets_none(office: Office, entered: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    at = page("case", id=entered.case)
    give_reason(at)
    monkeypatch.setattr("engine.ui.cases.new_code.me", lambda: None)
    assert CODE.findall(read(issue(at))) == []
    assert not isinstance(office.desk.follow(entered.code), Refused)
