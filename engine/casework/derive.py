"""What follows from the facts alone: decisions, flags, recusal, seats, registers.

Each question goes to the matcher; an answer that changes something becomes an event with the facts
that were read, the rules that matched and who decided.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.casework.events import Reason
from engine.casework.facts import NONE_HERE, plain, restrict
from engine.casework.run import Run
from engine.policy.actors import Named, names_in
from engine.policy.bench import belonging
from engine.policy.conditions import ALWAYS, Value, facts_read
from engine.policy.definitions import Recusal, Seat, Table
from engine.policy.limits import Limit
from engine.policy.seating import fill
from engine.policy.tables import Answer, Question, RuleGroup, settle


def derive(run: Run) -> None:
    """Emit everything that the facts now say and the case does not yet know."""
    decided = run.book.body_tables if run.case.standing else frozenset(run.book.tables)
    for table in run.book.tables:
        if table in decided - run.book.per_holder and table not in run.case.set_facts:
            _decide(run, run.book.ruleset.tables[table])
    if run.case.standing:
        _fill_seats(run)
        return
    _flags(run)
    _recuse(run)
    _fill_seats(run)
    _record(run)


def _ask(run: Run, group: RuleGroup) -> tuple[dict[str, Value], Answer]:
    facts = restrict(run.facts(), run.book.reads[group.id])
    before = run.answers.get(group.id)
    if before is None or before[0] != facts:
        answer = run.world.match(Question(group, facts, run.world.related, run.today))
        run.answers[group.id] = (facts, answer)
        return facts, answer
    return before


def _decide(run: Run, table: Table) -> None:
    group = run.book.groups[f"tables.{table.key}"]
    before = run.case.decisions.get(table.key)
    if run.unchanged(group.id, run.book.reads[group.id], before):
        return
    facts, answer = _ask(run, group)
    outcome = settle(table, answer.rules)
    value = _kept(outcome.value)
    if before and (before.value, before.rules) == (value, outcome.rules):
        return
    reasons = [run.reason(f"tables.{table.key}.rules.{r}", table.rules[r].cite, table.cite) for r in outcome.rules] or [
        run.reason(f"tables.{table.key}.otherwise", table.cite)
    ]
    run.emit(
        "decided",
        {
            "table": table.key, "value": value, "rules": list(outcome.rules), "facts": plain(facts),
            "related": _related(run, group), **_decider(answer),
            **({"conflict": list(outcome.conflict)} if outcome.conflict else {}),
        },
        *reasons,
    )  # fmt: skip


def ask_for(run: Run, table: str, more: Mapping[str, Value]) -> tuple[object, list[Reason], dict[str, object]]:
    """What a table gives for one holder of a duty (`more` tells of them): the value, the rules that
    chose it, and the grounds as an event keeps them."""
    group, definition = run.book.groups[f"tables.{table}"], run.book.ruleset.tables[table]
    facts = restrict({**run.facts(), **more}, run.book.reads[group.id])
    key = f"{group.id} {sorted(more.items())}"
    before = run.answers.get(key)
    answer = before[1] if before and before[0] == facts else None
    if answer is None:
        answer = run.world.match(Question(group, facts, run.world.related, run.today))
        run.answers[key] = (facts, answer)
    outcome = settle(definition, answer.rules)
    reasons = [
        run.reason(f"tables.{table}.rules.{r}", definition.rules[r].cite, definition.cite) for r in outcome.rules
    ] or [run.reason(f"tables.{table}.otherwise", definition.cite)]
    grounds = {"table": table, "rules": list(outcome.rules), "facts": plain(facts), **_decider(answer)}
    return outcome.value, reasons, grounds


def _kept(value: object) -> object:
    """A table's value as it is kept: a limit as a map, a collection as a list."""
    if isinstance(value, Limit):
        return {"limit": plain(value)}
    return plain(value)


def _related(run: Run, group: RuleGroup) -> list[object]:
    return [plain(dict(r)) for r in run.world.related] if group.counts else []


def _grounds(run: Run, group: RuleGroup, rule: str, facts: Mapping[str, Value]) -> dict[str, object]:
    """The facts that one rule of a group reads, and the related cases when it counts them."""
    read = frozenset(facts_read(group.rules[rule]))
    counts = [c for key, c in group.counts.items() if key in read]
    same = frozenset(f for c in counts for f in c.same)
    related = {"related": [plain(dict(r)) for r in run.world.related]} if counts else {}
    return {"facts": plain(restrict(facts, read | same)), **related}


def _decider(answer: Answer) -> dict[str, object]:
    return {"decided_by": answer.decided_by, **({"trouble": answer.trouble} if answer.trouble else {})}


def _flags(run: Run) -> None:
    group = run.book.groups["flags"]
    if not group.rules or run.unchanged(group.id, run.book.reads[group.id], run.case.flags):
        return
    facts, answer = _ask(run, group)
    for key in group.rules:
        up = key in answer.rules
        if up != (key in run.case.flags):
            flag = run.book.ruleset.flags[key]
            data = {"flag": key, "up": up, **_grounds(run, group, key, facts), **_decider(answer)}
            run.emit("flagged", data, run.reason(f"flags.{key}", flag.cite))


def raise_flags(run: Run, name: str) -> None:
    """Flags that this event raises or clears."""
    for flag in run.book.ruleset.flags.values():
        up = flag.raised_by == name
        if (up and flag.key not in run.case.flags) or (flag.cleared_by == name and flag.key in run.case.flags):
            run.emit("flagged", {"flag": flag.key, "up": up}, run.reason(f"flags.{flag.key}", flag.cite))


def _recuse(run: Run) -> None:
    case, group = run.case, run.book.groups["recusal"]
    if run.unchanged(group.id, run.book.reads[group.id], case.accused, case.out, case.recusals):
        return
    named = frozenset(a for a in case.accused if a and a != NONE_HERE)
    facts, answer = _ask(run, group) if group.rules else ({}, Answer((), "plain"))
    for rule in run.book.ruleset.recusal.values():
        if rule.who == "accused":
            out = _with_members(named, run) - run.case.out
            if out:
                _emit_recusal(run, rule, out, {})
        elif rule.key in answer.rules and rule.key not in run.case.recusals:
            grounds = _grounds(run, group, rule.key, facts)
            _emit_recusal(run, rule, frozenset(), {**grounds, **_decider(answer)})


def _emit_recusal(run: Run, rule: Recusal, out: frozenset[str], decider: Mapping[str, object]) -> None:
    whole = rule.who is None and isinstance(rule.goes_to, Named)
    data: dict[str, object] = {"rule": rule.key, "out": sorted(out), "sealed": rule.sealed, **decider}
    if whole and isinstance(rule.goes_to, Named):
        data["taken_by"] = rule.goes_to.name
    run.emit("recused", data, run.reason(f"recusal.{rule.key}", rule.cite))


def _with_members(ids: frozenset[str], run: Run) -> frozenset[str]:
    """The accused, and where a unit is accused, everyone who works in it, leads it or holds an office of it."""
    return ids.union(*(belonging(i, run.book.ruleset, run.world.directory) for i in ids))


def _fill_seats(run: Run) -> None:
    case = run.case
    if run.unchanged("seats", run.book.read_by_seats, case.seats, case.papers, case.out, case.taken_by, case.accused):
        return
    chosen = {key: paper.seats for key, paper in run.case.papers.items() if paper.status in ("signed", "sent")}
    for seat in run.book.ruleset.seats.values():
        holders = fill(seat, run.bench(), chosen)
        before = run.case.seats.get(seat.key, ())
        if holders and holders != before and (not before or _follows(seat, run)):
            run.emit(
                "seated",
                {"seat": seat.key, "holders": list(holders)},
                run.reason(f"seats.{seat.key}", seat.cite),
            )


def _follows(seat: Seat, run: Run) -> bool:
    """A seat chosen in a paper, named after another seat, or filled on a condition is filled anew
    when that changes."""
    seats = run.book.ruleset.seats
    refs = [line.with_ for line in seat.filled if line.with_ is not None]
    depends = any(line.chosen_in or line.if_ != ALWAYS for line in seat.filled)
    return depends or any(n in seats for r in refs for n in names_in(r))


def _record(run: Run) -> None:
    if run.unchanged("registers", run.book.read_by_registers, run.case.registers):
        return
    for register in run.book.ruleset.registers.values():
        if register.key not in run.case.registers and run.holds(register.if_):
            reason: Reason = run.reason(f"registers.{register.key}", register.cite)
            run.emit("recorded", {"register": register.key}, reason)
