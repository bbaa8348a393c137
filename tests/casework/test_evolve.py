"""A case is what its events fold into."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from engine.casework.case import Case
from engine.casework.events import CaseEvent, limit_from_json, limit_to_json
from engine.casework.evolution import evolve, fold
from engine.policy.limits import Limit, Unit, parse_limit

AT = datetime(2026, 1, 5, 1, tzinfo=UTC)


def event(seq: int, kind: str, actor: str | None = None, **data: Any) -> CaseEvent:
    return CaseEvent("c", seq, AT, kind, data, actor)  # type: ignore[arg-type]


def after(*events: CaseEvent) -> Case:
    return fold("c", events)


OPENED = event(1, "opened", locality="town", digest="d", form="note", answers={"matter": "road"})


def test_opening_sets_what_never_changes() -> None:
    case = after(OPENED)
    assert (case.locality, case.digest, case.form, case.opened, case.seq) == ("town", "d", "note", AT, 1)
    assert case.happened["case.opened"] == AT


def test_folding_at_once_equals_folding_one_by_one() -> None:
    events = (OPENED, event(2, "flagged", flag="f", up=True), event(3, "entered", state="s", left=""))
    case = Case("c")
    for e in events:
        case = evolve(case, e)
    assert case == fold("c", events)


def test_a_new_version_of_a_paper_drops_signatures_and_what_followed() -> None:
    signed = after(
        OPENED,
        event(2, "written", "a", paper="slip", version=1, contents={}),
        event(3, "signed", "b", paper="slip", version=1, complete=True),
        event(4, "sent", paper="slip", version=1, to=["x"]),
    )
    assert {"slip.written", "slip.signed", "slip.sent"} <= set(signed.happened)
    again = evolve(signed, event(5, "written", "a", paper="slip", version=2, contents={"k": "v"}))
    assert (again.papers["slip"].version, again.papers["slip"].signatures) == (2, ())
    assert again.papers["slip"].status == "written"
    assert not {"slip.signed", "slip.sent"} & set(again.happened)
    assert again.tally["slip.written"] == 2


def test_entering_with_clears_forgets_those_names_but_not_their_count() -> None:
    case = after(
        OPENED, event(2, "happened", event="ping", answers={}), event(3, "entered", state="s", left="", clears=["ping"])
    )
    assert "ping" not in case.happened
    assert case.tally["ping"] == 1


def test_whoever_acts_is_on_the_case_but_not_by_trying_what_is_forbidden() -> None:
    case = after(
        OPENED,
        event(2, "happened", "a", event="ping", answers={}),
        event(3, "denied", "b", event="lose", code="prohibited"),
    )
    assert case.acted == {"a"}


def test_the_first_body_to_take_a_case_over_keeps_it() -> None:
    case = after(
        OPENED,
        event(2, "recused", rule="r", out=["x"], sealed=True, taken_by="higher"),
        event(3, "recused", rule="s", out=["y"], sealed=False, taken_by="other"),
    )
    assert (case.taken_by, case.sealed, case.out, case.recusals) == ("higher", True, {"x", "y"}, {"r", "s"})


def test_a_linked_case_begins_with_those_who_stand_aside() -> None:
    case = after(
        event(
            1,
            "opened",
            locality="t",
            digest="d",
            form="f",
            answers={},
            out=["x"],
            taken_by="higher",
            **{"from": {"case": "p", "link": "lead"}},
        )
    )
    assert (case.out, case.taken_by, case.links) == ({"x"}, "higher", (("lead", "p"),))


def test_troubles_of_the_matcher_stay_on_the_case() -> None:
    decided = {"table": "t", "value": "a", "rules": [], "facts": {}, "decided_by": "plain"}
    case = after(OPENED, event(2, "decided", **decided, trouble="crash"), event(3, "decided", **decided))
    assert case.troubles == ("crash",)


def test_a_step_is_known_by_clock_epoch_step_and_occurrence() -> None:
    case = after(OPENED, event(2, "step-taken", clock="c", epoch=2, step="s", occurrence=3, to=["x"]))
    assert case.taken == {("c", 2, "s", 3)}
    assert "x" in case.told


def test_an_unknown_kind_of_event_only_counts() -> None:
    assert after(OPENED, event(2, "something-of-next-year")).seq == 2


def test_limits_survive_their_json() -> None:
    words = ("3 working days", "half a month", "promptly", "same day", "as the law says", "unspecified", "2 hours")
    limits = [parse_limit(w) for w in words] + [Limit("fact", fact="time"), Limit("span", 1, Unit.YEAR)]
    assert all(x is not None and limit_from_json(limit_to_json(x)) == x for x in limits)
