"""Closed lists of words that tell what a definition is about, and where they are looked for.

Chinese words are found anywhere in a label, English ones as whole words of a key or a label. The lists
are short on purpose: a check that refuses a word says so, and the author can choose a plainer one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.policy.definitions import RuleSet
from engine.policy.forms import Field, Text

_WORD = re.compile(r"[a-z0-9']+")
_LABELLED = (
    "roles", "units", "seats", "tables", "facts", "flags", "events", "states", "papers", "deadlines",
    "escalations", "duties", "registers", "metrics",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """Words in both languages; an English entry may be several words in a row."""

    zh: tuple[str, ...]
    en: tuple[str, ...]

    def found(self, key: str, label: Text | None) -> str | None:
        """The first listed word in a key or its label."""
        texts = [key.replace("-", " "), label.en if label else ""]
        for text in texts:
            spoken = f" {' '.join(_WORD.findall(text.lower()))} "
            for word in self.en:
                if f" {word} " in spoken:
                    return word
        return next((w for w in self.zh if label and w in label.zh), None)


@dataclass(frozen=True)
class Named:
    """Something with a key, a label and a place."""

    path: str
    key: str
    label: Text | None


def labelled(ruleset: RuleSet) -> Iterator[Named]:
    """Every definition with a label."""
    for section in _LABELLED:
        for key, item in getattr(ruleset, section).items():
            yield Named(f"{section}.{key}", key, item.label)


def form_fields(ruleset: RuleSet) -> Iterator[tuple[str, Field]]:
    """Every field of every form, those of groups too, with its path."""
    for form in ruleset.forms.values():
        for section in form.sections.values():
            yield from _deep(f"forms.{form.id}.sections.{section.key}.fields", section.fields.values())


def paper_fields(ruleset: RuleSet) -> Iterator[tuple[str, Field]]:
    """Every field that a paper contains, with its path."""
    for paper in ruleset.papers.values():
        yield from _deep(f"papers.{paper.key}.contains", paper.contains.values())


def _deep(base: str, found: Iterable[Field]) -> Iterator[tuple[str, Field]]:
    for f in found:
        yield f"{base}.{f.key}", f
        yield from _deep(f"{base}.{f.key}.fields", f.fields.values())


def label_of(ruleset: RuleSet, word: str) -> Named | None:
    """What a word of the rule set (`pledge.written`, `pledge`) names."""
    key = word.split(".", maxsplit=1)[0]
    return next((n for n in labelled(ruleset) if n.key == key), None)
