# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""Malformed requests: refused in words, never an exception of ours by accident, never half written."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from engine.casework.chain import link
from engine.casework.desk import Acted, Opened
from engine.casework.desk.shape import is_plain, is_word
from engine.casework.ports import Store
from engine.casework.requests import Refused
from engine.errors import EngineError
from engine.i18n import text
from tests.casework.conftest import Open
from tests.casework.front import Front
from tests.casework.small import HELP

pytestmark = pytest.mark.full


class Odd:
    """Something no JSON can hold."""


def deep(levels: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(levels):
        found = [found]
    return found


ODD: list[Any] = [
    None, True, 0, -1, 3.5, float("nan"), float("inf"), 10**30, "", " ", "x", "x" * 3_000, "x" * 2_000_000, "a\x00b", "\ud800",
    b"bytes", [], [None], deep(5), deep(500), {}, {"a": {"b": {"c": 1}}}, {1: 2}, {None: None}, {"$sealed": True},
    {"text": "x", "link": ["y"]}, {"text": "x", "more": deep(50)}, Odd(), {"x"}, (1, 2), [{}] * 9_000, "cai", "huang", "complainant",
]  # fmt: skip
RULES = {
    "events": "sorted: {label: {zh: 归类, en: Sorted}, by: office, asks: office-part}",
    "recusal": "interest: {who: interested, asked_by: [anyone], decided_by: head}",
    "prohibitions": "no-loss: {never: [lose], what: papers}",
    "papers": "more-time: {label: {zh: 延期, en: More}, by: office, signed_by: head}",
    "deadlines": "t: {label: {zh: 期, en: T}, limit: 9 days, starts: case.opened, stops: slip.sent, extension: {request: more-time, up_to: 3 days}}",
}
EVENTS = [
    "slip.written", "slip.signed", "slip.refused", "slip.sent", "answer.sent", "sorted", "interest.asked",
    "interest.granted", "lose", "more-time.written", "accused-linked", "fly", ".", "..", "slip.", ".written",
]  # fmt: skip
KEYS = [
    "summary",
    "handler",
    "hard",
    "person",
    "what",
    "amount",
    "reason",
    "accused",
    "supervised",
    "note",
    "opinion",
    "mood",
]


def whole(front: Front) -> bool:
    """Every chain stands, every number is there once, and every row is what its events say."""
    store: Store = front.store
    rows = store.rows("town")
    for row in rows:
        events, previous = store.events(row.id), "0" * 64
        assert [e.seq for e in events] == list(range(1, len(events) + 1))
        for kept, event in zip(store.links(row.id), events, strict=True):
            assert kept.hash == (previous := link(previous, event))
        assert (row.state, row.closed) == (front.desk.whole(row.id).state, front.desk.whole(row.id).closed)
    return len({r.number for r in rows}) == len(rows) == len(store.openings("town"))


def tried(act: Callable[[], Any]) -> Any:
    """The answer; an EngineError counts as one, anything else is our bug and comes through."""
    try:
        return act()
    except EngineError:
        return None


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.full) for n in (1, 2))])
def test_two_hundred_odd_requests(front: Open, seed: int) -> None:
    chance = random.Random(20260105 + seed)
    town = front(**RULES)
    town.file("first")
    answered = 0
    for number in range(200):
        odd = chance.choice(ODD)
        before = [len(town.store.events(r.id)) for r in town.store.rows("town")]
        if chance.random() < 0.4:
            answers: Any = {**HELP, chance.choice([*HELP, "accused", "people", "since", "proof", "mood"]): odd}
            if chance.random() < 0.2:
                answers = odd
            done = tried(lambda a=answers, n=number: town.desk.open_case("town", "note", a, actor=None, token=f"t{n}"))  # type: ignore[misc]
        else:
            event = chance.choice([*EVENTS, odd]) if chance.random() < 0.2 else chance.choice(EVENTS)
            with_ = {k: chance.choice(ODD) for k in chance.sample(KEYS, 3)} if chance.random() < 0.9 else odd
            actor = chance.choice(["cai", "huang", "wang", "complainant", "anyone", odd])
            case = town.id if chance.random() < 0.9 else odd
            done = tried(lambda c=case, e=event, a=actor, w=with_: town.desk.act(c, e, actor=a, with_=w))  # type: ignore[misc]
        assert done is None or isinstance(done, (Refused, Acted, Opened))
        if isinstance(done, Refused) and done.code != "prohibited":
            after = [len(town.store.events(r.id)) for r in town.store.rows("town")]
            assert after == before or "denied" in town.kinds()
        answered += done is not None
    assert answered > 180
    assert whole(town)


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_each_part_of_a_request_may_be_odd(front: Open, odd: Any) -> None:
    town = front()
    town.file("first")
    count = len(town.kinds())
    desk = town.desk
    tried(lambda: desk.open_case(odd, "note", HELP, actor=None, token="a"))
    tried(lambda: desk.open_case("town", odd, HELP, actor=None, token="b"))
    tried(lambda: desk.open_case("town", "note", odd, actor=None, token="c"))
    tried(lambda: desk.open_case("town", "note", HELP, actor=odd if odd is not None else "", token="d"))
    tried(lambda: desk.open_case("town", "note", HELP, actor="nobody", token=odd))
    tried(lambda: desk.open_case("town", "note", HELP, actor="nobody", token="e", files=odd))
    tried(lambda: desk.act(odd, "slip.written", actor="cai"))
    tried(lambda: desk.act(town.id, odd, actor="cai"))
    tried(lambda: desk.act(town.id, "slip.written", actor=odd))
    tried(lambda: desk.act(town.id, "slip.written", actor="cai", with_=odd))
    tried(lambda: desk.act(town.id, "fly", actor="cai", token=odd, seen=odd))
    for ask in (desk.view, desk.actions):
        tried(lambda ask=ask: ask(odd, "cai"))  # type: ignore[misc]
        tried(lambda ask=ask: ask(town.id, odd))  # type: ignore[misc]
    for about in (desk.follow, lambda code: desk.act_with_code(code, "slip.written")):
        tried(lambda about=about: about(odd))  # type: ignore[misc]
    tried(lambda: desk.preview("town", "note", odd))
    assert len(town.kinds()) == count
    assert whole(town)


def test_the_refusal_of_an_unreadable_request_has_words(front: Open) -> None:
    town = front()
    town.file()
    done = town.desk.act(town.id, "slip.written", actor="cai", with_={"summary": Odd()})
    assert done == Refused("bad-request")
    assert text("refusal.bad-request", "zh")
    assert text("refusal.bad-request", "en")


def test_other_peoples_ids_do_not_help(front: Open) -> None:
    town = front()
    town.file()
    for actor in ("complainant", "anyone", "public", "office", "next-higher-body", "intake-office", "head", ""):
        assert isinstance(
            town.desk.act(town.id, "slip.written", actor=actor, with_={"summary": "s", "handler": "roads"}), Refused
        )
    assert "written" not in town.kinds()


@pytest.mark.parametrize(
    ("value", "fits"), [("号", True), ("", False), ("a\n", False), ("x" * 201, False), (5, False), (None, False)]
)
def test_words(value: object, fits: bool) -> None:
    assert is_word(value) is fits


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ({"a": [1, 2.5, None, True, "文"]}, True), (float("nan"), False), ({1: 2}, False), (deep(8), True), (deep(9), False),
        ("x" * 1_000_001, False), (["x"] * 5_000, False), (Odd(), False), (b"", False), (10**15, False), ("\udfff", False),
    ],
)  # fmt: skip
def test_plain_values(value: object, fits: bool) -> None:
    assert is_plain(value) is fits
