"""The policy manual of a locality: its rule set, for the people who work by it and those it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.printing.chapters import (
    decisions,
    duties,
    forms,
    ladders,
    limits,
    papers,
    parent,
    path,
    people,
    places,
    readings,
    sources,
)
from engine.printing.document import Block, Document
from engine.printing.speaker import Source, Speaker

Chapter = Callable[[Speaker], Iterator[Block]]
CHAPTERS: tuple[Chapter, ...] = (
    path.chapter, people.chapter, limits.chapter, ladders.chapter, decisions.chapter, papers.chapter,
    duties.chapter, forms.chapter, places.chapter, sources.chapter, readings.chapter, parent.chapter,
)  # fmt: skip
_SHORT = 12


def manual(source: Source, lang: str) -> Document:
    """The whole manual as a document; the same source gives the same document."""
    s = Speaker(source, lang)
    title = s.say("manual.title", title=source.ruleset.title.in_(lang))
    return Document(
        lang, title, s.say("manual.subtitle"), s.say("manual.mark", title=title, digest=source.digest[:_SHORT]),
        s.say("manual.contents"), tuple(_facts(s)), tuple(b for chapter in CHAPTERS for b in chapter(s)),
    )  # fmt: skip


def _facts(s: Speaker) -> Iterator[tuple[str, str]]:
    """What stands on the first page."""
    rules = s.rules
    name = rules.body.zh if s.lang == "zh" else rules.body.en
    yield s.say("manual.body"), s.say("manual.body-of", name=name, level=s.names.of(rules.body.level))
    own = {d for p in s.source.parents for d in p.documents}
    based = (s.say("document", title=d.title.in_(s.lang)) for d in rules.documents.values() if d.key not in own)
    yield s.say("manual.based-on"), s.or_none(s.lines(*based))
    if s.source.parents:
        yield s.say("manual.extends"), s.several(p.title.in_(s.lang) for p in s.source.parents)
    since = rules.in_force.from_
    yield s.say("manual.in-force"), since.isoformat() if since else s.say("manual.no-date")
    if rules.in_force.until:
        yield s.say("manual.until"), rules.in_force.until.isoformat()
    yield s.say("manual.calendar"), s.source.calendar.title.in_(s.lang)
    yield s.say("manual.digest"), s.source.digest
    yield s.say("manual.about"), s.say("manual.about-text")
