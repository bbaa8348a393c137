"""A rule set made ready for judging: what asks the matcher, in which order, and who listens to what.

Derived once per published rule set; frozen by convention, holds nothing about any case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.policy.actors import facts_named
from engine.policy.conditions import Condition, facts_read
from engine.policy.definitions import (
    Citation,
    Cites,
    Deadline,
    JoinCase,
    RuleSet,
)
from engine.policy.fact_types import FactType, event_names, fact_types
from engine.policy.forms import Field, Form
from engine.policy.limits import Limit
from engine.policy.tables import RuleGroup
from engine.policy.triggers import names_of

PAPER_EVENTS = ("written", "signed", "refused", "sent")


@dataclass(frozen=True)
class Rulebook:
    """`tables` are in the order of their dependence; `groups` are what the matcher is asked and
    `reads` the facts that each of them reads; `akin`
    says by which fields, and how far back, other cases are related to one (counted or joined);
    `dated` are the deadlines that begin on a day somebody tells; `of_body` the papers and events that
    belong on the standing file and not on a case, `body_tables` the tables that are decided there, and
    `per_holder` those that ask about whoever owes a duty."""

    ruleset: RuleSet
    types: Mapping[str, FactType]
    tables: tuple[str, ...]
    groups: Mapping[str, RuleGroup]
    asked: frozenset[str]
    moved_by: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reads: Mapping[str, frozenset[str]] = field(default_factory=dict)
    akin: tuple[tuple[tuple[str, ...], Limit | None], ...] = ()
    dated: tuple[Deadline, ...] = ()
    of_body: frozenset[str] = frozenset()
    body_tables: frozenset[str] = frozenset()
    per_holder: frozenset[str] = frozenset()

    @cached_property
    def yes_no(self) -> tuple[str, ...]:
        """Facts that are no until they are yes: events and flags, not the questions of forms."""
        fields = {f.key for form in self.ruleset.forms.values() for _, f in form.all_fields()}
        return tuple(
            n for n in (*self.asked, *self.ruleset.flags)
            if n in self.types and self.types[n].kind == "yes-no" and n not in fields
        )  # fmt: skip

    @cached_property
    def read_by_seats(self) -> tuple[str, ...]:
        """Facts that decide who takes a seat, rows by their group."""
        lines = [line for seat in self.ruleset.seats.values() for line in seat.filled]
        read = [n for line in lines for n in facts_read(line.if_)]
        read += [n for line in lines if line.with_ is not None for n in facts_named(line.with_)]
        return tuple(sorted({*read, *self.read_by_signers}))

    @cached_property
    def read_by_signers(self) -> tuple[str, ...]:
        """Facts that name who signs a paper: `{signer: slip}` means them too."""
        refs = [p.signed_by for p in self.ruleset.papers.values() if p.signed_by is not None]
        return tuple(sorted({n for ref in refs for n in facts_named(ref)}))

    @cached_property
    def read_by_registers(self) -> tuple[str, ...]:
        """Facts that decide what is entered in a register."""
        return tuple(sorted({n for r in self.ruleset.registers.values() for n in facts_read(r.if_)}))

    @property
    def has_standing(self) -> bool:
        """Whether there is anything to keep on a standing file."""
        return bool(self.ruleset.periods) or any(d.scope == "body" for d in self.ruleset.duties.values())

    def belongs_to_body(self, event: str) -> bool:
        """Whether this event happens on the standing file, never on a case."""
        subject = event.rpartition(".")[0]
        duty = self.ruleset.duties.get(subject)
        return bool({event, subject} & self.of_body) or (duty is not None and duty.scope == "body")

    def form(self, form_id: str) -> Form:
        """The form of a case. Loading guarantees that it is there."""
        return self.ruleset.forms[form_id]

    def contents(self, paper: str) -> Mapping[str, Field]:
        """The fields of a paper's own contents and form."""
        definition = self.ruleset.papers[paper]
        filled = self.form(definition.form).all_fields() if definition.form else ()
        return {**definition.contains, **{f.key: f for _, f in filled}}

    def cites(self, *where: Cites) -> tuple[str, ...]:
        """The first citation that is not empty, as `document article`; a rule's own before its
        table's, a step's before its ladder's."""
        found = next((c for c in where if c), ())
        return tuple(f"{c.document} {c.article}" for c in found)

    def states_moved_by(self, event: str) -> frozenset[str]:
        """States that this event leads out of."""
        return self.moved_by.get(event, frozenset())


def prepare(ruleset: RuleSet) -> Rulebook:
    """The rulebook of a rule set."""
    types = fact_types(ruleset)
    tables = tuple(_in_order(ruleset))
    groups = {f"tables.{t}": _group(f"tables.{t}", _table_rules(ruleset, t), ruleset, types) for t in tables}
    flags = {k: f.if_ for k, f in ruleset.flags.items() if f.if_ is not None}
    groups["flags"] = _group("flags", flags, ruleset, types)
    recusal = {k: r.if_ for k, r in ruleset.recusal.items() if r.who is None}
    groups["recusal"] = _group("recusal", recusal, ruleset, types)
    moved: dict[str, set[str]] = {}
    for state in ruleset.states.values():
        for event in state.transitions:
            moved.setdefault(event, set()).add(state.key)
    return Rulebook(
        ruleset,
        types,
        tables,
        groups,
        frozenset(_asked(ruleset)),
        {k: frozenset(v) for k, v in moved.items()},
        {k: _read_by(g) for k, g in groups.items()},
        _akin(ruleset),
        tuple(_dated(ruleset, types)),
        frozenset(_of_body(ruleset)) - frozenset(n.rpartition(".")[0] or n for n in moved),
        frozenset(_body_tables(ruleset)),
        frozenset(t for t in ruleset.tables if any(n.startswith("who.") for n in _read_by_table(ruleset, t))),
    )


def _of_body(ruleset: RuleSet) -> Iterator[str]:
    """Papers and events that declare and end periods, or that the body's own duties send or wait for."""
    names = [n for p in ruleset.periods.values() for n in (p.declared_by, p.ended_by)]
    for duty in ruleset.duties.values():
        if duty.scope == "body":
            names += [*names_of(duty.after), *([duty.send] if duty.send else [])]
    for name in names:
        subject, _, what = name.rpartition(".")
        found = subject if subject in ruleset.papers and what in PAPER_EVENTS else name
        if found in ruleset.papers or found in ruleset.events:
            yield found


def _body_tables(ruleset: RuleSet) -> Iterator[str]:
    """Tables that the conditions of the body's own duties read, with those that they read in turn."""
    duties = [d for d in ruleset.duties.values() if d.scope == "body"]
    waiting = [n for d in duties for n in facts_read(d.if_)]
    waiting += [x.fact for d in duties for x in (d.every, d.limit) if x and x.fact]
    seen: set[str] = set()
    while waiting:
        table = waiting.pop().split(".")[0]
        if table in ruleset.tables and table not in seen:
            seen.add(table)
            waiting += _read_by_table(ruleset, table)
    yield from seen


def _read_by_table(ruleset: RuleSet, table: str) -> set[str]:
    return {n for rule in ruleset.tables[table].rules.values() for n in facts_read(rule.if_)}


def _akin(ruleset: RuleSet) -> tuple[tuple[tuple[str, ...], Limit | None], ...]:
    counted = [(c.same, c.within) for c in ruleset.facts.values() if c.count == "cases"]
    effects = [e for event in ruleset.events.values() for e in event.then]
    effects += [e for paper in ruleset.papers.values() for e in paper.then]
    return (*counted, *((e.same, None) for e in effects if isinstance(e, JoinCase)))


def _dated(ruleset: RuleSet, types: Mapping[str, FactType]) -> Iterator[Deadline]:
    """Deadlines whose start is a date of a form or of a paper, alone or beside events."""
    events = event_names(ruleset)
    dates = {name for name, found in types.items() if found.kind == "date" and name not in events}
    yield from (d for d in ruleset.deadlines.values() if dates & set(names_of(d.starts)))


def clause(citation: Citation) -> str:
    """`measures 四(二)`."""
    return f"{citation.document} {citation.article}"


def _table_rules(ruleset: RuleSet, table: str) -> dict[str, Condition]:
    return {k: r.if_ for k, r in ruleset.tables[table].rules.items()}


def _group(id_: str, rules: Mapping[str, Condition], ruleset: RuleSet, types: Mapping[str, FactType]) -> RuleGroup:
    read = {name for c in rules.values() for name in facts_read(c)}
    counts = {n: ruleset.facts[n] for n in read if n in ruleset.facts}
    return RuleGroup(id_, dict(rules), {n: types[n] for n in sorted(read) if n in types}, counts)


def _read_by(group: RuleGroup) -> frozenset[str]:
    """Facts that a group of rules reads, and the fields by which its related cases are found."""
    read = {n for c in group.rules.values() for n in facts_read(c)}
    return frozenset(read | {f for c in group.counts.values() for f in c.same})


def _in_order(ruleset: RuleSet) -> Iterator[str]:
    """Tables after those they read (loading refuses circles)."""
    done: dict[str, None] = {}

    def visit(table: str, path: tuple[str, ...]) -> None:
        if table in done or table in path:
            return
        for rule in ruleset.tables[table].rules.values():
            for name in facts_read(rule.if_):
                base = name.split(".")[0]
                if base in ruleset.tables and base != table:
                    visit(base, (*path, table))
        done[table] = None

    for table in ruleset.tables:
        visit(table, ())
    yield from done


def _asked(ruleset: RuleSet) -> Iterator[str]:
    """Every fact that any condition of the rule set reads."""
    for condition in conditions_in(ruleset):
        yield from facts_read(condition)


def conditions_in(ruleset: RuleSet) -> Iterator[Condition]:
    """Every condition of a rule set, wherever it stands."""
    for table in ruleset.tables.values():
        for rule in table.rules.values():
            yield rule.if_
    yield from (f.if_ for f in ruleset.flags.values() if f.if_ is not None)
    yield from (r.if_ for r in ruleset.recusal.values())
    for seat in ruleset.seats.values():
        yield from (line.if_ for line in seat.filled)
    for state in ruleset.states.values():
        for transitions in state.transitions.values():
            yield from (t.if_ for t in transitions)
    for event in ruleset.events.values():
        yield from (event.if_, event.needs)
    for paper in ruleset.papers.values():
        yield from (paper.if_, paper.needs)
    for deadline in ruleset.deadlines.values():
        yield deadline.if_
        yield from (p.while_ for p in deadline.pauses.values() if p.while_ is not None)
    for ladder in ruleset.escalations.values():
        yield from (s.if_ for s in ladder.steps.values())
    yield from (d.if_ for d in ruleset.duties.values())
    yield from (r.if_ for r in ruleset.registers.values())
    yield from (p.if_ for p in ruleset.prohibitions.values())
