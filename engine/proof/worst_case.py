"""How long a case may take at worst, read from the limits that run along the longest way.

Ways are sequences of states without a repeat. On each stretch counts what surely runs: the limits
that run in every case that came this way. Where none of them has a number in the text (`promptly` is
no number), the way is not bounded by the text, and the clause is named. Rounds that may come again
are listed beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.casework.clocks.due import running
from engine.policy.definitions import Deadline, RuleSet
from engine.policy.forms import Text
from engine.policy.limits import Limit, Unit
from engine.proof.explore import Space
from engine.proof.findings import Gap, Term, WorstCase
from engine.proof.passing import bounds
from engine.proof.residue import Key
from engine.proof.verdicts import clause_of

MOST_WAYS = 2_000
_ZH = {
    Unit.MINUTE: "分钟", Unit.HOUR: "小时", Unit.DAY: "日", Unit.WORKING_DAY: "个工作日",
    Unit.WEEK: "周",
    Unit.HALF_MONTH: "个半月", Unit.MONTH: "个月", Unit.YEAR: "年",
}  # fmt: skip
_WORDS = {
    "promptly": Text("及时", "promptly"), "unspecified": Text("未规定", "unspecified"),
    "same-day": Text("当日", "same day"), "as-the-law-says": Text("依法", "as the law says"),
}  # fmt: skip

Way = tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """A way with what bounds it."""

    way: Way
    terms: tuple[Term, ...]
    limits: tuple[Limit, ...]
    gaps: tuple[Gap, ...]
    days: int


def worst_cases(space: Space, whole: RuleSet) -> tuple[WorstCase, ...]:
    """From filing to the answer (where the rules know one), and to the end."""
    rounds = tuple(_rounds(space))
    found = []
    for until, targets in _targets(whole):
        measured = [_measured(whole, way, sure) for way, sure in _stretches(space, targets)]
        if measured:
            found.append(_worst(until, measured, rounds))
    return tuple(found)


def limit_text(limit: Limit) -> Text:
    """A limit in words of both languages."""
    if limit.kind != "span" or limit.unit is None:
        return _WORDS.get(limit.kind, Text(limit.kind, limit.kind))
    unit = limit.unit.value.rstrip("s") if limit.amount == 1 else limit.unit.value
    return Text(f"{limit.amount}{_ZH[limit.unit]}", f"{limit.amount} {unit}")


def _targets(whole: RuleSet) -> Iterator[tuple[str, frozenset[str]]]:
    answered = frozenset(k for k, s in whole.states.items() if s.concept == "answered")
    answered = answered or frozenset(_entered_by_answer(whole))
    if answered:
        yield "answered", answered
    yield "closed", frozenset(k for k, s in whole.states.items() if s.final)


def _entered_by_answer(whole: RuleSet) -> Iterator[str]:
    answers = {k for k, p in whole.papers.items() if p.concept == "answer" or k == "answer"}
    for state in whole.states.values():
        for trigger, transitions in state.transitions.items():
            if trigger.rpartition(".")[0] in answers and trigger.endswith(".sent"):
                yield from (t.to for t in transitions)


def _ways(space: Space, targets: frozenset[str]) -> dict[Way, dict[Key, None]]:
    """Every sequence of states without a repeat, with the cases that came this way and no other, in the
    order found: a report reads the same each time."""
    roots = [k for k, n in space.nodes.items() if n.before is None]
    found: dict[Way, dict[Key, None]] = {}
    todo: dict[Way, dict[Key, None]] = {}
    for root in roots:
        todo.setdefault((space.nodes[root].case.state,), {})[root] = None
    while todo and len(found) < MOST_WAYS:
        way, keys = todo.popitem()
        inside = _staying(space, keys)
        found[way] = inside
        if way[-1] in targets:
            continue
        for key in inside:
            for after in space.onward.get(key, ()):
                state = space.nodes[after].case.state
                if state not in way:
                    todo.setdefault((*way, state), {})[after] = None
    return found


def _staying(space: Space, keys: Mapping[Key, None]) -> dict[Key, None]:
    """These cases and those reached from them without leaving the state."""
    found, todo = dict(keys), list(keys)
    while todo:
        key = todo.pop()
        state = space.nodes[key].case.state
        fresh = [a for a in space.onward.get(key, ()) if a not in found and space.nodes[a].case.state == state]
        found.update(dict.fromkeys(fresh))
        todo += fresh
    return found


def _stretches(space: Space, targets: frozenset[str]) -> Iterator[tuple[Way, tuple[frozenset[str], ...]]]:
    """Each whole way with the clocks that surely run on each of its stretches."""
    ways = _ways(space, targets)
    for way in ways:
        if way[-1] in targets:
            yield way, tuple(_sure(space, ways[way[: n + 1]]) for n in range(len(way) - 1))


def _sure(space: Space, keys: Mapping[Key, None]) -> frozenset[str]:
    sets = [frozenset(c.deadline for c in running(space.nodes[k].case) if not c.expired) for k in keys]
    return frozenset.intersection(*sets) if sets else frozenset()


def _measured(whole: RuleSet, states: Way, sure: tuple[frozenset[str], ...]) -> Measured:
    terms: list[tuple[str, list[str]]] = []
    gaps: list[Gap] = []
    for n, state in enumerate(states[:-1]):
        numbered = [c for c in sure[n] if c in whole.deadlines and _has_number(whole.deadlines[c].limit)]
        if not numbered:
            gaps.append(_gap(whole, state, sure[n]))
        elif terms and terms[-1][0] in numbered:
            terms[-1][1].append(state)
        else:
            reach = {c: _reach(c, sure[n:]) for c in numbered}
            terms.append((max(sorted(numbered), key=lambda c: reach[c]), [state]))
    limits = tuple(x for key, _ in terms for x in _with_extensions(whole.deadlines[key]))
    days = sum(found[1] for x in limits if (found := bounds(x, whole.counting)))
    told = tuple(Term(key, _sum(_with_extensions(whole.deadlines[key])), tuple(at)) for key, at in terms)
    return Measured(states, told, limits, tuple(gaps), days)


def _has_number(limit: Limit) -> bool:
    """Whether the text itself gives a number; the working value of `promptly` is not the text's."""
    return limit.kind in ("span", "same-day")


def _reach(clock: str, onward: tuple[frozenset[str], ...]) -> int:
    """On how many stretches from here the clock runs on."""
    return next((n for n, sure in enumerate(onward) if clock not in sure), len(onward))


def _gap(whole: RuleSet, state: str, sure: frozenset[str]) -> Gap:
    silent = sorted(c for c in sure if c in whole.deadlines)
    if silent:
        return Gap(state, silent[0], clause_of(whole.deadlines[silent[0]]))
    return Gap(state, None, clause_of(whole.states[state]))


def _with_extensions(deadline: Deadline) -> tuple[Limit, ...]:
    """The limit and all that may be added to it."""
    rule = deadline.extension
    if rule is None:
        return (deadline.limit,)
    more = rule.in_all or rule.up_to
    more = deadline.limit if more.kind == "same-as-limit" else more
    times = 1 if rule.in_all or rule.times is None else rule.times
    return (deadline.limit, *[more] * times)


def _sum(limits: tuple[Limit, ...]) -> Text:
    """Limits added up unit by unit; units are never converted into each other."""
    amounts: dict[Unit, int] = {}
    words = []
    for limit in limits:
        if limit.kind == "span" and limit.unit is not None:
            amounts[limit.unit] = amounts.get(limit.unit, 0) + limit.amount
        else:
            words.append(limit_text(limit))
    parts = [limit_text(Limit("span", n, unit)) for unit, n in amounts.items()] + words
    return Text("＋".join(p.zh for p in parts), " + ".join(p.en for p in parts))


def _worst(until: str, measured: list[Measured], rounds: tuple[Way, ...]) -> WorstCase:
    worst = max(measured, key=lambda m: (bool(m.gaps), m.days, m.way))
    gaps = tuple(dict.fromkeys(g for m in measured for g in m.gaps))
    return WorstCase(until, worst.way, worst.terms, _sum(worst.limits), gaps, rounds)


def _rounds(space: Space) -> Iterator[Way]:
    """Groups of states that a case may go round in."""
    arrows: dict[str, set[str]] = {}
    for key, onward in space.onward.items():
        here = space.nodes[key].case.state
        arrows.setdefault(here, set()).update(s for k in onward if (s := space.nodes[k].case.state) != here)
    reach = {s: _reachable(arrows, s) for s in arrows}
    seen: set[str] = set()
    for state in arrows:
        group = tuple(s for s in space.book.ruleset.states if s in reach[state] and state in reach.get(s, set()))
        if group and not seen & set(group):
            seen |= set(group)
            yield group


def _reachable(arrows: dict[str, set[str]], start: str) -> set[str]:
    found, todo = set[str](), [start]
    while todo:
        fresh = arrows.get(todo.pop(), set()) - found
        found |= fresh
        todo += fresh
    return found
