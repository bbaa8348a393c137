"""Pages over a real office in memory: what is drawn, what is stored, what is refused and how it is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.accounts import sign_in
from engine.accounts.keeping import create_account, revoke
from engine.accounts.passwords import Passwords
from engine.accounts.vault import KeyVault
from engine.casework.desk import Acted, Opened
from engine.casework.ports import CaseRow
from engine.casework.rows import standing_id
from engine.office import Office
from engine.office.clock import DEMO
from engine.office.health import Attention
from engine.scenarios.playing import SetClock
from engine.scenarios.runner import Stage, set_stage
from engine.store import open_store
from engine.ui import identity, runtime

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = str(Path(__file__).with_name("page_script.py"))
MORNING = datetime(2026, 1, 13, 1, tzinfo=UTC)
LOCALITY = "kandun"
CLERK = "zhou-xiaoyan"
QUICK = Passwords(passes=1, kibibytes=8, lanes=1)
WHAT = "<script>alert(1)</script> ![x](http://a.example/b.png)"
ANSWERS = {
    "identity": "real-name", "name": "甲", "contact": "13800000000", "request": "help", "matter": "road-lighting",
    "place": "kanzhong", "what": WHAT,
}  # fmt: skip


@cache
def stage() -> Stage:
    found, problems = set_stage(LOCALITY, home=ROOT)
    assert found is not None, problems
    return found


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with Office(open_store("memory:"), KeyVault(b"k" * 32), ROOT, SetClock(MORNING)) as opened:
        opened.publish(LOCALITY, from_=MORNING.date())
        opened.put_directory(LOCALITY, stage().directory)
        monkeypatch.setattr(runtime, "_opened", lambda: opened)
        monkeypatch.setattr(identity, "token", lambda: "")
        yield opened


@pytest.fixture
def opened(office: Office) -> Opened:
    done = office.desk.open_case(LOCALITY, "registration", ANSWERS, actor=None, token="t")
    assert isinstance(done, Opened)
    return done


@pytest.fixture
def clerk(office: Office, monkeypatch: pytest.MonkeyPatch) -> str:
    return enter(office, monkeypatch, CLERK)


def filed(office: Office) -> tuple[CaseRow, ...]:
    """The complaints in the store; the standing file of the body is none."""
    return tuple(r for r in office.store.rows(LOCALITY) if r.id != standing_id(LOCALITY))


def enter(office: Office, monkeypatch: pytest.MonkeyPatch, person: str) -> str:
    """Sign somebody in; the browser would send the cookie."""
    create_account(office.store, LOCALITY, person, person, "correct horse 7", MORNING, passwords=QUICK)
    done = sign_in.sign_in(office.store, person, "correct horse 7", runtime.wall_clock(), passwords=QUICK)
    assert isinstance(done, sign_in.SignedIn)
    monkeypatch.setattr(identity, "token", lambda: done.token)
    return person


def page(name: str, *, lang: str = "zh", **query: str) -> AppTest:
    at = AppTest.from_file(SCRIPT, default_timeout=300)
    at.session_state["page"] = name
    at.session_state["lang"] = lang
    for key, value in query.items():
        at.query_params[key] = value
    return at.run()


def read(at: AppTest) -> str:
    """All words on a page."""
    html = [h.proto.body for h in at.get("html")]
    said = [
        e.value
        for kind in ("error", "info", "success", "warning", "caption", "markdown", "header")
        for e in at.get(kind)
    ]
    return " ".join([*html, *said])


def fill_in(at: AppTest, answers: dict[str, Any]) -> None:
    for key, value in answers.items():
        (widget,) = [
            w
            for k in ("radio", "text_input", "text_area", "selectbox")
            for w in at.get(k)
            if str(w.key).endswith(f".{key}")
        ]
        widget.set_value(value).run()


def press(at: AppTest, key: str) -> AppTest:
    """The button with this key, or with this one and the number of the case's last event."""
    (button,) = [b for b in at.button if b.key == key or ("act-do" in key and str(b.key).startswith(f"{key}-"))]
    return button.click().run()


LANGS = ("zh", pytest.param("en", marks=pytest.mark.full))
PUBLIC = ("intake", "follow", "sign_in", "rules", "compare", "clock")
INSIDE = ("work", "case", "register", "health")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", [*PUBLIC, *INSIDE])
def test_every_page_is_drawn_for_a_visitor(office: Office, name: str, lang: str) -> None:
    at = page(name, lang=lang)
    assert not at.exception


@pytest.mark.parametrize("name", INSIDE)
def test_pages_of_the_office_ask_a_visitor_to_sign_in(office: Office, opened: Opened, name: str) -> None:
    at = page(name, id=opened.case)
    assert "请先登录" in read(at)
    assert opened.number not in read(at)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", [*PUBLIC, *INSIDE])
def test_every_page_is_drawn_for_a_clerk(office: Office, opened: Opened, clerk: str, name: str, lang: str) -> None:
    office.store.put_setting(DEMO, "yes")
    assert not page(name, lang=lang, id=opened.case).exception


def test_nothing_is_stored_while_answers_are_missing(office: Office) -> None:
    at = press(page("intake"), "intake-submit")
    assert "请填写这一项" in read(at)
    assert filed(office) == ()


def test_what_is_missing_is_named_at_the_button_and_each_name_leads_to_its_question(office: Office) -> None:
    at = press(page("intake"), "intake-submit")
    (said,) = [e.value for e in at.error]
    assert said.startswith("还有 5 处没填好")
    places = re.findall(r"\]\(#([a-z-]+)\)", said)
    assert places == ["amiss-identity", "amiss-request", "amiss-matter", "amiss-place", "amiss-what"]
    html = read(at)
    assert [html.count(f'id="{place}"') for place in places] == [1] * len(places)
    fill_in(at, {"identity": "anonymous", "what": "路灯不亮"})
    assert [e.value[:9] for e in at.error] == ["还有 3 处没填好"]


def test_a_complaint_is_filed_once_and_code_and_number_are_shown(office: Office) -> None:
    at = page("intake")
    fill_in(at, ANSWERS)
    press(at, "intake-submit")
    (row,) = filed(office)
    assert row.number in read(at)
    assert at.session_state["receipt"].code in read(at)
    press(at, "receipt-done")
    assert "receipt" not in at.session_state


def test_the_same_draft_submitted_again_is_one_case(office: Office) -> None:
    at = page("intake")
    fill_in(at, ANSWERS)
    draft = at.query_params["draft"]
    kept = office.store.draft(draft)
    press(at, "intake-submit")
    assert kept is not None
    office.store.put_draft(kept)
    press(page("intake", draft=draft), "intake-submit")
    assert len(filed(office)) == 1


def test_a_reload_brings_the_draft_back(office: Office) -> None:
    at = page("intake")
    fill_in(at, {"identity": "anonymous", "what": "路灯不亮"})
    again = page("intake", draft=at.query_params["draft"])
    (box,) = [w for w in again.text_area if str(w.key).endswith(".what")]
    assert box.value == "路灯不亮"


def test_clearing_asks_once_more_and_then_forgets(office: Office) -> None:
    at = page("intake")
    fill_in(at, {"identity": "anonymous", "what": "路灯不亮"})
    assert "不能恢复" in read(at)
    draft = at.query_params["draft"]
    press(at, "intake-clear")
    (box,) = [w for w in at.text_area if str(w.key).endswith(".what")]
    assert not box.value
    assert office.store.draft(draft) is None


def test_an_empty_form_leaves_no_draft(office: Office) -> None:
    at = page("intake").run()
    assert office.store.draft(at.query_params["draft"]) is None


def test_a_draft_is_not_readable_in_the_store(office: Office) -> None:
    at = page("intake")
    fill_in(at, {"identity": "anonymous", "what": "路灯不亮"})
    draft = office.store.draft(at.query_params["draft"])
    assert draft is not None
    assert "路灯".encode() not in draft.answers


def test_a_clerks_draft_opens_for_that_clerk_only(office: Office, clerk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at = page("register")
    fill_in(at, {"what": "代人登记"})
    draft = at.query_params["draft"]
    enter(office, monkeypatch, "ma-lihua")
    again = page("register", draft=draft)
    (box,) = [w for w in again.text_area if str(w.key).endswith(".what")]
    assert box.value == ""


def test_a_clerks_receipt_says_to_hand_it_on_and_a_visitors_to_tell_nobody(office: Office, clerk: str) -> None:
    for where, own in (("register", "转告反映人"), ("intake", "请记下")):
        at = page(where)
        fill_in(at, ANSWERS)
        (button,) = [str(b.key) for b in at.button if str(b.key).endswith("-submit")]
        press(at, button)
        told = read(at)
        assert own in told
        assert ("由本机关核实是本人后换发" in told) == (where == "register")


def test_what_people_wrote_is_shown_as_they_wrote_it(office: Office, opened: Opened, clerk: str) -> None:
    shown = read(page("case", id=opened.case))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>" not in shown


def test_identity_is_sealed_until_it_is_opened_with_a_reason(office: Office, opened: Opened, clerk: str) -> None:
    at = page("case", id=opened.case)
    assert "13800000000" not in read(at)
    press(at, f"unseal-{opened.case}")
    assert "13800000000" not in read(at)
    at.text_input(key=f"why-{opened.case}").set_value("电话核实情况")
    press(at, f"unseal-{opened.case}")
    assert "13800000000" in read(at)
    assert office.store.events(opened.case)[-1].kind == "identity-read"


def to_register(opened: Opened) -> AppTest:
    """The page of the case with its registration chosen among what may be done."""
    at = page("case", id=opened.case)
    (key,) = (str(r.key) for r in at.radio if str(r.key).startswith("act-choice-"))
    assert at.radio(key=key).value is None
    return at.radio(key=key).set_value("registered").run()


def test_a_case_is_registered_from_its_page(office: Office, opened: Opened, clerk: str) -> None:
    at = to_register(opened)
    fill_in(at, {"channel": "visit", "code-told": True, "hard": False, "long-unresolved": False})
    press(at, "act-do-registered")
    assert office.store.row(opened.case).state == "drafting-slip"
    assert "已办理：分类登记" in read(at)


def test_missing_answers_of_an_act_are_named_and_nothing_is_written(office: Office, opened: Opened, clerk: str) -> None:
    before = office.store.events(opened.case)
    at = press(to_register(opened), "act-do-registered")
    assert read(at).count("bh-problem") >= 4
    assert office.store.events(opened.case) == before


def test_a_revoked_account_does_nothing_more(office: Office, opened: Opened, clerk: str) -> None:
    at = to_register(opened)
    fill_in(at, {"channel": "visit", "code-told": True, "hard": False, "long-unresolved": False})
    before = office.store.events(opened.case)
    revoke(office.store, clerk, MORNING)
    press(at, "act-do-registered")
    assert "请先登录" in read(at)
    assert office.store.events(opened.case) == before


def test_an_unknown_case_says_so(office: Office, clerk: str) -> None:
    at = page("case", id="no-such-case")
    assert at.error
    assert not at.exception


def test_a_case_one_is_not_on_does_not_exist(office: Office, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(office, monkeypatch, "shi-yun")
    at = page("case", id=opened.case)
    assert at.error
    assert opened.number not in read(at)


def test_a_wrong_code_says_so(office: Office) -> None:
    at = page("follow")
    at.text_input(key="follow-typed").set_value("0000-0000")
    press(at, "follow-go")
    assert "查询码" in at.error[0].value


def test_the_complainant_reads_the_dates_with_their_clauses(office: Office, opened: Opened) -> None:
    at = page("follow")
    at.text_input(key="follow-typed").set_value(opened.code)
    shown = read(press(at, "follow-go"))
    assert "还有 15 天" in shown
    assert "《信访工作条例》第二十三条" in shown
    assert "您反映的事项已经收到" in shown


def test_the_complainant_follows_and_asks_for_protection(office: Office, opened: Opened) -> None:
    at = page("follow")
    at.text_input(key="follow-typed").set_value(opened.code.lower())
    press(at, "follow-go")
    assert opened.number in read(at)
    choice = [r for r in at.radio if str(r.key).startswith("act-choice")]
    if choice:
        choice[0].set_value("protection-asked").run()
    press(at, "act-do-protection-asked")
    assert "protection-asked" in {e.data.get("event") for e in office.store.events(opened.case)}


def test_work_waits_for_the_clerk_and_not_for_others(
    office: Office, opened: Opened, clerk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "待登记" in read(page("work"))
    enter(office, monkeypatch, "shi-yun")
    assert "现在没有等您办理的信访件" in read(page("work"))


def test_an_empty_list_says_that_it_is_the_filter(office: Office, opened: Opened, clerk: str) -> None:
    at = page("work")
    at.text_input(key="work-search").set_value("没有这样的").run()
    assert "1 件中没有符合条件的" in read(at)
    press(at, "work-no-filter")
    assert "待登记" in read(at)


def test_a_clock_against_ones_office_brings_the_case_to_the_list(
    office: Office, opened: Opened, clerk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Assigned to a department, the case still waits for the notice that the coordination office owes."""
    given = {"channel": "visit", "code-told": True, "hard": False, "long-unresolved": False}
    assert isinstance(office.desk.act(opened.case, "registered", actor=CLERK, with_=given), Acted)
    slip = {"summary": "路灯", "proposed-opinion": "交建设办", "handler": "construction-office"}
    assert isinstance(office.desk.act(opened.case, "slip.written", actor=CLERK, with_=slip), Acted)
    assert opened.case not in {r.id for r in office.desk.work(LOCALITY, CLERK)}
    assert "告知期限" in read(page("work"))


def test_somebody_else_was_faster(office: Office, opened: Opened, clerk: str) -> None:
    """The page's act is refused as out of date when the case changes between drawing and pressing."""
    from engine.ui.pages import case

    found = office.desk.view(opened.case, clerk)
    given = {"channel": "visit", "code-told": True, "hard": False, "long-unresolved": False}
    assert isinstance(office.desk.act(opened.case, "registered", actor=CLERK, with_=given), Acted)
    refused = case._do(found, "registered", given, {}, "another")  # type: ignore[arg-type]
    assert refused.code == "stale"  # type: ignore[union-attr]


def test_linking_an_accused_head_sends_the_case_away_and_says_so(office: Office, clerk: str) -> None:
    accused = [{"official": {"text": "主任"}, "conduct": "批地"}]
    answers = {**ANSWERS, "identity": "anonymous", "request": "accusation", "accused": accused}
    given = {k: v for k, v in answers.items() if k not in ("name", "contact")}
    done = office.desk.open_case(LOCALITY, "registration", given, actor=None, token="t")
    assert isinstance(done, Opened)
    at = page("case", id=done.case)
    (who,) = [s for s in at.selectbox if ".accused." in str(s.key)]
    who.set_value("lu-jianhua").run()
    (supervised,) = [r for r in at.radio if ".supervised." in str(r.key)]
    supervised.set_value(True).run()
    press(at, "act-do-accused-linked")
    assert "不再由您经手" in read(at)
    assert office.store.row(done.case).sealed


def test_nothing_is_chosen_for_the_complainant_by_itself(office: Office, opened: Opened) -> None:
    at = page("follow")
    at.text_input(key="follow-typed").set_value(opened.code)
    press(at, "follow-go")
    assert not [b for b in at.button if str(b.key).startswith("act-do-")]


@pytest.mark.parametrize(
    ("words", "found"),
    [("路灯　坎中", True), ("坎中 路灯", True), ("０００１", True), ("ＫＡＮＤＵＮ", True), ("路灯 直塘", False)],
)
def test_a_search_finds_every_word_also_in_full_width(
    office: Office, opened: Opened, clerk: str, words: str, found: bool
) -> None:
    at = page("work")
    at.text_input(key="work-search").set_value(words).run()
    assert any(opened.number in link.proto.label.replace("\\", "") for link in at.get("page_link")) is found


def test_a_long_list_is_turned_above_and_below(office: Office, clerk: str) -> None:
    for n in range(16):
        done = office.desk.open_case(
            LOCALITY, "registration", {**ANSWERS, "what": f"第{n}件"}, actor=None, token=str(n)
        )
        assert isinstance(done, Opened)
    at = page("work")
    assert "第 1 页，共 2 页" in read(at)
    press(at, "work-next-above")
    assert "第 2 页，共 2 页" in read(at)
    press(at, "work-back-below")
    assert "第 1 页" in read(at)
    press(at, "work-next-below")
    at.text_input(key="work-search").set_value("坎中").run()
    assert "第 1 页，共 2 页" in read(at), "another list begins with its most urgent"
    start = re.findall(r'href="#([a-z-]+)"', read(at))
    assert [read(at).count(f'id="{place}"') for place in start] == [1]


def test_what_nobody_owes_is_not_laid_before_anybody_as_the_next_step(
    office: Office, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = office.desk.actions(opened.case, "lu-jianhua")
    assert [(a.event, a.strength) for a in offered] == [("interest-out.asked", "may")]
    enter(office, monkeypatch, "lu-jianhua")
    at = page("case", id=opened.case)
    assert "现在没有必须由您办理的事项" in read(at)
    assert not [b for b in at.button if str(b.key).startswith("act-do-")]


def test_the_health_page_leads_to_the_cases_that_cannot_go_on(
    office: Office, opened: Opened, clerk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = Attention(opened.case, opened.number, ("crash",), ())
    unseen = Attention("0000ffff", "kandun-2026-99999", ("crash",), ())
    found = replace(office.health(), attention=(stuck, unseen))
    monkeypatch.setattr(Office, "health", lambda _: found)
    told = read(page("health"))
    assert f'href="/case?id={opened.case}">{opened.number}</a>' in told
    assert "引擎中断" in told
    assert unseen.number not in told
    heads = [h.value for h in page("health").header]
    assert heads[0] == "需要有人处理"
