"""What is read first of many differences, and that a sooner reminder is no looser."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.compare.behaviour import compare_two
from engine.compare.findings import KINDS, Comparison, Difference, Pair
from engine.compare.items import Item
from engine.compare.limits import Ground, Standing, ahead
from engine.compare.weight import MOST, foremost, kind_of, weighed
from engine.policy.actors import Named
from engine.policy.calendar import Calendar
from engine.policy.definitions import Counting
from engine.policy.forms import Text
from engine.policy.limits import Limit, parse_limit
from engine.views.comparison.lines import lines
from engine.views.comparison.page import by_label
from engine.views.comparison.pairs import view_of
from tests.compare.sides import side


def made(section: str, key: str, part: str, **terms: object) -> Difference:
    item = Item(section, key, f"{section}.{key}", None, "concept", terms)
    return Difference(section, key, part, f"{section}.{key}.{part}", item, item)


def limited(key: str, standing: Standing | None = None) -> Difference:
    return replace(made("deadlines", key, "limit"), standing=standing)


TOLD = {"to": (Named("complainant"),)}
MANY = (
    made("tables", "remit", "decides"),
    *(made("papers", f"p{n}", "contains.x") for n in range(9)),
    *(made("steps", f"ladder.s{n}", "after") for n in range(5)),
    made("papers", "answer", "to", **TOLD),
    made("papers", "slip", "signed_by"),
    made("deadlines", "a", "starts"),
    *(limited(f"d{n}", Standing("looser")) for n in range(7)),
    made("deadlines", "d1", "stops"),
)


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (limited("handling"), "dates"),
        (made("deadlines", "handling", "extension.up_to"), "dates"),
        (made("deadlines", "handling", "extension.request"), "approvers"),
        (made("deadlines", "handling", "escalation"), "ladders"),
        (made("papers", "slip", "signed_by"), "approvers"),
        (made("papers", "notice", "", **TOLD), "notices"),
        (made("papers", "slip", "to", to=(Named("office"),)), "other"),
        (made("steps", "ladder.urge", ""), "ladders"),
        (made("seats", "handler", "filled.0"), "routes"),
        (made("metrics", "on-time", "per"), "other"),
    ],
)
def test_a_difference_is_about_what_a_county_asks_for(found: Difference, kind: str) -> None:
    assert kind_of(found) == kind


def test_ten_are_read_first_and_all_are_counted() -> None:
    found = weighed(Pair("a", "b", MANY))
    assert len(found.first) == MOST
    assert len(found.kinds) == len(MANY)
    kinds = [found.kinds[n] for n in found.first]
    assert kinds == sorted(kinds, key=KINDS.index)
    assert {"dates", "approvers", "notices", "ladders"} <= set(kinds)


def test_measured_limits_come_before_where_they_start() -> None:
    first = foremost(MANY)
    assert [d.part for d in first][:4] == ["limit"] * 4
    assert made("deadlines", "a", "starts") not in first


def test_no_item_comes_up_twice_while_another_waits() -> None:
    first = foremost((*(limited(f"d{n}") for n in range(3)), made("deadlines", "d0", "stops")), 3)
    assert len({d.key for d in first}) == 3


def test_of_few_none_stands_in_front() -> None:
    found = weighed(Pair("a", "b", MANY[:4]))
    assert (found.first, len(found.kinds)) == ((), 4)


def test_to_be_reminded_sooner_before_the_end_is_stricter() -> None:
    ground = Ground(Calendar("plain", Text("历", "calendar"), "Asia/Shanghai"), Counting())
    three, one = _limit("3 days"), _limit("1 day")
    assert ahead(three, one, ground, ground) == Standing("stricter")
    assert ahead(one, three, ground, ground) == Standing("looser")


def _limit(written: str) -> Limit:
    found = parse_limit(written)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def pair() -> Pair:
    return compare_two(side("kandun"), side("longnan"), date(2026, 6, 1))


@pytest.mark.full
def test_a_reminder_a_day_before_is_looser_than_three_days_before(pair: Pair) -> None:
    found = next(d for d in pair.differences if d.path == "escalations.urging.steps.remind.before")
    assert found.standing == Standing("looser")


@pytest.mark.full
def test_the_report_begins_with_what_to_read_first(pair: Pair) -> None:
    view = view_of(Comparison((side("kandun"), side("longnan")), (), (pair,)), "zh")
    told = list(lines(view))
    assert "先看这 10 处" in told[0]
    assert told[2].startswith("- 时限 | 交办期限")
    assert by_label(view).pairs[0].here == "坎墩街道"
