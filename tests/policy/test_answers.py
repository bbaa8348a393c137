# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""Answers to a form: every type of question, what is hidden is never submitted, groups, office fields."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.policy.answers import (
    OFFICE,
    check_fields,
    facts_of,
    office_fields,
    sealed_fields,
    to_value,
    validate,
    visible,
)
from engine.policy.conditions import Test as Compare
from engine.policy.field_types.registry import kinds
from engine.policy.forms import Field, Form, Repeats, Section, Text

T = Text("题", "question")
CHOICES = {"a": Text("甲", "A"), "b": Text("乙", "B")}
# type → (good answers, wrong answers with their code)
ANSWERS: dict[str, tuple[list[Any], list[tuple[Any, str]]]] = {
    "text": (["x", "  x  ", "好" * 500], [(5, "wrong-type"), (["x"], "wrong-type"), ("好" * 501, "too-long-text")]),
    "long-text": (["x\ny", "好" * 20_000], [("好" * 20_001, "too-long-text"), ({}, "wrong-type")]),
    "choice": (["a"], [("c", "not-a-choice"), (["a"], "wrong-type"), (1, "wrong-type")]),
    "yes-no": ([True, False], [("yes", "wrong-type"), (1, "wrong-type"), (0, "wrong-type")]),
    "number": (
        [3, 3.5, Decimal("1.5")],
        [("x", "not-a-number"), ("7", "not-a-number"), (True, "not-a-number"), (float("nan"), "not-a-number"), (float("inf"), "not-a-number"),
         ([1], "not-a-number"), (0, "too-small"), (11, "too-large"), ("1e999999", "not-a-number"), (10**16, "not-a-number"), ("9" * 400, "not-a-number")],
    ),
    "money": (
        [100, 1000, 150],
        [(1.5, "not-an-amount"), ("1.50", "not-an-amount"), (True, "not-an-amount"), (99, "too-small"), (1001, "too-large")],
    ),
    "time": (["09:30", "00:00", "23:59"], [("24:00", "not-a-time"), ("9:30", "not-a-time"), ("09:60", "not-a-time"), (930, "not-a-time")]),
    "choices": (
        [["a"], ["b", "a"]],
        [("a", "wrong-type"), (["a", 1], "wrong-type"), (["a", "c"], "not-a-choice"), (["a", "a"], "chosen-twice")],
    ),
    "person": (["甲"], [(5, "wrong-type"), ("好" * 501, "too-long-text")]),
    "unit": (["某公司"], [({}, "wrong-type"), ("好" * 501, "too-long-text")]),
    "phone": (
        ["13800000000", "138 0000 0000", "+86 138-0000-0000", "0574-63000000", "010 62000000", "02162000000-12", "+86 574 63000000"],
        [("12800000000", "not-a-phone"), ("1380000000", "not-a-phone"), ("63000000", "not-a-phone"), ("a@b.cn", "not-a-phone"), (13800000000, "wrong-type"),
         ("0574-03000000", "not-a-phone"), ("+1 212 555 0100", "not-a-phone")],
    ),
    "identity-number": (
        ["11010519491231002X", "440524188001010014"],
        [("110105194912310021", "identity-number-check"), ("11010519491331002X", "not-an-identity-number"), ("110105490101002", "not-an-identity-number"),
         ("99010519491231002X", "not-an-identity-number"), ("11010519000229002X", "not-an-identity-number"), (1, "wrong-type")],
    ),
    "address": (
        [{"division": "a", "rest": "某路 1 号"}, {"division": "b"}],
        [("a", "wrong-type"), ({"division": "c"}, "not-a-division"), ({"rest": "x"}, "not-a-division"), ({"division": "a", "rest": 5}, "wrong-type")],
    ),
    "signature": (
        [{"name": "甲", "confirmed": True}],
        [("甲", "wrong-type"), ({"name": "甲"}, "not-signed"), ({"name": "甲", "confirmed": "yes"}, "not-signed"), ({"name": " ", "confirmed": True}, "not-signed"),
         ({"name": "好" * 501, "confirmed": True}, "too-long-text")],
    ),
    "date": (
        ["2026-02-28"],
        [("2026-02-30", "not-a-date"), ("28.2.2026", "not-a-date"), (20260228, "not-a-date"), ("20260228", "not-a-date"),
         ("2026-W05-1", "not-a-date")],
    ),
    "place": (["a"], [("elsewhere", "not-a-choice")]),
    "matter": (["b"], [("elsewhere", "not-a-choice")]),
    "contact": (
        ["13800000000", "+86 574 6300-0000", "a@b.cn"],
        [("12", "not-a-contact"), ("a@b", "not-a-contact"), ("call me", "not-a-contact"), ("1" * 600, "too-long-text")],
    ),
    "official": (
        ["王某", {"text": "王某"}, {"text": "王某", "link": "wang"}],
        [("", "required"), ({"text": ""}, "wrong-type"), ({"link": "wang"}, "wrong-type"), (["王某"], "wrong-type"),
         ({"text": "王某", "link": ["wang"]}, "wrong-type"), ({"text": "好" * 501}, "too-long-text")],
    ),
    "files": ([["d1"], ["d1", "d2"]], [("d1", "wrong-type"), ([1], "wrong-type"), (["a"] * 11, "too-many-files")]),
    "group": ([[{"inner": "x"}]], [("x", "wrong-type"), ([1], "wrong-type"), ({"inner": "x"}, "wrong-type")]),
}  # fmt: skip


def field(type_: str, **more: Any) -> Field:
    choices = CHOICES if type_ in ("choice", "choices", "place", "matter", "address") else {}
    at_least, at_most = {"number": (1, 10), "money": (1, 10), "files": (None, 10)}.get(type_, (None, None))
    inner = {"inner": Field("inner", T)} if type_ == "group" else {}
    return Field(
        "f", T, type_, True, choices, fields=inner, at_least=at_least, at_most=at_most, **more  # type: ignore[arg-type]
    )  # fmt: skip


def test_every_type_of_question_is_in_the_table() -> None:
    assert set(ANSWERS) == {word for word, kind in kinds().items() if kind.answered}


@pytest.mark.parametrize(("type_", "good"), [(t, g) for t, (goods, _) in ANSWERS.items() for g in goods])
def test_good_answers_are_kept(type_: str, good: Any) -> None:
    clean, problems = check_fields((field(type_),), {"f": good})
    assert not problems
    assert clean["f"] == (good.strip() if isinstance(good, str) else good)
    assert to_value(field(type_), clean["f"]) is not None


@pytest.mark.parametrize(("type_", "bad", "code"), [(t, *b) for t, (_, bads) in ANSWERS.items() for b in bads])
def test_wrong_answers_are_named_and_not_kept(type_: str, bad: Any, code: str) -> None:
    clean, problems = check_fields((field(type_),), {"f": bad})
    assert ([p.code for p in problems], clean) == ([code], {})


@pytest.mark.parametrize("type_", list(ANSWERS))
@pytest.mark.parametrize("empty", [None, "", "  ", []])
def test_empty_is_a_missing_answer(type_: str, empty: object) -> None:
    assert [p.code for p in check_fields((field(type_),), {"f": empty})[1]] == ["required"]


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
@pytest.mark.parametrize("type_", ["text", "long-text", "official"])
def test_what_cannot_be_written_down_is_refused(type_: str, text: str) -> None:
    assert [p.code for p in check_fields((field(type_),), {"f": text})[1]] == ["bad-character"]


def test_an_official_keeps_only_words_and_link() -> None:
    given = {"text": "王某", "link": "wang", "more": {"deep": [1, 2]}}
    assert check_fields((field("official"),), {"f": given})[0] == {"f": {"text": "王某", "link": "wang"}}


FORM = Form(
    "f", T,
    {
        "you": Section("you", T, {
            "kind": Field("kind", T, "choice", True, CHOICES),
            "name": Field("name", T, required=True, show_if=Compare("kind", "is", "a"), keep="sealed"),
            "note": Field("note", T, by="office"),
        }),
        "men": Section("men", T, {
            "accused": Field("accused", T, "group", repeats=Repeats(1, 2), required=True, fields={
                "who": Field("who", T, "official", True),
                "detail": Field("detail", T, required=True, show_if=Compare("kind", "is", "a")),
                "known": Field("known", T, "yes-no", True, by="office"),
            }),
        }, show_if=Compare("kind", "in", ("a", "b"))),
        "desk": Section("desk", T, {"hard": Field("hard", T, "yes-no", True)}, by="office"),
    },
)  # fmt: skip


def codes(answers: dict[str, Any], by: str | None = None) -> dict[tuple[str | int, ...], str]:
    return {p.path: p.code for p in validate(FORM, answers, by=by)[1]}


def test_a_hidden_answer_is_never_submitted() -> None:
    clean, problems = validate(FORM, {"kind": "b", "name": "甲", "accused": [{"who": "x", "detail": "d"}]}, by=None)
    assert not problems
    assert clean == {"kind": "b", "accused": [{"who": "x"}]}


def test_a_shown_question_may_be_required() -> None:
    assert codes({"kind": "a", "accused": [{"who": "x"}]}) == {
        ("name",): "required", ("accused", 0, "detail"): "required"
    }  # fmt: skip


def test_a_whole_section_hides() -> None:
    assert codes({}) == {("kind",): "required"}


def test_the_office_sees_both_kinds_of_questions_and_a_citizen_only_his_own() -> None:
    answers = {"kind": "b"}
    assert {f.key for f in visible(FORM, answers, by=None)} == {"kind", "accused"}
    assert {f.key for f in visible(FORM, answers, by=OFFICE)} == {"kind", "note", "accused", "hard"}


def test_a_citizen_cannot_answer_for_the_office() -> None:
    clean, _ = validate(
        FORM, {"kind": "b", "hard": True, "note": "n", "accused": [{"who": "x", "known": True}]}, by=None
    )
    assert clean == {"kind": "b", "accused": [{"who": "x"}]}


def test_office_questions_in_a_row_are_required_of_the_office_only() -> None:
    answers = {"kind": "b", "accused": [{"who": "x"}]}
    assert codes(answers) == {}
    assert codes(answers, OFFICE) == {("accused", 0, "known"): "required"}


@pytest.mark.parametrize(("rows", "code"), [(1, None), (2, None), (3, "too-many-rows")])
def test_rows_are_counted(rows: int, code: str | None) -> None:
    assert codes({"kind": "b", "accused": [{"who": "x"}] * rows}).get(("accused",)) == code


def test_no_row_at_all_is_a_missing_answer() -> None:
    assert codes({"kind": "b"}) == {("accused",): "required"}


def test_an_unknown_question_is_named() -> None:
    assert codes({"kind": "b", "accused": [{"who": "x"}], "mood": "calm"}) == {("mood",): "unknown-field"}


def test_sealed_and_office_questions_are_found() -> None:
    assert sealed_fields(FORM) == ("name",)
    assert [f.key for f in office_fields(FORM)] == ["note", "hard"]


def test_facts_leave_out_what_is_empty_or_wrong_or_sealed() -> None:
    assert facts_of(FORM, {"kind": "a", "name": {"$sealed": True}, "hard": "yes", "accused": [{"who": {"text": "x"}}, 3]}) == {
        "kind": "a", "accused": ({"who": "x"},)
    }  # fmt: skip
