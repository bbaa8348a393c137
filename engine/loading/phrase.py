"""Parts of a message that differ by language: a template says `{hint:zh}` or `{hint:en}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.i18n import text
from engine.loading.nearest import nearest
from engine.source import Position


@dataclass(frozen=True)
class Phrase:
    """A catalogue entry with its values."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __format__(self, lang: str) -> str:
        return text(self.key, lang or "en", missing=None, **self.values)

    def __str__(self) -> str:
        return f"{self.key} {dict(self.values)}"


def kind_name(kind: str) -> Phrase:
    """`papers` → “a paper”."""
    return Phrase(f"kind.{kind}")


def place_of(at: Position, here: Position) -> Phrase:
    """“line 12”, with the file when it is another one."""
    if at.file == here.file:
        return Phrase("phrase.line", {"line": at.line})
    return Phrase("phrase.line-of-file", {"line": at.line, "file": at.file})


def did_you_mean(word: str, known: Iterable[str], at: Mapping[str, Position], here: Position) -> Phrase:
    """“did you mean `x` (line 88)?”, or which words there are when none is near."""
    words = sorted(set(known))
    found = nearest(word, words)
    if found is None:
        words = _alike(word, words)
        return Phrase("phrase.there-are", {"words": listed(words)}) if words else Phrase("phrase.none")
    place = at.get(found)
    if place is None:
        return Phrase("phrase.did-you-mean", {"word": found})
    return _Placed("phrase.did-you-mean-at", {"word": found, "place": place_of(place, here)})


def _alike(word: str, words: list[str]) -> list[str]:
    """Of dotted words those with the same head, of plain ones the plain."""
    head, dot, _ = word.partition(".")
    return [w for w in words if w.startswith(f"{head}.")] if dot else [w for w in words if "." not in w]


def listed(words: Iterable[str]) -> str:
    """The first dozen of the words."""
    first = list(words)
    return ", ".join(first[:12]) + (", …" if len(first) > 12 else "")


class _Placed(Phrase):
    """A phrase that holds another one."""

    def __format__(self, lang: str) -> str:
        place = format(self.values["place"], lang)
        return text(self.key, lang or "en", missing=None, **{**self.values, "place": place})
