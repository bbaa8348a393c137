"""A form file and the form it extends as one document, with the place of every value kept.

`extends` names one other form: sections, fields and choices merge by key, what is written here wins,
and `removed` drops what the other form asks. Whether the whole is a form is judged by the schema.
"""

from __future__ import annotations

from pathlib import Path as FilePath

from engine.loading.home import Home
from engine.loading.inheriting.divisions import with_divisions
from engine.loading.inheriting.inheritance import merge, without_removed
from engine.loading.phrase import did_you_mean
from engine.loading.reading.document import Document
from engine.source import Problem


def form_document(shelf: Home, path: FilePath) -> Document | None:
    """The form of a file with all that it inherits; what is wrong with the chain is noted on the shelf."""
    chain = _chain(shelf, path)
    if not chain:
        return None
    whole = chain[-1]
    for own in reversed(chain[:-1]):
        below, wrong = without_removed(whole, own, None)
        shelf.problems += wrong
        whole = merge(below, own)
    return with_divisions(shelf, whole)


def _chain(shelf: Home, path: FilePath) -> list[Document]:
    """The form and those it extends, nearest first; broken off where one is missing or comes again."""
    chain: list[Document] = []
    seen: dict[FilePath, Document] = {}
    here: FilePath | None = path
    while here is not None:
        document = shelf.document(here)
        if document is None:
            break
        chain.append(document)
        seen[here.resolve()] = document
        here = _parent(shelf, document, seen)
    return chain


def _parent(shelf: Home, document: Document, seen: dict[FilePath, Document]) -> FilePath | None:
    parent = document.data.get("extends") if isinstance(document.data, dict) else None
    if not isinstance(parent, str):
        return None
    found, at = shelf.form(parent), document.at(("extends",))
    if found is None:
        hint = did_you_mean(parent, shelf.form_ids(), {}, at)
        shelf.problems.append(Problem("unknown-form", at, {"word": parent, "hint": hint}))
        return None
    if found.resolve() in seen:
        also = seen[found.resolve()].at(("extends",))
        params = {"parent": parent, "file": also.file, "line": also.line}
        shelf.problems.append(Problem("extends-in-a-circle", at, params, also=also))
        return None
    return found
