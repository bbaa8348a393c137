"""Slips on the case page: offered to who is looking at the case, whole, and without identity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.accounts import sign_in
from engine.accounts.keeping import create_account
from engine.accounts.passwords import Passwords
from engine.accounts.vault import KeyVault
from engine.casework.desk import CaseFile, Opened
from engine.casework.requests import Refused
from engine.office import Office
from engine.printing.slips.material import CaseMaterial
from engine.printing.slips.slip import CannotPrint, slip_of
from engine.scenarios.playing import SetClock
from engine.scenarios.runner import set_stage
from engine.store import open_store
from engine.ui import identity, runtime
from engine.ui.cases.slips import docx_of, pdf_of, slip_now, trouble_in_pdf, trouble_in_word
from engine.ui.identity import Me
from engine.views.names import Names

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = str(Path(__file__).with_name("page_script.py"))
MORNING = datetime(2026, 1, 13, 1, tzinfo=UTC)
QUICK = Passwords(passes=1, kibibytes=8, lanes=1)
CLERK, STRANGER = "zhou-xiaoyan", "qian-feng"
ANSWERS = {
    "identity": "real-name", "name": "甲", "contact": "13800000000", "request": "help", "matter": "road-lighting",
    "place": "kanzhong", "what": "路灯不亮",
}  # fmt: skip
ACCUSED_ROWS = [{"official": "马某", "conduct": "账目不清"}]


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    stage, problems = set_stage("kandun", home=ROOT)
    assert stage is not None, problems
    with Office(open_store("memory:"), KeyVault(b"k" * 32), ROOT, SetClock(MORNING)) as opened:
        opened.publish("kandun", from_=MORNING.date())
        opened.put_directory("kandun", stage.directory)
        yield opened


@pytest.fixture(scope="module")
def opened(office: Office) -> Opened:
    done = office.desk.open_case("kandun", "registration", ANSWERS, actor=None, token="t")
    assert isinstance(done, Opened)
    return done


def page_of(office: Office, opened: Opened, person: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The case page as this person sees it; the browser would send the cookie."""
    if office.store.account(person) is None:
        create_account(office.store, "kandun", person, person, "correct horse 7", MORNING, passwords=QUICK)
    done = sign_in.sign_in(office.store, person, "correct horse 7", runtime.wall_clock(), passwords=QUICK)
    assert isinstance(done, sign_in.SignedIn)
    monkeypatch.setattr(runtime, "_opened", lambda: office)
    monkeypatch.setattr(identity, "token", lambda: done.token)
    page = AppTest.from_file(SCRIPT, default_timeout=300)
    page.session_state["page"] = "case"
    page.query_params["id"] = opened.case
    return page.run()


def test_who_is_on_the_case_may_print_it(office: Office, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(office, opened, CLERK, monkeypatch)
    assert not page.exception
    assert [b.label for b in page.get("download_button")] == ["PDF", "DOCX"]


def test_who_is_not_on_it_is_offered_nothing(office: Office, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(office, opened, STRANGER, monkeypatch)
    assert not page.exception
    assert len(page.get("download_button")) == 0


def test_what_is_known_to_fail_is_said_instead_of_a_button(
    office: Office, opened: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = office.desk.view(opened.case, CLERK)
    assert isinstance(file, CaseFile)
    names = Names(file.ruleset, office.directory("kandun"), "zh")
    made = slip_of("handling", CaseMaterial(file, names, office.calendar("cn"), office.store.clocks(opened.case), {}))
    assert (trouble_in_pdf(made), trouble_in_word(made, ROOT)) == ("", "")
    assert "U+10FFFD" in trouble_in_pdf(replace(made, title="\U0010fffd"))
    assert trouble_in_pdf(replace(made, title="𠮷")) == ""
    assert "找不到模板" in trouble_in_word(made, tmp_path)
    own = tmp_path / "forms" / "slips" / "kandun" / "handling.docx"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"no document")
    assert "打不开" in trouble_in_word(made, tmp_path)
    monkeypatch.setattr("engine.ui.cases.slips.trouble_in_word", lambda _slip, _home: "模板有误")
    page = page_of(office, opened, CLERK, monkeypatch)
    assert not page.exception
    assert [b.label for b in page.get("download_button")] == ["PDF"]
    assert "模板有误" in [c.value for c in page.caption]


def test_a_button_on_an_old_page_gives_nothing_to_who_stands_aside_now(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page stood open; the accused was linked meanwhile. The others get the slip as it is now."""
    monkeypatch.setattr(runtime, "_opened", lambda: office)
    answers = ANSWERS | {"request": "accusation", "matter": "village-accounts", "accused": ACCUSED_ROWS}
    done = office.desk.open_case("kandun", "registration", answers, actor=None, token="against")
    assert isinstance(done, Opened)
    accused, clerk = (Me(p, "kandun", p, p, (), admin=False) for p in ("ma-lihua", CLERK))
    assert "ma-lihua" not in str(slip_now("handling", done.case, accused, "zh"))
    link = {"accused": ["ma-lihua"], "supervised": [True]}
    assert not isinstance(office.desk.act(done.case, "accused-linked", actor=CLERK, with_=link, token="l"), Refused)
    for someone in (accused, replace(clerk, locality="laixi")):
        with pytest.raises(CannotPrint, match="not-on-the-case"):
            slip_now("handling", done.case, someone, "zh")
    assert slip_now("handling", done.case, clerk, "zh").number == done.number


def test_the_files_are_made_without_identity(office: Office, opened: Opened) -> None:
    file = office.desk.view(opened.case, CLERK)
    assert isinstance(file, CaseFile)
    names = Names(file.ruleset, office.directory("kandun"), "zh")
    made = slip_of("handling", CaseMaterial(file, names, office.calendar("cn"), office.store.clocks(opened.case), {}))
    assert pdf_of(made).startswith(b"%PDF-")
    assert docx_of(made, ROOT).startswith(b"PK")
    assert "13800000000" not in str(made)
    assert [e.kind for e in office.store.events(opened.case) if e.kind == "identity-read"] == []
