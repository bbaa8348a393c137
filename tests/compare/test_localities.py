"""Concepts by locality: what is aligned, how limits stand, who is out of line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.compare import localities
from engine.compare.alignment import aligned
from engine.compare.behaviour import compare_two
from engine.compare.findings import Compared, Side
from engine.compare.items import Item, items_of, measure
from engine.compare.limits import Ground, standing
from engine.compare.localities import outliers, side_by_side
from engine.policy.calendar import Calendar
from engine.policy.definitions import Counting, RuleSet
from engine.policy.limits import parse_limit
from tests.compare.sides import side

FIVE = ("kandun", "laixi", "hengyang", "dafeng", "longnan")


@pytest.fixture(scope="module")
def five() -> list[Side]:
    return [side(i) for i in FIVE]


@pytest.fixture(scope="module")
def rows(five: list[Side]) -> tuple[Compared, ...]:
    return side_by_side(five)


def row(rows: tuple[Compared, ...], section: str, key: str) -> Compared:
    return next(r for r in rows if (r.aligned.section, r.aligned.key) == (section, key))


def item(section: str, key: str, concept: str | None = None) -> Item:
    return Item(section, key, f"{section}.{key}", None, concept, {})


def test_one_key_comes_before_one_concept() -> None:
    first = [item("deadlines", "a", "handle"), item("deadlines", "b", "handle")]
    second = [item("deadlines", "b", "handle"), item("deadlines", "c", "handle")]
    found = [(r.items[0] and r.items[0].key, r.items[1] and r.items[1].key) for r in aligned([first, second])]
    assert found == [("a", "c"), ("b", "b")]


def test_items_of_other_sections_and_concepts_stay_apart() -> None:
    found = aligned(
        [[item("deadlines", "a", "handle")], [item("papers", "b", "handle")], [item("deadlines", "c", "answer")]]
    )
    assert len(found) == 3


def test_every_item_of_every_locality_stands_in_one_row(five: list[Side], rows: tuple[Compared, ...]) -> None:
    for n, s in enumerate(five):
        paths = [r.aligned.items[n].path for r in rows if r.aligned.items[n] is not None]  # type: ignore[union-attr]
        assert sorted(paths) == sorted(i.path for i in items_of(s.ruleset, s.calendar))


def test_limits_of_one_concept_under_other_names_are_held_against_each_other(rows: tuple[Compared, ...]) -> None:
    found = row(rows, "deadlines", "handling-time")
    keys = [i.key if i else None for i in found.aligned.items]
    assert found.aligned.concept == "handle"
    assert len(set(keys)) > 2
    assert "looser" in found.relations


def test_two_limits_of_which_neither_is_stricter_show_a_day_each() -> None:
    ground = Ground(side("kandun").calendar, Counting())
    mine, other = parse_limit("30 days"), parse_limit("1 month")
    found = standing(mine, other, ground, ground)
    assert found.relation == "incomparable"
    assert found.earlier is not None
    assert found.later is not None
    assert found.earlier.mine < found.earlier.other  # type: ignore[operator]
    assert found.later.mine > found.later.other  # type: ignore[operator]


@pytest.mark.parametrize(
    ("mine", "other", "relation"),
    [
        ("3 working days", "1 month", "stricter"),
        ("1 month", "3 working days", "looser"),
        ("1 month", "1 month", "same"),
        ("unspecified", "1 month", "looser"),
        ("promptly", "1 month", "unnumbered"),
        ("promptly", "promptly", "same"),
    ],
)
def test_how_one_limit_stands_to_another(mine: str, other: str, relation: str) -> None:
    ground = Ground(side("kandun").calendar, Counting())
    assert standing(parse_limit(mine), parse_limit(other), ground, ground).relation == relation


def test_more_time_for_the_complainant_is_stricter_on_the_office() -> None:
    ground = Ground(side("kandun").calendar, Counting())
    found = standing(parse_limit("60 days"), parse_limit("30 days"), ground, ground, more_is_better=True)
    assert found.relation == "stricter"


def test_limits_are_held_against_the_floor(rows: tuple[Compared, ...]) -> None:
    kept = row(rows, "deadlines", "receipt-time").floor
    assert {f.relation for f in kept if f is not None} == {"same"}
    own = row(rows, "deadlines", "handling-time").floor[0]
    assert own is not None
    assert own.both_run
    assert own.relation == "stricter"


def test_who_differs_from_most_is_an_outlier_and_two_are_never_most() -> None:
    limits = {d: measure(_receipt(d)) for d in ("5 days", "9 days")}
    assert limits["5 days"] != limits["9 days"]
    said = [_receipt(d) for d in ("5 days", "5 days", "5 days", "9 days", None)]
    assert outliers(said) == {3, 4}
    assert outliers(said[2:4]) == frozenset()
    assert outliers([None, None, None, said[0]]) == frozenset()


def _receipt(days: str | None) -> Item | None:
    limit = parse_limit(days) if days else None
    return replace(item("deadlines", "receipt-time"), terms={"limit": limit}) if limit else None


def test_two_versions_of_one_locality_are_compared_like_two_localities() -> None:
    old = side("kandun")
    limits = {**old.ruleset.deadlines}
    limits["handling-time"] = replace(limits["handling-time"], limit=parse_limit("20 days"))  # type: ignore[arg-type]
    new = Side("kandun@2027", replace(old.ruleset, deadlines=limits), old.calendar, old.parents)
    found = compare_two(old, new, date(2026, 6, 1))
    assert [d.path for d in found.differences] == ["deadlines.handling-time.limit"]
    assert measure(found.differences[0].there) == parse_limit("20 days")


def test_without_a_common_question_it_says_so_and_compares_the_rules() -> None:
    one, other = side("kandun"), side("ashby-licences")
    forms = {k: replace(f, sections={}) for k, f in other.ruleset.forms.items()}
    bare = replace(other, ruleset=replace(other.ruleset, forms={**other.ruleset.forms, **forms}))
    found = compare_two(one, bare, date(2026, 6, 1))
    assert found.unclear == "no-common-facts"
    assert found.differences
    assert found.cases == ()


def test_each_text_is_read_once_however_many_rows_there_are(five: list[Side], monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(ruleset: RuleSet, calendar: Calendar | None = None) -> tuple[Item, ...]:
        read.append(ruleset.id)
        return items_of(ruleset, calendar)

    monkeypatch.setattr(localities, "items_of", counted)
    two = [replace(five[0], name="a"), five[1]]
    assert len(side_by_side(two)) > 100
    assert sorted(read) == sorted([s.ruleset.id for s in two] + [p.id for s in two for p in s.parents])
