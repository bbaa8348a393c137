"""Lists, searches, correlation and what is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.casework.ports import ClockRow, Store
from tests.store.samples import AT, more, opening, write

CLOCK = ClockRow("handling", 1, False, "running", date(2026, 3, 9), AT, False, ("office",))
CHINA = ZoneInfo("Asia/Shanghai")


def ids(rows: object) -> list[str]:
    return [r.id for r in rows]  # type: ignore[attr-defined]


def test_rows_are_those_of_the_locality_newest_first(store: Store) -> None:
    write(store, opening("c1"), opening("c2", opened=AT + timedelta(days=1)), opening("c3", locality="west"))
    write(store, opening("c4"))
    assert ids(store.rows("east")) == ["c2", "c4", "c1"]
    assert ids(store.rows("west")) == ["c3"]
    assert store.rows("north") == ()


def test_the_work_list_holds_open_cases_of_any_of_these_holders(store: Store) -> None:
    write(store, opening("c1", owners=("office", "li")), opening("c2", owners=("bureau",)))
    write(store, opening("c3", closed=AT), opening("c4", owners=()), opening("c5", locality="west"))
    assert ids(store.work_rows("east", ["li", "office"])) == ["c1"]
    assert ids(store.work_rows("east", ["bureau", "office"])) == ["c2", "c1"]
    assert store.work_rows("east", []) == ()


def test_the_work_list_follows_the_owner(store: Store) -> None:
    write(store, opening("c1", owners=("office",)))
    write(store, more("c1", 1, owners=("bureau", "bureau")))
    assert store.work_rows("east", ["office"]) == ()
    assert ids(store.work_rows("east", ["bureau"])) == ["c1"]


def test_running_clocks_are_those_of_the_locality_by_case(store: Store) -> None:
    other, ended = replace(CLOCK, clock="answering"), replace(CLOCK, clock="assigning", outcome="met")
    write(store, opening("c1", clocks=(CLOCK, other, ended)), opening("c2", clocks=(ended,)))
    write(store, opening("c3", clocks=(CLOCK,)), opening("c4", locality="west", clocks=(CLOCK,)))
    assert store.running_clocks("east") == {"c1": (other, CLOCK), "c3": (CLOCK,)}
    assert store.running_clocks("north") == {}


def test_a_case_is_found_by_number_and_by_follow_hash(store: Store) -> None:
    write(store, opening("c1", follow_hash="f1"), opening("c2"))
    found = store.by_number("east-2026-00002")
    followed = store.by_follow_hash("f1")
    assert (found and found.id, followed and followed.id) == ("c2", "c1")
    assert (store.by_number("east-2026-00009"), store.by_follow_hash("f2")) == (None, None)


def test_the_next_number_follows_the_highest(store: Store) -> None:
    assert store.next_sequence("east", 2026) == 1
    write(store, opening("c1"), opening("c5"), opening("c6", year=2025))
    assert store.next_sequence("east", 2026) == 6
    assert store.next_sequence("east", 2027) == 1
    assert store.next_sequence("west", 2026) == 1


def related(store: Store, same: dict[str, str], *, before: datetime = AT + timedelta(days=1)) -> list[str]:
    found = store.related("east", same, since=date(2026, 3, 1), before=before, but="c1")
    return [str(facts["case"]) for facts in found]


def test_related_cases_share_every_field(store: Store) -> None:
    write(store, opening("c1"), opening("c2"), opening("c3", related={"matter": "noise", "place": "park"}))
    write(store, opening("c4", related={"matter": "noise"}), opening("c5", locality="west"))
    assert related(store, {"matter": "noise", "place": "market"}) == ["c2"]
    assert related(store, {"matter": "noise"}) == ["c2", "c3", "c4"]
    assert related(store, {"matter": "dust"}) == []
    assert related(store, {}) == ["c2", "c3", "c4"]


def test_related_cases_carry_their_facts(store: Store) -> None:
    write(store, opening("c1"), opening("c2", state="closed"))
    (facts,) = store.related(
        "east", {"matter": "noise"}, since=date(2026, 1, 1), before=AT + timedelta(hours=1), but="c1"
    )
    assert facts == {"case": "c2", "opened": date(2026, 3, 2), "state": "closed", "matter": "noise"}


@pytest.mark.parametrize(
    ("opened", "seen"),
    [
        (datetime(2026, 2, 28, 23, 59, tzinfo=CHINA), False),
        (datetime(2026, 3, 1, 0, 0, tzinfo=CHINA), True),
        (datetime(2026, 3, 2, 9, 59, tzinfo=CHINA), True),
        (datetime(2026, 3, 2, 10, 0, tzinfo=CHINA), False),
    ],
)
def test_related_cases_opened_on_or_after_the_day_and_before_the_moment(
    store: Store, opened: datetime, seen: bool
) -> None:
    write(store, opening("c2", opened=opened.astimezone(UTC)))
    assert bool(related(store, {}, before=datetime(2026, 3, 2, 10, 0, tzinfo=CHINA))) is seen


def test_days_of_related_cases_are_those_of_the_zone_of_before(store: Store) -> None:
    write(store, opening("c2", opened=datetime(2026, 3, 1, 20, 0, tzinfo=UTC)))
    (facts,) = store.related("east", {}, since=date(2026, 3, 2), before=AT.astimezone(CHINA), but="c1")
    assert facts["opened"] == date(2026, 3, 2)


def test_a_count_without_a_window_goes_back_to_the_first_day(store: Store) -> None:
    write(store, opening("c2", opened=datetime(2007, 3, 1, tzinfo=UTC)))
    (facts,) = store.related("east", {}, since=date.min, before=AT.astimezone(CHINA), but="c1")
    assert facts["case"] == "c2"


def test_what_is_due_comes_earliest_first_and_no_more_than_asked(store: Store) -> None:
    moments = {"c1": AT + timedelta(hours=2), "c2": AT, "c3": AT + timedelta(hours=3), "c4": None}
    for case, moment in moments.items():
        write(store, opening(case, next_moment=moment))
    assert store.due(AT + timedelta(hours=2), 9) == ("c2", "c1")
    assert store.due(AT + timedelta(hours=3), 2) == ("c2", "c1")
    assert store.due(AT - timedelta(microseconds=1), 9) == ()


def test_what_was_dealt_with_is_no_longer_due(store: Store) -> None:
    write(store, opening("c1", next_moment=AT))
    write(store, more("c1", 1, next_moment=None))
    assert store.due(AT, 9) == ()
