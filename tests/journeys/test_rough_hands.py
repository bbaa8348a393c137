"""Double clicks, reloads, wrong files, two people at once: nothing is lost and nothing is doubled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from engine.casework.ports import CaseRow, Store
from engine.store import open_store
from scripts.demo_server import database, serving
from tests.journeys.hands import Hands
from tests.journeys.small_office import LOCALITY, fill
from tests.ui.pictures import photograph

pytestmark = [pytest.mark.browser, pytest.mark.full]


@dataclass
class Here:
    address: str
    browser: Browser
    folder: Path

    def hands(self) -> Hands:
        return Hands(self.browser, self.address)

    @property
    def store(self) -> Store:
        return open_store(database(self.folder))

    def rows(self) -> tuple[CaseRow, ...]:
        return self.store.rows(LOCALITY)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Here]:
    folder = tmp_path_factory.mktemp("rough")
    with serving(folder, fill) as address:
        yield Here(address, browser, folder)


def written(hands: Hands, what: str) -> Hands:
    """A complaint filled in and not yet sent."""
    hands.go("")
    hands.pick("您愿意", "匿名")
    hands.pick("您的诉求", "求助，有问题要解决")
    hands.select("哪一类事", "排水与河道")
    hands.select("村", "直塘村")
    hands.write("经过", what)
    return hands


def test_a_double_click_is_one_case(here: Here) -> None:
    before = len(here.rows())
    hands = written(here.hands(), "排水不畅")
    hands.page.get_by_role("button", name="提交", exact=True).dblclick()
    hands.page.get_by_text("已经收到").first.wait_for()
    assert len(here.rows()) == before + 1


def test_the_click_right_after_typing_counts(here: Here) -> None:
    before = len(here.rows())
    hands = written(here.hands(), "")
    hands.page.get_by_label("经过").first.type("河道淤积")
    hands.page.get_by_role("button", name="提交", exact=True).click()
    hands.page.get_by_text("已经收到").first.wait_for()
    assert len(here.rows()) == before + 1


def test_a_reload_loses_nothing(here: Here) -> None:
    hands = here.hands()
    hands.go("")
    hands.pick("您的诉求", "检举控告，干部或公职人员有错")
    hands.press("再添加一项被反映的人或单位")
    hands.page.get_by_label("姓名或单位").nth(1).fill("某办主任")
    hands.page.get_by_label("姓名或单位").nth(1).blur()
    hands.settle()
    hands.page.reload()
    hands.settle()
    hands.page.get_by_label("姓名或单位").nth(1).wait_for()
    assert hands.page.get_by_label("姓名或单位").nth(1).input_value() == "某办主任"


def test_a_file_is_kept_at_once_and_a_wrong_one_is_refused(here: Here) -> None:
    hands = here.hands()
    hands.go("")
    hands.page.locator("input[type=file]").set_input_files(
        [{"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": photograph()}]
    )
    hands.page.get_by_text("照片.jpg").first.wait_for()
    hands.settle()
    hands.page.locator("input[type=file]").set_input_files(
        [{"name": "程序.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"}]
    )
    hands.page.get_by_text("格式不能接收").first.wait_for()
    hands.page.reload()
    hands.settle()
    hands.page.get_by_text("照片.jpg").first.wait_for()


def test_a_file_of_a_case_opens_for_those_on_it_only(here: Here) -> None:
    hands = written(here.hands(), "有材料")
    hands.page.locator("input[type=file]").set_input_files(
        [{"name": "说明.txt", "mimeType": "text/plain", "buffer": "路灯".encode()}]
    )
    hands.page.get_by_text("说明.txt").first.wait_for()
    hands.settle()
    hands.press("提交")
    hands.page.get_by_text("已经收到").first.wait_for()
    clerk, other = here.hands(), here.hands()
    clerk.sign_in("周晓燕")
    clerk.open_case(here.rows()[0].number)
    clerk.page.get_by_role("tab", name="反映内容").click()
    path = clerk.page.get_by_role("link", name="说明.txt").get_attribute("href")
    answer = clerk.context.request.get(f"{here.address}{path}")
    assert answer.body() == "路灯".encode()
    assert "attachment" in answer.headers["content-disposition"]
    other.sign_in("施云")
    for stranger in (other.context.request, here.browser.new_context().request):
        assert stranger.get(f"{here.address}{path}").status == 404


def test_a_page_that_is_out_of_date_says_so_and_keeps_what_was_typed(here: Here) -> None:
    filed = written(here.hands(), "两人同时办理")
    filed.press("提交")
    filed.page.get_by_text("已经收到").first.wait_for()
    number = here.rows()[0].number
    first, second = here.hands(), here.hands()
    for hands, person in ((first, "周晓燕"), (second, "马立华")):
        hands.sign_in(person)
        hands.open_case(number)
        hands.choose_action("分类登记")
        hands.pick("来源", "来信")
        for question in ("查询码已告知", "疑难复杂", "长期得不到解决"):
            hands.pick(question, "否")
    first.submit("分类登记")
    second.press("提交：分类登记")
    second.page.get_by_text("刚刚有").first.wait_for()
    registered = [e for e in here.store.events(here.rows()[0].id) if e.data.get("event") == "registered"]
    assert len(registered) == 1


def test_the_session_cookie_is_out_of_reach_of_scripts_and_dead_after_leaving(here: Here) -> None:
    hands = here.hands()
    hands.sign_in("周晓燕")
    (cookie,) = [c for c in hands.context.cookies() if c["name"] == "bihuan_session"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert "bihuan_session" not in hands.page.evaluate("document.cookie")
    hands.press("退出登录")
    hands.go("work")
    assert "请先登录" in hands.text()


def test_a_form_from_elsewhere_cannot_sign_anybody_in(here: Here) -> None:
    request = here.browser.new_context().request
    answer = request.post(
        f"{here.address}/account/sign-in",
        form={"user": "zhou-xiaoyan", "password": "demo"},
        headers={"origin": "http://evil.example"},
    )
    assert answer.status == 403


def test_pages_load_nothing_from_elsewhere_and_raise_no_errors(here: Here) -> None:
    hands = here.hands()
    asked: list[str] = []
    hands.page.on("request", lambda r: asked.append(r.url))
    hands.sign_in("周晓燕")
    for path in ("work", "register", "health", "rules", "clock", "follow", ""):
        hands.go(path)
    assert [u for u in asked if not u.startswith((here.address, "data:", "blob:"))] == []
    assert hands.errors == []


@pytest.mark.parametrize("path", ["", "follow", "sign-in", "rules", "clock"])
def test_nothing_is_wider_than_a_phone(here: Here, path: str) -> None:
    hands = here.hands()
    hands.page.set_viewport_size({"width": 390, "height": 844})
    hands.go(path)
    wide = hands.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 390


def test_who_goes_on_typing_while_the_page_answers_keeps_both(here: Here) -> None:
    hands = written(here.hands(), "")
    box = hands.page.get_by_label("经过").first
    for piece in ("排水", "不畅", "已久"):
        box.press_sequentially(piece)
        box.blur()
        box.press("End")
    hands.settle()
    expect(box).to_have_value("排水不畅已久")
    hands.page.reload()
    hands.settle()
    expect(hands.page.get_by_label("经过").first).to_have_value("排水不畅已久")
    expect(hands.page.get_by_label("匿名")).to_be_checked()
