"""What is owed beside the path of a case; the books that are kept; declared periods; figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.policy.definitions import Metric
from engine.printing.acts import duty_words
from engine.printing.cadence_words import duty_time
from engine.printing.document import Block, Heading, Para, Table
from engine.printing.speaker import Speaker


def chapter(s: Speaker) -> Iterator[Block]:
    """Duties, books, periods, metrics."""
    yield Heading(1, s.say("duties.title"), "duties")
    yield Para(s.say("duties.intro"))
    if s.rules.duties:
        yield Table(s.say("duties.title"), s.heads("who", "what", "cadence", "if", "clause"), tuple(_duties(s)))
    else:
        yield Para(s.say("duties.none"), note=True)
    yield from _books(s)
    yield from _periods(s)
    yield from _metrics(s)


def _duties(s: Speaker) -> Iterator[tuple[str, ...]]:
    for d in s.rules.duties.values():
        scope = s.say(f"duties.scope.{d.scope}")
        each = s.say("duties.each", group=s.names.fact(d.each)) if d.each else ""
        yield (
            s.who(d.who), duty_words(d, s), duty_time(d, s), s.lines(scope, each, s.when(d.if_)),
            s.cites(d.cite, unverified=d.unverified),
        )  # fmt: skip


def _books(s: Speaker) -> Iterator[Block]:
    if not s.rules.registers:
        return
    yield Heading(2, s.say("duties.books"), "books")
    rows = tuple(
        (
            r.label.in_(s.lang), s.when(r.if_) or s.say("duties.all-cases"),
            s.who(r.kept_by) if r.kept_by else s.or_none(""), s.names.of(r.part_of) if r.part_of else s.or_none(""),
            s.cites(r.cite),
        )
        for r in s.rules.registers.values()
    )  # fmt: skip
    yield Table(s.say("duties.books"), s.heads("book", "cases", "kept-by", "part-of", "clause"), rows)


def _periods(s: Speaker) -> Iterator[Block]:
    if not s.rules.periods:
        return
    yield Heading(2, s.say("duties.periods"), "periods")
    rows = tuple(
        (p.label.in_(s.lang), s.names.event(p.declared_by), s.names.event(p.ended_by), s.cites(p.cite))
        for p in s.rules.periods.values()
    )
    yield Table(s.say("duties.periods"), s.heads("period", "begins", "ends", "clause"), rows)


def _metrics(s: Speaker) -> Iterator[Block]:
    if not s.rules.metrics:
        return
    yield Heading(2, s.say("duties.metrics"), "metrics")
    yield Para(s.say("duties.metrics-intro"))
    rows = tuple(
        (
            m.label.in_(s.lang), _pairs(m.count, s), _pairs(m.among, s), _grain(m, s), _target(m.target, s),
            s.cites(m.cite),
        )
        for m in s.rules.metrics.values()
    )  # fmt: skip
    yield Table(s.say("duties.metrics"), s.heads("metric", "counted", "among", "per", "target", "clause"), rows)


def _pairs(counted: Mapping[str, str], s: Speaker) -> str:
    return s.several(_outcome(k, v, s) for k, v in counted.items())


def _outcome(what: str, value: str, s: Speaker) -> str:
    """`handling-time: met`, `rated: happened` or a fact with its value."""
    if what in s.rules.deadlines or what in s.rules.duties:
        return s.say(f"outcome.{value}", name=s.names.of(what))
    if value == "happened":
        return s.names.event(what)
    return s.names.say("pair", label=s.names.fact(what), value=s.names.value(what, value))


def _grain(m: Metric, s: Speaker) -> str:
    per = s.word("per", m.per) if m.per else ""
    return s.or_none(s.several((per, *(s.say("by-each", name=s.names.of(k)) for k in m.by))))


def _target(target: Mapping[str, str] | str, s: Speaker) -> str:
    if isinstance(target, str):
        return s.say("duties.no-target")
    return s.several(s.say(f"target.{k}", value=v) for k, v in target.items())
