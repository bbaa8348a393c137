"""Whether a document has the shape of the language: the only room that imports jsonschema.

The schemas under `schemas/` are the language; here a document is held against one and every
difference becomes a `Problem` at the key or value that is wrong. References between items, and
types of facts, are judged later, when the whole rule set is known.

Two libraries read the same schemas: jsonschema_rs says within a millisecond that nothing is wrong, and
only where it does not is jsonschema asked what, and in which words.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.validators import extend

from engine.loading.reading.document import Document, Plain
from engine.loading.shape.formats import CHECKER, FORMATS
from engine.loading.shape.problems import Shape, problems_of
from engine.source import Problem, in_order

Kind = Literal["ruleset", "form", "calendar", "scenarios", "divisions", "sheet-map"]
KINDS: tuple[Kind, ...] = ("ruleset", "form", "calendar", "scenarios", "divisions", "sheet-map")


@cache
def schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema 2020-12 of one kind of file."""
    found: dict[str, Any] = json.loads(
        files("engine.loading").joinpath("schemas", f"{kind}.json").read_text(encoding="utf-8")
    )
    return found


def check_shape(document: Document, kind: Kind, *, partial: bool | None = None) -> tuple[Problem, ...]:
    """Every place where the document is not what the schema says, in the order of the file.

    `partial`: items need not be complete, because a parent completes them; by default so for a rule
    set with `extends`. Check it again without `partial` once the parent is merged in.
    """
    if accepted(document.data, kind):
        return ()
    if partial is None:
        partial = kind == "ruleset" and isinstance(document.data, dict) and "extends" in document.data
    shape = Shape(document, _keys_of(kind), partial)
    data: Any = document.data
    errors = _validator(kind).iter_errors(data)
    return tuple(in_order([p for error in errors for p in problems_of(error, shape)]))


def accepted(data: Plain, kind: Kind) -> bool:
    """Whether the quick reader finds nothing wrong. False says nothing: `check_shape` looks again.

    It takes `2.0` for a whole number, which the language does not, so it is not asked about such files.
    """
    try:
        return not _has_round_decimal(data) and _quick(kind).is_valid(data)
    except UnicodeEncodeError:  # half a surrogate pair
        return False


def _has_round_decimal(data: Plain) -> bool:
    if isinstance(data, dict):
        return any(map(_has_round_decimal, data.values()))
    if isinstance(data, list):
        return any(map(_has_round_decimal, data))
    return isinstance(data, Decimal) and data == data.to_integral_value()


@cache
def _quick(kind: Kind) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema(kind), formats=FORMATS, validate_formats=True)


@cache
def _validator(kind: Kind) -> Draft202012Validator:
    types = Draft202012Validator.TYPE_CHECKER.redefine("number", _is_number)
    strict: type[Draft202012Validator] = extend(Draft202012Validator, type_checker=types)  # type: ignore[no-untyped-call]
    return strict(schema(kind), format_checker=CHECKER)


def _is_number(_: object, value: object) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


@cache
def _keys_of(kind: Kind) -> dict[str, tuple[str, ...]]:
    """Key of the language → the parts of the schema in which it may stand."""
    found: dict[str, tuple[str, ...]] = {}
    whole = schema(kind)
    for name, part in {kind: whole, **whole["$defs"]}.items():
        if part.get("additionalProperties") is False:
            for key in part.get("properties", {}):
                found[key] = (*found.get(key, ()), name)
    return found
