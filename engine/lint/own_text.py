"""What a locality's own text says, and what merely comes from the rules it builds on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.lint.subject import Subject
from engine.policy.definitions import Cites, RuleSet
from engine.policy.fact_types import LEVELS
from engine.policy.forms import Text


def value_at(ruleset: RuleSet, path: str) -> Any:
    """The definition at a path of natural keys, or None."""
    value: Any = ruleset
    for key in path.split("."):
        value = _inside(value, key)
    return value


def _inside(value: Any, key: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(key)
    return getattr(value, key, getattr(value, f"{key}_", None))


def floor_of(subject: Subject, path: str) -> RuleSet | None:
    """The nearest rule set above that has something at the path."""
    return next((p for p in subject.parents if value_at(p, path) is not None), None)


def bound_by(subject: Subject, path: str) -> RuleSet | None:
    """The nearest rule set of a higher body that has something at the path. A parent of the same level is
    a neighbour whose text was taken over: it shows what may be written, and binds nobody."""
    here = LEVELS.index(subject.ruleset.body.level)
    higher = (p for p in subject.parents if LEVELS.index(p.body.level) > here)
    return next((p for p in higher if value_at(p, path) is not None), None)


def own_documents(subject: Subject) -> frozenset[str]:
    """Documents that the locality itself brings."""
    above = {d for p in subject.parents for d in p.documents}
    return frozenset(set(subject.ruleset.documents) - above)


def own_cites(subject: Subject, cites: Cites) -> Cites:
    """Those of the citations that name the locality's own text."""
    return tuple(c for c in cites if c.document in own_documents(subject))


def speaks(subject: Subject, path: str) -> bool:
    """Whether the local text says something of its own at a path: an item with an article of its own,
    or a part of one that differs from the floor's."""
    here, floor = value_at(subject.ruleset, path), floor_of(subject, path)
    if floor is not None and here == value_at(floor, path):
        return False
    if path.count(".") > 1:
        return True
    return bool(own_cites(subject, getattr(here, "cite", ())))


def counterparts(subject: Subject, path: str) -> list[str]:
    """Paths of the locality's own definitions of the same kind under the same concept."""
    section, _, key = path.partition(".")
    concept = getattr(value_at(subject.ruleset, path), "concept", None)
    if concept is None or "." in key:
        return []
    items: Mapping[str, Any] = getattr(subject.ruleset, section)
    alike = [k for k, item in items.items() if item.concept == concept and k != key]
    own = [f"{section}.{k}" for k in alike if floor_of(subject, f"{section}.{k}") is None]
    return [p for p in own if own_cites(subject, value_at(subject.ruleset, p).cite)]


def is_left_open(subject: Subject, path: str) -> bool:
    """Whether the local file says that its text leaves something open at or below a path."""
    open_paths = (at for u in subject.ruleset.unspecified.values() for at in u.at)
    return any(at == path or at.startswith(f"{path}.") for at in open_paths)


def named(ruleset: RuleSet, cites: Iterable[Any], *, unverified: bool = False) -> Text:
    """Articles with the titles of their documents, in both languages."""
    zh, en = [], []
    for c in cites:
        document = ruleset.documents.get(c.document)
        zh.append(f"《{document.title.zh if document else c.document}》{c.article}")
        en.append(f"{document.title.en if document else c.document} {c.article}")
    doubt = Text("（条号待核）", " (number of the article to be verified)") if unverified else Text("", "")
    return Text("、".join(zh) + doubt.zh, ", ".join(en) + doubt.en)
