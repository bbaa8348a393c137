"""One's own account in a browser: the first sign-in, the second factor, and the sessions."""

from __future__ import annotations

from datetime import UTC, datetime

import pyotp
import pytest

from engine.accounts.keeping import create_account
from tests.journeys.hands import Hands
from tests.journeys.open_house import FIRST, WIDTHS, House

pytestmark = [pytest.mark.browser, pytest.mark.full]
GIVEN, OWN = "seven geese in a lift", "nine swans in a row 7"
PERSON = "zhou-xiaoyan"


def newcomer(house: House, width: int) -> str:
    """The sign-in name of somebody whose password an administrator gave."""
    name = f"new.{width}.{len(house.store.accounts())}"
    create_account(house.store, FIRST, PERSON, name, GIVEN, datetime.now(UTC), initial=True)
    return name


def send(hands: Hands, act: str, **entries: str) -> None:
    """Fill in the form of an act by the names of its entries, and press its button."""
    form = hands.page.locator(f'form[action="/account/{act}"]').first
    for name, words in entries.items():
        form.locator(f'input[name="{name}"]').fill(words)
    with hands.page.expect_navigation(wait_until="commit"):
        form.locator('button[type="submit"]:not([disabled])').last.click()
    hands.settle()


def enter(hands: Hands, name: str, password: str) -> None:
    hands.go("sign-in")
    send(hands, "sign-in", user=name, password=password)


def first_sign_in(hands: Hands, name: str) -> None:
    enter(hands, name, GIVEN)
    send(hands, "password", password=GIVEN, new=OWN, again=OWN)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_sign_in_leads_through_a_password_of_ones_own(house: House, width: int) -> None:
    hands, name = house.hands(width), newcomer(house, width)
    enter(hands, name, GIVEN)
    assert "请先修改密码" in hands.text()
    hands.go("work")
    assert "请先修改密码" in hands.text()
    send(hands, "password", password=GIVEN, new="kandun 的七只鹅 7", again="kandun 的七只鹅 7")
    assert "单位名称" in hands.text()
    send(hands, "password", password=GIVEN, new=OWN, again=OWN)
    assert "密码已修改" in hands.text()
    assert hands.too_wide() == 0
    hands.go("work")
    assert "请先修改密码" not in hands.text()
    assert [e for e in hands.errors if "404" not in e] == []
    hands.close()


def test_a_second_browser_is_seen_and_ended(house: House) -> None:
    here, there, name = house.hands(), house.hands(), newcomer(house, 1280)
    first_sign_in(here, name)
    enter(there, name, OWN)
    here.go("account")
    here.page.fill("#bh-end-password", OWN)
    with here.page.expect_navigation(wait_until="commit"):
        here.page.get_by_role("button", name="结束 20", exact=False).first.click()
    here.settle()
    assert "所选登录已结束" in here.text()
    there.go("work")
    assert there.page.locator('form[action="/account/sign-in"]').count() > 0
    here.close()
    there.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_device_is_set_up_from_the_picture_or_the_key_and_then_asked_for(house: House, width: int) -> None:
    hands, name = house.hands(width), newcomer(house, width)
    first_sign_in(hands, name)
    send(hands, "factor-offer", password=OWN)
    assert hands.page.locator("img.bh-qr").evaluate("e => e.complete && e.naturalWidth > 100")
    assert hands.too_wide() == 0
    totp = pyotp.TOTP(hands.page.locator(".bh-code").inner_text().replace(" ", ""))
    paper = hands.page.locator(".bh-recovery li").all_inner_texts()
    send(hands, "factor-confirm", code=totp.now())
    assert "二次验证已启用" in hands.text()
    other = house.hands(width)
    enter(other, name, OWN)
    assert "输入验证码" in other.text()
    send(other, "code", code="000000")
    assert "验证码不正确" in other.text()
    send(other, "code", code=paper[3])
    assert other.page.url.partition("?")[0].endswith("/work")
    other.close()
    hands.close()
