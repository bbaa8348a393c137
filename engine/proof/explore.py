"""Search of all abstract cases, breadth first, with the judge of the Desk and the plain evaluator.

Each abstract case is represented by a real one that was reached by real acts; every move from it is
judged. Cases opened by other cases are openings of their own. The search ends when nothing new is
found, when `wanted` has been seen, or at `most` abstract cases: then it says so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.casework.acts.papers import may_be_signed
from engine.casework.case import Case
from engine.casework.event_names import language_events
from engine.casework.events import CaseEvent
from engine.casework.judge import catch_up, hear
from engine.casework.judge import opening as begin
from engine.casework.react import EndlessReaction
from engine.casework.requests import Judgement, Refused, Request, World
from engine.casework.rulebook import Rulebook
from engine.casework.run import Run
from engine.policy.calendar import Calendar, local_date
from engine.policy.conditions import Facts
from engine.policy.directory import Directory
from engine.policy.forms import Text
from engine.policy.tables import plain_match
from engine.proof.abstract import Abstraction
from engine.proof.findings import Witness
from engine.proof.moves import Move, acts, signing
from engine.proof.openings import Opening, Related, openings, related_rows
from engine.proof.passing import Ages, aged, arrivals
from engine.proof.residue import Key
from engine.proof.values import Comparisons, comparisons_of, shown
from engine.proof.waiting import goes_through

FILED = Text("来件", "The complaint is filed")
OPENED = Text("由另一件立出", "Opened from another case")
MOST = 20_000


@dataclass(frozen=True)
class Node:
    """An abstract case with the real one that stands for it, and how it was first reached:
    from `before`, by `requests` (none: by time, or from another case) that are told in `words`."""

    key: Key
    case: Case
    at: datetime
    ages: Ages
    related: Related
    before: Key | None
    words: Witness
    requests: tuple[Request, ...] = ()


Told = Callable[[int, int], None]


def unheard(found: int, waiting: int) -> None:
    """Nobody watches the search."""


@dataclass
class Space:
    """All that was found. `onward` are the moves, `endless` those that never settle, `hindered` papers
    that were taken for indifferent and somebody to write or to sign them is missing somewhere."""

    book: Rulebook
    calendar: Calendar
    directory: Directory
    known: Comparisons
    view: Abstraction
    nodes: dict[Key, Node] = field(default_factory=dict)
    onward: dict[Key, list[Key]] = field(default_factory=dict)
    endless: list[tuple[Key | None, Witness]] = field(default_factory=list)
    hindered: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    clashes: list[CaseEvent] = field(default_factory=list)
    openings: int = 0
    moves: int = 0
    exhausted: bool = True
    told: Told = unheard

    def run(self, node: Node) -> Run:
        """The real case of a node as one may ask about it."""
        return Run(self.book, self.world(node.case, node.related, node.at), node.at, node.case)

    def world(self, case: Case, related: Related, at: datetime) -> World:
        """Calendar, people and related cases."""
        rows: tuple[Facts, ...] = ()
        if related:
            rows = related_rows(self.book, case.answers, related, local_date(self.calendar, at))
        return World(self.calendar, self.directory, plain_match, rows)

    def witness(self, key: Key | None) -> Witness:
        """The moves that led to an abstract case, the filing first. Breadth first: few are shorter."""
        told: list[Witness] = []
        while key is not None:
            told.append(self.nodes[key].words)
            key = self.nodes[key].before
        return tuple(word for words in reversed(told) for word in words)


def explore(
    book: Rulebook, *, calendar: Calendar, directory: Directory, start: datetime, most: int = MOST,
    wanted: frozenset[str] = frozenset(), extra: frozenset[str] = frozenset(), told: Told = unheard,
) -> Space:  # fmt: skip
    """Everything that can happen under this rulebook to a case filed at `start`. With more than `most`
    abstract cases the search gives up. `told` hears how many are found and how many wait."""
    apart: frozenset[str] = frozenset()
    while True:
        view = Abstraction(book, extra, apart)
        space = Space(book, calendar, directory, comparisons_of(book), view, told=told)
        _search(space, start, most, wanted)
        if not space.hindered:
            return space
        apart |= space.hindered  # what was taken for indifferent is not: once more, with these told apart


def _search(space: Space, start: datetime, most: int, wanted: frozenset[str]) -> None:
    queue: deque[Key] = deque()
    for opening in openings(space.book, space.directory, space.known):
        space.openings += 1
        _open(space, queue, opening, start)
        if wanted and not _go_on(space, queue, most, wanted):  # no way need be the shortest here
            return
    _go_on(space, queue, most, wanted)


def _go_on(space: Space, queue: deque[Key], most: int, wanted: frozenset[str]) -> bool:
    """Search on from all that waits; whether anything is left to look for."""
    while not (space.hindered or (wanted and wanted <= space.seen)):
        if not queue:
            return True
        if len(space.nodes) > most:
            space.exhausted = False
            return False
        _expand(space, queue, space.nodes[queue.popleft()])
        space.told(len(space.nodes), len(queue))
    return False


def _open(space: Space, queue: deque[Key], opening: Opening, start: datetime) -> None:
    empty = Case(opening.request.case, answers=opening.request.answers, opened=start)
    world = space.world(empty, opening.related, start)
    try:
        run = begin(space.book, opening.request, world, start)
    except EndlessReaction:
        space.endless.append((None, (FILED,)))
        return
    words = _filing_words(opening, space.known)
    first = Node(None, empty, start, (), opening.related, None, (words,), (opening.request,))
    _reached(space, queue, run, first)


def _expand(space: Space, queue: deque[Key], node: Node) -> None:
    space.onward[node.key] = []
    run = space.run(node)
    try:
        catch_up(run)
    except EndlessReaction:
        space.endless.append((node.key, node.words))
        return
    ready = space.run(node) if run.events else run
    space.hindered |= {p for p in _indifferent(space, ready) if not goes_through(ready, space.book.ruleset.papers[p])}
    for move in acts(ready, space.known):
        _judged(space, queue, node, move, run.fork())
    timed = space.view.timed(ready)
    for arrival in arrivals(node.case, node.ages, space.book, space.calendar, node.at, timed=timed):
        move = Move(_time_words(space.book, arrival.clock), None, arrival.clock)
        world = space.world(arrival.case, node.related, arrival.at)
        _judged(space, queue, node, move, Run(space.book, world, arrival.at, arrival.case))


def _indifferent(space: Space, run: Run) -> Iterator[str]:
    """Papers that may be signed here and of which it makes no difference whether they wait."""
    if None in run.case.accused or run.case.closed is not None:
        return
    papers = space.book.ruleset.papers
    yield from (p for p in space.view.indifferent(run) if may_be_signed(run, papers[p]))


def _judged(space: Space, queue: deque[Key], node: Node, move: Move, run: Run) -> None:
    """One move: an act on a case that is up to date, or time (the parts of the very judge)."""
    space.moves += 1
    try:
        refused = _made(run, move)
    except EndlessReaction:
        space.endless.append((node.key, (move.words,)))
        return
    if refused or not run.events:
        return
    acts = (move.act,) if move.act else ()
    came = replace(node, before=node.key, words=(move.words,), requests=acts)
    found = _reached(space, queue, run, came)
    if found != node.key:
        space.onward[node.key].append(found)
    elif move.act and move.act.event.endswith(".written"):
        _signed(space, queue, came, run, move.act.event.removesuffix(".written"))


def _signed(space: Space, queue: deque[Key], came: Node, run: Run, paper: str) -> None:
    """A paper that makes no difference as long as it waits, signed by one after the other."""
    while paper in run.case.papers and run.case.papers[paper].status == "written":
        move = next(signing(run, paper), None)
        if move is None or move.act is None or _made(run, move):
            return
        came = replace(came, words=(*came.words, move.words), requests=(*came.requests, move.act))
    if came.before is not None:
        found = _reached(space, queue, run, came)
        if found != came.before:
            space.onward[came.before].append(found)


def _made(run: Run, move: Move) -> Refused | None:
    if move.act:
        return hear(run, move.act)
    catch_up(run)
    return None


def _reached(space: Space, queue: deque[Key], run: Run, came: Node) -> Key:
    """The abstract case after a judgement, and those of cases it opened (roots of their own). `came` is
    the case before, with what was done."""
    done, at = run.judgement(), run.at
    _note(space, done)
    reached = replace(came, case=done.case, at=at, ages=aged(came.ages, came.case, done.case))
    related_anew = came.related and done.case.answers is not came.case.answers
    own = _add(space, queue, reached, space.run(reached) if related_anew else run)
    for child in done.children:
        _note(space, child)
        opened = Node(None, child.case, at, aged((), None, child.case), (), own, (OPENED,))
        _add(space, queue, opened, space.run(opened))
    return own


def _add(space: Space, queue: deque[Key], node: Node, run: Run) -> Key:
    """The abstract case of a node; `run` is its real case as one may ask about it."""
    key = space.view.key(run, node.ages)
    if key not in space.nodes:
        space.nodes[key] = replace(node, key=key)
        queue.append(key)
    return key


def _note(space: Space, done: Judgement) -> None:
    for event in done.events:
        space.seen.update(language_events(event))
        if event.kind == "decided" and event.data.get("conflict"):
            space.clashes.append(event)


def _filing_words(opening: Opening, known: Comparisons) -> Text:
    """What was filed, as far as any rule reads it."""
    answers = {k: v for k, v in opening.request.answers.items() if known.reads(k) and not isinstance(v, (list, dict))}
    told = [f"{k}: {shown(v)}" for k, v in answers.items()]
    return Text(f"{FILED.zh}（{'；'.join(told)}）", f"{FILED.en} ({'; '.join(told)})") if told else FILED


def _time_words(book: Rulebook, clock: str) -> Text:
    definition = book.ruleset.deadlines.get(clock) or book.ruleset.duties[clock]
    return Text(f"“{definition.label.zh}”到时", f"Time passes: {definition.label.en}")
