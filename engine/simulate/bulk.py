"""A rule set for many cases at once: what `engine.columns` needs, taken from its rulebook.

Cases are judged as they are when they are opened. What depends on a later event, a paper or a seat is
read as "has not happened", and `waiting` names the tables, flags and deadlines that this touches.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.casework.rulebook import Rulebook
from engine.columns.policy import PolicyColumns, policy_columns
from engine.policy.conditions import Condition, Value, facts_read
from engine.policy.fact_types import event_names


def policy_of(book: Rulebook) -> PolicyColumns:
    """The tables, flags and recusal rules of a rulebook, ready for columns."""
    tables = {t: (book.ruleset.tables[t], book.groups[f"tables.{t}"]) for t in book.tables if t not in book.per_holder}
    return policy_columns(book.types, tables, book.groups["flags"], book.groups["recusal"], defaults=_defaults(book))


def waiting(book: Rulebook) -> frozenset[str]:
    """Tables, flags, recusal rules and deadlines, as `tables.track`, that read what only happens later."""
    asked: dict[str, tuple[Condition, ...]] = {
        **{k: tuple(g.rules.values()) for k, g in book.groups.items() if k.startswith("tables.")},
        **{f"flags.{k}": (c,) for k, c in book.groups["flags"].rules.items()},
        **{f"recusal.{k}": (c,) for k, c in book.groups["recusal"].rules.items()},
        **{f"deadlines.{k}": (d.if_,) for k, d in book.ruleset.deadlines.items()},
    }
    late = _late(book)
    found: set[str] = set()
    while True:
        names = late | {path.partition(".")[2] for path in found if path.startswith(("tables.", "flags."))}
        more = {path for path, conditions in asked.items() if _reads(conditions, names)} - found
        if not more:
            return frozenset(found)
        found |= more


def _reads(conditions: Iterable[Condition], names: Iterable[str]) -> bool:
    read = {n for c in conditions for n in facts_read(c)}
    return bool(read & set(names)) or any(n.split(".")[0] in names for n in read)


def _late(book: Rulebook) -> frozenset[str]:
    """Facts that a case only learns after it was opened."""
    rules = book.ruleset
    raised = (f.key for f in rules.flags.values() if f.if_ is None)
    return (event_names(rules) - {"case.opened"}) | {*rules.seats, *rules.papers, *raised}


def _defaults(book: Rulebook) -> dict[str, Value]:
    """Facts of a case at its opening that no form asks for."""
    rules = book.ruleset
    asked = {f.key for form in rules.forms.values() for _, f in form.all_fields()}
    yes_no = [
        n for n in (*book.asked, *rules.flags)
        if n in book.types and book.types[n].kind == "yes-no" and n not in asked
    ]  # fmt: skip
    counts: dict[str, Value] = dict.fromkeys(rules.facts, 0)
    first = next((s.key for s in rules.states.values() if s.initial), "")
    return {**dict.fromkeys(yes_no, False), **counts, "state": first, "period": ()}
