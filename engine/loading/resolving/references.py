"""Every word that must name something does, and every id names one thing.

`building` noted the words (`Use`); here they are looked up in the `Index`. Facts are looked up in
`fact_typing`, because what a fact is follows from its type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.loading.building.node import Use
from engine.loading.home import Home
from engine.loading.nearest import nearest
from engine.loading.phrase import Phrase, did_you_mean, kind_name, place_of
from engine.loading.resolving.index import FACT_WORDS, MAKES, RESERVED, Defined, Index
from engine.policy.actors import BUILT_IN
from engine.policy.fact_types import PAPER_EVENTS
from engine.source import Position, Problem

_KINDS = {
    "role": ("roles",), "unit": ("units",), "paper": ("papers",), "state": ("states",),
    "escalation": ("escalations",), "register": ("registers",), "seat": ("seats",),
    "actor": ("roles", "units", "seats"),
}  # fmt: skip
Known = Mapping[str, Position]


def doubled(index: Index) -> Iterator[Problem]:
    """Ids and fields that name two things, or a word of the language."""
    for d in index.all:
        first = index.ids[d.id]
        if first is not d:
            yield _twice("id-twice", d.id, d.at, first, kind=kind_name(d.kind))
        if d.id in RESERVED:
            yield Problem("reserved-id", d.at, {"id": d.id})
    for form, key, at in index.fields():
        if key in index.ids:
            yield _twice("field-is-id", key, at, index.ids[key], form=form)
        if key in FACT_WORDS:
            yield Problem("reserved-id", at, {"id": key})


def _twice(code: str, id_: str, at: Position, first: Defined, **params: object) -> Problem:
    place = place_of(first.at, at)
    return Problem(code, at, {"id": id_, "first": kind_name(first.kind), "place": place, **params}, also=first.at)


def unresolved(uses: list[Use], index: Index, home: Home, dates: frozenset[str] | None) -> Iterator[Problem]:
    """Words that name nothing, or something of another kind. `dates` are the facts that are dates, or
    None when the frame of the rule set cannot be read and they are not known."""
    bare = [u for u in uses if u.wants == "citation" and u.word.startswith(" ")]
    for use in bare[:1]:
        yield Problem("cite-without-document", use.at, {"article": use.word.strip(), "count": len(bare)})
    for use in uses:
        if use.wants == "citation":
            yield from _citation(use, index)
        elif use.wants in ("event", "trigger", "counted"):
            yield from _event(use, index, dates)
        elif use.wants == "form":
            yield from _form(use, home)
        elif use.wants == "section":
            yield from _lookup(use, index, index.sections)
        elif use.wants == "concept":
            yield from _concept(use, index)
        elif use.wants in _KINDS:
            yield from _kind(use, index)


def _kind(use: Use, index: Index) -> Iterator[Problem]:
    known = index.of(*_KINDS[use.wants])
    if use.wants == "actor" and use.word in BUILT_IN:
        return
    extra = BUILT_IN if use.wants == "actor" else frozenset[str]()
    yield from _lookup(use, index, known, extra)


def _lookup(use: Use, index: Index, known: Known, extra: frozenset[str] = frozenset()) -> Iterator[Problem]:
    if use.word in known:
        return
    other = index.ids.get(use.word)
    if other:
        yield wrong_kind(use, other)
    else:
        hint = did_you_mean(use.word, {*known, *extra}, known, use.at)
        yield Problem(f"unknown-{use.wants}", use.at, {"word": use.word, "hint": hint})


def wrong_kind(use: Use, seen: Defined) -> Problem:
    """“`report` is a paper (line 12); a deadline is needed here.”"""
    params = {
        "word": use.word,
        "kind": kind_name(seen.kind),
        "place": place_of(seen.at, use.at),
        "wanted": Phrase(f"wanted.{use.wants}"),
        "hint": _event_of(use, seen),
    }
    return Problem("wrong-kind", use.at, params)


def _event_of(use: Use, seen: Defined) -> Phrase:
    """What to write instead: an event that the thing makes, or a name of the kind that is needed."""
    made = MAKES.get(seen.kind)
    if made and use.wants in ("event", "trigger", "counted"):
        return Phrase("phrase.its-events", {"events": _events(seen.id, made)})
    return Phrase(f"name.{use.wants}")


def _events(id_: str, events: tuple[str, ...]) -> str:
    return ", ".join(f"{id_}.{event}" for event in events)


def _event(use: Use, index: Index, dates: frozenset[str] | None) -> Iterator[Problem]:
    if use.word in index.events or (use.wants == "trigger" and (dates is None or use.word in dates)):
        return
    if use.wants == "counted" and use.word == "cases":
        return
    head, _, tail = use.word.rpartition(".")
    maker = index.ids.get(head)
    if maker and tail:
        yield _not_made(use, maker)
    elif use.word in index.ids:
        yield wrong_kind(use, index.ids[use.word])
    else:
        hint = did_you_mean(use.word, index.events, index.events, use.at)
        yield Problem("unknown-event", use.at, {"word": use.word, "hint": hint})


def _not_made(use: Use, maker: Defined) -> Problem:
    made = MAKES.get(maker.kind, ())
    events = Phrase("phrase.its-events", {"events": _events(maker.id, made)})
    params = {
        "word": use.word,
        "id": maker.id,
        "kind": kind_name(maker.kind),
        "place": place_of(maker.at, use.at),
        "hint": events if made else Phrase("phrase.makes-none"),
    }
    return Problem("event-not-made", use.at, params)


def _concept(use: Use, index: Index) -> Iterator[Problem]:
    if use.word not in index.concepts:
        hint = did_you_mean(use.word, index.concepts, index.concepts, use.at)
        yield Problem("unknown-concept", use.at, {"word": use.word, "hint": hint})


def _form(use: Use, home: Home) -> Iterator[Problem]:
    if home.form(use.word) is None:
        hint = did_you_mean(use.word, home.form_ids(), {}, use.at)
        yield Problem("unknown-form", use.at, {"word": use.word, "hint": hint})


def _citation(use: Use, index: Index) -> Iterator[Problem]:
    key, _, article = use.word.partition(" ")
    documents = index.tree.data.get("documents") if isinstance(index.tree.data, dict) else None
    known = documents if isinstance(documents, dict) else {}
    if not key:
        return
    if key not in known:
        hint = did_you_mean(key, map(str, known), {}, use.at)
        yield Problem("unknown-document", use.at, {"word": key, "hint": hint})
    else:
        yield from _article(use, key, article, known)


def _article(use: Use, key: str, article: str, documents: Mapping[str, object]) -> Iterator[Problem]:
    document = documents[key]
    listed = document.get("articles") if isinstance(document, dict) else None
    articles = [str(a) for a in listed] if isinstance(listed, list) else []
    if article in articles or not articles:
        return
    first, _, rest = article.partition(" ")
    near = nearest(first, sorted(map(str, documents))) if rest else None
    hint = did_you_mean(near, [near], {}, use.at) if near else did_you_mean(article, articles, {}, use.at)
    yield Problem("unknown-article", use.at, {"document": key, "article": article, "hint": hint})


def paper_fields(index: Index) -> Iterator[Problem]:
    """Contents of a paper that would be taken for one of its events."""
    papers = index.tree.data.get("papers") if isinstance(index.tree.data, dict) else None
    for key, paper in papers.items() if isinstance(papers, dict) else ():
        contents = paper.get("contains") if isinstance(paper, dict) else None
        for field in contents if isinstance(contents, dict) else ():
            if field in PAPER_EVENTS:
                at = index.tree.at_key(("papers", key, "contains", field))
                yield Problem("field-is-event", at, {"field": field, "event": f"{key}.{field}"})
