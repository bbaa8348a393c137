"""Which articles of a rule set's own documents are at work, and which are left out for what reason.

An article counts as modelled only when a story gives a reason that cites it, or tells the figures of a
metric that does or the day until which identity is kept: citing it in the rule file alone is a claim.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

from engine.casework.rulebook import clause
from engine.policy.definitions import Citation, Metric, NotModelled, Retention, RuleSet
from engine.scenarios.runner import Outcome

Status = Literal["modelled", "written", "not_modelled", "missing"]
_SECTIONS_ASIDE = frozenset({"conflicts", "unspecified", "not_modelled", "documents", "forms", "source_map"})
_CHAPTER = re.compile(r"[^(（.·\s]+")


@dataclass(frozen=True)
class Article:
    """One article. `written`: cited at `where` but by no reason of any story; `missing`: nowhere.
    An article may be modelled and have a part that is left out (`aside`). `unverified`: something that
    cites it is known from memory only."""

    document: str
    article: str
    where: tuple[str, ...]
    stories: tuple[str, ...]
    aside: tuple[NotModelled, ...]
    unverified: bool = False

    @property
    def status(self) -> Status:
        """What became of it."""
        if self.stories:
            return "modelled"
        if self.where:
            return "written"
        return "not_modelled" if self.aside else "missing"

    @property
    def chapter(self) -> str:
        """What the article begins with: `三(一).2` is of `三`."""
        found = _CHAPTER.match(self.article)
        return found[0] if found else self.article


def coverage(ruleset: RuleSet, parents: Iterable[RuleSet], outcomes: Iterable[Outcome]) -> tuple[Article, ...]:
    """Every article of the documents that are this rule set's own, in their order."""
    inherited = {d for p in parents for d in p.documents}
    where, stories, doubtful = places_of(ruleset), _stories(ruleset, outcomes), unverified_clauses(ruleset)
    aside: dict[str, list[NotModelled]] = defaultdict(list)
    for item in ruleset.not_modelled.values():
        for c in item.cite:
            aside[clause(c)].append(item)
    return tuple(
        Article(
            d.key, a, tuple(where.get(name, ())), tuple(stories.get(name, ())), tuple(aside.get(name, ())),
            d.unverified or name in doubtful,
        )
        for d in ruleset.documents.values()
        if d.key not in inherited
        for a in d.articles
        for name in [f"{d.key} {a}"]
    )  # fmt: skip


def unverified_clauses(ruleset: RuleSet) -> frozenset[str]:
    """Clauses that a definition marked `unverified` rests on."""
    sections = (getattr(ruleset, f.name) for f in fields(ruleset) if f.name not in _SECTIONS_ASIDE)
    items = (item for s in sections if isinstance(s, Mapping) for item in s.values())
    return frozenset(clause(c) for i in items if getattr(i, "unverified", False) for c in getattr(i, "cite", ()))


def places_of(ruleset: RuleSet) -> Mapping[str, list[str]]:
    """Clause → the paths of the definitions that cite it."""
    found: dict[str, list[str]] = defaultdict(list)
    for f in fields(ruleset):
        if f.name not in _SECTIONS_ASIDE:
            for path, citation in _cited(getattr(ruleset, f.name), f.name.rstrip("_")):
                found[clause(citation)].append(path)
    return found


def _cited(value: Any, path: str) -> Iterator[tuple[str, Citation]]:
    """Every citation beneath a value, with the path of the definition that makes it."""
    if isinstance(value, Citation):
        yield path.removesuffix(".cite"), value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _cited(inner, f"{path}.{key}")
    elif isinstance(value, tuple):
        for inner in value:
            yield from _cited(inner, path)
    elif is_dataclass(value) and not isinstance(value, type):
        for f in fields(value):
            yield from _cited(getattr(value, f.name), f"{path}.{f.name.rstrip('_')}")


def _stories(ruleset: RuleSet, outcomes: Iterable[Outcome]) -> Mapping[str, list[str]]:
    """Clause → the stories with a reason that cites it, with the figures of a metric that does, or with the day of a
    retention that does."""
    found: dict[str, list[str]] = defaultdict(list)
    for outcome in outcomes:
        cited = {c for e in (*outcome.log, *outcome.others) for r in e.reasons for c in r.cites}
        told: list[Metric | Retention] = [ruleset.metrics[k] for k in outcome.measured if k in ruleset.metrics]
        told += [ruleset.retention] if outcome.keeps and ruleset.retention else []
        for name in cited | {clause(c) for figure in told for c in figure.cite}:
            found[name].append(outcome.key)
    return found
