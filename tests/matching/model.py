"""Rule groups and facts made from a rule model: where rules change their mind, and at random.

For every fact: each cut point and one step to either side, each value of an enumeration and an
unknown one, nothing at all, and now and then a value of another type. Facts are varied one at a
time, in pairs, and all together.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from random import Random
from typing import Any

from engine.policy import conditions as c
from engine.policy.correlation import count_related
from engine.policy.definitions import Count
from engine.policy.fact_types import DATE, NUMBER, TEXT, YES_NO, FactType
from engine.policy.limits import parse_limit
from engine.policy.tables import Question, RuleGroup

TODAY = date(2026, 3, 31)
CHANNELS = ("letter", "visit", "phone", "网上", "it's")
ROW = {"rank": FactType("choice", ("county", "section", "none")), "age": NUMBER, "supervised": YES_NO}
TYPES = {
    "channel": FactType("choice", CHANNELS),
    "place": FactType("choice"),
    "matter": FactType("choice"),
    "offices": FactType("choices", ("a", "b", "c")),
    "urgent": YES_NO,
    "sealed": YES_NO,
    "people": NUMBER,
    "money": NUMBER,
    "happened": DATE,
    "known": DATE,
    "told": TEXT,
    "accused": FactType("group", row=ROW),
    "same-matter": NUMBER,
    "same-place": NUMBER,
    "today": DATE,
}
WITHIN = {"same-matter": "12 months", "same-place": "90 days"}
COUNTS = {
    "same-matter": Count("same-matter", "cases", same=("place", "matter"), within=parse_limit("12 months")),
    "same-place": Count("same-place", "cases", same=("place",), within=parse_limit("90 days")),
}
ORDERED: tuple[c.Op, ...] = ("at_least", "at_most", "above", "below")
DATED: tuple[c.Op, ...] = ("before", "after", "on_or_after")
VALUES: dict[str, tuple[Any, ...]] = {
    "channel": (*CHANNELS, "unknown", ""),
    "place": ("east", "west", "north"),
    "matter": ("noise", "land"),
    "offices": ("a", "b", "z"),
    "urgent": (True, False),
    "sealed": (True, False),
    "people": (0, 5, 20, -3, 2**45),
    "money": (Decimal("0.01"), Decimal("1999.99"), 2000, Decimal("-7.5")),
    "happened": (date(2026, 2, 28), date(2024, 2, 29), TODAY),
    "known": (date(2026, 3, 1), date(2025, 12, 31)),
    "told": ("money", "急"),
}
ODD: tuple[Any, ...] = ((), ("a", "b"), ("letter",), 5, "5", True, Decimal("1E+3"), TODAY, '"\\', "x" * 20_000)
Facts = dict[str, Any]


def condition(rng: Random, depth: int = 2) -> c.Condition:
    """A random condition over the facts of the model."""
    if depth and rng.random() < 0.45:
        items = tuple(condition(rng, depth - 1) for _ in range(rng.randint(0, 3)))
        kind = rng.choice(("all", "all", "any", "not"))
        if kind == "not":
            return c.Not(condition(rng, depth - 1))
        return c.All(items) if kind == "all" else c.Any(items)
    return rng.choice((_scalar, _scalar, _scalar, _special, _rows, _count))(rng)


def _scalar(rng: Random, facts: tuple[str, ...] = tuple(VALUES)) -> c.Condition:
    fact = rng.choice(facts)
    values = VALUES[fact]
    kind = TYPES[fact].kind
    if kind in ("number", "date") and rng.random() < 0.7:
        return c.Test(fact, rng.choice(ORDERED if kind == "number" else DATED), rng.choice(values))
    op: c.Op = rng.choice(("is", "is", "not", "in"))
    if op == "in":
        return c.Test(fact, "in", tuple(rng.sample(values, rng.randint(1, len(values)))))
    return c.Test(fact, op, rng.choice(values))


def _special(rng: Random) -> c.Condition:
    op: c.Op = rng.choice(("present", "same_as", "differs_from", "older_than"))
    if op == "present":
        return c.Test(rng.choice((*VALUES, "accused", "same-matter")), "present", rng.random() < 0.5)
    if op == "older_than":
        return c.Test("happened", "older_than", rng.choice((0, 30, 365)))
    return c.Test("happened", op, "known")


def _rows(rng: Random) -> c.Condition:
    same: c.Op = rng.choice(("is", "not"))
    tests: tuple[c.Condition, ...] = (
        c.Test("rank", same, rng.choice(("county", "none"))),
        c.Test("age", rng.choice(ORDERED), rng.choice((18, Decimal("60.5")))),
        c.Test("supervised", "is", rng.random() < 0.5),
        c.Test("channel", "is", "letter"),
        c.Not(c.Test("rank", "in", ("county", "section"))),
    )
    where = c.All(tuple(rng.sample(tests, rng.randint(0, 2))))
    inner: c.Condition = c.Any((where, rng.choice(tests))) if rng.random() < 0.3 else where
    return c.Rows("accused", rng.choice(("some", "some", "none", "every")), inner)


def _count(rng: Random) -> c.Condition:
    fact = rng.choice(tuple(COUNTS))
    op: c.Op = rng.choice(("at_least", "at_least", "above", "is", "below", "at_most"))
    return c.Test(fact, op, rng.randint(0, 5))


def group(rng: Random, rules: int) -> RuleGroup:
    """A random group, with every fact typed."""
    return RuleGroup("table:random", {f"rule-{n}": condition(rng) for n in range(rules)}, TYPES, COUNTS)


def values_of(fact: str) -> tuple[Any, ...]:
    """Each cut point and one step either side, each value and an unknown one, and nothing."""
    values = VALUES[fact]
    kind = TYPES[fact].kind
    if kind == "number":
        step = (Decimal("0.001"), 1)
        return (None, *(v + d for v in values for d in (0, *step, *(-s for s in step))))
    if kind == "date":
        return (None, *(v + timedelta(days=d) for v in values for d in (-1, 0, 1)))
    if kind == "choices":
        return (None, (), ("a",), ("b", "a"), ("z", "y"))
    return (None, *values, *(("something else",) if kind in ("choice", "text") else ()))


def facts_around(rng: Random) -> Iterator[Facts]:
    """A base case varied in one fact, then in two, over the values of the model."""
    base = random_facts(rng, missing=0.0)
    for fact in VALUES:
        for value in values_of(fact):
            yield without_nothing({**base, fact: value})
    for one, two in combinations(VALUES, 2):
        yield without_nothing({**base, one: rng.choice(values_of(one)), two: rng.choice(values_of(two))})


def random_facts(rng: Random, missing: float = 0.2) -> Facts:
    """All facts at random; some missing, and one in forty of a type that was not declared."""
    facts: Facts = {f: rng.choice(values_of(f)) for f in VALUES if rng.random() >= missing}
    if rng.random() < 0.6:
        facts["accused"] = tuple(_row(rng) for _ in range(rng.randint(0, 3)))
    if rng.random() < 0.025:
        facts[rng.choice(tuple(VALUES))] = rng.choice(ODD)
    return without_nothing(facts)


def _row(rng: Random) -> Facts:
    row = {
        "rank": rng.choice((None, "county", "section", "none", "?")),
        "age": rng.choice((None, 17, 18, Decimal("60.5"), 61)),
        "supervised": rng.choice((None, True, False)),
        "channel": rng.choice((None, None, "letter")),
    }
    return without_nothing(row)


def without_nothing(facts: Facts) -> Facts:
    return {k: v for k, v in facts.items() if v is not None}


def related_cases(rng: Random) -> tuple[Facts, ...]:
    """Up to a dozen candidates: some on the edge of a window, some elsewhere, some without a field."""
    return tuple(_candidate(rng, n) for n in range(rng.choice((0, 1, 2, 3, 4, 6, 12))))


def _candidate(rng: Random, number: int) -> Facts:
    days = rng.choice((0, 1, 89, 90, 91, 364, 365, 366, -1, 800))
    row = {
        "case": f"case-{number}",
        "opened": TODAY - timedelta(days=days),
        "state": "handling",
        "place": rng.choice(("east", "east", "west", None)),
        "matter": rng.choice(("noise", "noise", "land", None)),
    }
    return without_nothing(row)


def question(asked: RuleGroup, facts: Facts, related: tuple[Facts, ...] = ()) -> Question:
    """A question as the Desk puts it: counts counted, today among the facts."""
    facts = {**facts, "today": TODAY}
    for key, count in asked.counts.items():
        facts[key] = count_related(count, facts, related, TODAY)
    return Question(asked, facts, related, TODAY)


def questions(rng: Random, *, rules: int, at_random: int) -> Iterator[Question]:
    """One group with its systematic facts and as many random ones as asked."""
    asked = group(rng, rules)
    for facts in facts_around(rng):
        yield question(asked, facts, related_cases(rng))
    for _ in range(at_random):
        yield question(asked, random_facts(rng), related_cases(rng))
