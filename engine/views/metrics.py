"""Metrics as people read them: what is counted among what, for which span, and whether the target is met.

Small cells are left out here, before anything is shown. A metric is told for whole periods of its own and
for nothing else, so that no two spans of it overlap: what differs between them would be a cell that nobody
looked at. Parts stand in the order of their names, never of their numbers: nothing is ranked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from engine.casework.metrics import Measured, Record, Window, measure, published, window_of
from engine.casework.rulebook import Rulebook
from engine.policy.calendar import Calendar
from engine.policy.definitions import Metric
from engine.views.names import Names

OPERATORS = {"at_least": "≥", "at_most": "≤"}


@dataclass(frozen=True)
class Cell:
    """`count` of `among`, and their share in percent, all empty where there was nothing to count or too
    few to be shown. `state` is met, missed, none (no target), nothing or hidden; `verdict` its words."""

    label: str
    count: int | None
    among: int | None
    share: str
    state: str
    verdict: str

    @property
    def hidden(self) -> bool:
        """Whether it is not shown, because a person could be made out behind it."""
        return self.state == "hidden"


@dataclass(frozen=True)
class MetricLine:
    """One metric over one span; `by` holds, for each fact it is shown apart for, its name and parts."""

    key: str
    label: str
    counted: str
    among: str
    window: Window | None
    target: str
    whole: Cell
    by: tuple[tuple[str, tuple[Cell, ...]], ...]
    cites: tuple[str, ...]


EVER = Window(date.min, date.max)


def metric_lines(
    book: Rulebook, records: Iterable[Record], day: date, calendar: Calendar, names: Names, *,
    before: bool = False,
) -> tuple[MetricLine, ...]:  # fmt: skip
    """Every metric of the rule set, over the span that it is counted `per` in which the day lies, or with
    `before` over the one that ended before it; over all time where it is counted per none."""
    kept, measured = list(records), dict[Window, Mapping[str, Measured]]()
    lines = []
    for key, metric in book.ruleset.metrics.items():
        span = _span(metric.per, day, calendar, before=before)
        if span not in measured:
            measured[span] = measure(book, kept, span, calendar, names.directory)
        lines.append(_line(metric, published(measured[span][key]), span, names))
    return tuple(lines)


def _span(per: str | None, day: date, calendar: Calendar, *, before: bool) -> Window:
    span = window_of(per, day, calendar)
    return span if span == EVER or not before else window_of(per, span.first - timedelta(days=1), calendar)


def _line(metric: Metric, found: Measured, span: Window, names: Names) -> MetricLine:
    by = tuple(
        (
            names.fact(fact),
            tuple(_cell(_value(fact, v, names), part, names) for v, part in _by_name(fact, parts, names)),
        )
        for fact, parts in found.by.items()
    )
    return MetricLine(
        key=metric.key,
        label=metric.label.in_(names.lang),
        counted=_words(metric.count, names),
        among=_words(metric.among, names),
        window=None if span == EVER else span,
        target=_target(metric, names),
        whole=_cell("", found, names),
        by=by,
        cites=tuple(names.cite(f"{c.document} {c.article}") for c in metric.cite),
    )


def _by_name(fact: str, parts: Mapping[str, Measured], names: Names) -> list[tuple[str, Measured]]:
    return sorted(parts.items(), key=lambda pair: _value(fact, pair[0], names))


def _value(fact: str, value: str, names: Names) -> str:
    if value == "-":
        return names.say("metric.unsaid")
    return names.value(fact, value == "true" if value in ("true", "false") else value)


def _cell(label: str, found: Measured, names: Names) -> Cell:
    share = f"{found.share}%" if found.share is not None else ""
    state = "hidden" if found.count is None else "nothing" if not found.among else found.verdict
    return Cell(label, found.count, found.among, share, state, names.say(f"metric.{state}"))


def _words(counted: Mapping[str, str], names: Names) -> str:
    return names.say("comma").join(_one(key, wanted, names) for key, wanted in counted.items())


def _one(key: str, wanted: str, names: Names) -> str:
    """`handling-time: met` as what it means."""
    rules = names.ruleset
    if key in rules.deadlines or key in rules.duties:
        return names.say(f"metric.ended-{wanted}", clock=names.of(key))
    if wanted == "happened":
        return names.event(key)
    return names.say("pair", label=names.fact(key), value=_value(key, wanted, names))


def _target(metric: Metric, names: Names) -> str:
    if isinstance(metric.target, str):
        return names.say("metric.no-target")
    return names.say("comma").join(f"{OPERATORS.get(op, op)} {share}" for op, share in metric.target.items())
