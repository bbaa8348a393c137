"""A piece of each role's day in a real browser, wide and on a phone: what each does, sees and must not see.

Every day ends with the act in the store under that person's name. The case about the director is there
all the time: nobody of his office finds it in a list, and its address opens for none of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.journeys.hands import Hands
from tests.journeys.open_house import FIRST, SEALED, SECOND, WIDTHS, House

pytestmark = pytest.mark.browser
TELEPHONE = ("handler", "second clerk", "countersigner", "supervisor")
"""Whose day is told on a telephone in the long suite; the others at a desk. The soak has the other width."""

CONTACT = "13800000000"
_LATIN = re.compile(r"[A-Za-z]{2,}")
_NOT_WORDS = re.compile(rf"({FIRST}|{SECOND})-(\d+-\d+|office)|keyboard_arrow_\w+")
"""Numbers of cases, and the sign by which something folds open: a picture to those who look, hidden from readers."""


@dataclass(frozen=True)
class Day:
    """`case` names the case of the house, without the width; `does` is the action's label and `event` what
    it leaves in the record; `fills` are (how, label, value); `others` are cases that this person has
    nothing to do with; `offered` and `never` stand among the actions, or must not."""

    person: str
    id: str
    locality: str
    case: str
    does: str
    event: str
    fills: tuple[tuple[str, str, str], ...] = ()
    sees: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


_REPORT = tuple(
    ("write", label, f"{label}已写明")
    for label in ("调查人员", "初步摸底", "调查计划", "调查取证", "调查结论", "相关材料")
)
_NO = tuple(("pick", label, "否") for label in ("疑难复杂", "长期得不到解决"))
_ANSWER = tuple(("write", label, "已查明并解决") for label in ("事实和理由", "意见及依据", "复查途径和期限"))
DAYS = {
    "clerk": Day(
        "周晓燕", "zhou-xiaoyan", FIRST, "kandun registered", "分类登记", "registered",
        (("pick", "来源", "来访"), ("pick", "查询码已告知", "是"), *_NO), sees=("待登记", "交办期限"),
        others=("hengyang registered",), never=("签批《信访交办单》", "填写《调查报告》"),
    ),
    "coordinator": Day(
        "马立华", "ma-lihua", FIRST, "kandun slip.written", "填写《信访交办单》", "slip",
        (("write", "反映内容", "路灯不亮"), ("write", "拟办意见", "交建设办"),
         ("select", "承办部门", "建设管理办公室")),
        sees=("拟办",), others=("hengyang registered",), never=("签批《信访交办单》", "填写《整改通知》"),
    ),
    "approver": Day(
        "陆建华", "lu-jianhua", FIRST, "kandun slip.signed", "签批《信访交办单》", "slip",
        sees=("待审批", "交建设办办理"), others=("hengyang registered",),
        never=("填写《信访交办单》", "填写《调查报告》"),
    ),
    "handler": Day(
        "吴剑飞", "wu-jianfei", FIRST, "kandun report.written", "填写《调查报告》", "report", _REPORT,
        sees=("承办调处", "办理期限"), others=("kandun registered", "kandun receipt-notice.written"),
        offered=("填写《延期申请》",), never=("签批《调查报告》", "分类登记", "填写《书面督促》"),
    ),
    "countersigner": Day(
        "胡志强", "hu-zhiqiang", FIRST, "kandun report.signed", "签批《调查报告》", "report",
        sees=("待分管领导签字", "照片三张"), others=("kandun registered", "kandun receipt-notice.written"),
        never=("填写《调查报告》", "签批《信访交办单》"),
    ),
    "supervisor": Day(
        "孙依莉", "sun-yili", FIRST, "late", "填写《整改通知》", "rectification",
        sees=("逾期", "《书面督促》送"), others=("hengyang registered",),
        never=("填写《调查报告》", "签批《调查报告》"),
    ),
    "second clerk": Day(
        "谭薇", "tan-wei", SECOND, "hengyang assignment.written", "填写《交办单》", "assignment",
        (("write", "反映内容", "房屋渗水"), ("pick", "首办单位", "市住房和城乡建设局")),
        others=("kandun registered",), never=("填写《处理意见书》",),
    ),
    "second handler": Day(
        "龙涛", "long-tao", SECOND, "hengyang answer.written", "填写《处理意见书》", "answer", _ANSWER,
        others=("hengyang registered", "kandun report.written"), never=("填写《交办单》", "登记"),
    ),
}  # fmt: skip


def _days() -> list[object]:
    wanted = [(role, width, (width == min(WIDTHS)) is (role in TELEPHONE)) for role in DAYS for width in WIDTHS]
    return [pytest.param(r, w, marks=pytest.mark.full if long else pytest.mark.soak) for r, w, long in wanted]


@pytest.mark.parametrize(("role", "width"), _days())
def test_a_day_of(house: House, role: str, width: int) -> None:
    day = DAYS[role]
    mine = house.cases[f"{day.case} {width}"]
    shut = [house.cases["sealed"], *(house.cases[f"{c} {width}"] for c in day.others)]
    hands = house.hands(width)
    hands.sign_in(day.person)
    lists(hands, mine.number, [c.number for c in shut])
    for case in shut:
        hands.go(f"case?id={case.case}")
        assert "没有该事项" in hands.text()
        assert case.number not in hands.page.content()
        assert SEALED not in hands.page.content()
    hands.go(f"case?id={mine.case}")
    reads(hands, day)
    acts(hands, day)
    assert (day.id, day.event) in done(house, mine.case)
    assert hands.errors == []
    hands.close()


def lists(hands: Hands, number: str, shut: list[str]) -> None:
    """The work list and the list of all cases: the own one, none of the others."""
    for scope in ("待我办理", "我参与的"):
        hands.page.get_by_text(scope, exact=True).first.click()
        hands.settle()
        if scope == "我参与的":
            hands.page.locator("[data-testid=stPageLink] a").first.wait_for()
        assert [n for n in shut if n in hands.text()] == []
        fits(hands)
    hands.write("查找", number)
    assert number in hands.text()


def reads(hands: Hands, day: Day) -> None:
    """What stands on the case for this person, before the first word is typed."""
    hands.page.locator("[data-testid=stMain]").get_by_text(day.does).first.wait_for()
    words = hands.text()
    assert [w for w in (*day.sees, *day.offered, day.does) if w not in words] == []
    choices = words.partition("下一步")[2].partition("经过")[0].splitlines()
    assert [w for w in day.never if w in choices] == []
    assert CONTACT not in hands.page.content()
    assert "实名并留联系方式" not in words
    fits(hands)


def acts(hands: Hands, day: Day) -> None:
    hands.choose_action(day.does)
    for how, label, value in day.fills:
        getattr(hands, how)(label, value)
    fits(hands)
    hands.submit(day.does)


def fits(hands: Hands) -> None:
    """Nothing is wider than the window, and all of it is Chinese."""
    assert hands.too_wide() <= 0
    words = _NOT_WORDS.sub("", hands.text())
    assert _LATIN.findall(words) == []


def done(house: House, case: str) -> set[tuple[str | None, str]]:
    """(who, event or paper) of what persons did on the case."""
    return {(e.actor, str(e.data.get("event") or e.data.get("paper"))) for e in house.store.events(case)}


@pytest.mark.full
@pytest.mark.parametrize("width", WIDTHS)
def test_who_has_no_case_sees_none(house: House, width: int) -> None:
    hands = house.hands(width)
    hands.sign_in("钱峰")
    assert "现在没有等您办理的信访件" in hands.text()
    for name in ("kandun registered", "kandun report.written", "hengyang registered"):
        case = house.cases[f"{name} {width}"]
        hands.go(f"case?id={case.case}")
        assert "没有该事项" in hands.text()
        assert case.number not in hands.page.content()
    hands.close()


@pytest.mark.full
@pytest.mark.parametrize("width", WIDTHS)
def test_what_the_director_is_accused_of_is_read_one_body_higher(house: House, width: int) -> None:
    sealed, plain = house.cases["sealed"], house.cases[f"kandun registered {width}"]
    hands = house.hands(width)
    hands.sign_in("郑岚")
    hands.page.get_by_text(sealed.number).first.wait_for()
    assert plain.number not in hands.text()
    hands.open_case(sealed.number)
    assert "分类登记" in hands.text()
    fits(hands)
    hands.page.get_by_role("tab", name="反映内容").click()
    hands.settle()
    assert SEALED in hands.text()
    hands.close()


@pytest.mark.full
@pytest.mark.parametrize("path", ["work", "case", "register", "duties", "metrics", "health", "forms", "versions"])
def test_nobody_signed_in_reads_nothing_of_the_office(house: House, path: str) -> None:
    case = house.cases["kandun registered 1280"]
    hands = house.hands()
    hands.go(f"{path}?id={case.case}")
    assert "请先登录" in hands.text()
    assert case.number not in hands.page.content()
    hands.close()
