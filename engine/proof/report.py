"""A proof in plain words, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator

from engine.i18n import text
from engine.proof.findings import Proof, Unclocked, Witness, WorstCase


def report(proof: Proof, lang: str) -> str:
    """What was proved, what was found and how it comes about, line by line."""
    return "\n".join(_lines(proof, lang))


def _lines(proof: Proof, lang: str) -> Iterator[str]:
    yield text("proof.title", lang, ruleset=proof.ruleset)
    yield _verdict(proof, lang)
    found = proof.explored
    yield text("proof.explored", lang, openings=found.openings, cases=found.cases, moves=found.moves)
    yield from _faults(proof, lang)
    for unclocked in proof.unclocked:
        yield from _unclocked(unclocked, lang)
    yield from (text("proof.unreached", lang, state=s) for s in proof.unreached)
    yield from (text("proof.impossible", lang, name=n) for n in proof.impossible)
    yield from (text("proof.inside", lang, ladder=key) for key in proof.inside)
    for worst in proof.worst_case:
        yield from _worst(worst, lang)
    yield from _limits_of_proof(proof, lang)


def _verdict(proof: Proof, lang: str) -> str:
    if not proof.explored.exhausted:
        return text("proof.not_exhausted", lang, cases=proof.explored.cases)
    if proof.sound:
        return text("proof.sound", lang)
    return text("proof.unsound", lang) + (text("proof.closed", lang) if proof.closed else "")


def _faults(proof: Proof, lang: str) -> Iterator[str]:
    for trap in proof.traps:
        yield text("proof.endless" if trap.endless else "proof.trap", lang, state=trap.state)
        yield from _told(trap.witness, lang)
    for unowned in proof.unowned:
        yield text(f"proof.unowned.{unowned.why}", lang, state=unowned.state)
        yield from _told(unowned.witness, lang)
    for clash in proof.conflicts:
        facts = text("proof.list", lang).join(f"{k}: {v}" for k, v in clash.facts.items())
        yield text("proof.conflict", lang, table=clash.table, rules=_listed(clash.rules, lang), facts=facts)


def _unclocked(unclocked: Unclocked, lang: str) -> Iterator[str]:
    clause = unclocked.clause or text("proof.no_clause", lang)
    yield text("proof.unclocked", lang, state=unclocked.state, clause=clause)
    if unclocked.duty:
        yield "  " + text("proof.accepted.duty", lang, duty=unclocked.duty)
    if unclocked.accepted and unclocked.note:
        yield "  " + text("proof.accepted.note", lang, note=unclocked.note)
    if not unclocked.accepted:
        yield from _told(unclocked.witness, lang)


def _worst(worst: WorstCase, lang: str) -> Iterator[str]:
    total = worst.total.in_(lang) or text("proof.worst.nothing", lang)
    if not worst.bounded:
        clauses = tuple(dict.fromkeys(g.clause or text("proof.no_clause", lang) for g in worst.gaps))
        total = text("proof.worst.unbounded", lang, clauses=_listed(clauses, lang), total=total)
    yield text(f"proof.worst.{worst.until}", lang, total=total)
    yield "  " + text("proof.worst.way", lang, path=text("proof.arrow", lang).join(worst.path))
    for term in worst.terms:
        states = _listed(term.states, lang)
        yield "  " + text("proof.worst.term", lang, clock=term.clock, limit=term.limit.in_(lang), states=states)
    for gap in worst.gaps:
        clause = gap.clause or text("proof.no_clause", lang)
        yield "  " + text("proof.worst.gap", lang, state=gap.state, clause=clause)
    yield from ("  " + text("proof.worst.again", lang, states=_listed(states, lang)) for states in worst.again)


def _limits_of_proof(proof: Proof, lang: str) -> Iterator[str]:
    for entry in proof.explored.left_out:
        kind, _, name = entry.partition(".")
        yield text(f"proof.left_out.{kind}", lang, name=name)
    if proof.explored.assumed:
        yield text("proof.assumed", lang)
        yield from ("  " + text(f"proof.assumed.{word}", lang) for word in proof.explored.assumed)


def _told(witness: Witness, lang: str) -> Iterator[str]:
    yield "  " + text("proof.witness", lang)
    yield from (f"    {n}. {move.in_(lang)}" for n, move in enumerate(witness, start=1))


def _listed(words: tuple[str, ...], lang: str) -> str:
    return text("proof.list", lang).join(words)
