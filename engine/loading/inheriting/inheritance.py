"""`extends:` — a file and its parents as one tree, with the place of every value kept.

Maps merge by key; scalars, lists and expressions (conditions, actors, limits, triggers) replace
whole. `removed` drops what a parent has, unless it is of the floor. Whether a change is looser than
the floor is not judged here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.loading.inheriting.paths import dotted, locate, longest_known
from engine.loading.reading.document import Document, Path, Plain
from engine.source import Position, Problem

OWN = frozenset({"title", "body", "extends", "in_force", "removed"})
"""Keys that belong to one file and are never inherited."""

_NOTES = (("unspecified",), ("conflicts",))
"""Sections of readings: what a parent says there of its own day of coming into force is not the child's."""

_WHOLE = frozenset(
    {
        "if", "unless", "needs", "while", "show_if",
        "by", "who", "to", "with", "owner", "signed_by", "goes_to", "decided_by", "kept_by", "toward",
        "limit", "until", "within", "up_to", "in_all", "ends_by", "at_most", "before", "after", "every",
        "starts", "stops", "from", "otherwise", "set", "count", "among", "target", "promptly", "half_month",
    }
)  # fmt: skip


@dataclass
class _Laying:
    parent: Document
    child: Document
    keys: dict[Path, Position] = field(default_factory=dict)
    values: dict[Path, Position] = field(default_factory=dict)

    def take(self, document: Document, path: Path, data: Plain) -> Plain:
        """Everything under the path, as it stands in that file."""
        self.place(document, path)
        if isinstance(data, dict):
            return {k: self.take(document, (*path, k), v) for k, v in data.items()}
        if isinstance(data, list):
            return [self.take(document, (*path, i), v) for i, v in enumerate(data)]
        return data

    def over(self, path: Path, below: Plain, above: Plain) -> Plain:
        """The child's value over the parent's at one path."""
        if _is_whole(path) or not isinstance(below, dict) or not isinstance(above, dict):
            return self.take(self.child, path, above)
        self.place(self.child, path)
        together: dict[str, Plain] = {}
        for key in [*below, *(k for k in above if k not in below)]:
            here = (*path, key)
            if key not in below:
                together[key] = self.take(self.child, here, above[key])
            elif key in above:
                together[key] = self.over(here, below[key], above[key])
            elif not _stays_behind(here, below[key]):
                together[key] = self.inherited(here, below[key])
        return together

    def inherited(self, path: Path, data: Plain) -> Plain:
        """What only the parent has, without what speaks of the parent's file alone."""
        if path not in _NOTES or not isinstance(data, dict):
            return self.take(self.parent, path, data)
        self.place(self.parent, path)
        notes = {(*path, key): note for key, note in data.items()}
        kept = {at: note for at, note in notes.items() if not _stays_behind(at, note)}
        return {str(at[-1]): self.take(self.parent, at, note) for at, note in kept.items()}

    def place(self, document: Document, path: Path) -> None:
        """Where that file has the key and the value."""
        for mine, theirs in ((self.keys, document.keys), (self.values, document.values)):
            if path in theirs:
                mine[path] = theirs[path]


def merge(parent: Document, child: Document) -> Document:
    """The child's file laid over its parent's."""
    laying = _Laying(parent, child)
    data = laying.over((), parent.data, child.data)
    return Document(data, laying.keys, laying.values, child.file)


def _stays_behind(path: Path, data: Plain) -> bool:
    """Whether it belongs to the parent's file alone: such a key, or a reading of nothing but such keys."""
    if len(path) == 1:
        return path[0] in OWN
    if path[:-1] not in _NOTES or not isinstance(data, dict):
        return False
    places = data.get("at")
    return isinstance(places, list) and bool(places) and all(str(p).partition(".")[0] in OWN for p in places)


def _is_whole(path: Path) -> bool:
    """Whether a map at the path is one value: an expression, what a rule gives, where an event leads."""
    if len(path) > 2 and path[-1] in _WHOLE:
        return True
    in_rule = path[:1] == ("tables",) and path[-1] == "then"
    return in_rule or (len(path) == 4 and path[0] == "states" and path[2] == "transitions")


def without_removed(parent: Document, child: Document, floor: Document | None) -> tuple[Document, tuple[Problem, ...]]:
    """The parent's file without what the child's `removed` names, and what is wrong with those names."""
    wanted = child.data.get("removed") if isinstance(child.data, dict) else None
    if not isinstance(wanted, dict):
        return parent, ()
    problems: list[Problem] = []
    data = parent.data
    for written in wanted:
        path = locate(parent.data, written)
        at = child.at_key(("removed", written))
        if path is None or len(path) < 2:
            problems.append(_not_there(parent.data, written, path, at))
        elif floor is not None and locate(floor.data, written) is not None:
            also = floor.at_key(path)
            problems.append(Problem("removed-floor-item", at, {"path": dotted(path)}, also=also))
        else:
            data = _dropped(data, path)
    return Document(data, parent.keys, parent.values, parent.file), tuple(problems)


def _not_there(data: Plain, written: str, path: Path | None, at: Position) -> Problem:
    """Why nothing can be removed at a written path: a whole section, no section at all, or no such item."""
    if path is not None:
        return Problem("removed-section", at, {"section": written})
    known = longest_known(data, written)
    if not known:
        return Problem("removed-no-section", at, {"path": written, "section": written.partition(".")[0]})
    return Problem("removed-unknown", at, {"path": written, "known": known})


def _dropped(data: Plain, path: Path) -> Plain:
    """The tree without the value at the path; the tree given is left as it is."""
    first, rest = path[0], path[1:]
    if isinstance(data, dict):
        if rest:
            return {k: _dropped(v, rest) if k == first else v for k, v in data.items()}
        return {k: v for k, v in data.items() if k != first}
    if isinstance(data, list):
        kept = enumerate(data)
        return [_dropped(v, rest) if i == first else v for i, v in kept if rest or i != first]
    return data
