"""From a difference between file and schema to sentences for the author.

One function per keyword of the schema. A message is about the deepest place: conditions, actors and
limits are written without alternatives in the schema, so that nothing hides behind "is not valid
under any of the given schemas".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import ValidationError

from engine.loading.nearest import nearest, nearest_date, nearest_id, nearest_limit
from engine.loading.reading.characters import shown
from engine.loading.reading.document import Document, Path
from engine.source import Position, Problem


@dataclass(frozen=True)
class Shape:
    """The document, the keys of its language with where they may stand, and whether it is partial."""

    document: Document
    keys: Mapping[str, tuple[str, ...]]
    partial: bool = False

    def incomplete(self, path: Path) -> bool:
        """Whether the item there may be completed by a parent (lists replace whole)."""
        if path[:1] == ("versions",) and len(path) == 2:  # what a version is must stand in it
            return False
        return self.partial and not any(isinstance(step, int) for step in path)


@dataclass(frozen=True)
class Difference:
    """An error of the schema: the keyword that failed and its value (`rule`), what was seen where,
    the part of the schema, the key that the error names, and whether a key itself is wrong."""

    keyword: str
    rule: Any
    seen: Any
    part: Mapping[str, Any]
    path: Path
    named: str
    of_key: bool


def problems_of(error: ValidationError, shape: Shape) -> Iterator[Problem]:
    """The problems that one error of the schema stands for."""
    part = error.schema if isinstance(error.schema, Mapping) else {}
    d = Difference(
        str(error.validator),
        error.validator_value,
        error.instance,
        part,
        tuple(error.absolute_path),
        error.message.split(" ", 1)[0].strip("'"),
        "propertyNames" in error.absolute_schema_path,
    )
    yield from REPORTERS[d.keyword](d, shape)


def _unknown_keys(d: Difference, shape: Shape) -> Iterator[Problem]:
    allowed = tuple(d.part["properties"])
    for key in d.seen:
        if key not in allowed:
            yield _unknown_key(key, d, shape)


def _unknown_key(key: str, d: Difference, shape: Shape) -> Problem:
    allowed = tuple(d.part["properties"])
    near = nearest(key, allowed)
    params = {"key": shown(key), "allowed": ", ".join(allowed), "nearest": near}
    return Problem(
        _key_code(key, near, d, shape),
        shape.document.at_key((*d.path, key)),
        {**params, "places": _places(key, shape)},
    )


def _key_code(key: str, near: str | None, d: Difference, shape: Shape) -> str:
    if d.part.get("x-wanted") == "comparison":
        return "comparison-misspelt" if near else "comparison-unknown"
    if d.seen[key] is None and not near:  # `{en: answered, in time}`: the comma began a key
        return "comma-in-text"
    if _places(key, shape) and not (near and _plain(near) == _plain(key)):
        return "key-not-here"
    return "key-misspelt" if near else "key-unknown"


def _plain(key: str) -> str:
    return key.replace("-", "_").lower()


def _places(key: str, shape: Shape) -> str:
    """The parts of the language in which the key stands, at most six of them."""
    found = shape.keys.get(_plain(key), ())
    return ", ".join(found[:6]) + (", …" if len(found) > 6 else "")


def _missing_key(d: Difference, shape: Shape) -> Iterator[Problem]:
    at, item, key = _place(d.path, shape), _called(d.path, shape), d.named
    known = tuple(d.part.get("properties", ()))
    misspelt = any(nearest(k, known) == key for k in d.seen if k not in known)
    if misspelt or shape.incomplete(d.path):
        return
    if d.part.get("x-wanted") == "label":
        whose = d.path[:-1] if d.path and d.path[-1] == "label" else d.path
        yield Problem(f"label-without-{key}", at, {"item": _called(whose, shape)})
        return
    example = d.part.get("properties", {}).get(key, {}).get("examples", ["…"])[0]
    yield Problem("key-missing", at, {"key": key, "item": item, "example": flow(example)})


def _wrong_type(d: Difference, shape: Shape) -> Iterator[Problem]:
    at = shape.document.at(d.path)
    if d.seen is None:
        yield Problem("value-missing", shape.document.at_key(d.path), {"key": _called(d.path, shape)})
        return
    wanted = d.part.get("x-wanted") or _KINDS[d.rule]
    yield Problem(f"{wanted}-wanted", at, {"key": _called(d.path, shape), "seen": flow(d.seen)})


def _not_among(d: Difference, shape: Shape) -> Iterator[Problem]:
    if d.seen is None:
        yield Problem("value-missing", shape.document.at_key(d.path), {"key": _called(d.path, shape)})
        return
    allowed = [str(v) for v in d.rule]
    near = nearest(str(d.seen), allowed)
    params = {"key": _called(d.path, shape), "seen": flow(d.seen), "allowed": ", ".join(allowed)}
    code = "word-misspelt" if near else "word-unknown"
    yield Problem(code, shape.document.at(d.path), {**params, "nearest": near})


def _bad_format(d: Difference, shape: Shape) -> Iterator[Problem]:
    format_, seen = str(d.rule), str(d.seen)
    is_key = d.of_key
    where = (*d.path, seen) if is_key else d.path
    at = shape.document.at_key(where) if is_key else shape.document.at(where)
    if not seen:
        return
    params = {"key": _called(where, shape), "seen": shown(seen)}
    if format_ == "limit":
        near = nearest_limit(seen)
        yield Problem("limit-misspelt" if near else "limit-unreadable", at, {**params, "nearest": near})
    elif format_ in ("date", "date-or-none"):
        near = nearest_date(seen)
        yield Problem("date-misspelt" if near else "date-unreadable", at, {**params, "nearest": near})
    else:
        yield Problem(f"{format_}-unreadable", at, params)


def _bad_pattern(d: Difference, shape: Shape) -> Iterator[Problem]:
    seen = str(d.seen)
    is_key = d.of_key
    where = (*d.path, seen) if is_key else d.path
    at = shape.document.at_key(where) if is_key else shape.document.at(where)
    if d.part.get("x-wanted") == "day-count":
        yield Problem("day-count-unreadable", at, {"seen": shown(seen)})
    elif str(d.rule).startswith("^[12]"):
        yield Problem("year-unreadable", at, {"seen": shown(seen)})
    else:
        near = nearest_id(seen)
        code = "id-misspelt" if near else "id-unreadable"
        yield Problem(code, at, {"seen": shown(seen), "nearest": near})


def _alternatives(d: Difference, shape: Shape) -> Iterator[Problem]:
    """`oneOf`/`anyOf` of required keys: none given, or more than one."""
    if not isinstance(d.seen, dict):  # its kind is wrong, and that is said already
        return
    choices = [a["required"][0] for a in d.rule if "required" in a]
    given = [c for c in choices if c in d.seen]
    known = set(d.part.get("properties", ()))
    if given:
        params = {"item": _called(d.path, shape), "keys": ", ".join(given)}
        yield Problem("keys-exclude", shape.document.at_key((*d.path, given[1])), params)
    elif not shape.incomplete(d.path) and (not known or set(d.seen) <= known):
        yield Problem(
            "key-of-several",
            _place(d.path, shape),
            {"item": _called(d.path, shape), "keys": ", ".join(choices)},
        )


def _needs_another(d: Difference, shape: Shape) -> Iterator[Problem]:
    if shape.incomplete(d.path):
        return
    for key, others in d.rule.items():
        for other in others:
            missing = key in d.seen and other not in d.seen
            if missing and other == d.named:
                at = shape.document.at_key((*d.path, key))
                code = f"label-without-{other}" if d.part.get("x-label-inside") else "key-needs-another"
                yield Problem(code, at, {"item": _called(d.path, shape), "key": key, "other": other})


def _empty(d: Difference, shape: Shape) -> Iterator[Problem]:
    yield Problem("value-empty", shape.document.at(d.path), {"key": _called(d.path, shape)})


def _too_small(d: Difference, shape: Shape) -> Iterator[Problem]:
    params = {"key": _called(d.path, shape), "seen": flow(d.seen), "limit": d.rule}
    yield Problem("number-too-small", shape.document.at(d.path), params)


def _twice(d: Difference, shape: Shape) -> Iterator[Problem]:
    items = d.seen
    for i, item in enumerate(items):
        if item in items[:i]:
            first = shape.document.at((*d.path, items.index(item)))
            at = shape.document.at((*d.path, i))
            yield Problem("listed-twice", at, {"seen": flow(item), "line": first.line}, also=first)


def _too_many(d: Difference, shape: Shape) -> Iterator[Problem]:
    params = {"key": _called(d.path, shape), "limit": d.rule}
    yield Problem("list-too-long", shape.document.at(d.path), params)


def flow(value: object) -> str:
    """A value as an author could have written it on one line, shortened."""
    if isinstance(value, dict):
        return shown("{" + ", ".join(f"{k}: {flow(v)}" for k, v in value.items()) + "}")
    if isinstance(value, (list, tuple)):
        return shown("[" + ", ".join(flow(v) for v in value) + "]")
    return shown(value)


def _place(path: Path, shape: Shape) -> Position:
    """Where an item begins: its key, or the value where it stands in a list."""
    in_list = bool(path) and isinstance(path[-1], int)
    return shape.document.at(path) if in_list or not path else shape.document.at_key(path)


def _called(path: Path, shape: Shape) -> str:
    """How a message calls the place: its key, with the number of the item in a list."""
    if not path:
        return shape.document.file.rsplit("/", 1)[-1]
    if isinstance(path[-1], int):
        return f"{_called(path[:-1], shape)}[{path[-1] + 1}]"
    return shown(path[-1])


_KINDS = {
    "string": "text",
    "boolean": "yes-no",
    "integer": "number",
    "array": "list",
    "object": "map",
}
_Reporter = Callable[[Difference, Shape], Iterator[Problem]]
REPORTERS: dict[str, _Reporter] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_key,
    "type": _wrong_type,
    "enum": _not_among,
    "format": _bad_format,
    "pattern": _bad_pattern,
    "oneOf": _alternatives,
    "anyOf": _alternatives,
    "dependentRequired": _needs_another,
    "minProperties": _empty,
    "minItems": _empty,
    "minLength": _empty,
    "minimum": _too_small,
    "uniqueItems": _twice,
    "maxItems": _too_many,
}
