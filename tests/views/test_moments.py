"""A timeline put together: what somebody did, and what followed from it at once."""

from __future__ import annotations

from engine.views.moments import moments
from engine.views.timeline import timeline
from tests.views.test_timeline import log, names, stage


def told(lang: str = "zh"):  # type: ignore[no-untyped-def]
    n = names(lang)
    return moments(timeline(log(), stage().book.ruleset, stage().directory, lang), n), n


def test_every_line_is_told_once_and_in_order() -> None:
    found, _ = told()
    assert [line.seq for m in found for line in m.lines] == [e.seq for e in log()]


def test_what_follows_at_once_stands_with_the_act() -> None:
    found, n = told()
    first = found[0]
    assert first.who == "反映人"
    assert {"opened", "decided", "entered"} <= {line.kind for line in first.lines}
    assert {line.who for line in first.lines[1:]} == {n.say("by-rule")}
    assert first.tone == "act"


def test_two_people_at_one_moment_are_two() -> None:
    found, n = told()
    for m in found:
        assert {line.who for line in m.lines} <= {m.who, n.say("by-rule")}


def test_a_reason_is_given_once() -> None:
    found, _ = told()
    for m in found:
        said = [(r.what, r.cites) for r in m.reasons]
        assert len(said) == len(set(said))
        assert all(r.cites for r in m.reasons)
