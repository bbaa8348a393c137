"""The files of a case on its page."""

from __future__ import annotations

import pytest

from engine.casework.desk import Opened
from engine.casework.events import CaseEvent
from engine.casework.evolution import evolve
from engine.casework.files.attachments import ERASED
from engine.office import Office
from engine.ui import identity
from engine.ui.identity import COOKIE
from engine.ui.shelf import StoreShelf
from tests.access.asgi import ask
from tests.access.probes import APP
from tests.ui.test_pages import ANSWERS, LOCALITY, clerk, enter, office, page, read
from tests.ui.test_previews import picture

__all__ = ["clerk", "office"]

WORDS = "<img src=x onerror=alert(1)> 路灯不亮"


@pytest.fixture
def case(office: Office) -> str:
    """A complaint with a picture, a text and something of which there is no preview."""
    shelf = StoreShelf(office)
    kept = [
        shelf.keep("image/png", picture("PNG", (8, 8))),
        shelf.keep("text/plain", WORDS.encode()),
        shelf.keep("application/x", b"PK"),
    ]
    names = dict(zip(kept, ("灯 <b>.png", "经过.txt", "记录.docx"), strict=True))
    answers = {**ANSWERS, "evidence": kept}
    done = office.desk.open_case(LOCALITY, "registration", answers, actor=None, token="f", files=kept, names=names)
    assert isinstance(done, Opened)
    return done.case


def test_each_file_has_a_preview_or_says_why_not(office: Office, case: str, clerk: str) -> None:
    said = read(page("case", id=case))
    picture_, text, other = office.desk.whole(case).answers["evidence"]
    assert f'<img src="/files/{case}/{picture_}/preview" alt="预览：图片“灯 &lt;b&gt;.png”" loading="lazy">' in said
    assert ">&lt;img src=x onerror=alert(1)&gt; 路灯不亮</pre>" in said
    assert [f'href="/files/{case}/{id_}"' in said for id_ in (picture_, text, other)] == [True] * 3
    assert said.count("这种格式没有预览") == 1


def test_whoever_is_not_on_the_case_sees_no_file_of_it(
    office: Office, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_case = office.store.row(case).on_case
    stranger = next(p for p in office.directory(LOCALITY).persons if p not in on_case)
    enter(office, monkeypatch, stranger)
    said = read(page("case", id=case))
    assert "/files/" not in said
    assert "路灯不亮" not in said


def test_a_file_that_was_erased_as_ruled_says_so_and_is_not_given(
    office: Office, case: str, clerk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where its bytes are still kept, for another case has the same file."""
    monkeypatch.setattr("engine.ui.routes.office", lambda: office)
    cookie = {"cookie": f"{COOKIE}={identity.token()}"}
    before = office.desk.whole(case)
    erased, kept, _ = before.answers["evidence"]
    assert ask(APP, f"/files/{case}/{erased}", headers=cookie).status == 200
    event = CaseEvent(case, before.seq + 1, office.desk.moment(before), ERASED, {"fields": [], "files": [erased]})
    office.desk.note(evolve(before, event), event)
    said = read(page("case", id=case))
    assert "附件已按保存期限的规定清除" in said
    assert "身份信息和 1 个附件已清除" in said
    found = [
        ask(APP, f"/files/{case}/{id_}{more}", headers=cookie) for id_ in (erased, kept) for more in ("", "/preview")
    ]
    assert [f.status for f in found] == [404, 404, 200, 404], "of a text there is no picture"


def test_one_in_which_malware_was_found_later_is_given_to_nobody_until_it_is_let_go(
    office: Office, case: str, clerk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither itself nor a picture or the first words of it."""
    monkeypatch.setattr("engine.ui.routes.office", lambda: office)
    cookie = {"cookie": f"{COOKIE}={identity.token()}"}
    picture_, text, other = office.desk.whole(case).answers["evidence"]
    doors = [f"/files/{case}/{id_}{more}" for id_ in (picture_, text) for more in ("", "/preview")]
    for id_ in (picture_, text):
        office.store.note_scan(id_, office.now(), "Eicar-Test")
    said = read(page("case", id=case))
    assert said.count("检出恶意程序（Eicar-Test），已停止提供") == 2
    assert [f'href="/files/{case}/{id_}"' in said for id_ in (picture_, text, other)] == [False, False, True]
    assert (">经过.txt<" in said, "路灯不亮</pre>" in said) == (True, False)
    assert "the scanner found malware in it (Eicar-Test)" in read(page("case", lang="en", id=case))
    assert [ask(APP, door, headers=cookie).status for door in doors] == [404] * 4
    for id_ in (picture_, text):
        office.store.let_go(id_, "Eicar-Test")
    assert [ask(APP, door, headers=cookie).status for door in doors] == [200, 200, 200, 404]
    assert "路灯不亮</pre>" in read(page("case", id=case))


def test_the_health_page_names_the_cases_of_withheld_files_to_those_who_see_them(
    office: Office, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    infected = office.desk.whole(case).answers["evidence"][1]
    office.store.note_scan(infected, office.now(), "Eicar-Test")
    row = office.store.row(case)
    enter(office, monkeypatch, next(p for p in sorted(row.on_case) if p in office.directory(LOCALITY).persons))
    assert f"附件检出恶意程序，已停止提供：{row.number}" in read(page("health"))
    stranger = next(p for p in office.directory(LOCALITY).persons if p not in row.on_case)
    enter(office, monkeypatch, stranger)
    assert "已停止提供" not in read(page("health"))
