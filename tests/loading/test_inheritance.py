"""`extends:` lays one file over another and remembers where everything stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.loading import load_ruleset
from engine.loading.inheriting.inheritance import merge, without_removed
from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from engine.policy.conditions import Test as Compare
from engine.policy.definitions import Citation, RuleSet

HOME = Path(__file__).parents[1] / "golden"


def file(text: str, name: str) -> Document:
    found = read(text, file=name)
    assert isinstance(found, Document)
    return found


PARENT = """
body: {level: nation}
papers:
  answer: {by: handler, if: {a: 1}, contains: {opinion: {zh: 意见}}, to: [complainant, desk]}
tables:
  t: {rules: {one: {if: {x: 1}, then: {p: 1, q: 2}}, two: {then: b}}}
"""
CHILD = """
papers:
  answer: {if: {b: 2}, contains: {facts: {zh: 事实}}, to: [complainant]}
tables:
  t: {rules: {one: {then: {p: 3}}, three: {then: c}}}
"""


@pytest.fixture(scope="module")
def locality() -> RuleSet:
    loaded = load_ruleset(HOME / "ok" / "locality.yaml", home=HOME)
    assert loaded.ruleset is not None
    return loaded.ruleset


def test_maps_merge_while_lists_and_expressions_replace_whole() -> None:
    data = merge(file(PARENT, "p"), file(CHILD, "c")).data
    assert data["papers"]["answer"] == {  # type: ignore[call-overload, index]
        "by": "handler",
        "if": {"b": 2},
        "contains": {"opinion": {"zh": "意见"}, "facts": {"zh": "事实"}},
        "to": ["complainant"],
    }


def test_rules_of_a_table_merge_by_key_and_their_values_replace_whole() -> None:
    rules = merge(file(PARENT, "p"), file(CHILD, "c")).data["tables"]["t"]["rules"]  # type: ignore[call-overload, index]
    assert list(rules) == ["one", "two", "three"]
    assert rules["one"] == {"if": {"x": 1}, "then": {"p": 3}}


def test_every_value_keeps_the_place_of_the_file_it_comes_from() -> None:
    merged = merge(file(PARENT, "p"), file(CHILD, "c"))
    assert merged.at_key(("papers", "answer", "by")).file == "p"
    assert merged.at_key(("papers", "answer", "to")).file == "c"
    assert merged.at(("papers", "answer", "contains", "opinion")).file == "p"
    assert merged.at(("papers", "answer", "to", 0)).file == "c"


def test_the_frame_of_a_parent_is_not_inherited() -> None:
    assert "body" not in merge(file(PARENT, "p"), file(CHILD, "c")).data  # type: ignore[operator]


def test_removed_drops_an_item_and_leaves_the_rest() -> None:
    parent, child = file(PARENT, "p"), file("removed: {tables.t.rules.one: why}", "c")
    below, problems = without_removed(parent, child, None)
    assert not problems
    assert list(below.data["tables"]["t"]["rules"]) == ["two"]  # type: ignore[call-overload, index, arg-type]
    assert "one" in parent.data["tables"]["t"]["rules"]  # type: ignore[call-overload, index, operator]


def test_an_item_of_the_floor_cannot_be_removed() -> None:
    parent = file(PARENT, "p")
    _, problems = without_removed(parent, file("removed: {papers.answer: why}", "c"), parent)
    assert [(p.code, p.also and p.also.file) for p in problems] == [("removed-floor-item", "p")]


def test_a_bare_article_means_the_first_document_of_its_own_file(locality: RuleSet) -> None:
    assert locality.roles["chief"].cite == (Citation("orders", "1"),)
    assert locality.roles["secretary"].cite == (Citation("measures", "一"),)
    assert locality.seats["desk"].cite == (Citation("act", "1"),)


def test_several_levels_come_together(locality: RuleSet) -> None:
    assert "chief" in locality.roles
    assert "summons" not in locality.papers
    assert locality.deadlines["review-time"].limit.amount == 20
    assert locality.deadlines["review-time"].starts == "review-request.written"


def test_positions_name_the_file_of_the_parent_for_what_is_inherited(locality: RuleSet) -> None:
    assert locality.source_map["papers.answer.to"].file == "rules/floor.yaml"
    assert locality.source_map["papers.slip.to"].file == "ok/locality.yaml"
    assert locality.source_map["forms.complaint.sections.person"].file == "forms/complaint.yaml"


def test_a_child_replaces_the_condition_of_its_parent(locality: RuleSet) -> None:
    assert locality.deadlines["receipt-time"].if_ == Compare("identity", "is", "real-name")


def test_parents_come_nearest_first() -> None:
    loaded = load_ruleset(HOME / "ok" / "locality.yaml", home=HOME)
    assert [p.id for p in loaded.parents] == ["middle", "floor"]
