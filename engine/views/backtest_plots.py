"""What of a backtest can be drawn: load by month, days to the answer, and the share of cases that are late.

Plain points with words, in the order in which they are told; whoever draws them decides how.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.i18n import text
from engine.policy.definitions import RuleSet
from engine.policy.directory import Directory
from engine.simulate.backtest import Backtest, SetResult
from engine.views.backtest import route_words
from engine.views.names import Names

MOST_ROUTES = 6
"""Handlers that are drawn one by one; the others are one."""


@dataclass(frozen=True)
class Point:
    """One mark: under which rule set, of what (a handler, a deadline), which kind of value or month, how much."""

    set: str
    what: str
    kind: str
    value: float


def load(result: Backtest, rules: Mapping[str, RuleSet], lang: str) -> tuple[Point, ...]:
    """Cases that each handler gets in each month (`kind`, as `2026-03`)."""
    return tuple(p for one in result.sets for p in _load(one, Names(rules[one.id], Directory(), lang)))


def _load(one: SetResult, names: Names) -> Iterator[Point]:
    sizes = {route: sum(months.values()) for route, months in one.load.items()}
    drawn = sorted(sizes, key=lambda r: -sizes[r])[:MOST_ROUTES]
    rest: dict[str, int] = {}
    for route, months in one.load.items():
        for month, n in months.items():
            if route in drawn:
                yield Point(one.id, route_words(route, names), month, n)
            else:
                rest[month] = rest.get(month, 0) + n
    others = text("backtest.plot.others", names.lang)
    yield from (Point(one.id, others, month, n) for month, n in rest.items())


def days(result: Backtest, rules: Mapping[str, RuleSet], lang: str) -> tuple[Point, ...]:
    """Days from opening to the answer by handler: `kind` is the word for the median or for the longest."""
    return tuple(p for one in result.sets for p in _days(one, Names(rules[one.id], Directory(), lang)))


def _days(one: SetResult, names: Names) -> Iterator[Point]:
    for route in list(one.routes)[:MOST_ROUTES]:
        spread = one.days.get(route)
        if spread is not None and spread.median is not None and spread.worst is not None:
            for kind, value in (("median", spread.median), ("worst", spread.worst)):
                yield Point(one.id, route_words(route, names), text(f"backtest.head.{kind}", names.lang), value)


def late(result: Backtest, rules: Mapping[str, RuleSet], lang: str) -> tuple[Point, ...]:
    """Of the cases on which a deadline ran, the share that did not keep it (0 to 1); `kind` is how many ran."""
    found = []
    for one in result.sets:
        names = Names(rules[one.id], Directory(), lang)
        for key, c in one.clocks.items():
            if c.started and key not in one.untold and c.unbounded < c.started:
                found.append(Point(one.id, names.of(key), f"{c.started:,}", (c.late + c.overdue) / c.started))
    return tuple(found)
