"""`append` writes everything or nothing, and refuses what somebody else was faster with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from engine.casework.ports import (
    ClockRow,
    NumberTaken,
    OutboxRow,
    StaleCase,
    StepAlreadyTaken,
    StepRow,
    Store,
    UnknownCase,
)
from engine.errors import EngineError
from tests.store.samples import AT, event, more, opening, row, write

STEP = StepRow("handle", 1, "urge", 1)
CLOCK = ClockRow("handle", 1, False, "running", date(2026, 3, 9), AT, False, ("office",))


def everything(store: Store) -> tuple[object, ...]:
    """What a reader can see of the locality `east`."""
    cases = tuple((r, store.links(r.id), store.clocks(r.id), store.identity(r.id)) for r in store.rows("east"))
    return cases, store.openings("east"), store.register_head("east"), store.outbox(pending=False)


def test_what_was_appended_is_read_back(store: Store) -> None:
    batch = opening("c1", events=3, clocks=(CLOCK,), identity={"name": b"\x00sealed"})
    write(store, batch)
    assert store.events("c1") == batch.events
    assert store.row("c1") == batch.row
    assert store.clocks("c1") == (CLOCK,)
    assert store.identity("c1") == {"name": b"\x00sealed"}


def test_a_later_batch_replaces_the_row_and_adds_events(store: Store) -> None:
    write(store, opening("c1", events=2))
    later = more("c1", 2, state="handled", owners=("bureau",), closed=AT, next_moment=AT, related={})
    write(store, later)
    assert [e.seq for e in store.events("c1")] == [1, 2, 3]
    assert store.row("c1") == later.row


def test_moments_come_back_in_utc_whatever_zone_they_had(store: Store) -> None:
    local = AT.astimezone(timezone(timedelta(hours=8)))
    write(store, opening("c1", opened=local, closed=local, next_moment=local))
    read = store.row("c1")
    assert (read.opened, read.closed, read.next_moment) == (AT, AT, AT)
    assert {m.tzinfo for m in (read.opened, read.closed, read.next_moment) if m} == {UTC}


def test_a_moment_without_time_zone_is_refused(store: Store) -> None:
    naive = replace(event("c1", 1), at=datetime(2026, 3, 2))  # noqa: DTZ001
    with pytest.raises(EngineError, match="time zone"):
        write(store, replace(opening("c1"), events=(naive,)))


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_somebody_else_wrote_first(store: Store, seen: int) -> None:
    write(store, opening("c1", events=2))
    before = everything(store)
    with pytest.raises(StaleCase):
        write(store, more("c1", seen))
    assert everything(store) == before


def test_a_case_that_is_not_there_cannot_be_continued(store: Store) -> None:
    with pytest.raises(StaleCase):
        write(store, more("c1", 2))


def test_the_same_token_writes_once_and_keeps_its_first_answer(store: Store) -> None:
    write(store, opening("c1"), token="t1", answer='{"number": 1}')
    write(store, more("c1", 1), token="t1", answer='{"number": 2}')
    assert len(store.events("c1")) == 1
    assert store.answer_to("t1") == '{"number": 1}'
    assert store.answer_to("t2") is None


def test_a_token_whose_batch_was_refused_may_be_used_again(store: Store) -> None:
    write(store, opening("c1"))
    with pytest.raises(StaleCase):
        write(store, opening("c1"), token="t1", answer="no")
    assert store.answer_to("t1") is None
    write(store, more("c1", 1), token="t1", answer="yes")
    assert store.answer_to("t1") == "yes"


def test_a_number_is_given_once(store: Store) -> None:
    write(store, opening("c1"))
    before = everything(store)
    with pytest.raises(NumberTaken):
        write(store, opening("c2", sequence=1))
    assert everything(store) == before


def test_a_sequence_is_given_once_a_year_and_locality(store: Store) -> None:
    write(store, opening("c1"))
    same_place = replace(row("c2", sequence=1), number="other")
    with pytest.raises(NumberTaken):
        write(store, replace(opening("c2"), row=same_place))
    write(store, opening("c2", sequence=1, year=2027), opening("c3", sequence=1, locality="west"))
    assert store.next_sequence("east", 2026) == 2


def test_one_refused_batch_undoes_the_others(store: Store) -> None:
    write(store, opening("c1"))
    before = everything(store)
    fresh = opening("c2", outbox=(OutboxRow("k", "paper", ("li",), {}),), identity={"name": b"x"}, steps=(STEP,))
    with pytest.raises(StaleCase):
        write(store, more("c1", 1, clocks=(CLOCK,)), fresh, more("c1", 1))
    assert everything(store) == before
    write(store, fresh)  # its step was not taken by the failed try


def test_a_ladder_step_is_taken_once(store: Store) -> None:
    write(store, opening("c1", steps=(STEP,)))
    before = everything(store)
    with pytest.raises(StepAlreadyTaken):
        write(store, more("c1", 1, steps=(replace(STEP, occurrence=2), STEP)))
    assert everything(store) == before
    write(store, more("c1", 1, steps=(replace(STEP, epoch=2),)))
    write(store, opening("c2", steps=(STEP,)))


def test_an_outbox_key_goes_out_once(store: Store) -> None:
    first = OutboxRow("k1", "paper", ("li", "zhao"), {"paper": "slip", "n": 1})
    write(store, opening("c1", outbox=(first,)))
    write(store, more("c1", 1, outbox=(replace(first, kind="reminder"), replace(first, key="k2"))))
    assert store.outbox() == (first, replace(first, key="k2"))


def test_what_was_sent_no_longer_waits(store: Store) -> None:
    rows = (OutboxRow("k1", "paper", (), {}), OutboxRow("k2", "paper", (), {}))
    write(store, opening("c1", outbox=rows))
    store.mark_sent("k1", AT)
    store.mark_sent("unknown", AT)
    assert store.outbox() == rows[1:]
    assert store.outbox(pending=False) == rows


def test_the_clocks_of_a_batch_are_all_that_the_case_has(store: Store) -> None:
    """A turn that ended is no clock of the case any more, and stands in no list."""
    other = replace(CLOCK, clock="handle#1")
    write(store, opening("c1", clocks=(CLOCK, other)), opening("c2", clocks=(other,)))
    begun, ended = replace(CLOCK, epoch=2), replace(CLOCK, outcome="met")
    write(store, more("c1", 1, clocks=(begun, ended)))
    assert store.clocks("c1") == (ended, begun)
    write(store, more("c1", 2, clocks=(begun,)))
    assert (store.clocks("c1"), store.clocks("c2")) == ((begun,), (other,))


def test_identity_is_replaced_field_by_field(store: Store) -> None:
    write(store, opening("c1", identity={"name": b"1", "phone": b"2"}))
    write(store, more("c1", 1, identity={"phone": b"3"}))
    assert store.identity("c1") == {"name": b"1", "phone": b"3"}


@pytest.mark.parametrize(
    "batch",
    [
        replace(opening("c1"), events=()),
        replace(opening("c1"), events=(event("c1", 2),)),
        replace(opening("c1"), events=(event("c2", 1),)),
        opening("c1", files=("never-kept",)),
    ],
    ids=["no event", "gap", "another case", "unknown file"],
)
def test_a_batch_that_contradicts_itself_is_refused(store: Store, batch: object) -> None:
    with pytest.raises(EngineError):
        write(store, batch)
    assert everything(store) == ((), (), (0, "0" * 64), ())


@pytest.mark.parametrize("change", [{"sequence": 9}, {"opened": AT + timedelta(days=1)}, {"year": 2025}])
def test_a_case_keeps_its_number_and_day_for_life(store: Store, change: dict[str, object]) -> None:
    write(store, opening("c1"))
    with pytest.raises(EngineError, match="cannot change"):
        write(store, more("c1", 1, **change))


def test_an_unknown_case_has_no_events(store: Store) -> None:
    for read in (store.events, store.row):
        with pytest.raises(UnknownCase):
            read("c9")
    assert (store.links("c9"), store.clocks("c9"), store.identity("c9")) == ((), (), {})
