"""How a case is judged: every decision table in full, what is counted, and the marks."""

from __future__ import annotations

from collections.abc import Iterator

from engine.policy.definitions import Count, Flag
from engine.policy.definitions import Table as Decisions
from engine.policy.limits import Limit
from engine.printing.document import Block, Heading, Para, Table
from engine.printing.speaker import Speaker


def chapter(s: Speaker) -> Iterator[Block]:
    """Tables, counted facts, marks."""
    yield Heading(1, s.say("decisions.title"), "decisions")
    yield Para(s.say("decisions.intro"))
    if not s.rules.tables:
        yield Para(s.say("decisions.none"), note=True)
    for table in s.rules.tables.values():
        yield from _table(table, s)
    yield from _counted(s)
    yield from _marks(s)


def _table(table: Decisions, s: Speaker) -> Iterator[Block]:
    label = s.names.of(table.key)
    yield Heading(2, label, f"table-{table.key}")
    yield Para(s.say(f"decisions.hit.{table.hit}"))
    rows = tuple(
        (
            str(number), s.when(rule.if_) or s.names.say("if.always"), _value(table, rule.then, s),
            s.cites(rule.cite or table.cite),
        )
        for number, rule in enumerate(table.rules.values(), 1)
    )  # fmt: skip
    last = (s.say("decisions.last"), s.say("decisions.otherwise"), _value(table, table.otherwise, s))
    yield Table(label, s.heads("number", "if", "then", "clause"), (*rows, (*last, s.cites(table.cite))))


def _value(table: Decisions, value: object, s: Speaker) -> str:
    return s.limit(value) if isinstance(value, Limit) else s.names.value(table.key, value)


def _counted(s: Speaker) -> Iterator[Block]:
    if not s.rules.facts:
        return
    yield Heading(2, s.say("decisions.counted"), "counted")
    rows = tuple(_count(c, s) for c in s.rules.facts.values())
    yield Table(s.say("decisions.counted"), s.heads("fact", "counted", "within", "clause"), rows)


def _count(c: Count, s: Speaker) -> tuple[str, ...]:
    same = s.several(s.names.fact(f) for f in c.same)
    what = s.say("decisions.cases", same=same) if c.count == "cases" else s.names.event(c.count)
    words = s.lines(what, s.say("act.if", condition=s.when(c.if_)) if s.when(c.if_) else "")
    return s.names.of(c.key), words, s.or_none(s.limit(c.within) if c.within else ""), s.cites(c.cite)


def _marks(s: Speaker) -> Iterator[Block]:
    if not s.rules.flags:
        return
    yield Heading(2, s.say("decisions.marks"), "marks")
    yield Para(s.say("decisions.marks-intro"))
    rows = tuple(_mark(f, s) for f in s.rules.flags.values())
    yield Table(s.say("decisions.marks"), s.heads("mark", "if", "colour", "clause"), rows)


def _mark(f: Flag, s: Speaker) -> tuple[str, ...]:
    holds = s.when(f.if_) if f.if_ is not None else ""
    raised = s.say("decisions.raised", event=s.names.event(f.raised_by)) if f.raised_by else ""
    cleared = s.say("decisions.cleared", event=s.names.event(f.cleared_by)) if f.cleared_by else ""
    colour = s.word("colour", f.colour) if f.colour else s.or_none("")
    return s.names.of(f.key), s.or_none(s.lines(holds, raised, cleared)), colour, s.cites(f.cite)
