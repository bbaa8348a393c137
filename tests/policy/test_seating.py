"""Who is meant: every actor expression, who is left out, and where the way goes when nobody is left."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.policy.actors import (
    ActorRef,
    AllOf,
    Decided,
    Each,
    FirstPresent,
    Led,
    Meeting,
    Named,
    NotOn,
    Of,
    OneOf,
)
from engine.policy.bench import NOBODY, Bench
from engine.policy.conditions import Test as Compare
from engine.policy.definitions import Body, Paper, Role, RuleSet, Seat, SeatLine, Unit
from engine.policy.directory import HIGHER, Directory, Person, UnitInstance
from engine.policy.forms import Text
from engine.policy.seating import fill, may_choose, resolve

T = Text("名", "name")
RULES = RuleSet(
    "r", T, Body("镇", "town", "township"), "cn",
    roles={k: Role(k, T) for k in ("head", "deputy", "clerk", "chief", "section-head")},
    units={
        "office": Unit("office", T, heads=("head",), deputies=("deputy",), members=("clerk",), part_of="committee"),
        "committee": Unit("committee", T, heads=("chief",)),
        "lines": Unit("lines", T, heads=("section-head",), each=True),
    },
    seats={k: Seat(k) for k in ("handler", "helpers")},
    papers={"slip": Paper("slip", T, signed_by=OneOf((Named("head"), Named("chief"))))},
)  # fmt: skip
PEOPLE = Directory(
    {
        "h": Person("h", "h", roles=("head",), member_of=("office",)),
        "d": Person("d", "d", roles=("deputy",)),
        "c1": Person("c1", "c1", roles=("clerk",)),
        "c2": Person("c2", "c2", roles=("clerk",)),
        "chief": Person("chief", "chief", roles=("chief",)),
        "r1": Person("r1", "r1", roles=("section-head",), member_of=("roads",)),
        "w1": Person("w1", "w1", roles=("section-head",), member_of=("waters",)),
        "w2": Person("w2", "w2", member_of=("waters",)),
        "boss": Person("boss", "boss", leads=("roads",)),
        "up": Person("up", "up", member_of=(HIGHER,)),
    },
    {
        "roads": UnitInstance("roads", "lines", "roads", part_of="works"),
        "works": UnitInstance("works", "works", "works", part_of="committee"),
        "waters": UnitInstance("waters", "lines", "waters"),
        HIGHER: UnitInstance(HIGHER, HIGHER, "higher"),
    },
)
BENCH = Bench(RULES, PEOPLE, seats={"handler": ("roads",), "helpers": ("waters",)}, facts={"reader": "chief"})


def people(ref: ActorRef, bench: Bench = BENCH) -> set[str]:
    return set(resolve(ref, bench).persons)


def away(*ids: str) -> Bench:
    persons = {k: replace(p, away=k in ids) for k, p in PEOPLE.persons.items()}
    return replace(BENCH, directory=Directory(persons, PEOPLE.units))


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        (Named("head"), {"h"}),
        (Named("clerk"), {"c1", "c2"}),
        (Named("office"), {"h", "d", "c1", "c2"}),
        (Named("lines"), {"r1", "w1", "w2"}),
        (Named("handler"), {"r1"}),
        (Named("complainant"), {"complainant"}),
        (Named("anyone"), {"anyone"}),
        (Named("public"), {"public"}),
        (Named(HIGHER), {"up"}),
        (Of("head", "office"), {"h"}),
        (Of("deputy", "office"), {"d"}),
        (Of("leader", "handler"), {"boss"}),
        (Of("superior", "office"), {"chief"}),
        (Of("superior", "waters"), {"up"}),
        (Of("signer", "slip"), {"h", "chief"}),
        (Each("helpers"), {"w1", "w2"}),
        (Decided("reader"), {"chief"}),
        (OneOf((Named("head"), Named("chief"))), {"h", "chief"}),
        (AllOf((Named("head"), Named("deputy"))), {"h", "d"}),
        (FirstPresent((Named("head"), Named("deputy"))), {"h"}),
        (Meeting("office", 2), {"h", "d", "c1", "c2"}),
        (Led("handler", ("helpers",)), {"r1", "w1", "w2"}),
        (NotOn("on_the_case"), {"anyone"}),
    ],
)  # fmt: skip
def test_every_kind_of_expression(ref: ActorRef, expected: set[str]) -> None:
    assert people(ref) == expected


def test_holder_accused_and_interested_are_those_of_the_moment() -> None:
    bench = replace(BENCH, holder=("waters",), accused=("w2",), interested=("r1",))
    assert people(Named("holder"), bench) == {"w1", "w2"}
    assert people(Named("accused"), bench) == {"w2"}
    assert people(Of("head", "interested"), bench) == {"r1"}


def test_the_head_of_one_line_office_is_not_the_head_of_another() -> None:
    assert people(Of("head", "handler")) == {"r1"}
    assert people(Of("head", "helpers")) == {"w1"}


def test_the_recused_are_in_no_answer() -> None:
    bench = replace(BENCH, out=frozenset({"h", "c1"}))
    assert people(Named("office"), bench) == {"d", "c2"}
    assert people(OneOf((Named("head"), Named("chief"))), bench) == {"chief"}
    assert people(FirstPresent((Named("head"), Named("deputy"))), bench) == {"d"}


def test_the_absent_do_not_act_and_the_next_present_does() -> None:
    assert people(Named("office"), away("h")) == {"d", "c1", "c2"}
    assert people(FirstPresent((Named("head"), Named("deputy"))), away("h")) == {"d"}


def test_where_a_role_is_empty_its_unit_superior_acts() -> None:
    found = resolve(Named("head"), away("h"))
    assert (set(found.persons), found.moved_up) == ({"chief"}, True)


def test_where_a_unit_is_empty_the_unit_above_acts() -> None:
    found = resolve(Named("office"), away("h", "d", "c1", "c2"))
    assert (set(found.persons), found.moved_up) == ({"chief"}, True)


def test_an_empty_unit_above_is_passed_over() -> None:
    found = resolve(Named("handler"), away("r1"))
    assert (found.ids, set(found.persons)) == (("committee",), {"chief"})


def test_after_the_last_superior_comes_the_next_higher_body() -> None:
    found = resolve(Named("handler"), away("r1", "chief"))
    assert (found.ids, found.moved_up) == ((HIGHER,), True)


def test_nobody_at_the_top_is_vacant() -> None:
    assert not resolve(Named("handler"), away("r1", "chief", "up")).persons


def test_a_seat_not_filled_yet_is_nobody_and_not_the_next_higher_body() -> None:
    assert resolve(Named("handler"), replace(BENCH, seats={})) == NOBODY


def test_a_case_taken_over_is_for_that_body_alone_but_for_the_complainant() -> None:
    bench = replace(BENCH, taken_by=HIGHER)
    assert people(Named("office"), bench) == people(Of("signer", "slip"), bench) == {"up"}
    assert people(Named("complainant"), bench) == {"complainant"}


def test_units_that_go_round_in_a_circle_end_with_the_next_higher_body() -> None:
    units = {**PEOPLE.units, "works": UnitInstance("works", "works", "works", part_of="roads")}
    persons = {k: replace(p, away=k == "r1") for k, p in PEOPLE.persons.items()}
    assert people(Named("handler"), replace(BENCH, directory=Directory(persons, units))) == {"up"}


WITH_LINE = SeatLine(with_=Named("committee"))
SLIP, ORDER = SeatLine(chosen_in="slip"), SeatLine(chosen_in="order")


def test_a_seat_takes_the_first_line_whose_condition_holds() -> None:
    guarded = SeatLine(with_=Named("office"), if_=Compare("hard", "is", True))
    seat = Seat("handler", filled=(guarded, WITH_LINE))
    assert fill(seat, BENCH, {}) == ("committee",)
    assert fill(seat, replace(BENCH, facts={"hard": True}), {}) == ("office",)


def test_a_seat_chosen_in_a_paper_waits_for_it() -> None:
    seat = Seat("handler", filled=(SLIP, WITH_LINE))
    assert fill(seat, BENCH, {}) == ()
    assert fill(seat, BENCH, {"slip": {"handler": ("waters",)}}) == ("waters",)


def test_a_later_paper_may_choose_where_the_first_did_not() -> None:
    seat = Seat("handler", filled=(SLIP, ORDER))
    assert fill(seat, BENCH, {"order": {"handler": ("waters",)}}) == ("waters",)


def test_a_guarded_fallback_fills_a_seat_that_no_paper_chose() -> None:
    last = SeatLine(with_=Named("committee"), if_=Compare("late", "is", True))
    seat = Seat("handler", filled=(SLIP, last))
    assert fill(seat, BENCH, {}) == ()
    assert fill(seat, replace(BENCH, facts={"late": True}), {}) == ("committee",)


def test_nobody_sits_in_two_seats_that_exclude_each_other() -> None:
    seat = Seat("helpers", many=True, filled=(SLIP,), except_=("handler",))
    assert fill(seat, BENCH, {"slip": {"helpers": ("roads", "waters")}}) == ("waters",)


def test_a_recused_choice_does_not_sit() -> None:
    bench = replace(BENCH, out=frozenset({"waters"}))
    assert fill(Seat("handler", filled=(SLIP,)), bench, {"slip": {"handler": ("waters",)}}) == ()


def test_what_may_be_chosen_are_real_units_and_persons_with_somebody_there() -> None:
    assert set(may_choose(("lines", "clerk", HIGHER), BENCH)) == {"roads", "waters", "c1", "c2", HIGHER}
    assert set(may_choose(("lines", "clerk"), away("r1", "c2"))) == {"waters", "c1"}
    assert set(may_choose(("lines",), replace(BENCH, out=frozenset({"roads"})))) == {"waters"}


@pytest.mark.parametrize("taken_by", [None, HIGHER])
def test_where_the_next_higher_body_is_out_the_one_above_it_acts(taken_by: str | None) -> None:
    top = UnitInstance("top", HIGHER, "top")
    units = {**PEOPLE.units, HIGHER: replace(PEOPLE.units[HIGHER], part_of="top"), "top": top}
    persons = {**PEOPLE.persons, "t": Person("t", "t", member_of=("top",))}
    out = frozenset(PEOPLE.persons)
    bench = replace(BENCH, directory=Directory(persons, units), out=out, taken_by=taken_by)
    assert people(Named("head"), bench) == {"t"}
