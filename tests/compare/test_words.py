"""No id of a rule file stands where a person reads: terms, events, questions and rows have their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from engine.compare.findings import Comparison
from engine.compare.localities import compare, side_by_side
from engine.policy.directory import Directory
from engine.views.comparison.page import PairView, RowView
from engine.views.comparison.pairs import view_of
from engine.views.comparison.term_names import term_name
from engine.views.names import Names
from tests.compare.sides import side

FIVE = ("kandun", "laixi", "hengyang", "dafeng", "longnan")
ID = re.compile(r"(?<![A-Za-z0-9/])[a-z][a-z-]{2,}(?![A-Za-z0-9])")
KNOWN = frozenset({"openness"})
"""A value that its own rule file names nowhere."""


def words_of(row: RowView) -> Iterator[str]:
    yield from (row.name, row.concept)
    yield from (c.words for c in row.cells if c is not None)
    for t in row.terms:
        yield from (t.name, *t.values)


def words_between(pair: PairView) -> Iterator[str]:
    for d in pair.differences:
        yield from (d.name, d.part, d.here, d.there, d.stands)
        yield from (w for c in d.changes for r in (*c.regions, *c.examples) for p in r for w in p)
    yield from (w for e in (*pair.always, *(e for c in pair.cases for e in c.effects)) for w in e)


def ids(words: Iterator[str]) -> set[str]:
    return {i for w in words for i in ID.findall(w)} - KNOWN


def test_five_places_side_by_side_are_told_in_words() -> None:
    sides = tuple(side(i) for i in FIVE)
    found = view_of(Comparison(sides, side_by_side(sides), ()), "zh")
    assert ids(w for r in found.rows for w in words_of(r)) == set()


def test_two_versions_are_told_in_words() -> None:
    found = view_of(compare([side("kandun"), side("neighbour")], date(2026, 6, 1)), "zh")
    assert ids(words_between(found.pairs[0])) == {"neighbour"}, "the name of a calendar alone"


@pytest.mark.full
@pytest.mark.parametrize("other", FIVE[1:])
def test_places_that_share_little_are_told_in_words(other: str) -> None:
    found = view_of(compare([side("kandun"), side(other)], date(2026, 6, 1)), "zh")
    assert ids(words_between(found.pairs[0])) == set()


@pytest.mark.parametrize(
    ("term", "of", "words"),
    [
        ("transitions.slip.sent.0.to", "approving-slip", "去向 · 送达《信访交办单》 · 转到"),
        ("transitions.registered.1.if", "registering", "去向 · 分类登记 · 情形 2 · 条件"),
        ("contains.proposed-opinion", "slip", "应载明 · 拟办意见"),
        ("rules.discipline-matter.then", "remit", "规则 · 第 2 条 · 结果"),
    ],
)
def test_a_part_of_a_definition_is_called_by_its_words(term: str, of: str, words: str) -> None:
    names = Names(side("kandun").ruleset, Directory(), "zh")
    assert term_name(term, names, of) == words
