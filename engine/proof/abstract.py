"""The abstract case: what of a case can still make a difference. Two cases with one key go the same
way for ever, as far as the rules of this slice can tell.

Left out are dates, versions, epochs, texts and names. Facts that no later act can change are not kept
either, only what they leave of each condition; so appeals and advice are one class where the rules
treat them alike. Facts that may change are kept as the answers to every comparison with them.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.casework.case import Case, PaperVersion
from engine.casework.facts import plain
from engine.casework.rulebook import Rulebook
from engine.casework.run import Run
from engine.policy.actors import ActorRef, AllOf, Each, Meeting, Named, facts_named
from engine.policy.bench import people_of
from engine.policy.deadlines import Clock
from engine.policy.definitions import Deadline, RuleSet, SeatLine
from engine.policy.seating import may_choose
from engine.policy.triggers import names_of
from engine.proof.ahead import Place, chart_of
from engine.proof.live import live_in
from engine.proof.moves import interchangeable, together
from engine.proof.outlook import Outlook, filled, outlook_on, same_content
from engine.proof.passing import Ages
from engine.proof.residue import Key, Residue, answer, residue


class Abstraction:
    """The abstract cases of one rulebook: of every case only what counts from its state on."""

    def __init__(
        self, book: Rulebook, extra: frozenset[str] = frozenset(), apart: frozenset[str] = frozenset()
    ) -> None:
        """`extra` are definitions that somebody asks about, `apart` papers of which it is to be told
        whether they wait."""
        self.apart = apart
        self._rules, self._extra, self._chart = book.ruleset, extra, chart_of(book)
        self._first: dict[str, Outlook] = {}
        self._made: dict[Place, list[tuple[RuleSet, Outlook]]] = {}
        self._alike: dict[Key, list[Outlook]] = {}
        self._numbers: dict[Key, int] = {}
        whole = (r for r in book.ruleset.recusal.values() if r.who is None)
        self._only_by_whole = "sealed" not in book.asked and all(isinstance(r.goes_to, Named) for r in whole)

    def key(self, run: Run, ages: Ages) -> Key:
        """The abstract case."""
        outlook = self._outlook(run)
        left, number = self._left(outlook, run)
        waiting = frozenset(_waiting(outlook, run, outlook.indifferent - self.apart))
        return (run.case.state, number, waiting, *_parts(outlook, run, ages, left))

    def indifferent(self, run: Run) -> frozenset[str]:
        """Papers of which it makes no difference whether they wait."""
        return self._outlook(run).indifferent - self.apart

    def timed(self, run: Run) -> frozenset[str]:
        """Clocks whose running out counts from here on."""
        return self._outlook(run).timed

    def _outlook(self, run: Run) -> Outlook:
        """The outlook of a case: first by its state, then by what its facts have settled, until that
        settles nothing more."""
        state, facts, open_ = run.case.state, run.facts(), _unlinked(run.case)
        if state not in self._first:
            self._first[state] = outlook_on(self._rules, Place(state), self._extra, self._chart)
        outlook = self._first[state]
        while True:
            place = self._place(outlook, run.case)
            signature = (place, open_, *(repr(facts.get(n)) for n in outlook.settled))
            if signature not in outlook.further:
                outlook.further[signature] = self._next(outlook, place, filled(outlook, facts, open_))
            if outlook.further[signature] is outlook:
                return outlook
            outlook = outlook.further[signature]

    def _next(self, outlook: Outlook, place: Place, rules: RuleSet) -> Outlook:
        """The outlook on these rules, once for all cases at this place; the same where nothing is new."""
        if rules is outlook.rules and place == outlook.place:
            return outlook
        known = self._made.setdefault(place, [])
        made = next((o for r, o in known if same_content(r, rules)), None)
        if made is None:
            made = self._interned(outlook_on(rules, place, self._extra, self._chart))
            known.append((rules, made))
        return made

    def _interned(self, found: Outlook) -> Outlook:
        """The first outlook on the same definitions from the same state."""
        place = found.place
        sort = (place.state, place.taken, found.changing, found.plain, found.startable)
        alike = self._alike.setdefault(sort, [])
        known = next((o for o in alike if o is found or same_content(o.rules, found.rules)), None)
        if known is None:
            alike.append(found)
        return known or found

    def _place(self, outlook: Outlook, case: Case) -> Place:
        before = outlook.place
        written = {k for k in outlook.finishing if k in case.papers and case.papers[k].status == "written"}
        return Place(
            case.state,
            before.done | outlook.once.intersection(case.happened),
            frozenset(written).union(before.waiting or ()),
            case.taken_by is not None and self._only_by_whole,
            before.kept | (outlook.lasting & (case.happened.keys() | case.flags)),
            frozenset(k for k in case.set_facts if k in outlook.rules.tables or k in outlook.rules.flags),
            before.over | frozenset(k for k in outlook.rules.deadlines if _is_over(outlook, k, case)),
        )

    def _left(self, outlook: Outlook, run: Run) -> tuple[Residue, int]:
        """What the facts that stay as they are leave of every condition, and its number."""
        open_, facts = _unlinked(run.case), run.facts()
        signature = (open_, *(repr(facts.get(n)) for n in outlook.settled))
        if signature not in outlook.residues:
            live = live_in(outlook.readings, run.case.state, facts, outlook.changing | open_)
            conditions, pending = outlook.conditions, outlook.taking_over
            found = residue(conditions, pending, facts, outlook.changing | open_, live, outlook.together)
            alike = (id(outlook), found.key, found.atoms)
            outlook.residues[signature] = found, self._numbers.setdefault(alike, len(self._numbers))
        return outlook.residues[signature]


def _unlinked(case: Case) -> frozenset[str]:
    """The accused, as long as somebody must still say who they are."""
    return frozenset({"accused"}) if any(a is None for a in case.accused) else frozenset()


def _is_over(outlook: Outlook, deadline: str, case: Case) -> bool:
    """Whether this clock neither runs nor may begin any more."""
    clock = case.clocks.get(deadline)
    return deadline not in outlook.startable and (clock is None or clock.outcome != "running")


def _parts(outlook: Outlook, run: Run, ages: Ages, left: Residue) -> tuple[Key, ...]:
    case = run.case
    return (
        _answers(outlook, run, left),
        outlook.remembered.intersection(case.happened),
        _barred(outlook, case),
        case.visited & outlook.again,
        _seats(outlook, run),
        frozenset((k, found) for k, c in case.clocks.items() if (found := _clock(outlook, c)) is not None),
        _order(outlook, case, ages),
        _people(outlook, run),
        (case.taken_by, "sealed" in outlook.asked and case.sealed, any(a is None for a in case.accused)),
        case.recusals & outlook.late,
        case.flags & outlook.raised,
        frozenset((k, repr(v)) for k, v in case.set_facts.items() if k in outlook.overridden),
    )  # fmt: skip


def _answers(outlook: Outlook, run: Run, left: Residue) -> Key:
    """The answers to what is left, values that count as they are, and what tables decide that may change."""
    facts, rules = run.facts(), outlook.rules
    whole = tuple((n, repr(plain(facts.get(n)))) for n in sorted(outlook.known.whole))
    decided = tuple(
        (t, repr(d.value)) for t, d in sorted(run.case.decisions.items()) if t in left.read and t in rules.tables
    )
    return tuple(answer(atom, facts) for atom in left.atoms), whole, decided, tuple(_tallies(outlook, run, left))


def _tallies(outlook: Outlook, run: Run, left: Residue) -> Iterator[Key]:
    """How often something has happened, up to the largest number that a comparison names."""
    for key in outlook.rules.facts.keys() & left.read:
        named = [t.value for t in outlook.known.tests.get(key, ()) if isinstance(t.value, int)]
        seen = run.facts().get(key, 0)
        yield key, min(int(seen), max(named, default=0) + 1) if isinstance(seen, int) else 0


def _barred(outlook: Outlook, case: Case) -> Key:
    """Clocks that ended and may begin again, and those that what has happened keeps from beginning."""
    found: list[Key] = []
    for key in outlook.barrable:
        if key not in case.clocks:
            stops = frozenset(n for n in names_of(outlook.rules.deadlines[key].stops) if n in case.happened)
            found += [(key, stops)] if stops else []
        elif case.clocks[key].outcome != "running":
            found.append(key)
    return frozenset(found)


def _waiting(outlook: Outlook, run: Run, indifferent: frozenset[str]) -> Iterator[Key]:
    """Papers that wait for signatures where that makes a difference, and those that are signed and wait
    for somebody to send them."""
    for key, paper in run.case.papers.items():
        definition = outlook.rules.papers.get(key)
        if definition is None:
            continue
        waits = paper.status == "written" and definition.signed_by is not None and key not in indifferent
        if waits or (paper.status == "signed" and definition.to):
            yield key, _paper(run, key, paper)


def _paper(run: Run, key: str, paper: PaperVersion) -> tuple[object, ...]:
    """Who signed so far, where it counts whose signatures they are, and the seats chosen in it."""
    whose = _votes(run, key, paper) if together(run, key) else ()
    chosen = tuple(sorted(s for s, ids in paper.seats.items() if set(ids) - run.case.out))
    apart = len({i for ids in paper.seats.values() for i in ids}) > 1
    return paper.status, whose, chosen, apart


def _votes(run: Run, key: str, paper: PaperVersion) -> tuple[object, ...]:
    ref = run.book.ruleset.papers[key].signed_by
    if ref is None or not interchangeable(run, ref):
        return tuple(sorted(paper.signatures)), tuple(sorted(paper.against))
    asked = run.who(ref).persons
    return len(asked.intersection(paper.signatures)), len(asked.intersection(paper.against))


def _seats(outlook: Outlook, run: Run) -> Key:
    """Which seats are filled, and where a fact may still name them, whether anybody is there; what
    conditions read of them is among the values that change."""
    bench, known = run.bench(), outlook.rules.seats
    filled = [(seat, ids) for seat, ids in sorted(run.case.seats.items()) if seat in known]
    if not outlook.names_change:
        return tuple(seat for seat, ids in filled if ids)
    return tuple((seat, any(people_of(i, bench) for i in ids)) for seat, ids in filled if ids)


def _clock(outlook: Outlook, clock: Clock) -> Key:
    """Whether it runs, stands still or has ended, how often it was extended and stopped."""
    rules = outlook.rules
    if clock.outcome != "running" or not (clock.deadline in rules.deadlines or clock.deadline in rules.duties):
        return None
    definition = rules.deadlines.get(clock.deadline)
    still = clock.open_pause.pause if clock.open_pause else None
    timed = clock.deadline in outlook.timed
    late, length = (clock.expired, repr(clock.limit)) if timed else (None, None)
    return late, still, length, _extended(definition, clock), _paused(definition, clock)


def _order(outlook: Outlook, case: Case, ages: Ages) -> Key:
    """Who began before whom, among the clocks whose running out counts."""
    alive = {k for k in outlook.timed if k in case.clocks and not case.clocks[k].expired}
    if len(alive) < 2:
        return ()
    return tuple(g & alive for g in ages if g & alive)


def _people(outlook: Outlook, run: Run) -> Key:
    """Whether anybody is left for everything that the rules ask of people, and of every kind."""
    case, facts = run.case, run.facts()
    named = [repr(facts.get(n)) for ref in outlook.refs if not isinstance(ref, SeatLine) for n in facts_named(ref)]
    signature = (case.out, case.taken_by, tuple(sorted(case.seats.items())), *named)
    if signature not in outlook.people:
        outlook.people[signature] = tuple(_left_of(ref, run) for ref in outlook.refs)
    return outlook.people[signature]


def _left_of(ref: ActorRef | SeatLine, run: Run) -> Key:
    bench = run.bench()
    if isinstance(ref, SeatLine):
        return bool(run.who(ref.with_).persons if ref.with_ is not None else may_choose(ref.from_, bench))
    if isinstance(ref, (AllOf, Meeting, Each)):
        persons = run.who(ref).persons
        return len(persons) if interchangeable(run, ref) else tuple(sorted(persons))
    return bool(run.who(ref).persons)


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
