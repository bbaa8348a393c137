"""A file with several versions is several rule sets, each for its own days and pinned alone."""

from __future__ import annotations

import itertools
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.loading import Loaded, build_canonical, canonical, digest, load_ruleset
from engine.loading.periods import periods
from engine.loading.reading.document import Document
from engine.loading.versions import Span, slices
from engine.policy.definitions import InForce, RuleSet

HOME = Path(__file__).parents[1] / "golden"
PROVINCE = """
title: {zh: 省, en: P}
body: {zh: 省, en: P, level: province}
calendar: cn
roles: {a: {label: {zh: 甲, en: A}}, b: {label: {zh: 乙, en: B}}}
versions:
  of-2005: {in_force: {from: 2005-05-01, until: 2022-04-30}}
  of-2022: {in_force: {from: 2022-05-01}, roles: {a: {label: {zh: 新甲, en: New A}}}}
"""
CITY = """
title: {zh: 市, en: C}
body: {zh: 市, en: C, level: city}
calendar: cn
extends: province
in_force: {from: 2015-01-01}
roles: {c: {label: {zh: 丙, en: C}}}
"""
TOWN = """
title: {zh: 镇, en: T}
body: {zh: 镇, en: T, level: township}
calendar: cn
extends: city
versions:
  first: {in_force: {from: 2018-01-01, until: 2019-12-31}}
  third: {in_force: {from: 2024-01-01}, removed: {roles.b: no such office, roles.d: given up}}
  second: {in_force: {from: 2020-01-01, until: 2023-12-31}, roles: {a: {label: {en: Town's A}}}}
roles: {d: {label: {zh: 丁, en: D}}}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    for name, text in (("province", PROVINCE), ("city", CITY), ("town", TOWN)):
        (tmp_path / "rules" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def town(home: Path) -> Loaded:
    return load_ruleset("town", home=home)


def on(loaded: Loaded, day: date) -> RuleSet:
    found = loaded.on(day)
    assert found is not None
    assert found.ruleset is not None
    return found.ruleset


def test_periods_are_the_common_refinement_of_three_levels(town: Loaded) -> None:
    assert town.problems == ()
    assert [str(v.span) for v in town.each] == [
        "2018-01-01 … 2019-12-31", "2020-01-01 … 2022-04-30", "2022-05-01 … 2023-12-31", "2024-01-01 …",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "label", "roles"),
    [
        (date(2019, 6, 1), "甲 A", "abcd"),
        (date(2021, 6, 1), "甲 Town's A", "abcd"),
        (date(2023, 6, 1), "新甲 Town's A", "abcd"),
        (date(2024, 6, 1), "新甲 New A", "ac"),
    ],
)
def test_each_day_has_what_every_level_says_on_it(town: Loaded, day: date, label: str, roles: str) -> None:
    rules = on(town, day)
    assert f"{rules.roles['a'].label.zh} {rules.roles['a'].label.en}" == label
    assert "".join(sorted(rules.roles)) == roles


def test_each_version_says_its_own_days_and_has_a_digest_of_its_own(town: Loaded) -> None:
    spans = [v.ruleset.in_force for v in town.each if v.ruleset]
    assert spans[1] == InForce(date(2020, 1, 1), date(2022, 4, 30))
    assert spans[-1] == InForce(date(2024, 1, 1))
    assert len({digest(canonical(v)) for v in town.each}) == 4


def test_a_version_is_read_back_from_what_is_published(town: Loaded) -> None:
    for version in town.each:
        assert build_canonical(canonical(version)) == version.ruleset
        assert "versions" not in json.loads(canonical(version))["rules"]


def test_without_a_day_the_newest_is_meant(town: Loaded) -> None:
    assert town.ruleset == on(town, date(2026, 1, 1))
    assert town.on(date(2017, 12, 31)) is None


def test_both_removals_are_remembered(town: Loaded) -> None:
    assert on(town, date(2024, 6, 1)).removed == {"roles.b": "no such office", "roles.d": "given up"}


def test_every_parent_is_that_of_the_day(town: Loaded) -> None:
    labels = [[p.roles["a"].label.en for p in v.parents] for v in town.each]
    assert labels == [["A", "A"], ["A", "A"], ["New A", "New A"], ["New A", "New A"]]


def test_places_are_those_of_the_file_in_which_the_value_stands(town: Loaded, home: Path) -> None:
    at = on(town, date(2021, 6, 1)).source_map["roles.a.label.en"]
    line = (home / "rules/town.yaml").read_text("utf-8").splitlines()[at.line - 1]
    assert (at.file, line[at.column - 1 :][:2]) == ("rules/town.yaml", "en")
    assert on(town, date(2021, 6, 1)).source_map["roles.a.label.zh"].file == "rules/province.yaml"


def test_what_is_wrong_in_one_version_only_keeps_the_whole_file_back(home: Path) -> None:
    path = home / "rules/town.yaml"
    path.write_text(TOWN.replace("{en: Town's A}", "{en: Town's A}, cite: 9"), encoding="utf-8")
    loaded = load_ruleset("town", home=home)
    assert loaded.ruleset is None
    assert {(p.code, p.at.line) for p in loaded.problems} == {("cite-without-document", 9)}


def test_a_file_without_versions_is_one_rule_set_with_the_digest_it_had() -> None:
    loaded = load_ruleset(HOME / "ok" / "locality.yaml", home=HOME)
    assert (loaded.versions, loaded.each) == ((), (loaded,))
    assert loaded.ruleset is not None
    assert loaded.ruleset.in_force.until == date(2030, 12, 31)


def test_a_bare_article_means_the_first_document_of_its_version() -> None:
    loaded = load_ruleset(HOME / "ok" / "versions.yaml", home=HOME)
    told = [str(v.ruleset.papers["note"].cite[0].document) for v in loaded.each if v.ruleset]
    assert told == ["rules", "rules", "amended"]


FIRST = date(2020, 1, 1)
CUTS = st.lists(st.integers(1, 400), min_size=0, max_size=4, unique=True).map(sorted)


def versions(cuts: list[int]) -> Document:
    """A file whose versions follow on one another from FIRST on, cut after those days."""
    starts = [FIRST, *(FIRST + timedelta(c) for c in cuts)]
    ends = [s - timedelta(1) for s in starts[1:]]
    spans = [
        {"from": s.isoformat()} | ({"until": e.isoformat()} if e else {})
        for s, e in zip(starts, [*ends, None], strict=True)
    ]
    return Document({"versions": {f"v{i}": {"in_force": s} for i, s in enumerate(spans)}}, {}, {}, "f")  # type: ignore[dict-item]


@given(CUTS, CUTS, CUTS)
def test_versions_that_follow_on_one_another_refine_without_gap_or_overlap(
    one: list[int], two: list[int], three: list[int]
) -> None:
    chain = [(f"l{i}", versions(cuts)) for i, cuts in enumerate((one, two, three))]
    assert periods(chain) == ()
    found = slices(chain)
    assert [s.span.first for s in found] == [FIRST, *(FIRST + timedelta(c) for c in sorted({*one, *two, *three}))]
    assert found[-1].span.last == date.max
    for before, after in itertools.pairwise(found):
        assert before.span.last + timedelta(1) == after.span.first


@given(st.dates(), st.dates(), st.dates(), st.dates())
def test_shared_days_are_those_of_both(a: date, b: date, c: date, d: date) -> None:
    one, two = Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d))
    both = one.shared(two)
    for day in (a, b, c, d):
        in_both = one.first <= day <= one.last and two.first <= day <= two.last
        assert in_both == (both is not None and both.first <= day <= both.last)
