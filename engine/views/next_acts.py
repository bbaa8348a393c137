"""What somebody may do next, the most pressing first, each with the clock that it would stop."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from engine.casework.acts.actions import Action
from engine.casework.acts.offers import moves
from engine.policy.deadlines import rule_of
from engine.policy.definitions import RuleSet
from engine.policy.triggers import names_of
from engine.views.clocks import ClockLine

_OF_PAPERS = ("written", "signed", "sent", "received")
_RANKS = {"red": 0, "amber": 2, "green": 3, "grey": 3}
_MOVES, _PLAIN, _MAY = 1, 4, 5


@dataclass(frozen=True)
class NextAct:
    """`clock` is the most urgent running clock that ends with this act or with the paper it is about."""

    action: Action
    clock: ClockLine | None = None


def next_acts(
    actions: Iterable[Action], clocks: Sequence[ClockLine], ruleset: RuleSet, state: str, ids: Collection[str]
) -> tuple[NextAct, ...]:
    """What is overdue comes first, then what moves the case, then by clocks, then the rest, then what is not
    owed; among equals as the rule file has them. `ids` are what the actor may be meant by: of a duty only
    one's own turn counts."""
    known = ruleset.states.get(state)
    transitions = known.transitions if known else {}
    offered = [NextAct(a, _clock_of(a, clocks, ruleset, ids)) for a in actions]
    return tuple(sorted(offered, key=lambda n: _rank(n, moves(n.action, transitions))))


def _rank(offered: NextAct, moving: bool) -> int:
    if offered.action.strength == "may":
        return _MAY
    by_clock = _RANKS[offered.clock.colour] if offered.clock else _PLAIN
    return min(by_clock, _MOVES) if moving else by_clock


def _clock_of(action: Action, clocks: Sequence[ClockLine], ruleset: RuleSet, ids: Collection[str]) -> ClockLine | None:
    """Clocks come the most urgent first."""
    running = (c for c in clocks if c.running and c.due and (not c.duty or not set(ids).isdisjoint(c.holders)))
    return next((c for c in running if _ends(c.clock, action, ruleset)), None)


def _ends(clock: str, action: Action, ruleset: RuleSet) -> bool:
    rule = rule_of(clock)
    if rule in ruleset.duties:
        return action.event == f"{rule}.done"
    deadline = ruleset.deadlines.get(clock)
    if deadline is None or deadline.strength == "may":
        return False
    for event in names_of(deadline.stops):
        head, _, tail = event.rpartition(".")
        if event == action.event or (action.kind != "refuse" and action.paper == head and tail in _OF_PAPERS):
            return True
    return False
