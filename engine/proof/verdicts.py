"""What the search found, read as verdicts: traps, states without owner or clock, ladders."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.casework.clocks.due import running
from engine.casework.rulebook import Rulebook, prepare
from engine.policy.actors import ActorRef, Of, names_in
from engine.policy.conditions import facts_read, holds
from engine.policy.deadlines import Clock
from engine.policy.definitions import Deadline, Duty, Register, RuleSet, State
from engine.policy.directory import HIGHER
from engine.policy.limits import Limit
from engine.policy.spans import settled
from engine.policy.triggers import names_of
from engine.proof.explore import Node, Space
from engine.proof.findings import Trap, Unclocked, Unowned
from engine.proof.residue import Key
from engine.proof.slicing import Items, slice_of, with_also

_ALWAYS_KNOWN = frozenset({"state", "case.closed", "case", "sealed"})


def traps(space: Space) -> tuple[Trap, ...]:
    """The first case of each state from which no final state can be reached."""
    safe = ending(space)
    found: dict[str, Trap] = {}
    for key, node in space.nodes.items():
        if key not in safe:
            found.setdefault(node.case.state, Trap(node.case.state, space.witness(key)))
    endless = [Trap(_state(space, key), (*space.witness(key), *words), endless=True) for key, words in space.endless]
    return (*found.values(), *endless[:1])


def ending(space: Space) -> set[Key]:
    """Abstract cases from which a final state can be reached, worked out backwards."""
    final = {s.key for s in space.book.ruleset.states.values() if s.final}
    backward: dict[Key, list[Key]] = {}
    for key, onward in space.onward.items():
        for after in onward:
            backward.setdefault(after, []).append(key)
    safe = {key for key, node in space.nodes.items() if node.case.state in final}
    queue = deque(safe)
    while queue:
        fresh = [k for k in backward.get(queue.popleft(), ()) if k not in safe]
        safe.update(fresh)
        queue.extend(fresh)
    return safe


def unowned(space: Space) -> tuple[Unowned, ...]:
    """States without an owner, and those where nobody is there to act; the first case of each."""
    found: dict[tuple[str, str], Unowned] = {}
    for key, node in space.nodes.items():
        state = space.book.ruleset.states[node.case.state]
        why = _missing_owner(space, node, state)
        if why and (state.key, why) not in found:
            found[state.key, why] = Unowned(state.key, why, space.witness(key))
    return tuple(found.values())


def covering(ruleset: RuleSet, base: Items, *, also_in: frozenset[str] = frozenset()) -> tuple[RuleSet, Items]:
    """The rule set with what tells whether a clock runs: limits that begin and end with what moves
    cases. One that ends with anything else may have ended already, so it keeps nothing in sight; nor
    does a chance (`may`) that lapses without consequence. Limits of some cases only are taken where they
    may run in a state of `also_in`."""
    stripped = {k: d if k in base else _stripped(d) for k, d in ruleset.deadlines.items()}
    plain = _with_deadlines(ruleset, stripped)
    acts = {*ruleset.papers, *ruleset.events, *ruleset.duties, *ruleset.deadlines}
    asked = frozenset(f.key for form in ruleset.forms.values() for _, f in form.all_fields())
    obliging = {k: d for k, d in stripped.items() if d.strength != "may"}
    general = {k: d for k, d in obliging.items() if not asked.intersection(facts_read(d.if_))}
    general = {k: d for k, d in general.items() if any(_on_the_way(n, ruleset) for n in names_of(d.starts))}
    general |= {k: d for k, d in obliging.items() if also_in & may_run_in(d, ruleset)}
    names = {k: with_also(plain, base, _runs_by(d)) for k, d in general.items()}
    found = {k for k, items in names.items() if not (items - base) & acts}
    return plain, frozenset(base).union(found, *(names[k] for k in found))


def watched(ruleset: RuleSet, items: Items) -> tuple[RuleSet, Items]:
    """The rule set with a register for each recurring duty that may keep a case in sight, as far as its
    condition is known in the slice: cases are told apart by what these ask. Other registers go."""
    known = {*prepare(slice_of(ruleset, items)).asked, *_ALWAYS_KNOWN, *ruleset.states}
    duties = {k: d for k, d in ruleset.duties.items() if _keeps_in_sight(d, ruleset) and {*facts_read(d.if_)} <= known}
    entries = {f"{k}.register": Register(f"{k}.register", d.label, d.if_) for k, d in duties.items()}
    return replace(ruleset, registers=entries), items | entries.keys()


def may_run_in(deadline: Deadline, ruleset: RuleSet) -> frozenset[str]:
    """States in which this limit may run, as the arrows are drawn: those after its start, as far as
    no arrow that ends it is on the way."""
    stops = set(names_of(deadline.stops))
    found, todo = set[str](), list({s for n in names_of(deadline.starts) for s in _after(n, ruleset)})
    while todo:
        state = todo.pop()
        if state not in found:
            found.add(state)
            arrows = ruleset.states[state].transitions.items()
            todo += [t.to for trigger, ts in arrows if trigger not in stops for t in ts]
    return frozenset(found)


def _after(name: str, ruleset: RuleSet) -> Iterator[str]:
    """States in which a case may be when this has just happened; any, where it moves no case."""
    subject, _, what = name.rpartition(".")
    moved = [k for s in ruleset.states.values() for t in s.transitions.get(name, ()) for k in (s.key, t.to)]
    if subject in ruleset.states and what == "entered":
        yield subject
    elif name == "case.opened":
        yield ruleset.initial_state().key
    elif moved:
        yield from moved
    else:
        yield from ruleset.states


def unclocked(space: Space, whole: RuleSet) -> tuple[Unclocked, ...]:
    """States in which no limit with a number runs, and what excuses them."""
    found: dict[tuple[str, str | None, str | None], Unclocked] = {}
    for key, node in space.nodes.items():
        state = space.book.ruleset.states[node.case.state]
        if state.final or any(has_number(c, space.book) for c in running(node.case)):
            continue
        one = _excused(space, node, whole)
        if (one.state, one.duty, one.note) not in found:
            found[one.state, one.duty, one.note] = Unclocked(
                one.state, space.witness(key), one.accepted, one.duty, one.clause, one.note
            )
    return tuple(found.values())


def has_number(clock: Clock, book: Rulebook) -> bool:
    """Whether the clock has a day on which it is due; `promptly` has, `unspecified` has not."""
    return clock.until is not None or settled(clock.limit, book.ruleset.counting) is not None


def inside(ruleset: RuleSet) -> tuple[str, ...]:
    """Ladders in use whose last rung stays within the body."""
    used = {d.escalation for d in ruleset.deadlines.values() if d.escalation}
    return tuple(k for k, ladder in ruleset.escalations.items() if k in used and not _leaves(ladder.steps, ruleset))


def clause_of(definition: Deadline | Duty | State) -> str:
    """`measures 四(一).1`, or nothing when no clause is cited."""
    return ", ".join(f"{c.document} {c.article}" for c in definition.cite)


def note_on(ruleset: RuleSet, *paths: str) -> str | None:
    """The entry under `unspecified` that speaks of any of these paths."""
    return next((k for k, u in ruleset.unspecified.items() if any(p in u.at for p in paths)), None)


def _missing_owner(space: Space, node: Node, state: State) -> str | None:
    if state.final:
        return None
    if state.owner is None:
        return "no-owner"
    return None if space.run(node).owner().persons else "nobody-present"


def _excused(space: Space, node: Node, whole: RuleSet) -> Unclocked:
    silent = [c.deadline for c in running(node.case) if c.deadline in whole.deadlines]
    duty = _watching(space, node, whole)
    for key in silent:
        note = note_on(whole, f"deadlines.{key}.limit", f"deadlines.{key}")
        if note or duty:
            return Unclocked(node.case.state, (), True, duty, clause_of(whole.deadlines[key]), note)
    clause = clause_of(whole.states[node.case.state])
    return Unclocked(node.case.state, (), duty is not None, duty, clause, note_on(whole, f"states.{node.case.state}"))


def _watching(space: Space, node: Node, whole: RuleSet) -> str | None:
    """A recurring duty that keeps this case in sight, as far as its condition is known here."""
    known = {*space.book.asked, *_ALWAYS_KNOWN, *space.book.ruleset.states}
    facts = space.run(node).facts()
    for key, duty in whole.duties.items():
        if _keeps_in_sight(duty, whole) and set(facts_read(duty.if_)) <= known and holds(duty.if_, facts):
            return key
    return None


def _keeps_in_sight(duty: Duty, ruleset: RuleSet) -> bool:
    """Whether it recurs on the case, after a number of days."""
    recurs = duty.scope == "case" and duty.strength == "must"
    return recurs and duty.every is not None and _is_number(duty.every, ruleset)


def _is_number(limit: Limit, ruleset: RuleSet) -> bool:
    return limit.kind == "fact" or settled(limit, ruleset.counting) is not None


def _runs_by(deadline: Deadline) -> Iterator[str]:
    yield from (*names_of(deadline.starts), *names_of(deadline.stops), *facts_read(deadline.if_))
    if deadline.limit.fact:
        yield deadline.limit.fact


def _on_the_way(name: str, ruleset: RuleSet) -> bool:
    """Whether an event belongs to the way of every case: no side act that may never come."""
    subject = name.rpartition(".")[0]
    moving = {t for s in ruleset.states.values() for t in s.transitions}
    papers = {t.rpartition(".")[0] for t in moving} & ruleset.papers.keys()
    return subject in {"case", *ruleset.states} or name in moving or subject in papers


def _stripped(deadline: Deadline) -> Deadline:
    return replace(deadline, extension=None, pauses={}, escalation=None)


def _with_deadlines(ruleset: RuleSet, deadlines: Mapping[str, Deadline]) -> RuleSet:
    return replace(ruleset, deadlines=deadlines)


def _leaves(steps: Mapping[str, object], ruleset: RuleSet) -> bool:
    last = list(steps.values())[-1] if steps else None
    paper = ruleset.papers.get(getattr(last, "send", None) or "")
    to = [getattr(last, "to", None), *(paper.to if paper else ())]
    return any(_goes_up(ref) for ref in to if ref is not None)


def _goes_up(ref: ActorRef) -> bool:
    return (isinstance(ref, Of) and ref.relation == "superior") or HIGHER in names_in(ref)


def _state(space: Space, key: Key | None) -> str:
    return space.nodes[key].case.state if key is not None else space.book.ruleset.initial_state().key
