# ruff: noqa: E501 (edits of rules read best on one line)
"""One defect at a time, put into a sound rule set: it is found, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.casework.rulebook import prepare
from engine.policy.directory import Directory
from engine.proof.prove import prove
from tests.proof.small_town import PEOPLE, START, loaded, proved, text_with

NO_WAY_ON = (
    "transitions: {objection-time.expired: closed, objection.written: arrived}",
    "transitions: {objection.written: arrived}",
)
OLD_END = "objection-time.expired: closed, objection.written: arrived"
WHILE_TOLD = ("stops: objection.written, cite: '3'}", "stops: told.left, cite: '3'}")
GUARDED = ("objection-time.expired: closed,", "objection-time.expired: [{if: {urgency: low}, to: closed}],")
LOST = "  lost: {label: {zh: 失, en: Lost}, owner: office, transitions: {gone.written: closed}}\n  closed: {label"


def test_the_sound_one_is_sound(tmp_path: Path) -> None:
    proof = proved(tmp_path)
    assert proof.sound
    assert proof.closed
    assert (proof.traps, proof.unowned, proof.unclocked, proof.unreached, proof.impossible) == ((), (), (), (), ())
    assert proof.states == {"arrived", "waiting", "handling", "told", "closed"}
    assert proof.explored.exhausted


def test_a_trap_is_found_with_the_shortest_way_into_it(tmp_path: Path) -> None:
    proof = proved(tmp_path, NO_WAY_ON)
    assert not proof.closed
    assert {t.state for t in proof.traps} == {"arrived", "waiting", "handling", "told"}
    told = next(t for t in proof.traps if t.state == "told")
    assert [m.en.split(" (")[0] for m in told.witness] == [
        "The complaint is filed", "Taken up", "Write: Reply", "Sign: Reply",
    ]  # fmt: skip


def test_a_trap_for_one_kind_of_case_only_is_found(tmp_path: Path) -> None:
    proof = proved(tmp_path, GUARDED)
    assert not proof.closed
    assert "danger: yes" in proof.traps[0].witness[0].en
    assert "waiting" not in {t.state for t in proof.traps}


def test_a_state_without_an_owner_is_named(tmp_path: Path) -> None:
    edit = (
        "    label: {zh: 办理, en: In hand}\n    owner: office\n",
        "    label: {zh: 办理, en: In hand}\n    owner: reviser\n",
    )
    seat = ("tables:", "seats:\n  reviser: {filled: [{if: {danger: false}, with: office}]}\ntables:")
    by = ("    by: office\n    contains", "    by: clerk\n    contains")
    proof = proved(tmp_path, edit, seat, by)
    assert [(u.state, u.why) for u in proof.unowned] == [("handling", "nobody-present")]
    assert proof.closed


def test_a_state_that_defines_no_owner_is_told_apart(tmp_path: Path) -> None:
    book, calendar = loaded(tmp_path, text_with())
    rules = book.ruleset
    without = {**rules.states, "told": replace(rules.states["told"], owner=None)}
    proof = prove(prepare(replace(rules, states=without)), calendar=calendar, directory=PEOPLE, start=START)
    assert [(u.state, u.why) for u in proof.unowned] == [("told", "no-owner")]


def test_nobody_present_at_all_is_a_trap_too(tmp_path: Path) -> None:
    proof = proved(tmp_path, people=Directory({}, PEOPLE.units))
    assert [(u.state, u.why) for u in proof.unowned] == [("arrived", "nobody-present")]
    assert [t.state for t in proof.traps] == ["arrived"]


def test_where_an_office_is_empty_the_higher_body_acts(tmp_path: Path) -> None:
    assert proved(tmp_path, people=Directory({"gao": PEOPLE.persons["gao"]}, PEOPLE.units)).sound


def test_a_state_without_a_clock_is_named(tmp_path: Path) -> None:
    proof = proved(tmp_path, ("limit: 3 days", "limit: unspecified"))
    assert [(u.state, u.accepted, u.clause) for u in proof.unclocked] == [("arrived", False, "m 2")]
    assert proof.closed
    assert not proof.sound


def test_silence_of_the_text_excuses_when_it_is_recorded(tmp_path: Path) -> None:
    note = (
        "escalations:",
        "unspecified:\n  silent: {at: [deadlines.taking-up-time.limit], because: no limit is named}\nescalations:",
    )
    proof = proved(tmp_path, ("limit: 3 days", "limit: unspecified"), note)
    assert [(u.state, u.accepted, u.note) for u in proof.unclocked] == [("arrived", True, "silent")]
    assert proof.sound


def test_a_recurring_duty_keeps_a_case_in_sight(tmp_path: Path) -> None:
    duty = "duties:\n  look: {label: {zh: 看, en: Look}, who: head, act: examine, every: 1 month, if: {state: arrived}}\nescalations:"
    proof = proved(tmp_path, ("limit: 3 days", "limit: unspecified"), ("escalations:", duty))
    assert [(u.state, u.accepted, u.duty) for u in proof.unclocked] == [("arrived", True, "look")]


def test_a_clock_that_some_cases_lack_is_no_clock(tmp_path: Path) -> None:
    proof = proved(
        tmp_path, ("starts: begun, stops: reply.sent,", "starts: begun, stops: reply.sent, if: {danger: true},")
    )
    assert [u.state for u in proof.unclocked] == ["waiting"]


def test_a_state_nobody_reaches_is_named(tmp_path: Path) -> None:
    paper = ("  objection: {label", "  gone: {label: {zh: 去, en: Gone}, by: office}\n  objection: {label")
    proof = proved(tmp_path, ("  closed: {label", LOST), paper)
    assert proof.unreached == ("lost",)
    assert proof.impossible == ("gone",)
    assert proof.closed


def test_deemed_consent_that_goes_round_for_ever_is_a_trap(tmp_path: Path) -> None:
    round_ = (OLD_END, "objection-time.expired: [{to: told, deemed: consent}]")
    proof = proved(tmp_path, round_)
    assert not proof.closed
    assert "told" in {t.state for t in proof.traps}


def test_deemed_consent_that_ends_is_none(tmp_path: Path) -> None:
    assert proved(tmp_path, (OLD_END, "objection-time.expired: closed"), WHILE_TOLD).closed


def test_a_window_that_is_stopped_and_leads_nowhere_is_a_trap(tmp_path: Path) -> None:
    """The objection stops the limit whose end would have closed the case, and moves nothing itself."""
    proof = proved(tmp_path, (OLD_END, "objection-time.expired: closed"))
    assert [m.en.split(" (")[0] for m in proof.traps[0].witness][-1] == "Write: Objection"


def test_a_redo_loop_still_closes_and_is_listed(tmp_path: Path) -> None:
    proof = proved(tmp_path)
    assert proof.closed
    assert all(w.again == (("arrived", "waiting", "handling", "told"),) for w in proof.worst_case)


def test_two_rules_of_a_unique_table_that_match_at_once(tmp_path: Path) -> None:
    first = "      in-danger: {if: {danger: true}, then: high}"
    second = "      said: {if: {danger: {present: true}}, then: low}"
    proof = proved(tmp_path, (first, f"{first}\n{second}"))
    assert [(c.table, c.rules, dict(c.facts)) for c in proof.conflicts] == [
        ("urgency", ("in-danger", "said"), {"danger": True})
    ]


def test_a_ladder_that_stays_inside(tmp_path: Path) -> None:
    proof = proved(tmp_path, ("to: next-higher-body}", "to: head}"))
    assert proof.inside == ("up",)


def test_a_shorter_clock_of_the_same_start_comes_first(tmp_path: Path) -> None:
    """The end hangs on the longer of two limits that begin anew together: it never comes. A limit
    that runs on over the rounds does come."""
    both = (OLD_END, "objection-time.expired: told, last-time.expired: closed")
    last = "  last-time: {label: {zh: 末, en: Last}, limit: 90 days, starts: %s, stops: %s}\nescalations:"
    proof = proved(tmp_path, both, WHILE_TOLD, ("escalations:", last % ("told.entered", "told.left")))
    assert {t.state for t in proof.traps} == {"arrived", "waiting", "handling", "told"}
    assert proved(tmp_path, both, WHILE_TOLD, ("escalations:", last % ("told.entered", "closed.entered"))).closed


def test_the_search_that_gives_up_says_so(tmp_path: Path) -> None:
    book, calendar = loaded(tmp_path, text_with())
    proof = prove(book, calendar=calendar, directory=PEOPLE, start=START, most=3)
    assert not proof.explored.exhausted
    assert not proof.closed
    assert (proof.traps, proof.unreached, proof.impossible) == ((), (), ())
