"""Why an act is refused: each code once, and nothing is written by a refusal."""

from __future__ import annotations

from typing import Any

import pytest

from engine.casework.requests import Refused
from engine.i18n import LANGUAGES, text
from tests.casework.conftest import Build
from tests.casework.small import Town

RULES = {
    "events": """
        ping:   {label: {zh: 标记, en: Ping}, by: office, if: {request: help}, needs: {slip.written: true}}
        shout:  {label: {zh: 喊, en: Shout}, by: anyone}
        sorted: {label: {zh: 归类, en: Sorted}, by: office, asks: office-part}
    """,
    "deadlines": """
        work-time:
          label: {zh: 办理期限, en: Work}
          limit: 10 days
          starts: handler.filled
          stops: answer.sent
          extension: {request: more-time, up_to: 5 days, in_all: 6 days, times: 2, ask: before expiry}
    """,
    "papers": "more-time: {label: {zh: 延期, en: More time}, by: handler, signed_by: head}",
    "recusal": """
        accused-out: {who: accused, goes_to: next-higher-body}
        interest: {who: interested, asked_by: [anyone], decided_by: head}
    """,
    "prohibitions": "no-loss: {never: [lose], what: papers}",
    "duties": "visit: {label: {zh: 走访, en: Visit}, who: handler, act: visit, after: handler.filled, limit: 3 days}",
}
SLIP = {"summary": "s", "handler": "roads"}


@pytest.fixture
def office(town: Build) -> Town:
    found = town(**RULES)
    found.file()
    return found


REFUSED: list[tuple[str, str, dict[str, Any], str]] = [
    ("fly", "cai", {}, "unknown-event"),
    ("slip.eaten", "cai", {}, "unknown-event"),
    ("visit.begun", "cai", {}, "unknown-event"),
    ("slip.written", "wang", SLIP, "not-yours"),
    ("slip.written", "nobody", SLIP, "not-yours"),
    ("slip.written", "cai", {"handler": "roads"}, "missing"),
    ("slip.written", "cai", {"summary": "s"}, "missing"),
    ("slip.written", "cai", {**SLIP, "summary": 5}, "bad-answer"),
    ("slip.written", "cai", {**SLIP, "mood": "calm"}, "bad-answer"),
    ("slip.written", "cai", {**SLIP, "handler": "office"}, "bad-choice"),
    ("slip.written", "cai", {**SLIP, "handler": {"a": 1}}, "bad-choice"),
    ("slip.written", "cai", {**SLIP, "handler": ["roads", "waters"]}, "bad-choice"),
    ("slip.signed", "huang", {}, "not-now"),
    ("slip.sent", "cai", {}, "unsigned"),
    ("answer.written", "cai", {"opinion": "x"}, "not-now"),
    ("ping", "cai", {}, "needs"),
    ("sorted", "cai", {}, "missing"),
    ("sorted", "cai", {"hard": "yes"}, "bad-answer"),
    ("sorted", "wang", {"hard": True}, "not-yours"),
    ("visit.done", "wang", {}, "not-now"),
    ("accused-linked", "cai", {"accused": []}, "not-now"),
    ("interest.asked", "cai", {"person": "nobody"}, "bad-person"),
    ("interest.asked", "cai", {"person": ["huang"]}, "bad-person"),
    ("interest.granted", "huang", {"person": "cai"}, "not-now"),
    ("lose", "cai", {"what": "papers"}, "prohibited"),
    ("more-time.written", "wang", {}, "not-now"),
]


@pytest.mark.parametrize(("event", "actor", "with_", "code"), REFUSED)
def test_refused_and_nothing_written(office: Town, event: str, actor: str, with_: dict[str, Any], code: str) -> None:
    before = len(office.log)
    assert office.do(event, actor, "01-05 10:00", **with_) == code
    assert [e.kind for e in office.log[before:]] == (["denied"] if code == "prohibited" else [])


def test_the_wrong_signer(office: Town) -> None:
    office.do("slip.written", "cai", "01-05 10:00", **SLIP)
    assert office.do("slip.signed", "cai", "01-05 10:00") == "signer"


@pytest.mark.parametrize(
    ("when", "amount", "code"),
    [
        ("01-06 09:00", "soon", "bad-amount"),
        ("01-06 09:00", "6 days", "too-long"),
        ("01-06 09:00", "0 days", "extension-without-length"),
        ("01-17 09:00", "5 days", "too-late"),
        ("01-06 09:00", "5 days", None),
    ],
)
def test_an_extension(office: Town, when: str, amount: str, code: str | None) -> None:
    office.assign()
    assert office.do("more-time.written", "wang", when, amount=amount) == code


def test_extensions_are_counted_and_added_up(office: Town) -> None:
    office.assign()
    codes = []
    for day, amount in (("06", "3 days"), ("07", "4 days"), ("08", "3 days"), ("09", "1 day")):
        codes.append(office.do("more-time.written", "wang", f"01-{day} 09:00", amount=amount))
        office.do("more-time.signed", "huang", f"01-{day} 10:00")
    assert codes == [None, "too-long", None, "too-often"]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"what": "x", "people": "many"}, "bad-answer"),
        ({"identity": None}, "bad-answer"),
        ({"mood": "calm"}, "bad-answer"),
    ],
)
def test_a_form_filled_in_wrong(office: Town, answers: dict[str, Any], code: str) -> None:
    found = office.file(**answers)
    assert isinstance(found, Refused)
    assert (found.code, bool(found.fields)) == (code, True)


def test_the_accused_are_linked_before_anything_else(office: Town) -> None:
    office.file("01-05 10:30", request="accusation", accused=[{"official": "某人"}])
    assert office.do("slip.written", "cai", "01-05 11:00", **SLIP) == "unlinked"
    for wrong in ([], ["nobody"], [["wang"]], ["wang", "wei"], "wang", None):
        assert office.do("accused-linked", "cai", "01-05 11:00", accused=wrong) == "bad-link"
    assert office.do("accused-linked", "wang", "01-05 11:00", accused=["none-here"]) == "not-yours"
    assert office.do("accused-linked", "cai", "01-05 11:00", accused=["huang"]) is None
    assert office.do("slip.written", "cai", "01-05 12:00", **SLIP) is None
    assert office.do("slip.signed", "huang", "01-05 12:00") == "recused"


def test_an_act_for_anyone_is_for_anyone(office: Town) -> None:
    assert office.do("shout", "wei", "01-05 10:00") is None


def test_every_code_has_a_sentence() -> None:
    codes = {code for *_, code in REFUSED} | {"signer", "too-long", "too-late", "too-often", "bad-amount", "bad-link"}
    codes |= {"unlinked", "recused", "unknown-case", "stale", "busy", "unknown-code", "reason-needed", "bad-request"}
    values = {"event": "e", "rows": 2}
    assert all(text(f"refusal.{code}", lang, **values) for code in codes for lang in LANGUAGES)
