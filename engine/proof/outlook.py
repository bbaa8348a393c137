"""What of a case counts from one state on: worked out once for all cases that have the same ahead.

Here is only what the definitions say; `engine.proof.abstract` looks at cases with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from engine.casework.rulebook import PAPER_EVENTS, Rulebook, conditions_in, prepare
from engine.policy.actors import ActorRef, facts_named
from engine.policy.conditions import ALWAYS, All, Condition, facts_read
from engine.policy.definitions import Deadline, Event, LastOf, Paper, RuleSet, SeatLine, SetFacts
from engine.policy.triggers import names_of
from engine.proof.ahead import done_once, is_over, may_be_written, still_possible, ways
from engine.proof.live import Readings, answered_together, readings
from engine.proof.residue import Key, Residue
from engine.proof.slicing import essentials, slice_of, with_also
from engine.proof.unfolding import heard_in, restating, unfolded
from engine.proof.values import Comparisons, comparisons_of


@dataclass(frozen=True)
class Outlook:
    """The slice of what can still be entered and done (`book`), and what of a case it reads.

    `changing` are facts that something may still change, `settled` those that conditions read and
    nothing changes; `remembered` events of which it counts that they happened; `timed` clocks whose
    running out counts; `late` recusals that may still come; `startable` clocks that may begin;
    `again` states of which it counts that a case has been there; `raised` flags that may still turn;
    `once` acts that are done once, `finishing` papers that may be signed and not written any more.
    `alike` is the same for outlooks on the same definitions; `names_change`: a fact that may still
    change names who acts. `readings` tell what of it is read before it is written anew, `together`
    the section that facts are always answered in.
    """

    book: Rulebook
    known: Comparisons
    changing: frozenset[str]
    settled: tuple[str, ...]
    conditions: tuple[Condition, ...]
    remembered: frozenset[str]
    timed: frozenset[str]
    refs: tuple[ActorRef | SeatLine, ...]
    taking_over: tuple[Condition, ...]
    late: frozenset[str]
    overridden: frozenset[str]
    startable: frozenset[str]
    again: frozenset[str]
    raised: frozenset[str]
    once: frozenset[str]
    finishing: frozenset[str]
    alike: Key
    names_change: bool
    readings: Readings
    together: Mapping[str, str]
    residues: dict[Key, Residue] = field(default_factory=dict)
    people: dict[Key, Key] = field(default_factory=dict)


def outlook_on(
    whole: RuleSet, state: str, extra: frozenset[str],
    done: frozenset[str] = frozenset(), waiting: frozenset[str] | None = None, taken: bool = False,
) -> Outlook:  # fmt: skip
    """What counts from this state on, where these acts are done and these papers wait. A case that is
    `taken` over by a higher body as a whole cannot be taken over again."""
    onward = ways(whole, state)
    ahead = frozenset({state}) | onward
    there = still_possible(whole, ahead, done, waiting)
    if taken:
        there = replace(there, recusal={k: r for k, r in there.recusal.items() if r.who is not None})
    sliced = slice_of(there, with_also(there, essentials(there), extra))
    startable = frozenset(k for k, d in sliced.deadlines.items() if _may_start(d, whole, onward))
    limits = {k: d if k in startable else replace(d, if_=ALWAYS) for k, d in sliced.deadlines.items()}
    book = prepare(replace(sliced, deadlines=limits))
    rules, changing, remembered = book.ruleset, _changing(book, whole, there), _remembered(book)
    known = comparisons_of(book)
    plain = restating(book, known.whole)
    conditions = tuple(dict.fromkeys(unfolded(c, rules, plain) for c in _judged(book, changing - plain)))
    taking_over = tuple(unfolded(r.if_, rules, plain) for r in rules.recusal.values() if r.who is None)
    return Outlook(
        book,
        known,
        changing,
        tuple(sorted({n for c in (*conditions, *taking_over) for n in facts_read(c)} - changing)),
        conditions,
        remembered,
        frozenset(_timed(book)),
        tuple(dict.fromkeys(_refs(rules))),
        taking_over,
        frozenset(k for k, r in rules.recusal.items() if r.who is None and changing & set(facts_read(r.if_))),
        book.asked | rules.tables.keys(),
        startable,
        frozenset(w for w in onward if _forgets(rules, w, remembered | _stops(rules, startable) | book.asked)),
        frozenset(k for k in rules.flags if _may_turn(k, rules, changing) and not is_over(k, whole, there)) - plain,
        done_once(whole).intersection(rules.events),
        frozenset(k for k, p in rules.papers.items() if not may_be_written(p, whole, ahead)),
        (frozenset(rules.papers), frozenset(rules.events), frozenset(rules.deadlines), frozenset(rules.tables),
         frozenset(rules.seats), frozenset(rules.flags), frozenset(rules.facts), frozenset(rules.duties), taken),
        bool(changing & {n for ref in _refs(rules) if not isinstance(ref, SeatLine) for n in facts_named(ref)}),
        readings(rules, whole, done, plain, lambda c: unfolded(c, rules, plain)),
        answered_together(rules, known.whole),
    )  # fmt: skip


def _changing(book: Rulebook, whole: RuleSet, there: RuleSet) -> frozenset[str]:
    """Facts that something may still change: all but answers given when filing, what follows from
    them alone, and what nobody can bring about any more."""
    rules = book.ruleset
    fields = {f.key for form in rules.forms.values() for _, f in form.all_fields()}
    derived = {*rules.tables, *(k for k, f in rules.flags.items() if f.if_ is not None and not f.raised_by)}
    counted = {k for k, c in rules.facts.items() if c.count == "cases"}
    changing = {n.split(".")[0] for n in book.asked} | book.asked
    changing -= {n for n in changing if n.split(".")[0] in fields or is_over(n, whole, there)} | derived | counted
    changing -= {"case.opened", "case"} if "case.closed" not in book.asked else {"case.opened"}
    changing |= _asked_later(rules) | _set_by_effects(rules)
    while True:
        more = {d for d in derived - changing if _reads(rules, d) & changing}
        if not more:
            return frozenset(changing)
        changing |= more


def _may_turn(flag: str, rules: RuleSet, changing: frozenset[str]) -> bool:
    found = rules.flags[flag]
    return found.if_ is None or found.raised_by is not None or bool(_reads(rules, flag) & changing)


def _reads(rules: RuleSet, derived: str) -> set[str]:
    if derived in rules.tables:
        names = {n for rule in rules.tables[derived].rules.values() for n in facts_read(rule.if_)}
    else:
        names = set(facts_read(rules.flags[derived].if_ or All()))
    return names | {n.split(".")[0] for n in names}


def _asked_later(rules: RuleSet) -> set[str]:
    asked = {e.asks for e in rules.events.values() if e.asks}
    return {k for form in rules.forms.values() for key, s in form.sections.items() if key in asked for k in s.fields}


def _set_by_effects(rules: RuleSet) -> set[str]:
    definitions: tuple[Paper | Event, ...] = (*rules.papers.values(), *rules.events.values())
    return {k for d in definitions for effect in d.then if isinstance(effect, SetFacts) for k in effect.set}


def _may_start(deadline: Deadline, whole: RuleSet, ahead: frozenset[str]) -> bool:
    """Whether what starts it may still come, once the case is in its present state."""
    names = [n.rpartition(".") for n in names_of(deadline.starts) if n != "case.opened"]
    return any(s not in whole.states or what != "entered" or s in ahead for s, _, what in names)


def _stops(rules: RuleSet, startable: frozenset[str]) -> frozenset[str]:
    return frozenset(n for k in startable for n in names_of(rules.deadlines[k].stops))


def _judged(book: Rulebook, changing: frozenset[str]) -> Iterator[Condition]:
    """Conditions whose remains count: those of tables and flags that are settled or unfolded do not."""
    rules = book.ruleset
    tables = {k: t for k, t in rules.tables.items() if k in changing}
    flags = {k: f for k, f in rules.flags.items() if k in changing}
    yield from conditions_in(replace(rules, tables=tables, flags=flags, recusal={}))


def _remembered(book: Rulebook) -> frozenset[str]:
    """Events of which it counts, later on, that they have happened."""
    rules = book.ruleset
    names = {e for e in rules.events if not book.states_moved_by(e)}
    for deadline in rules.deadlines.values():
        triggers = [deadline.starts, *(t for p in deadline.pauses.values() for t in (p.from_, p.until))]
        names |= {n for t in triggers if isinstance(t, LastOf) for n in t.of}
    for duty in rules.duties.values():
        names |= set(names_of(duty.after))
    return frozenset(names)


def _timed(book: Rulebook) -> Iterator[str]:
    """Clocks whose running out changes something."""
    rules = book.ruleset
    heard = heard_in(book)
    for key, deadline in rules.deadlines.items():
        named = any(f"{key}.{w}" in heard for w in ("expired", "met"))
        if named or deadline.extension or deadline.escalation or any(p.at_most for p in deadline.pauses.values()):
            yield key
    for key in rules.duties:
        if any(f"{key}.{w}" in heard for w in ("missed", "due")):
            yield key


def _refs(rules: RuleSet) -> Iterator[ActorRef | SeatLine]:
    yield from (s.owner for s in rules.states.values() if s.owner)
    yield from (e.by for e in rules.events.values() if e.by)
    yield from (ref for p in rules.papers.values() for ref in (p.by, p.signed_by) if ref is not None)
    yield from (d.who for d in rules.duties.values())
    lines = (line for seat in rules.seats.values() for line in seat.filled)
    yield from (line for line in lines if line.chosen_in is None or line.chosen_in in rules.papers)


def _forgets(rules: RuleSet, state: str, remembered: frozenset[str]) -> bool:
    """Whether entering the state again makes anything forgotten that counts."""
    subjects = {t.rpartition(".")[0] for t in rules.states[state].transitions} & rules.papers.keys()
    names = {*rules.states[state].transitions, *(f"{s}.{w}" for s in subjects for w in PAPER_EVENTS)}
    return bool(names & remembered)
