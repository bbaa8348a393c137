"""A rule file and its parents, nearest first, and the trees that they make together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from engine.loading.citations import with_documents
from engine.loading.document import Document, Plain
from engine.loading.home import Home
from engine.loading.inheritance import merge, without_removed
from engine.loading.phrase import did_you_mean
from engine.source import Problem


@dataclass(frozen=True)
class Level:
    """One rule set with what it inherits: `own` is its file, `tree` all of it merged."""

    id: str
    own: Document
    tree: Document

    def completed(self) -> Document:
        """The items that stand in its own file, each with what it inherits."""
        own, whole = self.own.data, self.tree.data
        if not isinstance(own, dict) or not isinstance(whole, dict):
            return self.tree
        return replace(self.tree, data={key: _only(value, whole[key]) for key, value in own.items()})


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


def levels(chain: tuple[tuple[str, Document], ...]) -> tuple[tuple[Level, ...], tuple[Problem, ...]]:
    """Each rule set of a whole chain with its merged tree, nearest first."""
    found: list[Level] = []
    problems: list[Problem] = []
    floor = chain[-1][1] if _is_floor(chain[-1][1]) else None
    for id_, own in reversed(chain):
        if not found:
            tree = with_documents(own, frozenset())
        else:
            below, wrong = without_removed(found[-1].tree, own, floor)
            problems += [*wrong, *_opened_again(below, own)]
            tree = merge(below, with_documents(own, _documents(below.data)))
        found.append(Level(id_, own, tree))
    return tuple(reversed(found)), tuple(problems)


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


def _is_floor(document: Document) -> bool:
    body = document.data.get("body") if isinstance(document.data, dict) else None
    return isinstance(body, dict) and body.get("level") == "nation"


def _documents(data: Plain) -> frozenset[str]:
    documents = data.get("documents") if isinstance(data, dict) else None
    return frozenset(map(str, documents)) if isinstance(documents, dict) else frozenset()
