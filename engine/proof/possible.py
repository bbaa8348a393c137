"""What can be seen to be possible without a search: ways already found, walked again under the whole
rule set, with a look at every step at what is offered there.

Whatever the judge lets somebody do on such a walk can happen. What is not seen here may be possible
all the same: it is searched for on a slice of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.casework.event_names import language_events
from engine.casework.judge import judge
from engine.casework.requests import Judgement, Request
from engine.casework.rulebook import Rulebook
from engine.casework.run import Run
from engine.proof.explore import Node, Space
from engine.proof.moves import acts
from engine.proof.values import comparisons_of


def seen_on_the_way(book: Rulebook, space: Space, wanted: frozenset[str]) -> frozenset[str]:
    """Those of the wanted events that somebody can bring about on the first way into each state."""
    first: dict[str, Node] = {}
    for node in space.nodes.values():
        first.setdefault(node.case.state, node)
    seen: set[str] = set()
    for node in first.values():
        if wanted - seen:
            seen |= _walk(book, space, _way(space, node), wanted - seen)
    return frozenset(seen)


def _way(space: Space, node: Node) -> list[Node]:
    way = [node]
    while way[-1].before is not None:
        way.append(space.nodes[way[-1].before])
    return way[::-1]


def _walk(book: Rulebook, space: Space, way: list[Node], wanted: frozenset[str]) -> set[str]:
    """The walk ends where time or another case comes in, or where the whole rule set refuses."""
    case, at, seen = None, way[0].at, set[str]()
    for node in way:
        if not node.requests:
            break
        world = space.world(node.case, node.related, at)
        for request in node.requests:
            done = judge(book, case, request, world, at=at)
            if not isinstance(done, Judgement):
                return seen
            case = done.case
            seen |= _names(done) | _tried(Run(book, world, at, case), wanted - seen)
    return seen


def _tried(run: Run, wanted: frozenset[str]) -> set[str]:
    """The wanted events that an act offered here brings about."""
    seen: set[str] = set()
    for request in _offered(run, wanted):
        done = judge(run.book, run.case, request, run.world, at=run.at)
        seen |= _names(done) if isinstance(done, Judgement) else set()
    return seen


def _offered(run: Run, wanted: frozenset[str]) -> Iterator[Request]:
    tried: set[str] = set()
    for move in acts(run, comparisons_of(run.book)):
        if move.act and move.act.event in wanted and move.act.event not in tried:
            tried.add(move.act.event)
            yield move.act


def _names(done: Judgement) -> set[str]:
    return {name for event in done.events for name in language_events(event)}
