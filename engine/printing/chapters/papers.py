"""What is written, signed and sent; and what the person who complains is told."""

from __future__ import annotations

from collections.abc import Iterator

from engine.policy.actors import Named
from engine.policy.definitions import COMPLAINANT, Paper
from engine.policy.triggers import names_of
from engine.printing.document import Block, Heading, Para, Table
from engine.printing.speaker import Speaker

_TOLD = (COMPLAINANT, Named("public"))


def chapter(s: Speaker) -> Iterator[Block]:
    """All papers, what each contains, and the notices."""
    yield Heading(1, s.say("papers.title"), "papers")
    yield Para(s.say("papers.intro"))
    papers = tuple(s.rules.papers.values())
    head = s.heads("paper", "written-by", "signed-by", "to", "if", "clause")
    yield Table(s.say("papers.title"), head, tuple(_row(p, s) for p in papers))
    yield Heading(2, s.say("papers.notices"), "notices")
    yield Para(s.say("papers.notices-intro"))
    told = tuple(_told(p, s) for p in papers if any(t in _TOLD for t in p.to))
    yield Table(s.say("papers.notices"), s.heads("paper", "contains", "limit", "clause"), told)
    yield Heading(2, s.say("papers.contents"), "contents-of-papers")
    rows = tuple((p.label.in_(s.lang), contents(p, s), _effects(p, s)) for p in papers)
    yield Table(s.say("papers.contents"), s.heads("paper", "contains", "follows"), rows)


def contents(p: Paper, s: Speaker) -> str:
    """The questions that a paper answers."""
    return s.or_none(s.several(f.label.in_(s.lang) for f in s.names.paper_fields(p.key).values()))


def _row(p: Paper, s: Speaker) -> tuple[str, ...]:
    signed = s.who(p.signed_by) if p.signed_by else s.say("papers.unsigned")
    to = s.or_none(s.several(s.who(t) for t in p.to))
    allowed = s.several((s.when(p.if_), s.when(p.needs)))
    strength = "" if p.strength == "must" else s.say(f"strength.{p.strength}")
    by = s.who(p.by) if p.by else s.or_none("")
    return (
        p.label.in_(s.lang), by, signed, to, s.or_none(s.lines(strength, allowed)),
        s.cites(p.cite, unverified=p.unverified),
    )  # fmt: skip


def _told(p: Paper, s: Speaker) -> tuple[str, ...]:
    events = {f"{p.key}.{e}" for e in ("written", "signed", "sent")}
    if p.instead_of:
        events.add(f"{p.instead_of}.sent")
    limits = (
        s.say("act.limit", name=d.label.in_(s.lang), limit=s.limit_of(d), starts=s.trigger(d.starts))
        for d in s.rules.deadlines.values()
        if names_of(d.stops)[0] in events
    )
    return p.label.in_(s.lang), contents(p, s), s.or_none(s.lines(*limits)), s.cites(p.cite, unverified=p.unverified)


def _effects(p: Paper, s: Speaker) -> str:
    instead = s.say("papers.instead", paper=s.names.of(p.instead_of)) if p.instead_of else ""
    return s.or_none(s.lines(instead, *(s.effect(e, p.key) for e in p.then)))
