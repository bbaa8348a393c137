"""The page on which a clerk registers what somebody else brings: for the intake office alone."""

from __future__ import annotations

import pytest

from engine.office import Office
from tests.ui import test_pages as pages
from tests.ui.test_pages import enter, page, read
from tests.ui.test_pages import office as office


def boxes(person: str, office: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """How much there is to fill in, and what is said."""
    enter(office, monkeypatch, person)
    shown = page("register")
    assert not shown.exception
    return len(shown.text_area), read(shown)


def test_who_works_in_the_intake_office_finds_the_form(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    count, said = boxes(pages.CLERK, office, monkeypatch)
    assert count > 0
    assert "代他人登记由" not in said


def test_others_are_told_who_registers_and_keep_the_public_form(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    count, said = boxes("wu-jianfei", office, monkeypatch)
    assert (count, "代他人登记由协调办公室办理" in said) == (0, True)
    assert "公开页面" in said
    shown = page("intake")
    assert len(shown.text_area) > 0
    assert not shown.exception
