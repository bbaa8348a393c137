"""The complainant with a phone: files, follows by code, rates, asks for review, prints; also without a mouse."""

from __future__ import annotations

import re

import pytest

from tests.journeys.hands import Hands
from tests.journeys.open_house import FIRST, SECOND, House

pytestmark = pytest.mark.browser

PHONE = 390
BODIES = {FIRST: "坎墩街道", SECOND: "衡阳市"}
INSIDE = ("周晓燕", "马立华", "吴剑飞", "胡志强", "谭薇", "龙涛", "拟办意见", "交建设办办理", "两名工作人员")
"""Persons of the office and what they wrote to each other."""


def follow(house: House, code: str, *, width: int = PHONE) -> Hands:
    hands = house.hands(width)
    hands.go("follow")
    hands.page.get_by_label("查询码").first.fill(code)
    hands.press("查询")
    hands.page.locator(".bh-steps").wait_for()
    hands.settle()
    return hands


@pytest.mark.full
def test_filed_on_a_phone_and_followed_by_code(house: House) -> None:
    hands = house.hands(PHONE)
    hands.go("")
    hands.select("您要向哪里反映", BODIES[FIRST])
    hands.pick("您愿意", "匿名")
    hands.pick("您的诉求", "求助，有问题要解决")
    hands.select("哪一类事", "排水与河道")
    hands.select("村", "直塘村")
    hands.write("经过", "河道淤积")
    assert hands.too_wide() <= 0
    hands.press("提交")
    hands.page.get_by_text("已经收到").first.wait_for()
    number, code = (str(c.inner_text()) for c in hands.page.locator(".bh-code").all())
    assert hands.too_wide() <= 0
    read = follow(house, code)
    assert number in read.text()
    assert "反馈" not in read.text().partition("您可以")[0]
    assert read.too_wide() <= 0
    assert (hands.errors, read.errors) == ([], [])


@pytest.mark.full
def test_a_chosen_language_stays_after_a_reload_with_what_was_typed(house: House) -> None:
    hands = house.hands()
    hands.go("")
    hands.select("您要向哪里反映", BODIES[FIRST])
    hands.write("经过", "河道淤积")
    hands.page.get_by_text("English", exact=True).click()
    hands.page.get_by_text("What happened").first.wait_for()
    hands.settle()
    hands.page.reload()
    hands.page.get_by_text("What happened").first.wait_for()
    hands.settle()
    assert hands.page.get_by_label("What happened").first.input_value() == "河道淤积"
    hands.go("follow")
    assert "Follow-up code" in hands.text()
    hands.page.get_by_text("中文", exact=True).click()
    hands.page.get_by_text("查询码").first.wait_for()
    hands.settle()
    hands.page.reload()
    hands.page.get_by_text("查询码").first.wait_for()
    assert hands.errors == []


@pytest.mark.full
@pytest.mark.parametrize("locality", [FIRST, SECOND])
def test_the_answer_is_read_and_nothing_of_the_office(house: House, locality: str) -> None:
    hands = follow(house, house.cases[f"{locality} None 1280"].code)
    words = hands.text()
    assert "线路老化，已更换" in words
    assert "三十日内可申请复查" in words
    assert [w for w in INSIDE if w in hands.page.content()] == []
    assert re.findall(r"[A-Za-z]{2,}", re.sub(rf"{locality}-\d+-\d+", "", words)) == []
    assert hands.too_wide() <= 0


@pytest.mark.full
def test_a_wrong_code_opens_nothing(house: House) -> None:
    hands = house.hands(PHONE)
    hands.go("follow")
    hands.page.get_by_label("查询码").first.fill("AAAA-BBBB-CCCC-DDDD")
    hands.press("查询")
    hands.page.get_by_text("没有与此查询码对应的件").first.wait_for()
    assert not hands.page.locator(".bh-steps").count()


@pytest.mark.full
def test_an_answer_is_rated(house: House) -> None:
    case = house.cases[f"{SECOND} None 1280"]
    hands = follow(house, case.code)
    hands.page.get_by_text("填写《满意度评价》").first.click()
    hands.settle()
    hands.pick("评价", "不满意")
    assert hands.too_wide() <= 0
    hands.submit("填写《满意度评价》")
    (rated,) = [e for e in house.store.events(case.case) if e.data.get("paper") == "rating" and e.kind == "written"]
    assert (rated.actor, rated.data["contents"]["rating"]) == ("complainant", "dissatisfied")


@pytest.mark.full
@pytest.mark.parametrize("locality", [FIRST, SECOND])
def test_a_review_is_asked_for(house: House, locality: str) -> None:
    case = house.cases[f"{locality} None 390"]
    hands = follow(house, case.code)
    hands.page.get_by_text("填写《复查申请》").first.click()
    hands.settle()
    hands.write("理由", "没有到现场看过")
    hands.submit("填写《复查申请》")
    asked = [e for e in house.store.events(case.case) if e.data.get("paper") == "review-request"]
    assert {e.actor for e in asked if e.kind == "written"} == {"complainant"}
    assert any(e.kind == "entered" and e.data.get("state") == "reviewing" for e in house.store.events(case.case))


@pytest.mark.full
def test_the_keyboard_is_enough_to_file_and_to_follow(house: House) -> None:
    hands = house.hands()
    keys = hands.page.keyboard
    hands.go("")
    keys.press("Tab")
    assert hands.page.evaluate(_SKIP) == '"跳到正文"'
    reach(hands, "您要向哪里反映")
    keys.type(BODIES[FIRST])
    keys.press("Enter")
    hands.settle()
    for label, steps in (("您愿意", 2), ("您的诉求", 3)):
        reach(hands, label)
        keys.press("Space")
        for _ in range(steps):
            keys.press("ArrowDown")
        hands.settle()
    for label, choice in (("哪一类事", "排水与河道"), ("村", "直塘村")):
        reach(hands, label)
        keys.type(choice)
        keys.press("Enter")
        hands.settle()
    reach(hands, "经过")
    keys.type("只用键盘写下")
    reach(hands, "提交")
    keys.press("Enter")
    hands.page.get_by_text("已经收到").first.wait_for()
    code = hands.page.locator(".bh-code").nth(1).inner_text()
    hands.go("follow")
    reach(hands, "查询码")
    keys.type(code)
    keys.press("Enter")  # where the code is typed, without going on to the button
    hands.page.locator(".bh-steps").wait_for()
    assert hands.errors == []


_SKIP = "getComputedStyle(document.activeElement, '::after').content"
_FOCUSED = """() => {
  const e = document.activeElement;
  const group = e.closest('[role=radiogroup]');
  const of = group && group.getAttribute('aria-label');
  return [of || '', e.getAttribute('aria-label') || '', e.tagName === 'BUTTON' ? e.innerText : ''].join(' ');
}"""


def reach(hands: Hands, label: str) -> None:
    """Tab until the named thing has the focus, at most once around the page."""
    for _ in range(80):
        hands.page.keyboard.press("Tab")
        if label in hands.page.evaluate(_FOCUSED):
            return
    raise AssertionError(f"the keyboard does not reach {label}")


@pytest.mark.full
def test_the_answer_prints_whole_and_alone(house: House) -> None:
    hands = follow(house, house.cases[f"{FIRST} None 1280"].code)
    hands.page.emulate_media(media="print")
    for shown in (".bh-steps", ".bh-paper"):
        assert hands.page.locator(shown).first.is_visible()
    for away in ("[data-testid=stSidebar]", "[data-testid=stHeader]", ".stButton"):
        assert [e for e in hands.page.locator(away).all() if e.is_visible()] == []
    cut = hands.page.evaluate("getComputedStyle(document.querySelector('[data-testid=stMain]')).overflow")
    assert cut == "visible"
    assert len(hands.page.pdf(format="A4")) > 5_000
