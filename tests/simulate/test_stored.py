"""The cases of an installation as a history: what was answered, and when things happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engine.casework.case import Case
from engine.casework.virtual import VirtualOffice
from engine.policy.directory import Directory
from engine.simulate.backtest import Backtest, backtest
from engine.simulate.stored import stored_history
from tests.simulate.towns import town

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
ANSWERS = {
    "identity": "anonymous", "request": "discipline-appeal", "matter": "drainage", "place": "zhitang",
    "what": "secret words", "channel": "letter", "code-told": True, "hard": True, "long-unresolved": False,
}  # fmt: skip


def cases() -> list[Case]:
    """Two appeals to a body in which nobody sits; the second came a week later."""
    here = town("kandun")
    office = VirtualOffice(here.book, here.calendar, Directory())
    for days in (0, 7):
        found = office.open("registration", ANSWERS, at=AT + timedelta(days=days), by="clerk")
        assert isinstance(found, Case)
    office.advance(AT + timedelta(days=20))
    return list(office.cases.values())


def tried(*ids: str) -> Backtest:
    here = town("kandun")
    history, layout = stored_history("kandun", cases(), here.book, here.calendar.zone)
    *_, last = backtest([town(i) for i in ids], history, layout, as_of=AT + timedelta(days=20))
    assert last.result is not None
    return last.result


def test_cases_of_the_store_are_judged_by_what_happened_to_them() -> None:
    result = tried("kandun")
    (found,) = result.sets
    assert (result.rows, result.judged) == (2, 2)
    assert dict(found.routes) == {"discipline-committee": 2}
    assert (found.clocks["assigning-time"].started, found.clocks["assigning-time"].overdue) == (2, 2)
    assert found.rungs["own-delay.tell-above"] == 2


def test_what_people_wrote_stays_in_the_store() -> None:
    history, _ = stored_history("kandun", cases(), town("kandun").book, "Asia/Shanghai")
    assert "what" not in history.columns
    assert all("secret words" not in str(batch.to_pylist()) for batch in history.held)


def test_another_place_can_be_tried_on_them() -> None:
    assert tried("kandun", "neighbour").sets[1].clocks["assigning-time"].started == 2


def test_a_place_that_only_others_have_is_no_category_here() -> None:
    result = tried("neighbour")
    assert (result.judged, dict(result.dirty)) == (0, {"unknown-category": 2})
