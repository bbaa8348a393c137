"""`divisions: ID` of an address: the divisions of `forms/divisions/<ID>.yaml` become its choices.

They are written into the document before anything is built, so that what is published holds them and
does not change with the file. A file that `extends` another adds to it. What the form itself offers
stands beside them and wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath

from engine.loading.home import Home
from engine.loading.inheriting.inheritance import merge
from engine.loading.phrase import did_you_mean
from engine.loading.reading.document import Document, Path, Plain
from engine.loading.shape.schema import check_shape
from engine.policy.divisions import above
from engine.source import Problem, in_order

_FIELDS = ("fields", "contains")


def with_divisions(shelf: Home, document: Document) -> Document:
    """The document with every list of divisions in its place; what is wrong is noted on the shelf."""
    named = dict(_named((), document.data))
    found = {id_: _choices(shelf, document, path, id_) for path, id_ in named.items()}
    if not found:
        return document
    filled = {path: found[id_] for path, id_ in named.items()}
    return Document(_filled((), document.data, filled), document.keys, document.values, document.file)


def divisions_problems(path: FilePath, home: FilePath) -> tuple[Problem, ...]:
    """All that is wrong with a file of divisions and those it extends."""
    shelf = Home(home)
    _whole(shelf, path)
    return tuple(in_order(shelf.problems))


def _named(path: Path, data: Plain) -> Iterator[tuple[Path, str]]:
    """Each field that names divisions, and the name."""
    if not isinstance(data, dict):
        return
    for key, value in data.items():
        if isinstance(value, dict):
            id_ = value.get("divisions")
            if path[-1:] and path[-1] in _FIELDS and isinstance(id_, str):
                yield (*path, key), id_
            yield from _named((*path, key), value)


def _filled(path: Path, data: Plain, filled: dict[Path, dict[str, Plain]]) -> Plain:
    if not isinstance(data, dict):
        return data
    inner = {k: _filled((*path, k), v, filled) for k, v in data.items()}
    own = inner.get("choices")
    if path in filled and (own is None or isinstance(own, dict)):
        inner["choices"] = {**filled[path], **(own or {})}
    return inner


def _choices(shelf: Home, document: Document, path: Path, id_: str) -> dict[str, Plain]:
    file, at = shelf.divisions(id_), document.at((*path, "divisions"))
    if file is None:
        hint = did_you_mean(id_, shelf.division_ids(), {}, at)
        shelf.problems.append(Problem("unknown-divisions", at, {"word": id_, "hint": hint}))
        return {}
    whole = _whole(shelf, file)
    data = whole.data if whole else None
    found = data.get("divisions") if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _whole(shelf: Home, path: FilePath, way: tuple[FilePath, ...] = ()) -> Document | None:
    """A file over those it extends; None, and why on the shelf, when one of them is not fit."""
    own = shelf.document(path)
    if own is None:
        return None
    wrong = check_shape(own, "divisions")
    if wrong:
        shelf.problems += [p for p in wrong if p not in shelf.problems]
        return None
    whole = _over_parent(shelf, own, (*way, path.resolve()))
    if whole is not None:
        shelf.problems += [p for p in _alone(whole, own) if p not in shelf.problems]
    return whole


def _over_parent(shelf: Home, own: Document, way: tuple[FilePath, ...]) -> Document | None:
    parent = own.data.get("extends") if isinstance(own.data, dict) else None
    if not isinstance(parent, str):
        return own
    file, at = shelf.divisions(parent), own.at(("extends",))
    if file is None:
        hint = did_you_mean(parent, shelf.division_ids(), {}, at)
        shelf.problems.append(Problem("unknown-divisions", at, {"word": parent, "hint": hint}))
        return None
    if file.resolve() in way:
        circle = " → ".join((*(p.stem for p in way), parent))
        shelf.problems.append(Problem("in-a-circle", at, {"key": "extends", "way": circle}))
        return None
    below = _whole(shelf, file, way)
    return merge(below, own) if below else None


def _alone(whole: Document, own: Document) -> Iterator[Problem]:
    """Divisions of a file that lie in none of those it knows, and are no province."""
    known = whole.data.get("divisions") if isinstance(whole.data, dict) else None
    mine = own.data.get("divisions") if isinstance(own.data, dict) else None
    if isinstance(known, dict) and isinstance(mine, dict):
        for code in mine:
            if not code.endswith("0000") and above(code, known) is None:
                yield Problem("division-nowhere", own.at_key(("divisions", code)), {"code": code})
