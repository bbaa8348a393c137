"""The abstract case: what of a case can still make a difference. Two cases with one key go the same
way for ever, as far as the rules of this slice can tell.

Left out are dates, versions, epochs, texts and names. Facts that no later act can change are not kept
either, only what they leave of each condition; so appeals and advice are one class where the rules
treat them alike. Facts that may change are kept as the answers to every comparison with them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace

from engine.casework.case import Case, PaperVersion
from engine.casework.facts import plain
from engine.casework.rulebook import PAPER_EVENTS, Rulebook, conditions_in, names_of, prepare
from engine.casework.run import Run
from engine.policy.actors import ActorRef, AllOf, Each, Meeting
from engine.policy.conditions import ALWAYS, All, Condition, Facts, Not, Rows, Test, facts_read, holds
from engine.policy.conditions import Any as AnyOf
from engine.policy.deadlines import Clock
from engine.policy.definitions import Deadline, Event, LastOf, Paper, RuleSet, SeatLine, SetFacts, State
from engine.policy.seating import may_choose, people_of
from engine.proof.moves import together
from engine.proof.passing import Ages
from engine.proof.slicing import essentials, slice_of, with_also
from engine.proof.values import Comparisons, comparisons_of

Key = Hashable
_TRUE: Key = "always"
_FALSE: Key = "never"


class Abstraction:
    """The abstract cases of one rulebook: in every state only what counts from there on."""

    def __init__(self, book: Rulebook, extra: frozenset[str] = frozenset()) -> None:
        self._onward = {s: _onward(book.ruleset, s, extra) for s in book.ruleset.states}

    def key(self, run: Run, ages: Ages) -> Key:
        """The abstract case."""
        return self._onward[run.case.state].key(run, ages)

    def timed(self, state: str) -> frozenset[str]:
        """Clocks whose running out counts from this state on."""
        return self._onward[state].timed


@dataclass(frozen=True)
class Outlook:
    """What of a case counts from one state on; worked out once."""

    book: Rulebook
    known: Comparisons
    changing: frozenset[str]
    conditions: tuple[Condition, ...]
    remembered: frozenset[str]
    timed: frozenset[str]
    refs: tuple[ActorRef | SeatLine, ...]
    taking_over: tuple[Condition, ...]
    late: frozenset[str]
    overridden: frozenset[str]
    startable: frozenset[str]
    again: frozenset[str]
    cache: dict[tuple[object, ...], Key] = field(default_factory=dict)

    def key(self, run: Run, ages: Ages) -> Key:
        """The abstract case."""
        case = run.case
        return (
            case.state,
            self._left(run),
            self._changing_values(run),
            frozenset(n for n in case.happened if n in self.remembered),
            self._barred(case),
            case.visited & self.again,
            tuple(sorted((k, self._paper(run, k, p)) for k, p in case.papers.items() if self._counts(k, p))),
            self._seats(run),
            frozenset((k, found) for k, c in case.clocks.items() if (found := self._clock(c)) is not None),
            self._order(case, ages),
            self._people(run),
            (case.taken_by, "sealed" in self.book.asked and case.sealed, any(a is None for a in case.accused)),
            case.recusals & self.late,
            frozenset(case.flags & self.book.ruleset.flags.keys()),
            frozenset((k, v) for k, v in case.set_facts.items() if k in self.overridden),
        )  # fmt: skip

    def _left(self, run: Run) -> Key:
        """What the facts that stay as they are leave of every condition."""
        unlinked = any(a is None for a in run.case.accused)
        facts, open_ = run.facts(), self.changing | ({"accused"} if unlinked else frozenset())
        fixed = tuple(sorted((k, repr(v)) for k, v in facts.items() if k in self.book.asked and k not in open_))
        signature = (unlinked, fixed)
        if signature not in self.cache:
            decided = tuple(left(c, facts, open_) for c in self.conditions)
            pending = tuple(left(c, facts, open_) for c in self.taking_over)
            self.cache[signature] = (decided, tuple(p for p in pending if p not in (_TRUE, _FALSE)))
        return self.cache[signature]

    def _changing_values(self, run: Run) -> Key:
        facts = run.facts()
        tests = tuple(holds(t, facts) for fact, ts in self.known.tests.items() if fact in self.changing for t in ts)
        rows = tuple(holds(q, facts) for group, qs in self.known.rows.items() if group in self.changing for q in qs)
        whole = tuple((n, repr(plain(facts.get(n)))) for n in sorted(self.known.whole))
        changing = self.changing & self.book.ruleset.tables.keys()
        decided = tuple((t, repr(d.value)) for t, d in sorted(run.case.decisions.items()) if t in changing)
        return tests, rows, whole, decided, self._tallies(run)

    def _barred(self, case: Case) -> Key:
        """Clocks that ended and may begin again, and those that what has happened keeps from beginning."""
        found: list[Key] = []
        for key in self.startable:
            if key not in case.clocks:
                stops = frozenset(n for n in names_of(self.book.ruleset.deadlines[key].stops) if n in case.happened)
                found += [(key, stops)] if stops else []
            elif case.clocks[key].outcome != "running":
                found.append(key)
        return frozenset(found)

    def _tallies(self, run: Run) -> Key:
        """How often something has happened, up to the largest number that a comparison names."""
        out = []
        for key in self.book.ruleset.facts:
            named = [t.value for t in self.known.tests.get(key, ()) if isinstance(t.value, int)]
            seen = run.facts().get(key, 0)
            out.append((key, min(int(seen), max(named, default=0) + 1) if isinstance(seen, int) else 0))
        return tuple(out)

    def _counts(self, key: str, paper: PaperVersion) -> bool:
        """A paper that waits for signatures, or is signed and waits for somebody to send it."""
        definition = self.book.ruleset.papers.get(key)
        if definition is None:
            return False
        waits = paper.status == "written" and definition.signed_by is not None
        return waits or (paper.status == "signed" and bool(definition.to))

    def _paper(self, run: Run, key: str, paper: PaperVersion) -> tuple[object, ...]:
        """Who signed so far, where it counts whose signatures they are, and the seats chosen in it."""
        whose = (tuple(sorted(paper.signatures)), tuple(sorted(paper.against))) if together(run, key) else ()
        chosen = tuple(sorted(s for s, ids in paper.seats.items() if set(ids) - run.case.out))
        apart = len({i for ids in paper.seats.values() for i in ids}) > 1
        return paper.status, whose, chosen, apart

    def _seats(self, run: Run) -> Key:
        """Which seats are filled, and whether anybody is there; what conditions read of them is
        among the values that change."""
        bench = run.bench()
        filled = [(seat, ids) for seat, ids in sorted(run.case.seats.items()) if seat in self.book.ruleset.seats]
        return tuple((seat, any(people_of(i, bench) for i in ids)) for seat, ids in filled if ids)

    def _clock(self, clock: Clock) -> Key:
        """Whether it runs, stands still or has ended, how often it was extended and stopped."""
        if clock.deadline not in self.book.ruleset.deadlines and clock.deadline not in self.book.ruleset.duties:
            return None
        if clock.outcome != "running":
            return None
        definition = self.book.ruleset.deadlines.get(clock.deadline)
        still = clock.open_pause.pause if clock.open_pause else None
        late = clock.expired if clock.deadline in self.timed else None
        length = repr(clock.limit) if clock.deadline in self.timed else None
        return late, still, length, _extended(definition, clock), _paused(definition, clock)

    def _order(self, case: Case, ages: Ages) -> Key:
        """Who began before whom, among the clocks whose running out counts."""
        alive = {k for k in self.timed if k in case.clocks and not case.clocks[k].expired}
        if len(alive) < 2:
            return ()
        return tuple(g & alive for g in ages if g & alive)

    def _people(self, run: Run) -> Key:
        """Whether anybody is left for everything that the rules ask of people, and of every kind."""
        case = run.case
        signature = (case.out, case.taken_by, tuple(sorted(case.seats.items())))
        if signature not in self.cache:
            self.cache[signature] = tuple(self._left_of(ref, run) for ref in self.refs)
        return self.cache[signature]

    def _left_of(self, ref: ActorRef | SeatLine, run: Run) -> Key:
        bench = run.bench()
        if isinstance(ref, SeatLine):
            return bool(run.who(ref.with_).persons if ref.with_ is not None else may_choose(ref.from_, bench))
        if isinstance(ref, (AllOf, Meeting, Each)):
            return tuple(sorted(run.who(ref).persons))
        return bool(run.who(ref).persons)


def _onward(whole: RuleSet, state: str, extra: frozenset[str]) -> Outlook:
    """What counts from this state on: the slice of what can still be entered."""
    ahead = frozenset({state}) | _ways(whole, state)
    there = replace(whole, states={k: s for k, s in whole.states.items() if k in ahead})
    sliced = slice_of(there, with_also(there, essentials(there), extra))
    startable = frozenset(k for k, d in sliced.deadlines.items() if _may_start(d, whole, _ways(whole, state)))
    settled = {k: d if k in startable else replace(d, if_=ALWAYS) for k, d in sliced.deadlines.items()}
    book = prepare(replace(sliced, deadlines=settled))
    rules, changing, remembered = book.ruleset, _changing(book), _remembered(book)
    return Outlook(
        book,
        comparisons_of(book),
        changing,
        tuple(dict.fromkeys(_judged(book, changing))),
        remembered,
        frozenset(_timed(book)),
        tuple(dict.fromkeys(_refs(rules))),
        tuple(r.if_ for r in rules.recusal.values() if r.who is None),
        frozenset(k for k, r in rules.recusal.items() if r.who is None and changing & set(facts_read(r.if_))),
        book.asked | rules.tables.keys(),
        startable,
        frozenset(w for w in _ways(whole, state) if _forgets(rules, w, remembered | _stops(rules, startable))),
    )


def left(condition: Condition, facts: Facts, open_: frozenset[str]) -> Key:
    """What remains of a condition when the facts outside `open_` will not change any more."""
    if not any(n.split(".")[0] in open_ or n in open_ for n in facts_read(condition)):
        return _TRUE if holds(condition, facts) else _FALSE
    match condition:
        case Test() | Rows():
            return condition
        case Not(item):
            inner = left(item, facts, open_)
            return {_TRUE: _FALSE, _FALSE: _TRUE}.get(inner, ("not", inner))
        case All(items):
            return _joined("all", [left(i, facts, open_) for i in items], _TRUE, _FALSE)
        case AnyOf(items):
            return _joined("any", [left(i, facts, open_) for i in items], _FALSE, _TRUE)


def _joined(word: str, parts: list[Key], idle: Key, decisive: Key) -> Key:
    if decisive in parts:
        return decisive
    kept = tuple(p for p in parts if p != idle)
    return (word, kept) if kept else idle


def _changing(book: Rulebook) -> frozenset[str]:
    """Facts that something may still change: all but answers given when filing and what follows
    from them alone."""
    rules = book.ruleset
    fields = {f.key for form in rules.forms.values() for _, f in form.all_fields()}
    derived = {*rules.tables, *(k for k, f in rules.flags.items() if f.if_ is not None and not f.raised_by)}
    counted = {k for k, c in rules.facts.items() if c.count == "cases"}
    changing = {n.split(".")[0] for n in book.asked} | book.asked
    changing -= {n for n in changing if n.split(".")[0] in fields} | derived | counted
    changing |= _asked_later(rules) | _set_by_effects(rules)
    while True:
        more = {d for d in derived - changing if _reads(rules, d) & changing}
        if not more:
            return frozenset(changing)
        changing |= more


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
    """Conditions whose remains count: those of tables and flags that are settled do not."""
    rules = book.ruleset
    tables = {k: t for k, t in rules.tables.items() if k in changing}
    flags = {k: f for k, f in rules.flags.items() if k in changing}
    yield from conditions_in(replace(rules, tables=tables, flags=flags, recusal={}))


def _remembered(book: Rulebook) -> frozenset[str]:
    """Events of which it counts, later on, that they have happened."""
    rules = book.ruleset
    names = set(book.asked) | {e for e in rules.events if not book.states_moved_by(e)}
    for deadline in rules.deadlines.values():
        triggers = [deadline.starts, *(t for p in deadline.pauses.values() for t in (p.from_, p.until))]
        names |= {n for t in triggers if isinstance(t, LastOf) for n in t.of}
    for duty in rules.duties.values():
        names |= set(names_of(duty.after))
    return frozenset(names)


def _timed(book: Rulebook) -> Iterator[str]:
    """Clocks whose running out changes something."""
    rules = book.ruleset
    heard = {t for s in rules.states.values() for t in s.transitions} | book.asked
    heard |= {n for d in rules.deadlines.values() for t in (d.starts, d.stops) for n in names_of(t)}
    pauses = [p for d in rules.deadlines.values() for p in d.pauses.values()]
    heard |= {n for p in pauses for n in (*names_of(p.from_), *names_of(p.until))}
    heard |= {n for d in rules.duties.values() for n in names_of(d.after)}
    heard |= {n for f in rules.flags.values() for n in (f.raised_by, f.cleared_by) if n}
    heard |= {c.count for c in rules.facts.values()}
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
    yield from (line for seat in rules.seats.values() for line in seat.filled)


def _forgets(rules: RuleSet, state: str, remembered: frozenset[str]) -> bool:
    """Whether entering the state again makes anything forgotten that counts."""
    subjects = {t.rpartition(".")[0] for t in rules.states[state].transitions} & rules.papers.keys()
    names = {*rules.states[state].transitions, *(f"{s}.{w}" for s in subjects for w in PAPER_EVENTS)}
    return bool(names & remembered)


def _ways(rules: RuleSet, start: str) -> frozenset[str]:
    """States that may be entered from here by the arrows as drawn."""
    found, todo = set[str](), [start]
    while todo:
        state: State = rules.states[todo.pop()]
        onward = {t.to for ts in state.transitions.values() for t in ts} - found
        found |= onward
        todo += onward
    return frozenset(found)


def _extended(definition: Deadline | None, clock: Clock) -> int:
    """How many extensions were granted, as far as a number or a total limits them."""
    rule = definition.extension if definition else None
    if rule is None:
        return 0
    most = rule.times if rule.times is not None else 99 if rule.in_all or rule.ends_by else 1
    return min(len(clock.extensions), most)


def _paused(definition: Deadline | None, clock: Clock) -> tuple[tuple[str, int], ...]:
    limited = {k: p.times for k, p in definition.pauses.items() if p.times is not None} if definition else {}
    return tuple((k, min(n, sum(p.pause == k for p in clock.pauses))) for k, n in sorted(limited.items()))
