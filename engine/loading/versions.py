"""A rule file that holds several versions: which of them is meant on which day.

`versions:` names spans of time; what stands beside it is common to all, and each version lays its own
sections over that. A child's periods are the common refinement of its own and its parents': on every
day at most one version of each file of the chain, together one rule set, checked and pinned alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from engine.loading.reading.document import Document, Path, Plain
from engine.source import Position

_FRAME = ("title", "body", "extends", "calendar")


@dataclass(frozen=True, order=True)
class Span:
    """First and last day; `date.min` and `date.max` where the text leaves it open."""

    first: date = date.min
    last: date = date.max

    @property
    def backwards(self) -> bool:
        """Whether it ends before it begins."""
        return self.first > self.last

    def shared(self, other: Span) -> Span | None:
        """The days of both; None when they have none in common."""
        both = Span(max(self.first, other.first), min(self.last, other.last))
        return None if both.backwards else both

    def __str__(self) -> str:
        first = "" if self.first == date.min else self.first.isoformat()
        last = "" if self.last == date.max else self.last.isoformat()
        return f"{first} … {last}".strip()


ALWAYS = Span()


@dataclass(frozen=True)
class Part:
    """What one file says on the days of `span`: its documents, the nearest first; `version` is the
    key of the version, None in a file that has none."""

    id: str
    span: Span
    documents: tuple[Document, ...]
    version: str | None = None

    @property
    def at(self) -> Position:
        """Where its days are written."""
        return self.documents[0].at_key(("in_force",))


@dataclass(frozen=True)
class Slice:
    """A span on which no file of the chain changes: one part of every file, nearest first."""

    span: Span
    parts: tuple[Part, ...]


def span_of(data: Plain) -> Span:
    """The days under `in_force`; open where none are written or one cannot be read (the schema says so)."""
    written = data.get("in_force") if isinstance(data, dict) else None
    if not isinstance(written, dict):
        return Span()
    try:
        first, last = (written.get(key) for key in ("from", "until"))
        return Span(
            date.fromisoformat(first) if isinstance(first, str) else date.min,
            date.fromisoformat(last) if isinstance(last, str) else date.max,
        )
    except ValueError:
        return Span()


def parts_of(id_: str, document: Document) -> tuple[Part, ...]:
    """The versions of a file, earliest first; the file itself when it has none."""
    versions = _versions(document)
    if not versions:
        return (Part(id_, span_of(document.data), (document,)),)
    shared = _shared(document)
    found = [_part(id_, key, document, shared) for key, data in versions.items() if isinstance(data, dict)]
    return tuple(sorted(found, key=lambda p: p.span))


def slices(chain: Sequence[tuple[str, Document]]) -> tuple[Slice, ...]:
    """The common refinement, earliest first; empty when no day is common to all."""
    found = []
    for parts in product(*(parts_of(id_, document) for id_, document in chain)):
        span = _common(parts)
        if span is not None:
            found.append(Slice(span, parts))
    return tuple(sorted(found, key=lambda s: s.span))


def first_parts(chain: Sequence[tuple[str, Document]]) -> Slice:
    """One part of every file whatever their days, so that a chain without common days is still read."""
    parts = tuple(parts_of(id_, document)[-1] for id_, document in chain)
    return Slice(parts[0].span, parts)


def _common(parts: Sequence[Part]) -> Span | None:
    span: Span | None = Span()
    for part in parts:
        span = span.shared(part.span) if span and not part.span.backwards else None
    return span


def _versions(document: Document) -> Mapping[str, Plain]:
    found = document.data.get("versions") if isinstance(document.data, dict) else None
    usable = isinstance(found, dict) and any(isinstance(v, dict) for v in found.values())
    return found if usable and isinstance(found, dict) else {}


def _shared(document: Document) -> Document:
    assert isinstance(document.data, dict)
    kept = {k: v for k, v in document.data.items() if k != "versions"}
    return replace(document, data=kept)


def _part(id_: str, key: str, document: Document, shared: Document) -> Part:
    """One version as a file of its own over what the file has in common.

    The frame of the file is repeated, and its documents, so that a bare article is understood: it
    means the version's own first document, or the file's.
    """
    assert isinstance(document.data, dict)
    assert isinstance(shared.data, dict)
    versions = document.data["versions"]
    assert isinstance(versions, dict)
    own = versions[key]
    assert isinstance(own, dict)
    data = {k: shared.data[k] for k in _FRAME if k in shared.data} | own
    texts, more = own.get("documents", {}), shared.data.get("documents", {})
    if isinstance(texts, dict) and isinstance(more, dict) and more:
        data["documents"] = {**texts, **{k: v for k, v in more.items() if k not in texts}}
    place = ("versions", key)
    version = Document(data, _moved(document.keys, place), _moved(document.values, place), document.file)
    return Part(id_, span_of(own), (version, shared), key)


def _moved(places: Mapping[Path, Position], under: Path) -> dict[Path, Position]:
    """The places of a version as if it were the file; those of the frame stay."""
    kept = {p: at for p, at in places.items() if p[:1] != ("versions",) and (not p or p[0] in (*_FRAME, "documents"))}
    size = len(under)
    return kept | {p[size:]: at for p, at in places.items() if p[:size] == under and len(p) > size}
