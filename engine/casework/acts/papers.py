"""Papers on a case: what one contains, who writes and signs it, and when it may be written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.casework.acts.actions import Choice
from engine.casework.acts.prohibitions import barred, means
from engine.casework.case import PaperVersion
from engine.casework.facts import plain
from engine.casework.react import stands_for
from engine.casework.rulebook import Rulebook
from engine.casework.run import Run
from engine.policy.actors import ActorRef, AllOf, Each, Led, Meeting, Named, OneOf
from engine.policy.answers import to_value
from engine.policy.bench import Holders, instances, people_of
from engine.policy.conditions import Condition, facts_read, holds
from engine.policy.definitions import Paper, RuleSet, Seat, SeatLine
from engine.policy.forms import Field, Text
from engine.policy.seating import may_choose

AMOUNT = Field(
    "amount", Text("申请延长时间", "Extension asked for"),
    help=Text("如：10 天、半个月；不填则按可延长的最长时间", "Such as 10 days; left empty, the most that may be"),
)  # fmt: skip
"""A request for extension may say how long; without it the most that may be granted is meant."""


def fields_of(book: Rulebook, paper: Paper) -> tuple[Field, ...]:
    """What a paper contains. Never identity."""
    return tuple(f for f in contained(book.ruleset, paper).values() if f.keep != "sealed")


def contained(ruleset: RuleSet, paper: Paper) -> dict[str, Field]:
    """The fields of a paper and of its form; one sent instead of another contains what that one does too, and a
    request for extension may say how long."""
    fields = dict(paper.contains)
    if paper.form:
        fields |= {f.key: f for _, f in ruleset.forms[paper.form].all_fields()}
    for key in stands_for(ruleset, paper):
        fields = {**ruleset.papers[key].contains, **fields}
    if any(d.extension and d.extension.request == paper.key for d in ruleset.deadlines.values()):
        fields.setdefault("amount", AMOUNT)
    return fields


def chosen_seats(book: Rulebook, paper: Paper) -> Iterator[tuple[Seat, SeatLine]]:
    """Seats that are chosen in this paper."""
    for seat in book.ruleset.seats.values():
        for line in seat.filled:
            if line.chosen_in == paper.key:
                yield seat, line


def choices_of(run: Run, paper: Paper, names: Mapping[str, str]) -> tuple[Choice, ...]:
    """The seats to choose with the ids that may be chosen, under the names of the directory."""
    out = []
    for seat, line in chosen_seats(run.book, paper):
        if run.holds(line.if_):
            rules = tuple(barred(run, seat.key))
            ids = [i for i in may_choose(line.from_, run.bench()) if not any(means(run, r, i) for r in rules)]
            label = seat.label or Text(seat.key, seat.key)
            options = tuple((i, names.get(i, i)) for i in ids)
            out.append(Choice(seat.key, label, seat.many, not seat.many, options))
    return tuple(out)


def writer_of(run: Run, paper: Paper) -> Holders:
    """Who writes it: `by` (of several together the one who leads), else the owner of the state."""
    by = Named(paper.by.lead) if isinstance(paper.by, Led) else paper.by
    return run.who(by) if by else run.owner()


def part_of(run: Run, paper: Paper, writer: str) -> str | None:
    """For whom somebody writes: the unit or person of several that each write one; None where one
    paper is written for all."""
    if not isinstance(paper.by, Each):
        return None
    units, bench = run.book.ruleset.units, run.bench()
    found = run.who(paper.by).ids
    each = [i for id_ in found for i in (instances(id_, bench.directory) if id_ in units else (id_,)) or (id_,)]
    return next((i for i in each if writer in people_of(i, bench)), writer)


def is_timely(run: Run, paper: Paper) -> bool:
    """Whether a paper may be written in the present state.

    One whose events move cases belongs to the states it leads out of; any other may be written
    while the case is open. A request for extension needs a clock that runs.
    """
    book, case = run.book, run.case
    keys = (paper.key, *stands_for(book.ruleset, paper))
    written = [book.states_moved_by(f"{k}.written") for k in keys]
    later = [book.states_moved_by(f"{k}.{w}") for k in keys for w in ("signed", "sent", "refused")]
    states = frozenset().union(*written) or frozenset().union(*later)
    if states:
        return case.state in states
    extended = [d.key for d in book.ruleset.deadlines.values() if d.extension and d.extension.request == paper.key]
    if extended:
        return any(k in case.clocks and case.clocks[k].outcome == "running" for k in extended)
    return case.closed is None


def may_hold(run: Run, needs: Condition, paper: Paper, given: Mapping[str, Any] | None = None) -> bool:
    """Whether what a paper needs holds with these contents; before anything is written, what it asks
    of its own contents is left open."""
    fields = {f"{paper.key}.{f.key}": f for f in fields_of(run.book, paper)}
    if given is None:
        return bool(fields.keys() & set(facts_read(needs))) or run.holds(needs)
    told = {name: to_value(f, given.get(f.key)) for name, f in fields.items()}
    others = {name: value for name, value in run.facts().items() if name not in fields}
    return holds(needs, {**others, **{name: value for name, value in told.items() if value is not None}})


def may_be_signed(run: Run, paper: Paper) -> bool:
    """Whether a signature is asked for in the present state.

    A paper whose signing or sending moves cases is signed where it does. One that the case has moved
    on from (a report, and then the case was assigned anew) waits for its state or is written anew.
    """
    keys = (paper.key, *stands_for(run.book.ruleset, paper))
    later = [run.book.states_moved_by(f"{k}.{w}") for k in keys for w in ("signed", "sent", "refused")]
    states = frozenset().union(*later)
    return run.case.state in states if states else True


def version_of(run: Run, paper: Paper) -> PaperVersion | None:
    """The latest version, if any."""
    return run.case.papers.get(paper.key)


def signers(run: Run, paper: Paper) -> Holders:
    """Everyone whose signature is asked for."""
    return run.who(paper.signed_by) if paper.signed_by else Holders()


def is_complete(run: Run, ref: ActorRef, signatures: frozenset[str]) -> bool:
    """Whether these signatures are all that is asked for."""
    if isinstance(ref, AllOf):
        parts = ref.of[: ref.at_most] if ref.at_most else ref.of
        return all(is_complete(run, part, signatures) for part in parts)
    if isinstance(ref, OneOf):
        return any(is_complete(run, part, signatures) for part in ref.of)
    persons = run.who(ref).persons
    if isinstance(ref, Meeting):
        return _passed(ref, len(persons), len(signatures & persons))
    if isinstance(ref, Each) or (isinstance(ref, Named) and _many(run, ref.name)):
        ids = run.who(ref).ids
        return bool(ids) and all(signatures & run.who(Named(i)).persons for i in ids)
    return bool(signatures & persons)


def is_rejected(run: Run, ref: ActorRef, against: frozenset[str]) -> bool:
    """Whether a refusal sends the paper back: at once, but in a meeting when it cannot pass any more."""
    if not isinstance(ref, Meeting):
        return True
    members = run.who(ref).persons
    return not _passed(ref, len(members), len(members - against))


def _many(run: Run, name: str) -> bool:
    return name in run.book.ruleset.seats and run.book.ruleset.seats[name].many


def contents_to_keep(given: Mapping[str, Any], fields: tuple[Field, ...]) -> dict[str, Any]:
    """The contents under the paper's own fields, as JSON."""
    keys = {f.key for f in fields}
    return {k: plain(v) for k, v in given.items() if k in keys}


def _passed(meeting: Meeting, members: int, votes: int) -> bool:
    if votes < meeting.quorum:
        return False
    needed = {"majority": members // 2 + 1, "two-thirds": -(-2 * members // 3), "all": members}
    return votes >= needed[meeting.passes]
