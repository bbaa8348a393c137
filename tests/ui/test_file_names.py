"""Whoever holds a document cannot find out by sending it whether it was filed, nor what others call it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from engine.casework.desk import Opened
from engine.casework.files.attachments import file_id
from engine.casework.files.drafted import GRACE, Sent
from engine.casework.files.room import MEGABYTE, FileLimits
from engine.casework.upkeep.unfiled import DRAFT_LIFE
from engine.office import Office
from engine.scenarios.playing import SetClock
from engine.ui import identity
from engine.ui.filling import uploads
from engine.ui.identity import COOKIE
from engine.ui.shelf import StoreShelf
from tests.access.asgi import ask
from tests.access.probes import APP
from tests.ui.test_gone_files import TOLD
from tests.ui.test_pages import ANSWERS, LOCALITY, clerk, filed, fill_in, office, opened, page, press, read, to_register
from tests.ui.test_room import Desk, Upload

__all__ = ["clerk", "office", "opened"]

DOCUMENT = b"minutes of the meeting of 3 March"
ID = file_id(DOCUMENT)
THEIRS, OURS = "张三举报王主任.txt", "minutes.txt"


def open_case(office: Office, token: str, name: str) -> str:
    kept = StoreShelf(office).keep("text/plain", DOCUMENT)
    answers = {**ANSWERS, "evidence": [kept]}
    done = office.desk.open_case(
        LOCALITY, "registration", answers, actor=None, token=token, files=[kept], names={kept: name}
    )
    assert isinstance(done, Opened)
    return done.case


def send(office: Office, at: AppTest, monkeypatch: pytest.MonkeyPatch, name: str = OURS) -> None:
    """What the browser sends is taken as the page takes it, into the draft of this page."""
    filling = at.session_state["fillings"][at.query_params["draft"]]
    with monkeypatch.context() as sending:
        Desk(office, sending, FileLimits())  # limits, and an address to count for
        field = office.ruleset(LOCALITY).forms["registration"].find("evidence")  # type: ignore[union-attr]
        sending.setattr("streamlit.session_state", {"k": (Upload(name, DOCUMENT),), "lang": "zh"})
        uploads._take(field, filling, StoreShelf(office), "k")  # type: ignore[arg-type]


def later(office: Office, by: timedelta) -> None:
    clock = office.clock.given
    assert isinstance(clock, SetClock)
    clock.at += by


def test_a_visitor_who_sends_what_somebody_filed_sees_the_own_name_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_case(office, "theirs", THEIRS)
    at = page("intake")
    fill_in(at, ANSWERS)
    send(office, at, monkeypatch)
    said = read(at.run())
    assert (OURS in said, THEIRS in said) == (True, False)
    again = read(page("intake", draft=at.query_params["draft"]))  # a reload reads the draft
    assert (OURS in again, THEIRS in again) == (True, False)
    press(at, "intake-submit")
    mine = next(
        r.id
        for r in filed(office)
        if office.store.file_names(r.id) and StoreShelf(office, r.id).names([ID])[ID] == OURS
    )
    assert office.store.files_of(mine) == (ID,)


def test_each_case_shows_and_hands_out_the_file_under_its_own_name(
    office: Office, clerk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.ui.routes.office", lambda: office)
    cookie = {"cookie": f"{COOKIE}={identity.token()}"}
    theirs, ours = open_case(office, "theirs", THEIRS), open_case(office, "ours", OURS)
    said = read(page("case", id=ours))
    assert (OURS in said, THEIRS in said) == (True, False)
    assert THEIRS in read(page("case", id=theirs))
    handed = ask(APP, f"/files/{ours}/{ID}", headers=cookie)
    assert (handed.status, handed.body) == (200, DOCUMENT)
    assert handed.headers["content-disposition"] == f"attachment; filename*=UTF-8''{OURS}"


def test_the_name_is_in_the_draft_and_in_no_plain_byte_of_the_store(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = page("intake")
    fill_in(at, ANSWERS)
    send(office, at, monkeypatch, THEIRS)
    at.run()
    draft = office.store.draft(at.query_params["draft"])
    assert draft is not None
    assert THEIRS.encode() not in draft.answers
    assert THEIRS in office.vault.open(draft.answers, case=draft.id, name="draft")
    assert office.store.file(ID)[0] == "text/plain"  # type: ignore[index]


@pytest.mark.parametrize("known", [True, False])
def test_a_draft_left_lying_tells_its_file_gone_whether_it_is_known_elsewhere_or_not(
    office: Office, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    """Thrown away in another window, in which nobody need wait thirty days."""
    if known:
        open_case(office, "theirs", THEIRS)
    before = len(filed(office))
    at = page("intake")
    fill_in(at, ANSWERS)
    send(office, at, monkeypatch)
    assert OURS in read(at.run())
    office.store.drop_draft(at.query_params["draft"])
    later(office, GRACE + timedelta(seconds=1))
    office.unfiled.sweep()
    assert (office.store.file(ID) is not None) is known
    said = read(at.run())
    assert (TOLD["zh"] in said, OURS in said) == (True, False)
    press(at, "intake-submit")
    assert read(at).count(TOLD["zh"]) == 2
    assert len(filed(office)) == before
    (drop,) = [b for b in at.button if str(b.key).endswith(ID[:12])]
    drop.click().run()
    press(at, "intake-submit")
    assert len(filed(office)) == before + 1


def test_a_draft_of_an_older_version_goes_on_with_its_files(office: Office) -> None:
    at = page("intake")
    fill_in(at, ANSWERS)
    draft = office.store.draft(at.query_params["draft"])
    assert draft is not None
    StoreShelf(office).keep("text/plain", DOCUMENT)
    plain = office.vault.open(draft.answers, case=draft.id, name="draft").rstrip("}") + f', "evidence": ["{ID}"]}}'
    older = replace(draft, answers=office.vault.seal(plain, case=draft.id, name="draft"))
    assert office.store.put_draft(older, instead_of=draft)
    later(office, DRAFT_LIFE - timedelta(minutes=1))
    office.unfiled.sweep()
    at = page("intake", draft=draft.id)
    assert f">{ID[:12]}<" in read(at)
    press(at, "intake-submit")
    (row,) = filed(office)
    assert StoreShelf(office, row.id).names([ID])[ID] == f"{ID[:12]}.txt"


def test_a_content_that_is_known_takes_as_much_room_as_one_that_is_not(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_case(office, "theirs", THEIRS)
    full = FileLimits(in_all=office.store.bytes_of_files() + 10, free=0)
    done = Desk(office, monkeypatch, full).send(Upload(OURS, DOCUMENT), Upload("new.txt", DOCUMENT[::-1]))
    assert (done.codes, done.kept or []) == (["no-room"] * 2, [])
    small = Desk(office, monkeypatch, FileLimits(per_case=MEGABYTE))
    assert small.send(Upload(OURS, DOCUMENT)).codes == []
    assert small.filling.files[ID] == Sent(OURS, office.now())


def drafted(office: Office, at: AppTest, form: str) -> AppTest:
    """A file in the draft of this act, as an act that asks for files has it."""
    (filling,) = (f for f in at.session_state["fillings"].values() if f.form == form)
    filling.files[ID] = Sent(OURS, office.now())
    return at


def test_an_act_from_the_case_page_brings_the_names_along(
    office: Office, opened: Opened, clerk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, act = [], office.desk.act
    monkeypatch.setattr(office.desk, "act", lambda *a, **k: asked.append(k["names"]) or act(*a, **k))
    at = drafted(office, to_register(opened), "registered")
    fill_in(at, {"channel": "visit", "code-told": True, "hard": False, "long-unresolved": False})
    press(at, "act-do-registered")
    assert asked == [{ID: OURS}]


def test_an_act_of_the_complainant_brings_them_along_too(
    office: Office, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, act = [], office.desk.act_with_code
    monkeypatch.setattr(office.desk, "act_with_code", lambda *a, **k: asked.append(k["names"]) or act(*a, **k))
    at = page("follow")
    at.text_input(key="follow-typed").set_value(opened.code)
    press(at, "follow-go")
    (choice,) = [r for r in at.radio if str(r.key).startswith("act-choice")]
    choice.set_value("protection-asked").run()
    press(drafted(office, at, "protection-asked"), "act-do-protection-asked")
    assert asked == [{ID: OURS}]


def test_an_act_with_a_file_that_its_draft_lost_is_refused(office: Office, opened: Opened, clerk: str) -> None:
    before = office.store.events(opened.case)
    at = drafted(office, to_register(opened), "registered")
    fill_in(at, {"channel": "visit", "code-told": True, "hard": False, "long-unresolved": False})
    (filling,) = (f for f in at.session_state["fillings"].values() if f.form == "registered")
    filling.answers["scan"], filling.files = [ID], {}
    press(at, "act-do-registered")
    assert TOLD["zh"] in read(at)
    assert office.store.events(opened.case) == before
