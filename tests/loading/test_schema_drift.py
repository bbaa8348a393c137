"""The schemas are the language; the dataclasses mirror them, both ways."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from engine.loading.shape.describe import describe
from engine.loading.shape.schema import KINDS, Kind, schema
from engine.policy import calendar, definitions, directory, forms
from engine.policy.field_types.registry import field_types
from engine.policy.limits import Limit, Unit, parse_limit

ELSEWHERE = {  # filled from the file's name, the map key, or other files
    "key", "id", "source_map",
}  # fmt: skip
NOT_WRITTEN = {("RuleSet", "forms"), ("Calendar", "notes")}
SHORTER = {  # how the language is written where the class holds it otherwise
    ("ruleset", "ruleset"): {"versions"},  # a rule set that is loaded is one version
    ("ruleset", "content"): {"zh", "en"},
    ("ruleset", "deadline"): {"until"},
    ("ruleset", "duty"): {"until"},
    ("calendar", "year"): {"days"},
    ("calendar", "day"): {"worked"},
    ("scenarios", "unit"): {"label"},
}
RENAMED = {("UnitInstance", "name")}  # the directory's name is the label of its file
OTHER_DEFAULT = {("calendar", "weekend"), ("content", "type"), ("content", "required")}


def classes() -> Mapping[str, type]:
    found: dict[str, type] = {}
    for module in (definitions, forms, calendar, directory):
        found |= {n: c for n, c in vars(module).items() if dataclasses.is_dataclass(c)}
    return found


def parts() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for kind in KINDS:
        whole = schema(kind)
        for name, part in {kind: whole, **whole["$defs"]}.items():
            if "x-class" in part:
                yield kind, name, part


PARTS = list(parts())
IDS = [f"{kind}-{name}" for kind, name, _ in PARTS]


def written(cls: type) -> dict[str, dataclasses.Field[Any]]:
    """YAML key → field of the class."""
    return {
        f.name.rstrip("_"): f
        for f in dataclasses.fields(cls)
        if f.name not in ELSEWHERE and (cls.__name__, f.name) not in NOT_WRITTEN | RENAMED
    }


@pytest.mark.parametrize(("kind", "name", "part"), PARTS, ids=IDS)
def test_keys_are_the_attributes_of_the_class(kind: str, name: str, part: dict[str, Any]) -> None:
    keys = set(part["properties"]) - SHORTER.get((kind, name), set())
    if "if" in keys:
        assert "unless" in keys
        keys.discard("unless")
    assert keys == set(written(classes()[part["x-class"]]))


@pytest.mark.parametrize(("kind", "name", "part"), PARTS, ids=IDS)
def test_defaults_are_those_of_the_class(kind: str, name: str, part: dict[str, Any]) -> None:
    for key, field in written(classes()[part["x-class"]]).items():
        if (name, key) not in OTHER_DEFAULT:
            assert default_of(part["properties"][key]) == default_in(field), key


@pytest.mark.parametrize(("kind", "name", "part"), PARTS, ids=IDS)
def test_closed_lists_are_the_literals_of_the_class(kind: str, name: str, part: dict[str, Any]) -> None:
    cls = classes()[part["x-class"]]
    hints = typing.get_type_hints(cls, localns={"Position": object})
    for key, field in written(cls).items():
        literals = tuple(literals_in(hints[field.name]))
        if literals:
            assert tuple(part["properties"][key]["enum"]) == literals, key


@pytest.mark.parametrize(("kind", "name"), [("form", "field"), ("ruleset", "field"), ("ruleset", "content")])
def test_the_types_of_field_are_those_there_are(kind: Kind, name: str) -> None:
    assert set(schema(kind)["$defs"][name]["properties"]["type"]["enum"]) == set(field_types())


def test_every_definition_has_a_part() -> None:
    mirrored = {part["x-class"] for _, _, part in PARTS}
    sub_expressions = {
        "Citation", "SetFacts", "SendPaper", "FirstOf", "LastOf", "NextDayAfter",
        "Named", "Test", "Rows", "All", "Any", "Not", "Limit",
    }  # fmt: skip
    own = {n for n, c in classes().items() if c.__module__.startswith((definitions.__name__, forms.__name__))}
    assert own - sub_expressions <= mirrored


def test_every_part_and_key_speaks_both_languages() -> None:
    for kind in KINDS:
        for part in describe(kind):
            assert part.en, part.name
            assert part.zh, part.name
            assert part.examples or part.name == kind
            for key in part.keys:
                assert key.title, (part.name, key.key)
                assert key.en, (part.name, key.key)
                assert any("一" <= c <= "鿿" for c in key.zh), (part.name, key.key)
                assert key.examples, (part.name, key.key)


def default_of(part: dict[str, Any]) -> object:
    """The schema's default, limits as limits; False, empty and absent are one."""
    found = part.get("default")
    if part.get("$ref") == "#/$defs/limit" and found:
        return parse_limit(found)
    return found or None


def default_in(field: dataclasses.Field[Any]) -> object:
    """The class's default in the same shape."""
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory() or None
    found = field.default
    if found is dataclasses.MISSING or (dataclasses.is_dataclass(found) and not isinstance(found, Limit)):
        return None
    if isinstance(found, Limit):
        assert isinstance(found.unit, Unit)
        return found
    return list(found) or None if isinstance(found, tuple) else found or None


def literals_in(hint: object) -> Iterator[str]:
    if typing.get_origin(hint) is typing.Literal:
        yield from typing.get_args(hint)
    elif type(None) in typing.get_args(hint):
        for inner in typing.get_args(hint):
            yield from literals_in(inner)
