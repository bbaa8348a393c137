"""The shape of files: how problems point, and what partial rule sets may leave out."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.loading.home import Home
from engine.loading.inheriting.ancestry import ancestry, levels
from engine.loading.inheriting.form_files import form_document
from engine.loading.nearest import nearest, nearest_date, nearest_id, nearest_limit
from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from engine.loading.shape.problems import REPORTERS
from engine.loading.shape.schema import KINDS, Kind, _validator, accepted, check_shape, schema
from engine.loading.versions import first_parts
from tests.loading.test_rule_fuzz import mutate

ROOT = Path(__file__).parents[2]
STRUCTURE = {
    "$ref", "$defs", "$schema", "$id", "title", "description", "default", "examples", "properties",
    "propertyNames", "items", "if", "then", "allOf", "not", "const",
}  # fmt: skip


def said(text: str, kind: Kind = "ruleset", *, partial: bool | None = None) -> list[str]:
    document = read(text, file="x.yaml")
    assert isinstance(document, Document), document
    return [f"{p.at.line}:{p.at.column} {p.code}" for p in check_shape(document, kind, partial=partial)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_are_legal(kind: Kind) -> None:
    Draft202012Validator.check_schema(schema(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_every_keyword_of_the_schemas_has_a_reporter(kind: Kind) -> None:
    used = set(keywords(schema(kind)))
    assert {k for k in used if not k.startswith("x-")} - STRUCTURE <= set(REPORTERS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_reference_inside_a_schema_leads_somewhere(kind: Kind) -> None:
    whole = schema(kind)
    used = set(references(whole))
    assert {r for r in used if r.startswith("#/$defs/")} == {f"#/$defs/{name}" for name in whole["$defs"]}
    own = {f"#/properties/{name}" for name in whole["properties"]}  # a version has sections of the file
    assert {r for r in used if not r.startswith("#/$defs/")} <= own


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("rules", "ruleset"),
        ("forms", "form"),
        ("rules/calendars", "calendar"),
        ("rules/scenarios", "scenarios"),
        ("forms/divisions", "divisions"),
    ],
)
def test_the_shipped_files_have_the_shape(folder: str, kind: Kind) -> None:
    files = sorted((ROOT / folder).glob("*.yaml"))
    assert files
    for path in files:
        shelf = Home(ROOT)
        document = form_document(shelf, path) if kind == "form" else shelf.document(path)
        assert document is not None, [p.line("en") for p in shelf.problems]
        assert [p.line("en") for p in check_shape(document, kind)] == []


@pytest.mark.parametrize("rules", ["rules/national", "rules/kandun", "rules/examples/glenmuir"])
def test_a_whole_rule_set_passes_the_published_schema_as_it_stands(rules: str) -> None:
    """What an editor says of the file, with any reader of JSON Schema and none of our allowances."""
    whole = completed(ROOT, f"{rules}.yaml")
    assert accepted(whole, "ruleset")
    assert list(_validator("ruleset").iter_errors(whole)) == []


@pytest.mark.parametrize("part", [pytest.param(n, marks=pytest.mark.full) if n else n for n in range(10)])
def test_both_readers_of_the_schema_agree_on_mangled_files(part: int) -> None:
    whole = completed(ROOT / "tests" / "golden", "ok/locality.yaml")
    verdicts = set()
    for seed in range(part * 40, part * 40 + 40):
        random, data = Random(seed), copy.deepcopy(whole)
        mutate(data, whole, random)
        quick = accepted(data, "ruleset")
        assert quick == (not any(_validator("ruleset").iter_errors(data))), seed
        verdicts.add(quick)
    assert verdicts == {True, False}


@pytest.mark.parametrize(("number", "right"), [("2", True), ("2.0", False), ("2.5", False)])
def test_a_whole_number_is_written_without_a_point(number: str, right: bool) -> None:
    group = f"accused: {{label: {{zh: 甲, en: A}}, type: group, repeats: {{at_least: {number}}}, fields: {{}}}}"
    told = said(f"title: {{zh: 甲, en: A}}\nsections: {{s: {{label: {{zh: 甲, en: A}}, fields: {{{group}}}}}}}", "form")
    assert any("number" in line or "type" in line for line in told) != right, told


def test_what_a_parent_completes_may_be_missing_in_a_child() -> None:
    child = "title: {zh: 甲, en: A}\nextends: national\ndeadlines:\n  receipt-time: {limit: 10 days}\n"
    assert said(child) == []
    assert [s.split()[1] for s in said(child, partial=False)].count("key-missing") == 5


def test_a_list_in_a_child_must_be_complete_because_it_replaces_whole() -> None:
    child = "extends: national\nstates:\n  a: {transitions: {b: [{if: {c: true}}]}}\n"
    assert said(child) == ["3:25 key-missing"]


def test_a_condition_is_pointed_at_in_its_depth() -> None:
    deep = "flags: {f: {if: {any: [{all: [{not: {people: {at_most: 5, atleast: 2}}}]}]}}}\nextends: x\n"
    assert said(deep) == ["1:59 comparison-misspelt"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("3 work days", "3 working days"), ("1 workday", "1 working day"), ("3个工作日", "3 working days"),
        ("三个工作日", "3 working days"), ("半个月", "half a month"), ("15日", "15 days"), ("1 moth", "1 month"),
        ("two hours", "2 hours"), ("today", "same day"), ("promtly", "promptly"), ("及时", "promptly"),
        ("30 Days", "30 days"), ("99999 days", None), ("", None), ("whenever", None), ("3", None),
    ],
)  # fmt: skip
def test_the_nearest_limit_is_guessed(text: str, meant: str | None) -> None:
    assert nearest_limit(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2020/7/6", "2020-07-06"), ("2020年7月6日", "2020-07-06"), ("20200706", "2020-07-06"),
        ("2020.7.6", "2020-07-06"), ("2026-02-30", None), ("July", None),
    ],
)  # fmt: skip
def test_the_nearest_date_is_guessed(text: str, meant: str | None) -> None:
    assert nearest_date(text) == meant


def test_the_nearest_word_and_id() -> None:
    assert nearest("signed-by", ("by", "signed_by")) == "signed_by"
    assert nearest("zebra", ("label", "limit")) is None
    assert nearest_id("Vice_Director 2") == "vice-director-2"
    assert nearest_id("主任") is None


def completed(home: Path, file: str) -> Any:
    """The items of a rule file, each with what it inherits."""
    chain, _ = ancestry(Home(home), home / file)
    (found, *_), _ = levels(first_parts(chain))
    return found.completed().data


def keywords(part: object) -> Iterator[str]:
    """Keywords of a schema, its sub-schemas included."""
    if not isinstance(part, dict):
        return
    yield from part
    for name in ("properties", "$defs"):
        for inner in part.get(name, {}).values():
            yield from keywords(inner)
    for name in ("items", "additionalProperties", "if", "then", "propertyNames", "not"):
        yield from keywords(part.get(name))
    for name in ("allOf", "anyOf", "oneOf"):
        for inner in part.get(name, ()):
            yield from keywords(inner)


def references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    if isinstance(part, list):
        for inner in part:
            yield from references(inner)
