"""Facts from a file as typed values: what a form would have asked, and any other fact by its name."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from engine.casework.rulebook import Rulebook
from engine.cli.misuse import WrongUse
from engine.policy.conditions import Value
from engine.policy.fact_types import FactType

T = TypeVar("T")


def typed(given: Mapping[str, Any], book: Rulebook) -> dict[str, Value]:
    """Every given fact under its type. Raises WrongUse for an unknown name or a value of another type.

    What a person writes freely (texts, names, contacts) is let through unread: no rule asks it.
    """
    facts: dict[str, Value] = {}
    for name, raw in given.items():
        kind = book.types.get(name)
        if kind is None:
            raise _unknown_fact(name, book)
        value = _value(name, raw, kind)
        if value is not None:
            facts[name] = value
    return facts


def _unknown_fact(name: str, book: Rulebook) -> WrongUse:
    near = difflib.get_close_matches(name, book.types, n=1)
    return WrongUse("fact-near", seen=name, nearest=near[0]) if near else WrongUse("fact", seen=name)


def _value(name: str, raw: Any, kind: FactType) -> Value | None:  # noqa: PLR0911 (one line for each type)
    if raw is None:
        return None
    match kind.kind:
        case "group":
            return _rows(name, raw, kind)
        case "choices":
            words = raw if isinstance(raw, list) else [raw]
            return tuple(_choice(name, w, kind) for w in words)
        case "choice":
            return _choice(name, raw, kind)
        case "yes-no":
            return _of_type(name, raw, bool, "yes-no")
        case "number":
            return _number(name, raw)
        case "date":
            return _date(name, raw)
        case _:
            return str(raw)


def _rows(name: str, raw: Any, kind: FactType) -> Value:
    if not isinstance(raw, list) or not all(isinstance(r, Mapping) for r in raw):
        raise WrongUse("fact-type", seen=name, wanted="list of maps")
    rows = []
    for row in raw:
        known = {k: _value(f"{name}.{k}", v, kind.row[k]) for k, v in row.items() if k in kind.row}
        strange = [k for k in row if k not in kind.row]
        if strange:
            raise WrongUse("fact", seen=f"{name}.{strange[0]}")
        rows.append({k: v for k, v in known.items() if v is not None})
    return tuple(rows)


def _choice(name: str, raw: Any, kind: FactType) -> str:
    word = _of_type(name, raw, str, "choice")
    if kind.values and word not in kind.values:
        raise WrongUse("fact-choice", seen=word, fact=name, known=", ".join(kind.values))
    return word


def _of_type(name: str, raw: Any, wanted: type[T], word: str) -> T:
    if not isinstance(raw, wanted):
        raise WrongUse("fact-type", seen=name, wanted=word)
    return raw


def _number(name: str, raw: Any) -> int | Decimal:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    try:
        return Decimal(raw)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise WrongUse("fact-type", seen=name, wanted="number") from error


def _date(name: str, raw: Any) -> date:
    try:
        return date.fromisoformat(raw)
    except (TypeError, ValueError) as error:
        raise WrongUse("fact-type", seen=name, wanted="date") from error
