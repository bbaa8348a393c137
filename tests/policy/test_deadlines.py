"""The ledger of one clock: extensions, pauses, how it ends, how it reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.i18n import text
from engine.policy.calendar import amended, is_workday, next_workday
from engine.policy.counting import CountingError, DueDate, due_date
from engine.policy.deadlines import (
    Clock,
    Refusal,
    cancel,
    due,
    expire_at,
    extend,
    may_extend,
    may_pause,
    next_expiry,
    pause,
    pause_ends,
    reading,
    restart,
    resume,
    start,
    stop,
)
from engine.policy.definitions import Extension, Pause
from engine.policy.limits import Limit
from engine.policy.projection import Base
from tests.policy.chinese_days import CN, COUNTING, at, day, limit

HALF = Extension("request", limit("half a month"), limit("half a month"), times=1)


def clock(what: str, started: str = "2026-01-15 10:00") -> Clock:
    return start("handling", limit(what), at(started))


def ends(c: Clock, base: Base = "nominal") -> DueDate:
    found = due(c, CN, COUNTING, extension_from=base)
    assert found is not None
    return found


def paused(c: Clock, first: str, last: str, **how: Any) -> Clock:
    return resume(pause(c, "hearing", at(first), **how), at(last))


@pytest.mark.parametrize("what", ["3 working days", "15 days", "1 month", "2 hours", "same day", "promptly"])
def test_an_untouched_clock_ends_like_its_limit(what: str) -> None:
    assert ends(clock(what)) == due_date(limit(what), at("2026-01-15 10:00"), CN, COUNTING)


@pytest.mark.parametrize(("base", "expected"), [("nominal", "2026-03-02"), ("rolled", "2026-03-11")])
def test_an_extension_counts_from_where_the_rule_set_says(base: Base, expected: str) -> None:
    longer = extend(clock("1 month"), limit("15 days"), at("2026-02-10 09:00"))
    assert ends(longer, base).due == day(expected)


def test_an_extension_raises_the_epoch() -> None:
    longer = extend(clock("1 month"), limit("15 days"), at("2026-02-10 09:00"))
    assert (longer.epoch, len(longer.extensions)) == (2, 1)


def test_the_same_again_is_written_out() -> None:
    longer = extend(clock("1 month"), limit("same as limit"), at("2026-02-10 09:00"))
    assert longer.extensions[0].limit == limit("1 month")
    assert ends(longer).nominal == day("2026-03-15")


def test_hours_may_extend_hours_and_days() -> None:
    assert ends(extend(clock("2 hours"), limit("30 minutes"), at("2026-01-15 11:00"))).expires == at("2026-01-15 12:30")
    longer = extend(clock("1 day"), limit("12 hours"), at("2026-01-15 11:00"))
    assert ends(longer).expires == at("2026-01-17 12:00")
    assert ends(extend(clock("2 hours"), limit("1 day"), at("2026-01-15 11:00"))).due == day("2026-01-16")


# --- may_extend ---------------------------------------------------------------------------------


def ask(c: Clock, extension: Extension, wanted: str, when: str = "2026-02-10 09:00") -> Refusal | None:
    return may_extend(c, extension, limit(wanted), at(when), CN, COUNTING)


def test_an_extension_within_its_cap_is_allowed() -> None:
    assert ask(clock("1 month"), HALF, "15 days") is None
    assert ask(clock("1 month"), HALF, "half a month") is None


def test_one_day_more_than_the_cap_is_refused_even_where_both_roll_to_one_day() -> None:
    saturday = clock("1 month", "2026-02-20 10:00")
    both = [ends(extend(saturday, limit(w), at("2026-03-01 09:00"))).due for w in ("15 days", "16 days")]
    assert both[0] == both[1]
    assert ask(saturday, HALF, "16 days", "2026-03-01 09:00") == "extension-too-long"


@pytest.mark.parametrize(("when", "refusal"), [("2026-02-24 23:59", None), ("2026-02-25 00:00", "extension-too-late")])
def test_an_extension_is_asked_for_before_expiry(when: str, refusal: Refusal | None) -> None:
    assert ask(clock("1 month"), HALF, "10 days", when) == refusal


def test_an_extension_at_any_time() -> None:
    late = replace(HALF, ask="any time")
    assert ask(replace(clock("1 month"), expired=True), late, "10 days", "2026-03-01 09:00") is None


def test_a_marked_clock_is_over_whatever_the_calendar_says_now() -> None:
    assert ask(replace(clock("1 month"), expired=True), HALF, "10 days") == "extension-too-late"


def test_extensions_are_numbered() -> None:
    once = extend(clock("1 month"), limit("5 days"), at("2026-02-10 09:00"))
    assert ask(once, HALF, "5 days") == "extension-too-often"
    assert ask(once, replace(HALF, times=2), "10 days") is None


def test_all_extensions_together_have_a_cap() -> None:
    twice = replace(HALF, times=None)
    once = extend(clock("1 month"), limit("10 days"), at("2026-02-10 09:00"))
    assert ask(once, twice, "6 days") == "extension-beyond-total"
    assert ask(once, twice, "5 days") is None


def test_base_and_extensions_end_by_a_cap() -> None:
    capped = Extension("request", limit("30 days"), ends_by=limit("75 days"))
    assert ask(clock("60 days"), capped, "15 days") is None
    assert ask(clock("60 days"), capped, "16 days") == "extension-beyond-end"


def test_the_same_as_the_limit_caps_an_extension() -> None:
    same = Extension("request", limit("same as limit"))
    assert ask(clock("10 working days", "2026-02-02 10:00"), same, "same as limit") is None
    assert ask(clock("10 working days", "2026-02-02 10:00"), same, "11 working days") == "extension-too-long"


def test_an_extension_may_be_longer_than_the_base() -> None:
    assert ask(clock("20 days"), Extension("request", limit("40 days")), "40 days", "2026-01-20 09:00") is None


@pytest.mark.parametrize("wanted", ["0 days", "unspecified", "same day"])
def test_an_extension_needs_a_length(wanted: str) -> None:
    assert ask(clock("1 month"), HALF, wanted) == "extension-without-length"


def test_what_has_no_end_cannot_be_extended() -> None:
    assert ask(clock("unspecified"), HALF, "5 days") == "extension-without-end"


def test_a_stopped_clock_cannot_be_extended() -> None:
    assert ask(cancel(clock("1 month"), at("2026-02-01 09:00")), HALF, "5 days") == "clock-not-running"


def test_a_cap_without_number_caps_nothing() -> None:
    assert ask(clock("1 month"), Extension("request", limit("as the law says")), "90 days") is None


def test_a_cap_that_a_fact_decides_must_be_resolved_first() -> None:
    with pytest.raises(CountingError):
        ask(clock("1 month"), Extension("request", Limit("fact", fact="time")), "5 days")


def test_hours_are_capped_by_the_minute() -> None:
    short = Extension("request", limit("2 hours"))
    soon = "2026-01-15 10:30"
    assert ask(clock("1 hour"), short, "120 minutes", soon) is None
    assert ask(clock("1 hour"), short, "121 minutes", soon) == "extension-too-long"


def test_a_clock_that_stands_still_is_extended_as_if_it_ran_again_now() -> None:
    still = pause(clock("1 month"), "hearing", at("2026-02-01 09:00"))
    assert ask(still, HALF, "15 days", "2026-04-01 09:00") is None
    assert ask(still, HALF, "16 days", "2026-04-01 09:00") == "extension-too-long"


# --- pauses -------------------------------------------------------------------------------------


def test_working_days_left_over_are_counted_from_resumption() -> None:
    c = clock("10 working days", "2026-03-02 10:00")  # 03-16
    back = paused(c, "2026-03-05 15:00", "2026-03-20 09:00")  # three used, seven left after 03-20
    assert ends(back).due == day("2026-03-31")
    assert back.epoch == 2


def test_days_left_over_are_counted_from_resumption() -> None:
    c = clock("15 days", "2026-03-02 10:00")  # 03-17
    assert ends(paused(c, "2026-03-10 15:00", "2026-03-20 09:00")).nominal == day("2026-03-27")


def test_a_month_moves_by_the_days_of_the_pause() -> None:
    c = clock("1 month", "2026-03-02 10:00")  # 04-02
    assert ends(paused(c, "2026-03-10 15:00", "2026-03-20 09:00")).nominal == day("2026-04-12")


def test_hours_stand_still_to_the_minute() -> None:
    c = clock("24 hours", "2026-03-02 10:00")
    back = paused(c, "2026-03-02 12:00", "2026-03-02 13:30")
    assert ends(back).expires == at("2026-03-03 11:30")


def test_a_pause_within_one_day_moves_no_day() -> None:
    c = clock("15 days", "2026-03-02 10:00")
    assert ends(paused(c, "2026-03-10 09:00", "2026-03-10 17:00")) == ends(c)


def test_a_pause_that_ends_at_midnight_ends_with_the_day_before() -> None:
    c = clock("15 days", "2026-03-02 10:00")
    assert ends(paused(c, "2026-03-10 15:00", "2026-03-13 00:00")) == ends(
        paused(c, "2026-03-10 15:00", "2026-03-12 17:00")
    )


def test_two_pauses_add_up() -> None:
    c = paused(clock("15 days", "2026-03-02 10:00"), "2026-03-05 09:00", "2026-03-08 09:00")
    assert ends(paused(c, "2026-03-15 09:00", "2026-03-17 09:00")).nominal == day("2026-03-22")


def test_a_pause_in_the_rolled_days_ends_on_its_last_day_at_the_earliest() -> None:
    c = clock("1 month")  # nominal 02-15, due 02-24
    assert ends(paused(c, "2026-02-20 09:00", "2026-03-10 09:00")).due == day("2026-03-10")


def test_a_pause_on_the_last_working_day_ends_on_a_working_day() -> None:
    c = clock("3 working days", "2026-03-02 10:00")  # 03-05
    assert ends(paused(c, "2026-03-05 09:00", "2026-03-14 09:00")).due == day("2026-03-16")


def test_a_pause_before_and_an_extension_after() -> None:
    c = paused(clock("10 working days", "2026-03-02 10:00"), "2026-03-05 15:00", "2026-03-20 09:00")
    assert ends(extend(c, limit("5 days"), at("2026-03-25 09:00"))).nominal == day("2026-04-05")


def test_a_pause_within_an_extension_moves_only_the_extension() -> None:
    c = extend(clock("15 days", "2026-03-02 10:00"), limit("5 working days"), at("2026-03-16 09:00"))
    assert ends(c).due == day("2026-03-24")
    assert ends(paused(c, "2026-03-19 09:00", "2026-03-28 09:00")).due == day("2026-04-01")


def test_while_it_stands_still_a_clock_has_no_due_date() -> None:
    still = pause(clock("1 month"), "hearing", at("2026-02-01 09:00"))
    assert due(still, CN, COUNTING) is None
    assert next_expiry(still, CN, COUNTING) is None
    assert expire_at(still, at("2027-01-01 00:00"), CN, COUNTING) == still


def test_a_pause_after_the_end_changes_nothing() -> None:
    c = clock("15 days", "2026-03-02 10:00")
    late = pause(c, "hearing", at("2026-03-20 09:00"))
    assert due(late, CN, COUNTING) == ends(c)
    assert ends(resume(late, at("2026-05-01 09:00"))) == ends(c)


def test_restarting_gives_the_whole_limit_again() -> None:
    back = paused(clock("5 working days", "2026-03-02 10:00"), "2026-03-05 09:00", "2026-03-10 09:00", then="restart")
    assert ends(back).due == day("2026-03-17")
    assert back.epoch == 2


def test_a_restart_lets_earlier_pauses_and_extensions_lapse() -> None:
    c = paused(clock("5 days", "2026-03-02 10:00"), "2026-03-03 09:00", "2026-03-05 09:00")
    c = extend(c, limit("5 days"), at("2026-03-05 10:00"))
    back = restart(c, at("2026-03-10 09:00"))
    assert ends(back).nominal == day("2026-03-15")
    assert ask(back, HALF, "5 days", "2026-03-11 09:00") == "extension-too-often"


def test_a_restart_wakes_an_expired_clock() -> None:
    c = replace(clock("5 days", "2026-03-02 10:00"), expired=True)
    assert not restart(c, at("2026-03-10 09:00")).expired


def test_a_restart_ends_an_open_pause() -> None:
    c = restart(pause(clock("5 days", "2026-03-02 10:00"), "hearing", at("2026-03-03 09:00")), at("2026-03-10 09:00"))
    assert c.open_pause is None
    assert ends(c).nominal == day("2026-03-15")


def test_a_pause_lasts_no_longer_than_allowed() -> None:
    papers = Pause("papers", "gap-notice.sent", "supplement.written", then="restart", at_most=limit("5 working days"))
    still = pause(clock("1 month", "2026-03-02 10:00"), "papers", at("2026-03-05 09:00"), papers.then)
    moment = pause_ends(still, {"papers": papers}, CN, COUNTING)
    assert moment == at("2026-03-13 00:00")
    assert ends(resume(still, moment)).nominal == day("2026-04-13")


def test_a_pause_without_cap_does_not_end_by_itself() -> None:
    hearing = {"hearing": Pause("hearing", "hearing-opened", "hearing-closed")}
    assert pause_ends(pause(clock("1 month"), "hearing", at("2026-02-01 09:00")), hearing, CN, COUNTING) is None
    assert pause_ends(clock("1 month"), hearing, CN, COUNTING) is None


def test_what_a_pause_is_refused_for() -> None:
    once = Pause("hearing", times=1)
    c = clock("15 days", "2026-03-02 10:00")

    def may(c: Clock, when: str) -> Refusal | None:
        return may_pause(c, once, at(when), CN, COUNTING)

    assert may(c, "2026-03-05 09:00") is None
    assert may(c, "2026-03-18 00:00") == "pause-too-late"
    assert may(pause(c, "hearing", at("2026-03-05 09:00")), "2026-03-06 09:00") == "pause-already"
    assert may(paused(c, "2026-03-05 09:00", "2026-03-06 09:00"), "2026-03-07 09:00") == "pause-too-often"
    assert may(cancel(c, at("2026-03-05 09:00")), "2026-03-06 09:00") == "clock-not-running"


def test_what_is_not_possible_changes_nothing() -> None:
    c = clock("15 days")
    over = stop(c, at("2026-01-20 09:00"), CN, COUNTING)
    assert resume(c, at("2026-01-20 09:00")) == c
    for change in (pause(over, "hearing", at("2026-01-21 09:00")), cancel(over, at("2026-01-21 09:00"))):
        assert change == over
    assert restart(over, at("2026-01-21 09:00")) == over
    assert stop(over, at("2026-09-21 09:00"), CN, COUNTING) == over


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.dates(date(2024, 1, 1), date(2026, 6, 30)), st.integers(1, 40), st.integers(0, 60), st.integers(0, 40))
def test_working_days_used_and_left_make_the_whole(first: date, amount: int, wait: int, still: int) -> None:
    c = start("x", limit(f"{amount} working days"), at(f"{first} 10:00"))
    halt = first + timedelta(days=wait)
    again = halt + timedelta(days=still)
    assume(halt <= ends(c).due)
    last = ends(paused(c, f"{halt} 12:00", f"{again} 12:00")).due
    ran = [first + timedelta(days=i) for i in range(1, (last - first).days + 1)]
    used = [d for d in ran if is_workday(CN, d) and not halt < d <= again]
    if halt < ends(c).due or still == 0:
        assert (len(used), used[-1]) == (amount, last)
    else:  # nothing was left but the day of resumption itself, or the next working day
        assert last == next_workday(CN, again - timedelta(days=1))


# --- how it ends --------------------------------------------------------------------------------


@pytest.mark.parametrize(("when", "outcome"), [("2026-02-24 23:59", "met"), ("2026-02-25 00:00", "late")])
def test_a_clock_is_met_until_the_instant_it_expires(when: str, outcome: str) -> None:
    done = stop(clock("1 month"), at(when), CN, COUNTING)
    assert (done.outcome, done.stopped) == (outcome, at(when))


def test_a_clock_without_number_can_be_met_and_never_expires() -> None:
    c = clock("unspecified")
    assert due(c, CN, COUNTING) is None
    assert expire_at(c, at("2030-01-01 00:00"), CN, COUNTING) == c
    assert stop(c, at("2030-01-01 00:00"), CN, COUNTING).outcome == "met"


def test_promptly_has_a_date_but_passing_it_is_no_breach() -> None:
    c = clock("promptly")
    assert ends(c).due == day("2026-01-19")
    assert next_expiry(c, CN, COUNTING) is None
    assert stop(c, at("2026-06-01 09:00"), CN, COUNTING).outcome == "met"
    assert reading(c, at("2026-06-01 09:00"), CN, COUNTING).colour == "amber"


@pytest.mark.parametrize(("when", "expired"), [("2026-02-24 23:59", False), ("2026-02-25 00:00", True)])
def test_a_clock_expires_at_the_end_of_its_last_day(when: str, expired: bool) -> None:
    assert expire_at(clock("1 month"), at(when), CN, COUNTING).expired is expired


def test_an_expired_clock_is_stopped_late_and_has_no_further_expiry() -> None:
    over = expire_at(clock("1 month"), at("2026-02-25 00:00"), CN, COUNTING)
    assert next_expiry(over, CN, COUNTING) is None
    assert stop(over, at("2026-02-26 09:00"), CN, COUNTING).outcome == "late"


def test_stopping_ends_an_open_pause_and_is_in_time() -> None:
    still = pause(clock("5 days", "2026-03-02 10:00"), "hearing", at("2026-03-03 09:00"))
    done = stop(still, at("2026-06-01 09:00"), CN, COUNTING)
    assert (done.outcome, done.open_pause) == ("met", None)


def test_a_promised_date_stands_in_place_of_the_limit() -> None:
    c = start("interim", limit("unspecified"), at("2026-03-02 10:00"), until=day("2026-03-14"))
    assert ends(c) == DueDate(day("2026-03-14"), day("2026-03-14"), at("2026-03-15 00:00"), False)
    assert ends(paused(c, "2026-03-03 09:00", "2026-03-05 09:00")).due == day("2026-03-16")
    assert ends(restart(c, at("2026-03-05 09:00"))).due == day("2026-03-14")


def test_an_amended_calendar_moves_the_due_date_and_not_the_clock() -> None:
    c = clock("5 working days", "2026-11-12 10:00")
    assert ends(c).due == day("2026-11-19")
    moved = due(c, amended(CN, {day("2026-11-16"): False}), COUNTING)
    assert moved is not None
    assert moved.due == day("2026-11-20")


# --- how it reads -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "days", "working", "colour"),
    [
        ("2026-02-02 09:00", 22, 11, "green"),
        ("2026-02-13 23:59", 11, 2, "green"),
        ("2026-02-14 00:00", 10, 1, "amber"),
        ("2026-02-24 23:59", 0, 0, "amber"),
        ("2026-02-25 00:00", -1, -1, "red"),
    ],
)
def test_days_left_and_colour(when: str, days: int, working: int, colour: str) -> None:
    seen = reading(clock("1 month"), at(when), CN, COUNTING)
    assert (seen.days, seen.working_days, seen.colour) == (days, working, colour)


def test_the_ladder_says_when_a_clock_turns_amber() -> None:
    c, when = clock("1 month"), at("2026-02-11 09:00")
    assert reading(c, when, CN, COUNTING, warn=limit("3 working days")).colour == "green"
    assert reading(c, when, CN, COUNTING, warn=limit("4 working days")).colour == "amber"
    hourly = clock("4 hours")
    for moment, colour in (("2026-01-15 12:59", "green"), ("2026-01-15 13:00", "amber")):
        assert reading(hourly, at(moment), CN, COUNTING, warn=limit("1 hour")).colour == colour


def test_a_clock_that_stands_still_says_why() -> None:
    seen = reading(pause(clock("1 month"), "hearing", at("2026-02-01 09:00")), at("2026-05-01 09:00"), CN, COUNTING)
    assert (seen.paused, seen.due, seen.days, seen.colour) == ("hearing", None, None, "green")


def test_a_finished_clock_keeps_its_colour() -> None:
    when = at("2027-01-01 09:00")
    met = stop(clock("1 month"), at("2026-02-01 09:00"), CN, COUNTING)
    late = stop(clock("1 month"), at("2026-03-01 09:00"), CN, COUNTING)
    assert reading(met, when, CN, COUNTING).colour == "green"
    assert (reading(late, when, CN, COUNTING).colour, reading(late, when, CN, COUNTING).days) == ("red", None)


@pytest.mark.parametrize("code", Refusal.__args__)  # type: ignore[attr-defined]
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_refusal_has_a_sentence(code: str, lang: str) -> None:
    assert text(f"refusal.{code}", lang)
