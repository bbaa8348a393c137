"""A rule set to read: limits, tables, papers, and what the text leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.policy.definitions import Cites, RuleSet, Table, TableValue
from engine.policy.limits import Limit
from engine.views.conditions import actor_words, condition_words, trigger_words
from engine.views.names import Names

Line = tuple[str, ...]


@dataclass(frozen=True)
class TableView:
    """A decision table: each row says when, then, and by which clause."""

    key: str
    label: str
    rows: tuple[Line, ...]
    otherwise: str
    cites: str


def deadline_rows(names: Names) -> tuple[Line, ...]:
    """What, limit, from, until, whose, clause."""
    return tuple(
        (
            d.label.in_(names.lang), names.limit(d.limit), trigger_words(d.starts, names),
            trigger_words(d.stops, names), actor_words(d.who, names),
            cites_words(d.cite, names, unverified=d.unverified),
        )
        for d in names.ruleset.deadlines.values()
    )  # fmt: skip


def paper_rows(names: Names) -> tuple[Line, ...]:
    """Paper, who writes, who signs, to whom, clause."""
    return tuple(
        (
            p.label.in_(names.lang), actor_words(p.by, names),
            actor_words(p.signed_by, names) if p.signed_by else names.say("none"),
            names.say("comma").join(actor_words(t, names) for t in p.to) or names.say("none"),
            cites_words(p.cite, names, unverified=p.unverified),
        )
        for p in names.ruleset.papers.values()
    )  # fmt: skip


def table_views(names: Names) -> tuple[TableView, ...]:
    """Every decision table."""
    return tuple(_table(t, names) for t in names.ruleset.tables.values())


def gap_rows(names: Names) -> tuple[Line, ...]:
    """Clause, what kind of gap, and why: contradictions, open numbers, what is not modelled."""
    return tuple(_gaps(names.ruleset, names))


def cites_words(cites: Cites, names: Names, *, unverified: bool = False) -> str:
    """Citations in words; what is known from memory only says so."""
    told = names.say("comma").join(names.cite(f"{c.document} {c.article}") for c in cites)
    documents = (names.ruleset.documents.get(c.document) for c in cites)
    doubtful = unverified or any(d.unverified for d in documents if d)
    return f"{told}{names.say('unverified')}" if doubtful else told


def _table(table: Table, names: Names) -> TableView:
    rows = tuple(
        (
            condition_words(r.if_, names), _value(table.key, r.then, names),
            cites_words(r.cite or table.cite, names),
        )
        for r in table.rules.values()
    )  # fmt: skip
    otherwise = _value(table.key, table.otherwise, names)
    return TableView(table.key, names.of(table.key), rows, otherwise, cites_words(table.cite, names))


def _value(table: str, value: TableValue, names: Names) -> str:
    return names.limit(value) if isinstance(value, Limit) else names.value(table, value)


def _gaps(rules: RuleSet, names: Names) -> Iterator[Line]:
    for c in rules.conflicts.values():
        yield cites_words(c.between, names), names.say("gap.conflict"), c.because.in_(names.lang)
    for u in rules.unspecified.values():
        places = dict.fromkeys(_place(p, names) for p in u.at)
        yield names.say("comma").join(places), names.say("gap.unspecified"), u.because.in_(names.lang)
    for m in rules.not_modelled.values():
        yield cites_words(m.cite, names), names.say(f"gap.{m.kind}"), m.because.in_(names.lang)


def _place(path: str, names: Names) -> str:
    parts = path.split(".")
    if parts[0] == "recusal":
        return names.say("reason.recusal")
    return names.of(parts[1]) if len(parts) > 1 else path
