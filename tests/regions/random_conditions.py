"""Random facts, conditions and tables over every type of fact, for comparison with the plain evaluator."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random
from typing import Any as Anything

from engine.policy.conditions import All, Any, Condition, Not, Rows, Test, Value
from engine.policy.definitions import Rule, Table
from engine.policy.fact_types import FactType

TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)
ROW = {"rank": FactType("choice", ("low", "high")), "known": FactType("yes-no"), "office": FactType("choices")}
TYPES = {
    "urgent": FactType("yes-no"),
    "kind": FactType("choice", ("a", "b", "c")),
    "other-kind": FactType("choice", ("b", "c", "d")),
    "village": FactType("choice"),
    "size": FactType("number"),
    "since": FactType("date"),
    "tags": FactType("choices", ("x", "y", "z")),
    "people": FactType("group", row=ROW),
}
ROWS: list[dict[str, Value]] = [
    {"rank": r, "known": k, "office": o}
    for r, k, o in product(("low", "high"), (True, False), ((), ("head",), ("clerk",), ("head", "clerk")))
] + [{}, {"rank": "low"}]


def random_test(draw: Random, *, inner: bool = False) -> Condition:
    """One comparison, of a fact of the case or of a row."""
    if inner:
        return _of_row(draw)
    fact = draw.choice(list(TYPES))
    if fact == "people":
        return Rows(fact, draw.choice(("some", "none", "every")), random_condition(draw, 1, inner=True))
    if draw.random() < 0.15:
        return Test(fact, "present", draw.random() < 0.5)
    if fact in ("kind", "other-kind") and draw.random() < 0.3:
        return Test("kind", draw.choice(("same_as", "differs_from")), "other-kind")
    return _compared(draw, fact)


def _of_row(draw: Random) -> Test:
    fact = draw.choice(("rank", "known", "office", "rank"))
    if draw.random() < 0.2:
        return Test(fact, "present", draw.random() < 0.5)
    if fact == "rank" and draw.random() < 0.2:
        return Test("urgent", "is", True)
    value = {"rank": draw.choice(("low", "high")), "known": draw.random() < 0.5, "office": "head"}[fact]
    return Test(fact, draw.choice(("is", "not")), value)


def _compared(draw: Random, fact: str) -> Test:
    match TYPES[fact].kind:
        case "yes-no":
            return Test(fact, draw.choice(("is", "not")), draw.random() < 0.5)
        case "number":
            op = draw.choice(("is", "not", "at_least", "at_most", "above", "below"))
            return Test(fact, op, draw.choice((0, 1, 3, Decimal("2.5"))))
        case "date":
            if draw.random() < 0.3:
                return Test(fact, "older_than", draw.choice((0, 30, 365)))
            op = draw.choice(("is", "before", "after", "on_or_after"))
            return Test(fact, op, TODAY - draw.choice((0, 1, 30, 400)) * DAY)
        case _:
            words = {"village": ("east", "west"), "tags": ("x", "y")}.get(fact, ("a", "b", "c"))
            if draw.random() < 0.3:
                return Test(fact, "in", tuple(draw.sample(words, 2)))
            return Test(fact, draw.choice(("is", "not")), draw.choice(words))


def random_condition(draw: Random, depth: int = 2, *, inner: bool = False) -> Condition:
    """A tree of comparisons, at most so deep."""
    shape = draw.random()
    if depth == 0 or shape < 0.3:
        return random_test(draw, inner=inner)
    several = tuple(random_condition(draw, depth - 1, inner=inner) for _ in range(draw.randint(1, 3)))
    if shape < 0.6:
        return All(several)
    return Any(several) if shape < 0.85 else Not(several[0])


def random_facts(draw: Random) -> dict[str, Value]:
    """Facts of a case, any of which may be missing; values beside those that conditions name too."""
    pool: dict[str, list[Anything]] = {
        "urgent": [True, False],
        "kind": ["a", "b", "c"],
        "other-kind": ["b", "c", "d"],
        "village": ["east", "west", "north", "south"],
        "size": [-5, 0, 1, 2, 3, 4, Decimal("2.5"), Decimal("0.1"), 100],
        "since": [TODAY + n * DAY for n in (-500, -400, -399, -366, -365, -31, -30, -29, -2, -1, 0, 1, 50)],
        "tags": [(), ("x",), ("y", "z"), ("z",), ("x", "y", "z")],
        "people": [tuple(draw.choices(ROWS, k=n)) for n in (0, 1, 1, 2, 2, 3, 5)],
    }
    return {k: draw.choice(v) for k, v in pool.items() if draw.random() < 0.8}


def random_tables(draw: Random) -> tuple[Table, ...]:
    """One table on the facts, and one that reads it too."""
    first = _table(draw, "grade", [random_condition(draw) for _ in range(draw.randint(1, 4))])
    read = [Test("grade", draw.choice(("is", "not")), draw.choice(("r0", "r1", "none"))) for _ in range(3)]
    mixed: list[Condition] = [All((t, random_condition(draw, 1))) for t in read]
    return (first, _table(draw, "path", mixed))


def _table(draw: Random, key: str, conditions: list[Condition]) -> Table:
    rules = {f"r{n}": Rule(f"r{n}", f"r{n % 2}" if key == "grade" else f"r{n}", c) for n, c in enumerate(conditions)}
    return Table(key, draw.choice(("unique", "first", "any", "collect")), rules, "none")
