"""The page of notices: for whom, in which words, and that reading them is remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.casework.desk import Opened
from engine.casework.notices import Notice
from engine.delivery.worker import deliver
from engine.office import Office
from engine.ui import main
from engine.ui.identity import me
from tests.ui.test_pages import CLERK, LOCALITY, MORNING, WHAT, clerk, enter, office, opened, page, press, read

__all__ = ["clerk", "office", "opened"]

MAILS = (
    Notice("k/1", LOCALITY, "zhang", "c", "step", {}, MORNING, "waiting", tries=1, fault="unreachable TimeoutError"),
) * 3


def reminded(office: Office, case: str) -> list[str]:
    """Time passes without anybody acting; who has notices of the case then."""
    for days in range(0, 60, 5):
        office.clock.given.at = MORNING + timedelta(days=days)  # type: ignore[attr-defined]
        office.desk.tick()
    deliver(office.store, office.units_of, office.now, None)
    people = office.directory(LOCALITY).persons
    return [p for p in people if any(n.case == case for n, _ in office.store.notices(LOCALITY, p, limit=100))]


def test_a_reminder_is_shown_with_number_and_clock_and_counted(
    office: Office, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = next(p for p in reminded(office, opened.case) if p != CLERK)
    enter(office, monkeypatch, person)
    at = page("notices")
    assert not at.exception
    linked = {link.proto.label.replace("\\", "") for link in at.get("page_link")}
    assert (f"道路与路灯、坎中村　:small[{opened.number}]" in linked, "因“" in read(at)) == (True, True)
    assert "alert(1)" not in read(at), WHAT
    assert "（" in main.notices_title(me())
    press(at, "notices-read")
    assert all(n.read for n, _ in office.store.notices(LOCALITY, person, limit=100))
    assert main.notices_title(me()) == "通知"


def test_a_visitor_is_asked_to_sign_in(office: Office) -> None:
    assert "请先登录" in read(page("notices"))


def test_without_notices_the_page_says_so(office: Office, clerk: str) -> None:
    assert "没有通知" in read(page("notices"))
    assert "no notices" in read(page("notices", lang="en"))


def test_health_tells_that_mails_were_given_up_and_not_to_whom(
    office: Office, opened: Opened, clerk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "没有发送失败的邮件" in read(page("health"))
    monkeypatch.setattr(office.store, "mails", lambda state, *, limit: MAILS[:3] if state == "failed" else ())
    told = read(page("health"))
    assert "有 3 封邮件" in told
    assert "zhang@" not in told


def test_health_tells_that_mails_wait_after_a_failure_and_why(
    office: Office, opened: Opened, clerk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is away is told at once, not when the last mail was given up."""
    untried = replace(MAILS[0], fault="")
    monkeypatch.setattr(
        office.store, "mails", lambda state, *, limit: (untried, *MAILS[:2]) if state == "waiting" else ()
    )
    told = read(page("health"))
    assert "有 2 封邮件发送失败过" in told
    assert "邮件服务器连不上或不让登录（TimeoutError）" in told
    assert "没有发送失败的邮件" not in told
