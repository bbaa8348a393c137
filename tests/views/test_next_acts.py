"""What may be done next: the most pressing first, with the clock that it ends."""

from __future__ import annotations

from dataclasses import replace

from engine.casework.acts.actions import Action
from engine.policy.forms import Text
from engine.views.clocks import clock_lines
from engine.views.next_acts import NextAct, next_acts
from tests.views.test_timeline import NOON, clock, names, stage


def action(event: str, *, strength: str = "must", kind: str = "write") -> Action:
    paper = event.partition(".")[0] if "." in event else None
    return Action(event, kind, Text(event, event), paper, strength=strength)  # type: ignore[arg-type]


def ranked(*actions: Action, late: str = "", state: str = "drafting-slip") -> tuple[NextAct, ...]:
    clocks = [clock(key, days=-9 if key == late else 9) for key in ("assigning-time", "receipt-time")]
    lines = clock_lines(clocks, names(), stage().calendar, NOON)
    return next_acts(actions, lines, stage().book.ruleset, state, {"coordination-office"})


def test_what_moves_the_case_comes_before_what_does_not_and_rights_come_last() -> None:
    found = ranked(action("pick.written", strength="may"), action("simple", kind="act"), action("slip.written"))
    assert [n.action.event for n in found] == ["slip.written", "simple", "pick.written"]


def test_an_act_tells_the_clock_that_it_ends() -> None:
    (slip,) = ranked(action("slip.written"))
    assert slip.clock is not None
    assert (slip.clock.clock, slip.clock.colour) == ("assigning-time", "green")


def test_what_is_overdue_comes_before_what_moves_the_case() -> None:
    notice = stage().book.ruleset.deadlines["receipt-time"].stops
    assert notice == "receipt-notice.sent"
    found = ranked(action("slip.written"), action("receipt-notice.written"), late="receipt-time")
    assert [n.action.event for n in found] == ["receipt-notice.written", "slip.written"]


def test_of_a_duty_only_ones_own_turn_counts() -> None:
    duty = replace(clock("ask-about-request", days=2), duty=True, holders=("construction-office",))
    (line,) = clock_lines([duty], names(), stage().calendar, NOON)
    done = action("ask-about-request.done", kind="duty")
    for ids, expected in (({"construction-office"}, line), ({"wu-jianfei"}, None)):
        (found,) = next_acts([done], [line], stage().book.ruleset, "handling", ids)
        assert found.clock == expected


def test_sending_a_paper_back_ends_no_clock() -> None:
    (back,) = ranked(action("slip.refused", kind="refuse"))
    assert back.clock is None


def test_what_nobody_owes_is_never_first_even_where_it_would_end_a_clock() -> None:
    found = ranked(action("slip.written", strength="may"), action("simple", kind="act"))
    assert [n.action.event for n in found] == ["simple", "slip.written"]
