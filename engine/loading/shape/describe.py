"""The language as a list, for the reference, the editor and anyone who asks what may stand where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.loading.shape.schema import Kind, schema


@dataclass(frozen=True)
class KeyEntry:
    """One key: what it holds. `holds` are JSON types or the name of a part; `allowed` a closed list;
    `default` is None when there is none."""

    key: str
    title: str
    en: str
    zh: str
    holds: tuple[str, ...]
    required: bool
    allowed: tuple[str, ...]
    default: object
    examples: tuple[object, ...]


@dataclass(frozen=True)
class PartEntry:
    """One part of the language (`deadline`, `condition` …) with its keys in order."""

    name: str
    title: str
    en: str
    zh: str
    keys: tuple[KeyEntry, ...]
    examples: tuple[object, ...]


def describe(kind: Kind) -> tuple[PartEntry, ...]:
    """Every part of one kind of file, the file itself first."""
    whole = schema(kind)
    return tuple(_part(name, part) for name, part in {kind: whole, **whole["$defs"]}.items())


def _part(name: str, part: Mapping[str, Any]) -> PartEntry:
    required = part.get("required", ())
    keys = tuple(_key(k, p, k in required) for k, p in part.get("properties", {}).items())
    examples = tuple(part.get("examples", ()))
    return PartEntry(name, part["title"], part["description"], part["x-zh"], keys, examples)


def _key(key: str, part: Mapping[str, Any], required: bool) -> KeyEntry:
    return KeyEntry(
        key,
        part["title"],
        part["description"],
        part["x-zh"],
        _holds(part),
        required,
        tuple(str(v) for v in part.get("enum", ())),
        part.get("default"),
        tuple(part.get("examples", ())),
    )


def _holds(part: Mapping[str, Any]) -> tuple[str, ...]:
    """What may stand there: the part referred to, `… by key`, `list of …`, or JSON types."""
    if "$ref" in part:
        return (part["$ref"].rsplit("/", 1)[-1],)
    types = part.get("type", "string")
    inner = part.get("additionalProperties") or part.get("items")
    if isinstance(inner, Mapping) and "$ref" in inner:
        word = "list of" if types == "array" else "map of"
        return (f"{word} {inner['$ref'].rsplit('/', 1)[-1]}",)
    return (types,) if isinstance(types, str) else tuple(types)
