# ruff: noqa: E501 (rules read best on one line)
"""An amended calendar and another version under open cases: previewed, written once, nothing undone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.casework.desk import Acted
from engine.casework.upkeep.calendars import Calendars
from engine.casework.upkeep.changes import Change, Changes
from engine.loading.calendars import load_calendar
from engine.office.published_rules import PublishedRules
from engine.policy.amendment import Amendment
from engine.policy.calendar import Calendar
from engine.store.auditing.chains import verify
from tests.casework.conftest import Open
from tests.casework.front import Front
from tests.casework.small import CALENDAR, FORM, at, write_home

LADDER = """
urge:
  label: {zh: 催, en: Urge}
  steps:
    remind: {before: 1 day, by: head, act: remind, to: holder}
    tell:   {after: 1 day, by: head, act: tell, to: next-higher-body}
"""
DEADLINE = "t: {label: {zh: 期, en: T}, limit: 3 working days, starts: case.opened, stops: slip.sent, escalation: urge}"
FREE = Amendment("plain", "镇政府通知", {date(2026, 1, 7): False})
TOWN = {"deadlines": DEADLINE, "escalations": LADDER}


def changes_of(town: Front) -> Changes:
    rules = town.desk.rules
    assert isinstance(rules, PublishedRules)
    return Changes(town.desk, rules.calendars)


def dues(changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [(d.clock, str(d.old), str(d.new)) for c in changes for d in c.dues]


def due_row(town: Front, clock: str = "t") -> date | None:
    return next(r.due for r in town.store.clocks(town.id) if r.clock == clock)


# ── the calendar ────────────────────────────────────────────────────────────


def test_a_preview_lists_what_moves_and_writes_nothing(front: Open) -> None:
    town = front(**TOWN)
    town.file()
    before = (town.store.events(town.id), town.store.clocks(town.id), town.store.setting("calendar.plain.amendments"))
    found = changes_of(town).amending(FREE)
    assert dues(found) == [("t", "2026-01-08", "2026-01-09")]
    assert (found[0].number, found[0].done, found[0].dues[0].provisional) == ("town-2026-00001", False, True)
    assert before == (
        town.store.events(town.id),
        town.store.clocks(town.id),
        town.store.setting("calendar.plain.amendments"),
    )


def test_an_amendment_moves_due_dates_and_stands_in_the_chain(front: Open) -> None:
    town = front(**TOWN)
    town.file()
    (change,) = changes_of(town).amend(FREE, by="cai")
    event = town.store.events(town.id)[-1]
    assert (change.done, event.kind, event.actor) == (True, "calendar-amended", None)
    assert event.data["clocks"] == [
        {"clock": "t", "epoch": 1, "old": "2026-01-08", "new": "2026-01-09", "provisional": True}
    ]
    assert (event.data["source"], event.data["by"], event.data["days"]) == ("镇政府通知", "cai", {"2026-01-07": False})
    assert due_row(town) == date(2026, 1, 9)
    assert verify(town.store, "town") == ()


def test_applied_twice_it_is_kept_once(front: Open) -> None:
    town = front(**TOWN)
    town.file()
    changes = changes_of(town)
    changes.amend(FREE)
    again = changes.amend(FREE)
    assert [(c.done, dues((c,))) for c in again] == [(False, [("t", "2026-01-08", "2026-01-09")])]
    assert town.kinds().count("calendar-amended") == 1


def test_what_broke_off_is_taken_up_again(front: Open) -> None:
    town = front(**TOWN)
    town.file("a")
    town.file("b")
    changes = changes_of(town)
    changes.calendars.keep(FREE)  # the process ended here
    assert [c.done for c in changes.amend(FREE)] == [True, True]


def test_steps_taken_are_not_taken_again_and_epochs_stay(front: Open) -> None:
    town = front(**TOWN)
    town.file()
    town.clock.at = at("01-07 10:00")
    town.desk.tick()  # the day before the due date: the reminder
    steps = [e.data for e in town.store.events(town.id) if e.kind == "step-taken"]
    assert [(s["step"], s["epoch"]) for s in steps] == [("remind", 1)]
    changes_of(town).amend(Amendment("plain", "s", {date(2026, 1, 8): False}))
    assert due_row(town) == date(2026, 1, 9)
    for day in ("01-08 10:00", "01-10 00:00", "01-11 10:00"):
        town.clock.at = at(day)
        town.desk.tick()
    taken = [
        (e.data["step"], e.data["epoch"], e.data["occurrence"])
        for e in town.store.events(town.id)
        if e.kind == "step-taken"
    ]
    assert taken == [("remind", 1, 1), ("tell", 1, 1)]
    assert town.desk.whole(town.id).clocks["t"].epoch == 1


def test_what_expired_stays_expired_and_is_marked(front: Open) -> None:
    town = front(**TOWN)
    town.file()
    town.clock.at = at("01-09 00:00")
    town.desk.tick()
    (change,) = changes_of(town).amend(FREE)
    assert change.dues[0].expired
    assert town.desk.whole(town.id).clocks["t"].expired
    assert town.kinds().count("clock-expired") == 1


def test_a_day_that_becomes_worked_brings_a_due_date_forward(front: Open) -> None:
    town = front(**TOWN)
    town.clock.at = at("01-08 09:00")
    town.file()
    saturday = Amendment("plain", "调休", {date(2026, 1, 10): True})
    assert dues(changes_of(town).amend(saturday)) == [("t", "2026-01-13", "2026-01-12")]


def test_closed_cases_and_clocks_that_ended_are_left_alone(front: Open) -> None:
    town = front(**TOWN)
    town.file()
    town.assign()
    assert changes_of(town).amending(FREE) == ()
    before = town.kinds()
    changes_of(town).amend(FREE)
    assert town.kinds() == before


def test_another_process_sees_the_amendment_at_its_next_look(front: Open) -> None:
    town = front(**TOWN)
    town.file()
    other = PublishedRules(town.store, town.home)
    assert other.calendar("plain").days == {}
    changes_of(town).amend(FREE)
    assert other.calendar("plain").days == {date(2026, 1, 7): False}


def test_a_calendar_takes_over_the_amendments_of_the_one_it_extends(front: Open) -> None:
    town = front()
    child = CALENDAR + "extends: plain\ndays:\n  2026-01-08: {worked: false}\n"
    (town.home / "rules/calendars/child.yaml").write_text(child, encoding="utf-8")

    def load(id_: str) -> Calendar:
        found = load_calendar(id_, home=town.home)
        assert isinstance(found, Calendar)
        return found

    calendars = Calendars(town.store, load)
    calendars.keep(FREE)
    calendars.keep(Amendment("plain", "later", {date(2026, 1, 8): True, date(2026, 1, 9): False}))
    assert calendars.of("child").days == {date(2026, 1, 7): False, date(2026, 1, 8): False, date(2026, 1, 9): False}
    assert calendars.counts_on("child", "plain")
    assert not calendars.counts_on("plain", "child")


# ── another version ─────────────────────────────────────────────────────────

ADDED = (
    DEADLINE.replace("3 working days", "1 working day")
    + "\nu: {label: {zh: 新, en: U}, limit: 10 days, starts: case.opened, stops: answer.sent}"
)


def moved_town(front: Open, new: dict[str, Any], **old: str) -> tuple[Front, str]:
    """A town with one open case, and another version published from the next day on."""
    town = front(**(old or TOWN))
    town.file()
    write_home(town.home, **new)
    town.clock.at = at("01-06 09:00")
    return town, town.publish(from_=date(2026, 1, 6))


def test_a_move_is_a_preview_first(front: Open) -> None:
    town, digest = moved_town(front, {"deadlines": ADDED, "escalations": LADDER})
    before = town.store.events(town.id)
    found = changes_of(town).moving("town", digest)
    assert dues(found) == [("t", "2026-01-08", "2026-01-06"), ("u", "None", "2026-01-15")]
    assert (found[0].obstacles, town.store.events(town.id)) == ((), before)


def test_a_moved_case_counts_by_the_new_limits_from_its_old_start(front: Open) -> None:
    town, digest = moved_town(front, {"deadlines": ADDED, "escalations": LADDER})
    preview = changes_of(town).moving("town", digest)
    (change,) = changes_of(town).move("town", digest, by="cai")
    assert (change.done, dues((change,))) == (True, dues(preview))
    case = town.desk.whole(town.id)
    assert (case.digest, case.clocks["t"].epoch, case.clocks["u"].started) == (digest, 1, at("01-05 09:00"))
    moved = next(e for e in town.store.events(town.id) if e.kind == "rules-moved")
    assert (moved.data["digest"], moved.data["by"], moved.data["from"] != digest) == (digest, "cai", True)
    assert (due_row(town), due_row(town, "u")) == (date(2026, 1, 6), date(2026, 1, 15))
    assert (verify(town.store, "town"), changes_of(town).moving("town", digest)) == ((), ())


def test_a_limit_that_the_new_version_does_not_know_ends(front: Open) -> None:
    town, digest = moved_town(front, {})
    (change,) = changes_of(town).move("town", digest)
    assert dues((change,)) == [("t", "2026-01-08", "None")]
    assert town.desk.whole(town.id).clocks["t"].outcome == "cancelled"


def test_a_new_limit_whose_end_has_come_does_not_begin(front: Open) -> None:
    later = DEADLINE + "\nu: {label: {zh: 新, en: U}, limit: 10 days, starts: case.opened, stops: slip.written}"
    town = front(**TOWN)
    town.file()
    assert town.do("slip.written", "cai", summary="s", handler="roads") is None
    write_home(town.home, deadlines=later, escalations=LADDER)
    changes_of(town).move("town", town.publish(from_=date(2026, 1, 5)))
    assert "u" not in town.desk.whole(town.id).clocks


OBSTACLES = [
    ({"form": FORM.replace("type: number, at_least: 1, at_most: 1000}", "type: number, at_least: 1, at_most: 1000, required: true}")}, ("field-missing", "people")),
    ({"form": FORM.replace("road: {zh: 路, en: Road}, ", "")}, ("field-unfit", "matter")),
    ({"without": ("states",), "states": """
        arrived: {label: {zh: 到, en: Arrived}, initial: true, owner: office, transitions: {slip.sent: handling}}
        handling: {label: {zh: 承办, en: Handling}, owner: handler, transitions: {answer.sent: closed}}
        closed: {label: {zh: 办结, en: Closed}, final: true}
    """}, ("state-gone", "registering")),
]  # fmt: skip


@pytest.mark.parametrize(("new", "obstacle"), OBSTACLES, ids=[o[1][0] for o in OBSTACLES])
def test_a_case_that_cannot_follow_is_listed_and_stays(
    front: Open, new: dict[str, Any], obstacle: tuple[str, str]
) -> None:
    town, digest = moved_town(front, {**TOWN, **new})
    before = town.store.events(town.id)
    (change,) = changes_of(town).move("town", digest)
    assert ([(o.code, o.what) for o in change.obstacles], change.done) == ([obstacle], False)
    assert town.store.events(town.id) == before


def test_a_paper_on_the_case_must_be_known_to_the_new_version(front: Open) -> None:
    note = {"papers": "memo: {label: {zh: 便函, en: Memo}, by: office, contains: {text: {zh: 文, en: Text}}}"}
    town = front(**TOWN, **note)
    town.file()
    assert town.do("memo.written", "cai", text="x") is None
    write_home(town.home, **TOWN)
    (change,) = changes_of(town).moving("town", town.publish(from_=date(2026, 1, 5)))
    assert [(o.code, o.what) for o in change.obstacles] == [("paper-gone", "memo")]


def test_one_that_cannot_follow_does_not_hold_up_the_others(front: Open) -> None:
    town = front(**TOWN)
    town.file("a", people=3)
    first = town.id
    town.file("b")
    form = FORM.replace("at_most: 1000}", "at_most: 1000, required: true}")
    write_home(town.home, **TOWN, form=form)
    found = changes_of(town).move("town", town.publish(from_=date(2026, 1, 5)))
    assert [(c.case == first, c.done) for c in found] == [(True, True), (False, False)]


def test_a_version_is_meant_by_its_digest_or_by_a_day(front: Open) -> None:
    town, digest = moved_town(front, {})
    changes = changes_of(town)
    first = town.store.published("town")[0].digest
    assert changes.version("town", "2026-01-05") == first
    assert changes.version("town", "2026-01-06") == changes.version("town", digest[:8]) == digest
    assert [changes.version("town", w) for w in ("2019-12-31", "ffffffffff", "a")] == [None, None, None]


def test_only_the_case_that_is_meant_moves(front: Open) -> None:
    town, digest = moved_town(front, {})
    old = town.id
    town.file("b")
    write_home(
        town.home, deadlines=DEADLINE, escalations=LADDER, flags="f: {label: {zh: 标, en: F}, if: {danger: true}}"
    )
    newest = town.publish(from_=date(2026, 1, 7))
    (change,) = changes_of(town).move("town", newest, town.store.row(old).number)
    assert change.case == old
    assert town.desk.whole(town.id).digest == digest


def test_a_case_goes_on_after_the_move(front: Open) -> None:
    town, digest = moved_town(front, {"deadlines": ADDED, "escalations": LADDER})
    changes_of(town).move("town", digest)
    town.assign()
    assert town.desk.whole(town.id).clocks["t"].outcome == "met"
    assert isinstance(town.desk.act(town.id, "answer.written", actor="wang", with_={"opinion": "好"}), Acted)
