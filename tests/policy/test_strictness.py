"""Which of two limits is stricter: never later on any start date 2007-2026."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.policy.counting import due_from, is_stricter
from engine.policy.limits import Limit
from tests.policy.chinese_days import CN, COUNTING, limit


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("15 days", "half a month", "same"),
        ("15 days", "15 days", "same"),
        ("12 months", "1 year", "same"),
        ("15 days", "15 working days", "stricter"),
        ("15 working days", "15 days", "looser"),
        ("3 working days", "5 working days", "stricter"),
        ("1 month", "60 days", "stricter"),
        ("30 days", "1 month", "incomparable"),
        ("20 working days", "1 month", "incomparable"),
        ("48 hours", "2 days", "stricter"),
        ("2 days", "24 hours", "looser"),
        ("same day", "24 hours", "stricter"),
        ("12 hours", "same day", "incomparable"),
        ("60 minutes", "1 hour", "same"),
        ("promptly", "2 working days", "same"),
        ("1 year", "unspecified", "stricter"),
        ("unspecified", "1 year", "looser"),
        ("unspecified", "unspecified", "same"),
        ("as the law says", "1 year", "incomparable"),
    ],
)
def test_one_limit_against_another(a: str, b: str, verdict: str) -> None:
    assert is_stricter(limit(a), limit(b), CN, COUNTING).verdict == verdict


def test_incomparable_limits_have_two_witnesses() -> None:
    thirty, month = limit("30 days"), limit("1 month")
    found = is_stricter(thirty, month, CN, COUNTING)
    assert found.earlier is not None
    assert found.later is not None
    dues = [(due_from(thirty, d, CN, COUNTING), due_from(month, d, CN, COUNTING)) for d in (found.earlier, found.later)]
    assert [a is not None and b is not None and a.due < b.due for a, b in dues] == [True, False]
    assert [a is not None and b is not None and a.due > b.due for a, b in dues] == [False, True]


def test_a_limit_that_a_fact_decides_is_incomparable_without_witness() -> None:
    found = is_stricter(Limit("fact", fact="time"), limit("1 month"), CN, COUNTING)
    assert (found.verdict, found.earlier, found.later) == ("incomparable", None, None)


def test_two_rule_sets_may_count_differently() -> None:
    slow = replace(COUNTING, promptly=limit("5 working days"))
    assert is_stricter(limit("promptly"), limit("promptly"), CN, COUNTING, counting_b=slow).verdict == "stricter"
    fixed = replace(COUNTING, roll="none")
    assert is_stricter(limit("15 days"), limit("15 days"), CN, fixed, counting_b=COUNTING).verdict == "stricter"
