"""The source texts article by article: where each is at work, or why it is not."""

from __future__ import annotations

from collections.abc import Iterator

from engine.policy.definitions import Document, NotModelled
from engine.printing.document import Block, Heading, Para, Table
from engine.printing.speaker import Speaker
from engine.printing.whereabouts import place_words
from engine.scenarios.coverage import Article


def chapter(s: Speaker) -> Iterator[Block]:
    """Documents, then every article."""
    yield Heading(1, s.say("sources.title"), "sources")
    yield Para(s.say("sources.intro" if s.source.played else "sources.intro-unplayed"))
    head = s.heads("document", "number-of", "issued", "in-force")
    yield Table(s.say("sources.documents"), head, tuple(_document(d, s) for d in s.rules.documents.values()))
    for document in s.rules.documents.values():
        articles = [a for a in s.source.articles if a.document == document.key]
        if articles:
            yield from _articles(document, articles, s)


def _document(d: Document, s: Speaker) -> tuple[str, ...]:
    force = d.in_force
    since = force.from_.isoformat() if force and force.from_ else ""
    until = force.until.isoformat() if force and force.until else ""
    span = s.say("sources.from-until", first=since, last=until) if until else since
    doubt = s.names.say("unverified") if d.unverified else ""
    return (
        s.say("document", title=d.title.in_(s.lang)) + doubt, s.or_none(d.number or ""),
        s.or_none(d.issued.isoformat() if d.issued else ""), s.or_none(span),
    )  # fmt: skip


def _articles(document: Document, articles: list[Article], s: Speaker) -> Iterator[Block]:
    title = document.title.in_(s.lang)
    yield Heading(2, title, f"document-{document.key}")
    rows = tuple(_article(a, s) for a in articles)
    yield Table(s.say("sources.table", title=title), s.heads("article", "status", "where", "left-out"), rows)


def _article(a: Article, s: Speaker) -> tuple[str, ...]:
    doubt = s.names.say("unverified") if a.unverified else ""
    where = s.several(place_words(p, s) for p in a.where)
    stories = s.say("sources.stories", count=len(a.stories)) if a.stories else ""
    status = s.say(f"sources.{a.status}" if s.source.played or a.status != "written" else "sources.in-the-rules")
    left_out = s.lines(*(_aside(n, s) for n in a.aside))
    return a.article + doubt, s.lines(status, stories), s.or_none(where), s.or_none(left_out)


def _aside(n: NotModelled, s: Speaker) -> str:
    return s.say("sources.aside", kind=s.names.say(f"gap.{n.kind}"), because=n.because.in_(s.lang))
