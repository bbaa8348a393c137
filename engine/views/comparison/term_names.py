"""What the terms of an item are called: events, questions and rows of tables by their words, never by their ids."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.i18n import text
from engine.views.names import Names

_WAY = re.compile(r"(?P<event>.+?)(?:\.(?P<number>\d+)\.(?P<term>.+))?")
_SILENT = frozenset({"rules", "pauses", "extension"})
_TOP = frozenset({"transitions", "rules", "contains"})


def term_name(name: str, names: Names, of: str = "", rows: Sequence[str] = ()) -> str:
    """What a term of the item `of` is called; `rows` are the rows of a table in the order in which they are counted."""
    known = text(f"compare.term.{name}", names.lang, missing="")
    if known:
        return known
    head, _, rest = name.partition(".")
    if head in _TOP and rest:
        pieces = _way(rest, names) if head == "transitions" else _row(rest, names, of, rows)
        pieces = [_question(rest, names, of)] if head == "contains" else pieces
        return " · ".join((_known(head, names), *pieces))
    pieces = [_known(p, names) or _piece(p, names, of) for p in name.split(".") if p not in _SILENT]
    return " · ".join(dict.fromkeys(w for w in (_known(head, names), *pieces) if w))


def _known(piece: str, names: Names) -> str:
    return text(f"compare.term.{piece}", names.lang, missing="")


def _way(rest: str, names: Names) -> list[str]:
    """A way on: the event that opens it; of several after one event the number; and what is said of it."""
    found = _WAY.fullmatch(rest)
    assert found is not None
    event, number, term = found["event"], int(found["number"] or 0), found["term"]
    told = [names.event(event)]
    told += [_numbered("way", number, names)] if number else []
    return told + ([_known(f"transitions.{term}", names) or _known(term, names) or names.fact(term)] if term else [])


def _row(rest: str, names: Names, of: str, rows: Sequence[str]) -> list[str]:
    """A row of a table by its number: rows have no names."""
    row, _, term = rest.partition(".")
    table = names.ruleset.tables.get(of)
    order = list(rows or (table.rules if table else ()))
    told = [_numbered("row", order.index(row), names) if row in order else row]
    return told + ([_known(term, names) or names.fact(term)] if term else [])


def _numbered(kind: str, number: int, names: Names) -> str:
    return text(f"compare.{kind}-number", names.lang, missing=None, number=number + 1)


def _question(key: str, names: Names, of: str) -> str:
    """A question of a paper: of this one, else of whichever asks it."""
    for paper in (of, *names.ruleset.papers):
        found = names.paper_fields(paper).get(key)
        if found is not None:
            return found.label.in_(names.lang)
    return names.fact(key)


def _piece(piece: str, names: Names, of: str) -> str:
    """A key within a term by its words; one that nobody named says nothing."""
    if piece.isdigit():
        return f"{int(piece) + 1}"
    for said in (names.event(piece), names.fact(piece), _question(piece, names, of)):
        if said != piece:
            return said
    return ""
