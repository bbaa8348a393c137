"""What was filed, in words: sealed, opened, or erased as ruled, each said as it is."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.casework.events import CaseEvent
from engine.policy.forms import Field, Text
from engine.views.filed import filed
from tests.views.test_timeline import names

AT = datetime(2026, 1, 13, tzinfo=UTC)
SEALED = {"$sealed": "name"}
FIELDS = {k: Field(k, Text(k, k), "text") for k in ("what", "name", "contact", "more")}
ANSWERS = {"what": "路灯不亮", "name": SEALED, "contact": {"$sealed": "contact"}}
ERASED = CaseEvent("c", 9, AT, "identity-erased", {"fields": ["contact", "more"], "term": "5 years"}, None)


def said(*events: CaseEvent, opened: dict[str, str] | None = None) -> list[tuple[str, str]]:
    return list(filed(ANSWERS, FIELDS, events, names(), opened))


def test_a_sealed_answer_says_so() -> None:
    assert said() == [("what", "路灯不亮"), ("name", "（已加密保存）"), ("contact", "（已加密保存）")]


def test_what_was_erased_does_not_claim_to_be_kept() -> None:
    assert said(ERASED) == [("what", "路灯不亮"), ("name", "（已加密保存）"), ("contact", "（保存期满，已清除）")]


def test_what_was_opened_stands_in_its_place() -> None:
    opened = {"name": "甲", "elsewhere": "乙"}
    assert said(opened=opened) == [
        ("what", "路灯不亮"),
        ("name", "甲"),
        ("contact", "（已加密保存）"),
        ("elsewhere", "乙"),
    ]


def test_a_paper_sent_instead_of_another_is_read_with_what_that_one_holds() -> None:
    """坎墩's joint answer names no field of its own; it holds what the answer holds, also for who complained."""
    n = names()
    assert n.ruleset.papers["joint-answer"].instead_of == "answer"
    said = n.answers({"opinion": "支持，已换线路"}, n.paper_fields("joint-answer"))
    assert said == (("意见及依据", "支持，已换线路"),)


def test_how_long_an_extension_was_asked_for_is_read_too() -> None:
    n = names()
    assert n.answers({"amount": "5天"}, n.paper_fields("extension-request")) == (("申请延长时间", "5天"),)
