"""Pictures of every page of the real app with fresh demo data, for people to look at.

Wide (1280) and phone (390), Chinese, and a few in English; PNG files in `var/screenshots`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from scripts.demo_server import FLAGS, ROOT, browser, serving

OUT = ROOT / "var" / "screenshots"
WIDTHS = {"wide": 1280, "phone": 390}
BODY = "坎墩街道"
"""Whose public pages are shown."""
PEOPLE = ("周晓燕", "吴剑飞", "陆建华", "卞莉", "蒋衡", "崔建业", "安国栋")
"""Three of one locality, then one of each of the others."""
_RESTS = "document.querySelector('[data-testid=stApp]').getAttribute('data-test-script-state') === 'notRunning'"


def settle(page: Page) -> None:
    """Until Streamlit has nothing left to draw."""
    page.wait_for_selector("[data-testid=stApp]")
    page.wait_for_selector(".bh-head", timeout=30_000)
    for _ in range(2):
        page.wait_for_function(_RESTS)
        page.wait_for_timeout(300)  # a run that is about to begin has begun by then


def whole(page: Page, name: str) -> None:
    """One picture of the whole page, however long."""
    settle(page)
    width = page.viewport_size["width"] if page.viewport_size else 1280
    tall = page.evaluate(
        "Math.max(...[...document.querySelectorAll('section,[data-testid=stMain]')].map(e=>e.scrollHeight))"
    )
    page.set_viewport_size({"width": width, "height": min(max(int(tall) + 40, 800), 4200)})
    page.wait_for_timeout(300)
    page.screenshot(path=OUT / f"{name}.png")
    page.set_viewport_size({"width": width, "height": 800})
    print(f"{name}.png")


@contextmanager
def visit(chromium: Browser, size: str) -> Iterator[Page]:
    """A fresh browser window."""
    context = chromium.new_context(locale="zh-CN", viewport={"width": WIDTHS[size], "height": 800})
    page = context.new_page()
    page.on("pageerror", lambda e: print("page error:", e))
    try:
        yield page
    finally:
        context.close()


def enter(page: Page, address: str, person: str) -> None:
    """Sign in as one of the demo people."""
    page.goto(f"{address}/sign-in")
    settle(page)
    page.locator(".bh-people button", has_text=person).first.click()
    settle(page)


def choose(page: Page, label: str, option: str) -> None:
    """One of a list that opens, where the page asks at all."""
    box = page.locator("[data-testid=stSelectbox]", has=page.get_by_text(label)).locator("input")
    settle(page)
    if box.count():
        box.first.fill(option)
        page.get_by_role("option", name=option).first.click()
        settle(page)


def public_pages(page: Page, address: str, size: str) -> None:
    page.goto(address)
    whole(page, f"{size}-intake-which")
    choose(page, "您要向哪里反映", BODY)
    whole(page, f"{size}-intake-empty")
    page.get_by_text("匿名", exact=True).first.click()
    page.get_by_text("检举控告", exact=False).first.click()
    settle(page)
    page.get_by_role("button", name="提交", exact=True).click()
    whole(page, f"{size}-intake-problems")
    page.goto(f"{address}/follow")
    whole(page, f"{size}-follow")
    page.goto(f"{address}/sign-in")
    whole(page, f"{size}-sign-in")
    page.goto(f"{address}/rules")
    choose(page, "看哪个机关的规则", BODY)
    whole(page, f"{size}-rules-states")
    for tab in ("期限", "判定表", "文书", "未定与取舍"):
        page.get_by_role("tab", name=tab).click()
        whole(page, f"{size}-rules-{tab}")
    page.goto(f"{address}/clock")
    whole(page, f"{size}-clock")


def staff_pages(page: Page, address: str, size: str, person: str) -> None:
    enter(page, address, person)
    whole(page, f"{size}-work-{person}")
    page.get_by_role("radio", name="我参与的").click()
    whole(page, f"{size}-work-all-{person}")
    first = page.locator("[data-testid=stMain] a[href*='case?id=']").first
    if not first.count():
        return
    first.click()
    page.wait_for_url("**/case**")
    whole(page, f"{size}-case-{person}")
    for tab in ("反映内容", "文书", "办理环节", "人员"):
        page.get_by_role("tab", name=tab).click()
        whole(page, f"{size}-case-{person}-{tab}")
    page.goto(f"{address}/register")
    whole(page, f"{size}-register-{person}")
    for path in ("notices", "duties", "metrics", "health"):
        page.goto(f"{address}/{path}")
        whole(page, f"{size}-{path}-{person}")
    page.goto(f"{address}/forms")
    choose(page, "哪一张表", "各类字段")
    whole(page, f"{size}-forms-{person}")
    page.goto(f"{address}/versions")
    for tab in ("版本", "日历调整", "案件搬迁", "表格导入"):
        page.get_by_role("tab", name=tab, exact=True).click()
        whole(page, f"{size}-versions-{person}-{tab}")


def english(page: Page, address: str) -> None:
    """The public pages, then the work list and a case of the first person."""
    for path in ("", "follow", "sign-in", "rules"):
        page.goto(f"{address}/{path}?lang=en")
        whole(page, f"wide-en-{path or 'intake'}")
    enter(page, address, PEOPLE[0])
    page.goto(f"{address}/work?lang=en")
    whole(page, "wide-en-work")
    page.locator("[data-testid=stMain] a[href*='case?id=']").first.click()
    page.wait_for_url("**/case**")
    whole(page, "wide-en-case")


def shoot(address: str) -> None:
    """Every page, in every width."""
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as p:
        chromium = p.chromium.launch(executable_path=browser(), args=list(FLAGS))
        for size in WIDTHS:
            with visit(chromium, size) as page:
                public_pages(page, address, size)
            for person in PEOPLE:
                with visit(chromium, size) as page:
                    staff_pages(page, address, size, person)
        with visit(chromium, "wide") as page:
            english(page, address)
        chromium.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        shoot(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as running:
            shoot(running)
