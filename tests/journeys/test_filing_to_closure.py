"""One complaint from filing to closure, by all roles, in a real browser on the real app.

What the store holds afterwards equals what the Desk keeps when it is told the same story.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from engine.accounts.vault import KeyVault
from engine.casework.desk import Acted, Opened
from engine.casework.events import CaseEvent
from engine.casework.rows import standing_id
from engine.office import Office
from engine.scenarios.playing import SetClock
from engine.store import open_store
from scripts.demo_server import database, serving
from tests.journeys.hands import Hands
from tests.journeys.small_office import LOCALITY, ROOT, fill, furnish

pytestmark = pytest.mark.browser

ANSWERS = {
    "identity": "real-name", "name": "甲", "contact": "13800000000", "request": "help", "matter": "road-lighting",
    "place": "kanzhong", "what": "路灯不亮，夜间出行不便",
}  # fmt: skip
REGISTERED = {"channel": "visit", "code-told": True, "hard": False, "long-unresolved": False}
RECEIPT = {"route": "交承办部门办理", "procedure": "一个月内报结后答复"}
SLIP = {"summary": "路灯不亮", "proposed-opinion": "交建设办办理", "handler": "construction-office"}
REPORT = {
    "investigators": "两名工作人员", "first-look": "已到现场", "plan": "已定", "evidence": "照片三张",
    "outcome": "已修复", "materials": "维修单",
}  # fmt: skip
REPORT_LABELS = {
    "调查人员": "investigators", "初步摸底": "first-look", "调查计划": "plan", "调查取证": "evidence",
    "调查结论": "outcome", "相关材料": "materials",
}  # fmt: skip
ANSWER = {"facts-and-reasons": "线路老化，已更换", "opinion": "予以支持", "remedy": "三十日内可申请复查"}
ACTS = (
    ("registered", REGISTERED), ("receipt-notice.written", RECEIPT), ("slip.written", SLIP), ("slip.signed", {}),
    ("report.written", REPORT), ("report.signed", {}), ("answer.written", ANSWER),
)  # fmt: skip
_MOMENTS = ("due", "scheduled", "at")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> tuple[tuple[CaseEvent, ...], str]:
    """The story told in the browser: the events that were stored, and what the complainant reads."""
    folder = tmp_path_factory.mktemp("journey")
    with serving(folder, fill) as address:
        number, code = _file(Hands(browser, address))
        _clerk(Hands(browser, address), number)
        _slip(Hands(browser, address), number)
        _sign(Hands(browser, address), "陆建华", number, "签批《信访交办单》")
        _report(Hands(browser, address), number)
        _sign(Hands(browser, address), "胡志强", number, "签批《调查报告》")
        _answer(Hands(browser, address), number)
        _time_passes(Hands(browser, address))
        read = _follow(Hands(browser, address), code)
    return _stored(folder), read


def test_the_case_is_closed_and_the_complainant_reads_the_answer(told: tuple[tuple[CaseEvent, ...], str]) -> None:
    events, read = told
    assert any(e.kind == "entered" and e.data.get("final") for e in events)
    assert "您反映的事项已经办结" in read
    assert "线路老化，已更换" in read
    assert "吴剑飞" not in read


def test_events_equal_those_of_the_same_story_on_the_desk(told: tuple[tuple[CaseEvent, ...], str]) -> None:
    events, _ = told
    assert _bare(events) == _bare(_on_the_desk(events))


def test_durable_rules_decided_every_time(told: tuple[tuple[CaseEvent, ...], str]) -> None:
    events, _ = told
    by = {e.data["decided_by"] for e in events if "decided_by" in e.data}
    assert by == {"durable_rules"}
    assert sum(e.kind == "decided" for e in events) >= 3


def _file(hands: Hands) -> tuple[str, str]:
    hands.go("")
    hands.pick("您愿意", "实名并留联系方式")
    hands.write("您的姓名", ANSWERS["name"])
    hands.write("电话或邮箱", ANSWERS["contact"])
    hands.pick("您的诉求", "求助，有问题要解决")
    hands.select("哪一类事", "道路与路灯")
    hands.select("村", "坎中村")
    hands.write("经过", ANSWERS["what"])
    hands.press("提交")
    hands.page.get_by_text("已经收到").first.wait_for()
    number, code = (str(c.inner_text()) for c in hands.page.locator(".bh-code").all())
    assert hands.errors == []
    hands.close()
    return number, code


def _at_work(hands: Hands, person: str, number: str) -> Hands:
    hands.sign_in(person)
    hands.open_case(number)
    return hands


def _clerk(hands: Hands, number: str) -> None:
    _at_work(hands, "周晓燕", number)
    hands.choose_action("分类登记")
    hands.pick("来源", "来访")
    hands.pick("查询码已告知", "是")
    hands.pick("疑难复杂", "否")
    hands.pick("长期得不到解决", "否")
    hands.submit("分类登记")
    hands.choose_action("填写《受理告知书》")
    hands.write("去向", RECEIPT["route"])
    hands.write("程序", RECEIPT["procedure"])
    hands.submit("填写《受理告知书》")
    hands.close()


def _slip(hands: Hands, number: str) -> None:
    _at_work(hands, "马立华", number)
    hands.choose_action("填写《信访交办单》")
    hands.write("反映内容", SLIP["summary"])
    hands.write("拟办意见", SLIP["proposed-opinion"])
    hands.select("承办部门", "建设管理办公室")
    hands.submit("填写《信访交办单》")
    hands.close()


def _sign(hands: Hands, person: str, number: str, label: str) -> None:
    _at_work(hands, person, number)
    hands.choose_action(label)
    hands.submit(label)
    hands.close()


def _report(hands: Hands, number: str) -> None:
    _at_work(hands, "吴剑飞", number)
    hands.choose_action("填写《调查报告》")
    for label, key in REPORT_LABELS.items():
        hands.write(label, REPORT[key])
    hands.submit("填写《调查报告》")
    hands.close()


def _answer(hands: Hands, number: str) -> None:
    _at_work(hands, "吴剑飞", number)
    hands.choose_action("填写《反馈》")
    hands.write("事实和理由", ANSWER["facts-and-reasons"])
    hands.write("意见及依据", ANSWER["opinion"])
    hands.write("复查途径和期限", ANSWER["remedy"])
    hands.submit("填写《反馈》")
    hands.close()


def _time_passes(hands: Hands) -> None:
    """To each next moment, until nothing is left that time could do."""
    hands.go("clock")
    button = hands.page.get_by_role("button", name="到下一个期限", exact=True)
    for _ in range(40):
        if not button.is_enabled():
            break
        button.click()
        hands.page.get_by_text("时间已前进").first.wait_for()
        hands.settle()
    hands.close()


def _follow(hands: Hands, code: str) -> str:
    hands.go("follow")
    hands.page.get_by_label("查询码").first.fill(code)
    hands.press("查询")
    hands.page.locator(".bh-steps").wait_for()
    read = hands.text()
    hands.close()
    return read


def _stored(folder: Path) -> tuple[CaseEvent, ...]:
    store = open_store(database(folder))
    (row,) = (r for r in store.rows(LOCALITY) if r.id != standing_id(LOCALITY))
    assert row.closed is not None
    return store.events(row.id)


def _on_the_desk(seen: tuple[CaseEvent, ...]) -> tuple[CaseEvent, ...]:
    """The same acts at the same moments, with no page between."""
    clock = SetClock(seen[0].at)
    with Office(open_store("memory:"), KeyVault(b"k" * 32), ROOT, clock) as office:
        furnish(office, seen[0].at)
        desk = office.desk
        opened = desk.open_case(LOCALITY, "registration", ANSWERS, actor=None, token="t")
        assert isinstance(opened, Opened)
        acts = iter(ACTS)
        for e in seen:
            if e.actor is not None and e.kind in ("happened", "written", "signed"):
                event, with_ = next(acts)
                clock.at = e.at
                done = desk.act(opened.case, event, actor=e.actor, with_=with_)
                assert isinstance(done, Acted), done
        while (upcoming := office.store.row(opened.case).next_moment) is not None:
            clock.at = max(clock.at, upcoming) + timedelta(seconds=1)
            desk.tick()
        return office.store.events(opened.case)


def _bare(events: tuple[CaseEvent, ...]) -> list[tuple[str, str | None, Any]]:
    """Kind, actor and data, without ids and moments."""
    return [(e.kind, e.actor, {k: v for k, v in e.data.items() if k not in _MOMENTS}) for e in events]
