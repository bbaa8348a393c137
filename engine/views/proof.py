"""A proof in plain words, in Chinese and English, with everything called by its label."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.i18n import text
from engine.proof.findings import Proof, Unclocked, Witness, WorstCase
from engine.views.names import Names


def report(proof: Proof, names: Names) -> str:
    """What was proved, what was found and how it comes about, and what was taken for granted."""
    return "\n".join(_lines(proof, names))


def _lines(proof: Proof, names: Names) -> Iterator[str]:
    lang = names.lang
    yield text("proof.title", lang, ruleset=names.ruleset.title.in_(lang))
    yield _verdict(proof, lang)
    found = proof.explored
    told = "proof.explored" if found.exhausted else "proof.explored.part"
    yield text(told, lang, openings=found.openings, cases=found.cases, moves=found.moves)
    if not found.exhausted:
        yield from _searches(proof, names)
    yield from _faults(proof, names)
    for unclocked in proof.unclocked:
        yield from _unclocked(unclocked, names)
    yield from (text("proof.unreached", lang, state=names.of(s)) for s in proof.unreached)
    yield from (text("proof.impossible", lang, name=names.event(n)) for n in proof.impossible)
    yield from (text("proof.inside", lang, ladder=names.of(key)) for key in proof.inside)
    for worst in proof.worst_case:
        yield from _worst(worst, names)
    yield from _limits_of_proof(proof, lang)


def _verdict(proof: Proof, lang: str) -> str:
    if not proof.explored.exhausted:
        return text("proof.not_exhausted", lang, cases=proof.explored.cases)
    if proof.sound:
        return text("proof.sound", lang)
    return text("proof.unsound", lang) + (text("proof.closed", lang) if proof.closed else "")


def _searches(proof: Proof, names: Names) -> Iterator[str]:
    """How far each search came, and what follows from those that came to their end."""
    lang = names.lang
    for searched in proof.explored.searches:
        known = searched.about in ("states", "limits")
        about = text(f"proof.search.{searched.about}", lang) if known else names.event(searched.about)
        end = text("proof.search.ended" if searched.exhausted else "proof.search.given-up", lang)
        yield "  " + text("proof.search", lang, about=about, cases=searched.cases, end=end)
    if any(s.about == "states" and s.exhausted for s in proof.explored.searches) and not proof.traps:
        yield "  " + text("proof.closed", lang)


def _faults(proof: Proof, names: Names) -> Iterator[str]:
    lang = names.lang
    for trap in proof.traps:
        yield text("proof.endless" if trap.endless else "proof.trap", lang, state=names.of(trap.state))
        yield from _told(trap.witness, lang)
    for unowned in proof.unowned:
        yield text(f"proof.unowned.{unowned.why}", lang, state=names.of(unowned.state))
        yield from _told(unowned.witness, lang)
    for clash in proof.conflicts:
        facts = text("proof.list", lang).join(f"{names.fact(k)}: {names.value(k, v)}" for k, v in clash.facts.items())
        yield text("proof.conflict", lang, table=names.of(clash.table), rules=_listed(clash.rules, lang), facts=facts)


def _unclocked(unclocked: Unclocked, names: Names) -> Iterator[str]:
    lang = names.lang
    clause = unclocked.clause or text("proof.no_clause", lang)
    yield text("proof.unclocked", lang, state=names.of(unclocked.state), clause=clause)
    if unclocked.duty:
        yield "  " + text("proof.accepted.duty", lang, duty=names.of(unclocked.duty))
    if unclocked.accepted and unclocked.note:
        yield "  " + text("proof.accepted.note", lang, note=unclocked.note)
    if not unclocked.accepted:
        yield from _told(unclocked.witness, lang)


def _worst(worst: WorstCase, names: Names) -> Iterator[str]:
    lang = names.lang
    total = worst.total.in_(lang) or text("proof.worst.nothing", lang)
    if not worst.bounded:
        clauses = tuple(dict.fromkeys(g.clause or text("proof.no_clause", lang) for g in worst.gaps))
        total = text("proof.worst.unbounded", lang, clauses=_listed(clauses, lang), total=total)
    yield text(f"proof.worst.{worst.until}", lang, total=total)
    yield "  " + text("proof.worst.way", lang, path=text("proof.arrow", lang).join(map(names.of, worst.path)))
    for term in worst.terms:
        clock, states = names.of(term.clock), _states(term.states, names)
        yield "  " + text("proof.worst.term", lang, clock=clock, limit=term.limit.in_(lang), states=states)
    for gap in worst.gaps:
        clause = gap.clause or text("proof.no_clause", lang)
        yield "  " + text("proof.worst.gap", lang, state=names.of(gap.state), clause=clause)
    for loop in worst.again:
        yield "  " + text("proof.worst.again", lang, states=_states(loop, names))


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


def _listed(words: Iterable[str], lang: str) -> str:
    return text("proof.list", lang).join(words)


def _states(states: Iterable[str], names: Names) -> str:
    return _listed(map(names.of, states), names.lang)
