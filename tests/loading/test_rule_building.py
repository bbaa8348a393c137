"""Plain values become the definitions that their words mean."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.loading.building.actors import actor
from engine.loading.building.conditions import condition, item_condition
from engine.loading.building.limits import limit, table_value, trigger, until
from engine.loading.building.node import MisreadError, Node, Notes
from engine.loading.building.special import RuleBuilder
from engine.loading.reading.document import Document
from engine.policy.actors import AllOf, Decided, Each, FirstPresent, Led, Meeting, Named, NotOn, Of, OneOf
from engine.policy.conditions import ALWAYS, All, Any, Not, Rows
from engine.policy.conditions import Test as Compare
from engine.policy.definitions import (
    FirstOf,
    LastOf,
    NextDayAfter,
    OpenCase,
    Paper,
    Role,
    SendPaper,
    SetFacts,
    Transition,
)
from engine.policy.forms import Text
from engine.policy.limits import Limit, Unit


def node(value: object) -> Node:
    return Node.root(Document(value, {}, {}, "x.yaml"), Notes())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({}, ALWAYS),
        ({"a": "x"}, Compare("a", "is", "x")),
        ({"a": True, "b": 3}, All((Compare("a", "is", True), Compare("b", "is", 3)))),
        ({"a": {"at_least": 2, "below": 5}}, All((Compare("a", "at_least", 2), Compare("a", "below", 5)))),
        ({"a": {"in": ["x", "y"]}}, Compare("a", "in", ("x", "y"))),
        ({"a": {"not": "x"}}, Compare("a", "not", "x")),
        ({"a": {"not": {"in": ["x"]}}}, Not(Compare("a", "in", ("x",)))),
        ({"d": {"before": "2020-07-06"}}, Compare("d", "before", date(2020, 7, 6))),
        ({"d": {"older_than": "30 days"}}, Compare("d", "older_than", 30)),
        ({"d": {"older_than": 30}}, Compare("d", "older_than", 30)),
        ({"a": {"above": Decimal("1.5")}}, Compare("a", "above", Decimal("1.5"))),
        ({"a": {"present": False}}, Compare("a", "present", False)),
        ({"a": {"same_as": "b"}}, Compare("a", "same_as", "b")),
        ({"g": {"none": {"r": "x"}}}, Rows("g", "none", Compare("r", "is", "x"))),
        ({"any": [{"a": 1}, {"b": 2}]}, Any((Compare("a", "is", 1), Compare("b", "is", 2)))),
        ({"not": {"all": [{"a": 1}]}}, Not(All((Compare("a", "is", 1),)))),
    ],
)
def test_a_condition_reads_as_written(written: object, meant: object) -> None:
    read = node(written)
    assert condition(read) == meant
    assert not read.notes.problems


def test_if_and_unless_hold_together() -> None:
    read = item_condition(node({"if": {"a": 1}, "unless": {"b": 2}}))
    assert read == All((Compare("a", "is", 1), Not(Compare("b", "is", 2))))


def test_comparisons_inside_a_group_remember_the_group() -> None:
    read = node({"g": {"some": {"r": 1}}})
    condition(read)
    assert [(t.test.fact, t.rows, t.group) for t in read.notes.tested] == [("r", ("g",), False), ("g", (), True)]


@pytest.mark.parametrize(
    "wrong", ["x", {"any": {"a": 1}}, {"a": {"wider": 3}}, {"a": ["x"]}, {"a": None}, {"a": {"present": "x"}}]
)
def test_what_is_no_condition_is_noted_once(wrong: object) -> None:
    read = node(wrong)
    with pytest.raises(MisreadError):
        condition(read)
    assert [p.code for p in read.notes.problems] == ["unreadable"]


def test_a_day_that_does_not_exist_is_noted() -> None:
    read = node({"d": "2021-02-29"})
    with pytest.raises(MisreadError):
        condition(read)
    assert [p.code for p in read.notes.problems] == ["no-such-day"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("handler", Named("handler")),
        ({"leader_of": "handler"}, Of("leader", "handler")),
        ({"signer_of": "slip"}, Of("signer", "slip")),
        ({"each": "helpers"}, Each("helpers")),
        ({"fact": "reader"}, Decided("reader")),
        ({"one_of": ["a", {"head_of": "b"}]}, OneOf((Named("a"), Of("head", "b")))),
        ({"all_of": ["a", "b"], "at_most": 1}, AllOf((Named("a"), Named("b")), 1)),
        ({"first_present": ["a"]}, FirstPresent((Named("a"),))),
        ({"meeting_of": "c", "quorum": 3, "pass": "all"}, Meeting("c", 3, "all")),
        ({"lead": "a", "with": "b"}, Led("a", ("b",))),
        ({"not": "on_the_case"}, NotOn("on_the_case")),
    ],
)
def test_an_actor_reads_as_written(written: object, meant: object) -> None:
    assert actor(node(written)) == meant


def test_the_target_of_signer_of_is_a_paper() -> None:
    read = node({"signer_of": "slip"})
    actor(read)
    assert [(u.word, u.wants) for u in read.notes.uses] == [("slip", "paper")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3 working days", Limit("span", 3, Unit.WORKING_DAY)),
        ("half a month", Limit("span", 1, Unit.HALF_MONTH)),
        ("unspecified", Limit("unspecified")),
        ({"fact": "time"}, Limit("fact", fact="time")),
    ],
)
def test_a_limit_reads_as_written(written: object, meant: Limit) -> None:
    assert limit(node(written)) == meant


@pytest.mark.parametrize("wrong", ["3 wokring days", 3, {"fct": "x"}, ["1 day"]])
def test_what_is_no_limit_is_noted(wrong: object) -> None:
    read = node(wrong)
    with pytest.raises(MisreadError):
        limit(read)
    assert read.notes.problems


def test_until_names_a_date_bare_or_as_a_fact() -> None:
    assert until(node("slip.promised")) == until(node({"fact": "slip.promised"}))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a.sent", "a.sent"),
        ({"first_of": ["a", "b"]}, FirstOf(("a", "b"))),
        ({"last_of": ["a"]}, LastOf(("a",))),
        ({"next_day_after": "a"}, NextDayAfter("a")),
    ],
)
def test_a_trigger_reads_as_written(written: object, meant: object) -> None:
    assert trigger(node(written)) == meant


def test_a_value_of_a_table_is_a_limit_unless_the_table_labels_the_word() -> None:
    assert table_value(node("promptly"), frozenset()) == Limit("promptly")
    assert table_value(node("promptly"), frozenset({"promptly"})) == "promptly"
    assert table_value(node({"outcome": "admit", "n": 2}), frozenset()) == {"outcome": "admit", "n": 2}


def test_contents_of_a_paper_are_required_long_text_unless_they_say_otherwise() -> None:
    builder = RuleBuilder()
    plain = builder.field("a", node({"zh": "甲", "en": "A"}), in_paper=True)
    choice = builder.field("b", node({"choices": ["x"], "required": False}), in_paper=True)
    assert (plain.type, plain.required, plain.label) == ("long-text", True, Text("甲", "A"))
    assert (choice.type, choice.required, choice.label) == ("choice", False, Text("b", "b"))


def test_a_transition_may_be_a_word_a_map_or_a_list() -> None:
    state = {
        "label": {"zh": "甲", "en": "A"},
        "transitions": {"a": "x", "b": {"to": "y", "deemed": "consent"}, "c": [{"if": {"f": 1}, "to": "x"}, "y"]},
    }
    frame = {
        "title": {"zh": "甲", "en": "A"}, "body": {"zh": "甲", "en": "A", "level": "county"}, "calendar": "cn",
        "states": {"s": state},
    }  # fmt: skip
    built = RuleBuilder().rule_set(node(frame), id="x").states["s"].transitions
    assert built["a"] == (Transition("x"),)
    assert built["b"] == (Transition("y", deemed="consent"),)
    assert built["c"] == (Transition("x", Compare("f", "is", 1)), Transition("y"))


def test_effects_read_as_written() -> None:
    written = [{"open_case": {"in": "s", "set": {"f": "x"}}}, {"set": {"f": True}}, {"send": "p"}]
    read = node({"label": {"zh": "甲", "en": "A"}, "then": written})
    paper = RuleBuilder().build(Paper, read, key="p")
    assert paper.then == (OpenCase("s", (), {"f": "x"}), SetFacts({"f": True}), SendPaper("p"))


def test_an_item_that_cannot_be_read_leaves_the_others_standing() -> None:
    read = node({"a": {"label": 3}, "b": {"label": {"zh": "甲", "en": "A"}}})
    assert list(RuleBuilder().keyed(Role, read)) == ["b"]
    assert len(read.notes.problems) == 1
