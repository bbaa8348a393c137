"""Papers of which it makes no difference whether they wait for signatures.

Where a paper may be written again whenever it may be signed, and nobody listens to its being written
or sent back, a case in which it waits can come to whatever one without it can, and the other way
round: what is not written is written and signed in one go, and waiting keeps nobody from anything.
Such cases are one. That somebody is there to write it, wherever it might be signed, is looked at in
every case that is found (`goes_through`); a paper of which that is not so is kept apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.casework.acts.papers import is_complete, signers, writer_of
from engine.casework.run import Run
from engine.policy.actors import Each
from engine.policy.conditions import All, facts_read
from engine.policy.definitions import Paper, RuleSet
from engine.proof.ahead import Chart, signed_in
from engine.proof.residue import TRUE, left
from engine.proof.slicing import setters_in


def indifferent(rules: RuleSet, heard: set[str], chart: Chart, ahead: frozenset[str]) -> frozenset[str]:
    """Papers of the slice that may be written wherever they may be signed, and that nobody listens to
    (`heard`) before they are signed."""
    busy = {*setters_in(rules), *_choosing(rules), *_extending(rules), *_forbidden(rules)}
    found = (p for k, p in rules.papers.items() if p.signed_by is not None and k not in busy)
    found = (p for p in found if not p.instead_of and not isinstance(p.by, Each))
    return frozenset(p.key for p in found if _unheard(p.key, heard) and _open(p, rules, chart, ahead))


def goes_through(run: Run, paper: Paper) -> bool:
    """Whether somebody is there to write this paper, if there are enough to sign it at all."""
    everybody = signers(run, paper).persons
    complete = paper.signed_by is not None and is_complete(run, paper.signed_by, everybody)
    return not complete or bool(writer_of(run, paper).persons)


def _unheard(paper: str, heard: set[str]) -> bool:
    """Whether only its being signed or sent is listened to, and nothing that it contains is asked."""
    return {n for n in heard if n.startswith(f"{paper}.")} <= {f"{paper}.signed", f"{paper}.sent"}


def _open(paper: Paper, rules: RuleSet, chart: Chart, ahead: frozenset[str]) -> bool:
    """Whether it may be written in every state ahead in which it may be signed, whatever else is so."""
    asked = All((paper.if_, paper.needs))
    open_ = frozenset(facts_read(asked)) - {"state"}
    return all(left(asked, {"state": s}, open_) == TRUE for s in signed_in(paper, rules, chart) & ahead)


def _choosing(rules: RuleSet) -> Iterator[str]:
    yield from (line.chosen_in for seat in rules.seats.values() for line in seat.filled if line.chosen_in)


def _extending(rules: RuleSet) -> Iterator[str]:
    yield from (d.extension.request for d in rules.deadlines.values() if d.extension)


def _forbidden(rules: RuleSet) -> Iterator[str]:
    yield from (n for p in rules.prohibitions.values() for word in p.never for n in (word, word.rpartition(".")[0]))
