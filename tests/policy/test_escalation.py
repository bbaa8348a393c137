"""Ladders: which rungs are due, in what order, each once."""

from __future__ import annotations

from datetime import datetime

import pytest

from engine.policy.conditions import Test as Compare
from engine.policy.counting import DueDate
from engine.policy.deadlines import due, extend, start
from engine.policy.definitions import Escalation, Step
from engine.policy.escalation import DueStep, due_steps, first_warning, next_moment
from engine.policy.forms import Text
from tests.policy.chinese_days import CN, COUNTING, at, limit

CLOCK = start("handling", limit("1 month"), at("2026-01-15 10:00"))  # due Tuesday 2026-02-24
THREE_LETTERS = Compare("letters-sent", "at_least", 3)


def ladder(*steps: Step) -> Escalation:
    return Escalation("urging", Text("催办", "Urging"), {s.key: s for s in steps})


URGING = ladder(
    Step("remind", before=limit("3 working days"), act="remind"),
    Step("urge", after=limit("1 working day"), send="letter", every=limit("5 working days"), times=3),
    Step("rectify", after=limit("5 working days"), send="rectification"),
    Step("inspect", if_=THREE_LETTERS, act="inspect"),
)


def ends() -> DueDate:
    found = due(CLOCK, CN, COUNTING)
    assert found is not None
    return found


def steps(when: str, *taken: tuple[int, str, int], epoch: int = 1, letters: int | None = None) -> list[str]:
    found = due_steps(
        URGING,
        ends(),
        calendar=CN,
        counting=COUNTING,
        epoch=epoch,
        taken=frozenset(taken),
        at=at(when),
        facts=None if letters is None else {"letters-sent": letters},
    )
    return [f"{s.step} {s.occurrence}" for s in found]


def following(when: str, *taken: tuple[int, str, int], expiry: datetime | None = None) -> datetime | None:
    return next_moment(
        URGING,
        ends(),
        calendar=CN,
        counting=COUNTING,
        epoch=1,
        taken=frozenset(taken),
        at=at(when),
        expiry=expiry,
    )


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-02-11 23:59", []),
        ("2026-02-12 00:00", ["remind 1"]),  # 02-14, a make-up Saturday, is one of the three
        ("2026-02-24 23:59", ["remind 1"]),
        ("2026-02-25 00:00", ["remind 1", "urge 1"]),
        ("2026-03-03 00:00", ["remind 1", "urge 1", "rectify 1", "urge 2"]),
    ],
)
def test_a_rung_stands_at_the_start_of_its_day(when: str, expected: list[str]) -> None:
    assert steps(when) == expected


def test_after_a_standstill_all_missed_rungs_come_in_order() -> None:
    assert steps("2026-06-01 09:00") == ["remind 1", "urge 1", "rectify 1", "urge 2", "urge 3"]


def test_a_taken_rung_is_not_due_again() -> None:
    taken = [(1, "remind", 1), (1, "urge", 1), (1, "rectify", 1)]
    assert steps("2026-06-01 09:00", *taken) == ["urge 2", "urge 3"]


def test_a_new_epoch_takes_the_rungs_anew() -> None:
    assert steps("2026-02-25 09:00", (1, "remind", 1), (1, "urge", 1), epoch=2) == ["remind 1", "urge 1"]


def test_an_extension_moves_the_ladder() -> None:
    longer = extend(CLOCK, limit("15 days"), at("2026-02-10 09:00"))
    found = due_steps(
        URGING,
        due(longer, CN, COUNTING),
        calendar=CN,
        counting=COUNTING,
        epoch=longer.epoch,
        taken=frozenset({(1, "remind", 1)}),
        at=at("2026-02-26 09:00"),
    )
    assert found == (DueStep("remind", 1, at("2026-02-26 00:00")),)


def test_a_conditional_rung_waits_for_its_condition() -> None:
    assert "inspect 1" not in steps("2026-06-01 09:00")
    assert "inspect 1" not in steps("2026-06-01 09:00", letters=2)
    assert steps("2026-06-01 09:00", letters=3)[-1] == "inspect 1"
    assert "inspect 1" not in steps("2026-06-01 09:00", (1, "inspect", 1), letters=3)


def test_without_due_date_only_a_condition_can_wake_a_rung() -> None:
    def woken(letters: int) -> tuple[DueStep, ...]:
        when, facts = at("2026-06-01 09:00"), {"letters-sent": letters}
        return due_steps(URGING, None, calendar=CN, counting=COUNTING, epoch=1, taken=frozenset(), at=when, facts=facts)

    assert woken(2) == ()
    assert woken(3) == (DueStep("inspect", 1, at("2026-06-01 09:00")),)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step("a", before=limit("2 hours")), ["2026-02-24 22:00"]),
        (Step("a", after=limit("30 minutes")), ["2026-02-25 00:30"]),
        (Step("a", after=limit("1 hour"), every=limit("2 hours"), times=2), ["2026-02-25 01:00", "2026-02-25 03:00"]),
        (Step("a", after=limit("same day")), ["2026-02-24 00:00"]),
        (Step("a", after=limit("promptly")), ["2026-02-26 00:00"]),
        (Step("a", before=limit("10 days")), ["2026-02-14 00:00"]),
        (
            Step("a", after=limit("4 days"), every=limit("1 month"), times=3),
            ["2026-02-28 00:00", "2026-03-28 00:00", "2026-04-28 00:00"],
        ),
        (
            Step("a", after=limit("35 days"), every=limit("1 month"), times=3),
            ["2026-03-31 00:00", "2026-04-30 00:00", "2026-05-31 00:00"],  # months do not drift
        ),
        (Step("a"), ["2026-02-25 00:00"]),
        (Step("a", after=limit("unspecified")), []),
        (Step("a", after=limit("1 day"), every=limit("unspecified"), times=3), ["2026-02-25 00:00"]),
    ],
)
def test_when_a_rung_stands(step: Step, expected: list[str]) -> None:
    found = due_steps(
        ladder(step),
        ends(),
        calendar=CN,
        counting=COUNTING,
        epoch=1,
        taken=frozenset(),
        at=at("2027-01-01 00:00"),
    )
    assert [s.scheduled for s in found] == [at(e) for e in expected]


def test_the_next_moment_is_the_earliest_rung_or_the_expiry() -> None:
    assert following("2026-01-20 09:00") == at("2026-02-12 00:00")
    reminded = (1, "remind", 1)
    assert following("2026-02-12 09:00", reminded) == at("2026-02-25 00:00")
    assert following("2026-02-12 09:00", reminded, expiry=at("2026-02-24 18:00")) == at("2026-02-24 18:00")


def test_a_missed_moment_is_kept() -> None:
    assert following("2026-06-01 09:00") == at("2026-02-12 00:00")


def test_when_all_rungs_are_taken_no_moment_is_left() -> None:
    taken = [(1, "remind", 1), *((1, "urge", n) for n in (1, 2, 3)), (1, "rectify", 1)]
    assert following("2026-02-12 09:00", *taken) is None


def test_without_ladder_only_the_expiry_is_awaited() -> None:
    found = next_moment(
        None,
        ends(),
        calendar=CN,
        counting=COUNTING,
        epoch=1,
        taken=frozenset(),
        at=at("2026-01-20 09:00"),
        expiry=ends().expires,
    )
    assert found == at("2026-02-25 00:00")


def test_the_first_warning_is_the_first_rung_before_the_due_date() -> None:
    assert first_warning(URGING) == limit("3 working days")
    assert first_warning(ladder(Step("urge", after=limit("1 day")))) is None
    assert first_warning(None) is None
