"""A rule file and its parents, nearest first, and the trees that they make together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from engine.loading.home import Home
from engine.loading.inheriting.citations import with_documents
from engine.loading.inheriting.inheritance import merge, without_removed
from engine.loading.phrase import did_you_mean
from engine.loading.reading.document import Document, Plain
from engine.loading.versions import Slice
from engine.source import Problem

_ALWAYS = ("calendar",)


@dataclass(frozen=True)
class Level:
    """One rule set with what it inherits: `own` is its file (a version of it lies before what all its
    versions have in common), `tree` all of it merged."""

    id: str
    own: tuple[Document, ...]
    tree: Document

    def completed(self) -> Document:
        """The items that stand in its own file, each with what it inherits; the calendar always, since
        every rule set counts on one and most on their parent's."""
        whole = self.tree.data
        if not isinstance(whole, dict) or not all(isinstance(o.data, dict) for o in self.own):
            return self.tree
        kept: dict[str, Plain] = {}
        for own in reversed(self.own):
            assert isinstance(own.data, dict)
            for key, value in own.data.items():
                kept[key] = _joined(kept.get(key), _only(value, whole[key])) if key in whole else None
        inherited = {key: whole[key] for key in _ALWAYS if key in whole}
        return replace(self.tree, data={**inherited, **{k: v for k, v in kept.items() if k in whole}})


def ancestry(home: Home, path: FilePath) -> tuple[tuple[tuple[str, Document], ...], tuple[Problem, ...]]:
    """The file and its parents, nearest first. With a problem the chain is not whole."""
    chain: list[tuple[str, Document]] = []
    seen: dict[FilePath, Document] = {}
    while True:
        document = home.document(path)
        if document is None:
            return tuple(chain), ()
        chain.append((path.stem, document))
        seen[path.resolve()] = document
        parent = document.data.get("extends") if isinstance(document.data, dict) else None
        if not isinstance(parent, str):
            return tuple(chain), ()
        found = home.rules(parent)
        if found is None or found.resolve() in seen:
            return tuple(chain), (_broken(home, document, parent, found, seen),)
        path = found


def _broken(
    home: Home, document: Document, parent: str, found: FilePath | None, seen: dict[FilePath, Document]
) -> Problem:
    at = document.at(("extends",))
    if found is None:
        hint = did_you_mean(parent, home.rule_ids(), {}, at)
        return Problem("unknown-parent", at, {"parent": parent, "hint": hint})
    also = seen[found.resolve()].at(("extends",))
    return Problem("extends-in-a-circle", at, {"parent": parent, "file": also.file, "line": also.line}, also=also)


def levels(span: Slice) -> tuple[tuple[Level, ...], tuple[Problem, ...]]:
    """Each rule set of a whole chain with its merged tree on those days, nearest first."""
    found: list[Level] = []
    problems: list[Problem] = []
    for part in reversed(span.parts):
        tree = found[-1].tree if found else None
        floor = found[0].tree if found and _is_floor(found[0].tree) else None
        for own in reversed(part.documents):
            tree, wrong = _laid(tree, own, floor)
            problems += wrong
        assert tree is not None
        found.append(Level(part.id, part.documents, _all_removed(tree, part.documents)))
    return tuple(reversed(found)), tuple(problems)


def _laid(tree: Document | None, own: Document, floor: Document | None) -> tuple[Document, list[Problem]]:
    """One document over those below it, without what it removes of them."""
    if tree is None:
        return with_documents(own, frozenset()), []
    below, wrong = without_removed(tree, own, floor)
    return merge(below, with_documents(own, _documents(below.data))), [*wrong, *_opened_again(below, own)]


def _all_removed(tree: Document, parts: tuple[Document, ...]) -> Document:
    """The tree of a version names what the file in common removes as well."""
    removed: dict[str, Plain] = {}
    for part in reversed(parts):
        more = part.data.get("removed") if isinstance(part.data, dict) else None
        removed |= more if isinstance(more, dict) else {}
    if len(parts) == 1 or not removed or not isinstance(tree.data, dict):
        return tree
    places = {p: at for part in reversed(parts) for p, at in part.keys.items() if p[:1] == ("removed",)}
    return replace(tree, data={**tree.data, "removed": removed}, keys={**tree.keys, **places})


def _opened_again(below: Document, own: Document) -> list[Problem]:
    """The list of concepts is closed: an heir can neither add to it nor rename what stands there."""
    if not isinstance(own.data, dict) or "concepts" not in own.data:
        return []
    first = below.at_key(("concepts",))
    params = {"file": first.file, "line": first.line}
    return [Problem("concepts-closed", own.at_key(("concepts",)), params, also=first)]


def _only(own: Plain, whole: Plain) -> Plain:
    """The entries of a section that are written in the file itself."""
    if isinstance(own, dict) and isinstance(whole, dict):
        return {key: value for key, value in whole.items() if key in own}
    return whole


def _joined(first: Plain, second: Plain) -> Plain:
    """The entries of both, as they stand in the whole."""
    return {**first, **second} if isinstance(first, dict) and isinstance(second, dict) else second


def _is_floor(document: Document) -> bool:
    body = document.data.get("body") if isinstance(document.data, dict) else None
    return isinstance(body, dict) and body.get("level") == "nation"


def _documents(data: Plain) -> frozenset[str]:
    documents = data.get("documents") if isinstance(data, dict) else None
    return frozenset(map(str, documents)) if isinstance(documents, dict) else frozenset()
