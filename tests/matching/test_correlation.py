"""Related cases are found by a join in durable_rules, not by a number handed to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from engine.matching.compiler import compile_group
from engine.matching.hydration import facts_for
from engine.matching.matcher import ENGINE, Matcher
from engine.policy import conditions as c
from engine.policy.definitions import Count
from engine.policy.fact_types import NUMBER, FactType
from engine.policy.limits import parse_limit
from engine.policy.tables import Question, RuleGroup
from tests.matching import model
from tests.matching.model import TODAY

HERE: dict[str, Any] = {"place": "east", "matter": "noise"}


def _row(days: int, **changed: Any) -> dict[str, Any]:
    row = {"case": f"{days}", "opened": TODAY - timedelta(days=days), "state": "closed", **HERE, **changed}
    return model.without_nothing(row)


def _group(op: Any, wanted: int, within: str = "90 days", **more: Any) -> RuleGroup:
    count = Count("again", "cases", same=("place", "matter"), within=parse_limit(within), **more)
    types = {"place": FactType("choice"), "matter": FactType("choice"), "again": NUMBER}
    return RuleGroup("flags", {"hard": c.Test("again", op, wanted)}, types, {"again": count})


def _matched(matcher: Matcher, asked: RuleGroup, rows: tuple[dict[str, Any], ...]) -> bool:
    answer = matcher(model.question(asked, HERE, rows))
    assert (answer.decided_by, answer.trouble) == (ENGINE, None)
    return answer.rules == ("hard",)


@pytest.mark.parametrize("wanted", [1, 2, 3, 4])
def test_at_least_k_is_a_join_of_k_related_cases(matcher: Matcher, wanted: int) -> None:
    asked = _group("at_least", wanted)
    (part,) = compile_group(asked).parts
    assert part.definition.count('"$gt":{"seq"') == wanted - 1
    assert [_matched(matcher, asked, tuple(map(_row, range(n)))) for n in (wanted - 1, wanted, wanted + 1)] == [
        False, True, True,
    ]  # fmt: skip


def test_the_counted_number_is_not_handed_over_to_a_join(matcher: Matcher) -> None:
    asked = _group("at_least", 2)
    compiled = compile_group(asked)
    question = model.question(asked, HERE, (_row(1), _row(2), _row(200)))
    case, *rows = facts_for(compiled, compiled.parts[0], question, 0)
    assert compiled.parts[0].columns == ()
    assert (case["kind"], len(rows)) == (0, 3)
    assert matcher(question).decided_by == ENGINE


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        (_row(0), True),
        (_row(90), True),
        (_row(91), False),
        (_row(-1), False),
        (_row(1, place="west"), False),
        (_row(1, matter=None), False),
        (_row(1, opened=None), False),
    ],
)
def test_the_window_and_the_shared_fields_decide(matcher: Matcher, row: dict[str, Any], counts: bool) -> None:
    assert _matched(matcher, _group("at_least", 2), (_row(5), row)) is counts


@pytest.mark.parametrize(("opened", "counts"), [(date(2025, 3, 31), True), (date(2025, 3, 30), False)])
def test_a_window_of_months_ends_on_the_day_of_the_month(matcher: Matcher, opened: date, counts: bool) -> None:
    row = _row(1, opened=opened)
    assert _matched(matcher, _group("at_least", 1, "12 months"), (row,)) is counts


def test_a_missing_field_is_never_shared(matcher: Matcher) -> None:
    asked = _group("at_least", 1)
    answer = matcher(model.question(asked, {"place": "east"}, (_row(1, matter=None),)))
    assert (answer.rules, answer.decided_by) == ((), ENGINE)


def test_a_condition_on_the_related_case_is_honoured(matcher: Matcher) -> None:
    asked = _group("at_least", 1, if_=c.Test("state", "is", "closed"))
    assert _matched(matcher, asked, (_row(1),))
    assert not _matched(matcher, asked, (_row(1, state="handling"),))


def test_hundreds_of_candidates_are_decided_without_trouble(matcher: Matcher) -> None:
    rows = tuple(_row(n % 80, case=str(n)) for n in range(400))
    assert _matched(matcher, _group("at_least", 4), rows)


@pytest.mark.parametrize(("op", "wanted"), [("below", 3), ("is", 2), ("at_least", 7), ("at_most", 2)])
def test_other_comparisons_use_the_counted_number(matcher: Matcher, op: str, wanted: int) -> None:
    assert _matched(matcher, _group(op, wanted), (_row(1), _row(2))) is (op != "at_least")


def test_counts_without_their_cases_are_taken_as_numbers(matcher: Matcher) -> None:
    asked = _group("at_least", 2)
    answer = matcher(Question(asked, {**HERE, "again": 3}, (), TODAY))
    assert (answer.rules, answer.decided_by) == (("hard",), ENGINE)


def test_a_window_in_working_days_is_taken_as_a_number(matcher: Matcher) -> None:
    assert _matched(matcher, _group("at_least", 1, "5 working days"), (_row(2),))


def test_twenty_accused_are_joined_row_by_row(matcher: Matcher) -> None:
    rows: tuple[c.Row, ...] = tuple({"rank": "none", "age": n} for n in range(19))
    head: c.Row = {"rank": "county", "age": 60}
    some = c.Rows("accused", "some", c.All((c.Test("rank", "is", "county"), c.Test("age", "above", 59))))
    asked = RuleGroup("recusal", {"head": some}, model.TYPES)
    assert '"case":{"c":"case"}' in compile_group(asked).parts[0].definition
    assert matcher(Question(asked, {"accused": (*rows, head)})).rules == ("head",)
    answer = matcher(Question(asked, {"accused": rows}))
    assert (answer.rules, answer.decided_by) == ((), ENGINE)
