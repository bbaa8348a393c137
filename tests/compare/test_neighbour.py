"""Kandun against its neighbour: the eight differences that were made, and no other."""

from __future__ import annotations

from datetime import date

import pytest

from engine.compare.behaviour import compare_two
from engine.compare.findings import Pair, Region
from engine.policy.actors import Named, OneOf
from tests.compare.sides import side

MADE = (
    "deadlines.handling-time.limit",
    "papers.slip.signed_by",
    "papers.handler-notice",
    "escalations.urging.steps.tell-county",
    "duties.tell-progress",
    "tables.remit",
    "forms.registration.place.choices",
    "calendar",
)


@pytest.fixture(scope="module")
def found() -> Pair:
    return compare_two(side("kandun"), side("neighbour"), date(2026, 6, 1))


def told(region: Region) -> dict[str, tuple[object, ...]]:
    return {c.axis.fact: tuple(x.example for x in c.cells) for c in region.constraints}


def test_exactly_the_eight_differences_that_were_made_are_found(found: Pair) -> None:
    assert sorted(d.path for d in found.differences) == sorted(MADE)


def test_the_other_way_round_they_are_the_same_eight(found: Pair) -> None:
    back = compare_two(side("neighbour"), side("kandun"), date(2026, 6, 1))
    assert {(d.section, d.key, d.part) for d in back.differences} == {
        (d.section, d.key, d.part) for d in found.differences
    }


def test_each_difference_says_what_stands_on_both_sides(found: Pair) -> None:
    by_path = {d.path: d for d in found.differences}
    limit = by_path["deadlines.handling-time.limit"].standing
    assert limit is not None
    assert limit.relation == "stricter"
    assert limit.earlier is not None
    assert limit.earlier.mine < limit.earlier.other  # type: ignore[operator]
    slip = by_path["papers.slip.signed_by"]
    assert slip.here is not None
    assert slip.there is not None
    assert slip.here.terms["signed_by"] == OneOf((Named("party-secretary"), Named("director")))
    assert slip.there.terms["signed_by"] == Named("deputy-secretary")
    assert by_path["calendar"].day == date(2026, 11, 16)
    assert by_path["tables.remit"].rows == ("village-accounts",)
    assert all(by_path[p].here is None for p in ("papers.handler-notice", "duties.tell-progress"))


def test_the_row_of_the_table_is_told_with_just_its_cases(found: Pair) -> None:
    remit = next(d for d in found.differences if d.path == "tables.remit")
    (change,) = remit.changes
    assert [told(r) for r in change.regions] == [{"request": ("help",), "matter": ("village-accounts",)}]
    assert [o.value for o in (*change.here, *change.there)] == ["outside", "inside"]


def test_what_follows_from_the_row_is_seen_in_the_cases_alone(found: Pair) -> None:
    assert not any(d.path.startswith("tables.track") for d in found.differences)
    groups = [g for g in found.cases if any(e.key == "track" for e in g.effects)]
    regions = [told(r) for g in groups for r in g.regions]
    assert regions
    assert all(r["request"] == ("help",) and r["matter"] == ("village-accounts",) for r in regions)
    assert {e.key for g in groups for e in g.effects} >= {"remit", "track", "handler", "registering", "ledger"}


def test_every_case_has_the_shorter_limit_the_other_approver_and_the_further_rung(found: Pair) -> None:
    assert {e.key for e in found.always} == {"handling-time", "slip", "urging.tell-county"}


def test_cases_without_a_name_and_without_village_accounts_are_in_no_group(found: Pair) -> None:
    for group in found.cases:
        for region in map(told, group.regions):
            named = region.get("identity") == ("real-name",)
            assert named or region.get("matter") == ("village-accounts",)


def test_a_village_that_only_one_side_knows_is_said_and_compared_by_nobody(found: Pair) -> None:
    assert [(a.kind, a.fact) for a in found.apart] == [("nothing-common", "place")]
    assert "place" not in found.common


def test_kandun_against_itself_is_nothing() -> None:
    same = compare_two(side("kandun"), side("kandun"), date(2026, 6, 1))
    assert (same.differences, same.always, same.cases, same.apart) == ((), (), (), ())
