# ruff: noqa: E501 (rules read best on one line)
"""Metrics and duties as they are read: words, spans, what is too small, what became of each turn."""

from __future__ import annotations

from datetime import date

from engine.casework.metrics import Record, Window
from engine.views.duties import Turn, mine, turns
from engine.views.metrics import MetricLine, metric_lines
from engine.views.names import Names
from tests.casework.conftest import Build
from tests.casework.conftest import town as town
from tests.casework.small import HELP, Town, at

RULES = {
    "deadlines": """
        slip-time: {label: {zh: 交办, en: Slip}, limit: 3 days, starts: case.opened, stops: slip.sent}
    """,
    "metrics": """
        in-time: {label: {zh: 按期交办率, en: Slip in time}, count: {slip-time: met}, among: {slip-time: started}, per: month, by: [matter], target: {at_least: 50%}}
        filed:   {label: {zh: 收件, en: Filed}, count: {slip.sent: happened}, among: {matter: road}}
    """,
    "duties": "reception: {label: {zh: 接访, en: Reception}, scope: body, who: office, act: receive, every: 1 week, day: tuesday}",
}  # fmt: skip


def told(town: Build, roads: int, waters: int) -> Town:
    office = town(**RULES)
    for number in range(roads + waters):
        answers = {**HELP, "matter": "road" if number < roads else "water"}
        office.id = office.office.open("note", answers, at=at("01-05 09:00")).id  # type: ignore[union-attr]
        office.assign("01-05 10:00", handler="roads")
    return office


def lines(office: Town, day: date, *, before: bool = False, lang: str = "zh") -> dict[str, MetricLine]:
    office_ = office.office
    records = [Record(c, office_.log[k]) for k, c in office_.cases.items()]
    names = Names(office_.book.ruleset, office_.directory, lang)
    found = metric_lines(office_.book, records, day, office_.calendar, names, before=before)
    return {line.key: line for line in found}


def test_a_metric_says_what_is_counted_among_what_and_for_which_span(town: Build) -> None:
    found = lines(told(town, 6, 0), date(2026, 1, 20))["in-time"]
    assert (found.counted, found.among, found.target) == ("“交办”按期", "启动“交办”", "≥ 50%")
    assert found.window == Window(date(2026, 1, 1), date(2026, 1, 31))
    assert (found.whole.share, found.whole.verdict) == ("100.0%", "达标")


def test_the_span_before_holds_what_began_then(town: Build) -> None:
    office = told(town, 6, 0)
    assert lines(office, date(2026, 2, 10))["in-time"].whole.state == "nothing"
    assert lines(office, date(2026, 2, 10), before=True)["in-time"].whole.count == 6


def test_without_a_span_of_its_own_a_metric_is_of_all_time(town: Build) -> None:
    assert lines(told(town, 6, 0), date(2026, 2, 10))["filed"].window is None


def test_small_cells_say_so_and_show_no_number(town: Build) -> None:
    found = lines(told(town, 3, 0), date(2026, 1, 20), lang="en")["in-time"].whole
    assert (found.hidden, found.count, found.share, found.verdict) == (True, None, "", "too few to be shown")


def test_parts_stand_by_name_and_never_by_number(town: Build) -> None:
    ((fact, cells),) = lines(told(town, 6, 9), date(2026, 1, 20), lang="en")["in-time"].by
    assert [c.label for c in cells] == sorted(c.label for c in cells)
    assert len(cells) == 2
    assert fact


def standing(town: Build) -> Town:
    """One turn done on its day with a note, the next one missed, the third running."""
    office = told(town, 0, 0)
    office.id = office.office.open_standing(at=at("01-05 09:00")).id
    office.do("reception.done", "cai", "01-06 09:00", note="接待三批")
    office.wait("01-20 09:00")
    return office


def seen(office: Town) -> tuple[Turn, ...]:
    kept = office.office
    return turns(kept.log[office.id], Names(kept.book.ruleset, kept.directory, "zh"), kept.calendar)


def test_a_turn_says_who_owes_it_by_when_and_how_it_is_proved(town: Build) -> None:
    done = next(t for t in seen(standing(town)) if t.status == "done")
    assert (done.label, done.due, done.done_on, done.proof) == (
        "接访", date(2026, 1, 6), date(2026, 1, 6), "接待三批",
    )  # fmt: skip
    assert done.by
    assert done.holder


def test_open_turns_come_first_and_missed_ones_stay(town: Build) -> None:
    found = seen(standing(town))
    assert [t.status for t in found if t.duty == "reception"] == ["owed", "missed", "done"]


def test_a_turn_falls_to_whom_it_names_or_against_whom_its_clock_runs() -> None:
    owed = Turn("a@cai", 1, "a", "A", "cai", "蔡", None, None, date(2026, 1, 6), "late")
    anybody = Turn("b", 1, "b", "B", "", "办公室", None, None, date(2026, 1, 6), "owed")
    over = Turn("c@cai", 1, "c", "C", "cai", "蔡", None, None, date(2026, 1, 6), "missed")
    holders = {"b": ("wang", "office"), "a@cai": ("wang",)}
    assert list(mine([owed, anybody, over], {"cai"}, holders)) == [owed]
    assert list(mine([owed, anybody, over], {"wang"}, holders)) == [anybody]
