"""Plain values → the frozen definitions of `engine.policy`, one class at a time.

The classes are the grammar: a field `signed_by: ActorRef | None` is read from the key `signed_by` by
the reader of actors. What differs from that rule stands in `engine.loading.building.special`, and which words
must name something in `engine.loading.resolving.references`. An item that cannot be read is left out and its
problems are noted; all other items are still built.
"""

from __future__ import annotations

import dataclasses
import functools
import operator
import typing
from collections.abc import Callable, Hashable, Mapping
from datetime import date, time
from types import NoneType, UnionType

from engine.loading.building.actors import actor, actors
from engine.loading.building.conditions import condition, item_condition
from engine.loading.building.limits import limit, trigger
from engine.loading.building.node import MisreadError, Node
from engine.loading.resolving.names import KEYS, WORDS
from engine.policy.actors import ActorRef
from engine.policy.conditions import Condition, Scalar
from engine.policy.definitions import Citation, Cites, Trigger
from engine.policy.forms import Text
from engine.policy.limits import Limit
from engine.source import Position

Reader = Callable[[Node], object]
Special = Mapping[tuple[str, str], Reader]
T = typing.TypeVar("T")


def text(node: Node) -> Text:
    """`{zh: …, en: …}`."""
    zh, en = node.get("zh"), node.get("en")
    if zh is None or en is None:
        raise node.unreadable()
    return Text(zh.word(), en.word())


def words(node: Node) -> tuple[str, ...]:
    """One word or a list of them."""
    return tuple(n.word() for n in node.several())


def cites(node: Node) -> Cites:
    """`regulation 35` or a list; bare articles were completed with their document before."""
    return tuple(_cite(n) for n in node.several())


def _cite(node: Node) -> Citation:
    document, _, article = node.refers("citation").partition(" ")
    return Citation(document, article)


def scalars(node: Node) -> dict[str, Scalar]:
    """A map of scalars."""
    return {key: child.scalar() for key, child in node.entries()}


def plain_words(node: Node) -> dict[str, str]:
    """A map of words; yes and no are written out."""
    return {k: str(c.value).lower() if isinstance(c.value, bool) else c.word() for k, c in node.entries()}


_READERS: dict[object, Reader] = {
    str: Node.word,
    bool: Node.yes,
    int: Node.whole,
    date: Node.day,
    time: Node.hour,
    Text: text,
    Cites: cites,
    Condition: condition,
    ActorRef: actor,
    tuple[ActorRef, ...]: actors,
    Limit: limit,
    Trigger: trigger,
    tuple[str, ...]: words,
    Mapping[str, Scalar]: scalars,
    Mapping[str, str]: plain_words,
}


@dataclasses.dataclass(frozen=True)
class Slot:
    """One field of a class: the key that fills it and how its value is read."""

    name: str
    key: str
    kind: object
    required: bool


@functools.cache
def slots(cls: type) -> tuple[Slot, ...]:
    """The fields of a definition class in order; `key` and `source_map` are never read from a file."""
    hints = typing.get_type_hints(cls, localns={"Position": Position})
    return tuple(
        Slot(f.name, f.name.rstrip("_"), _without_none(hints[f.name]), _needed(f))
        for f in dataclasses.fields(cls)
        if f.name not in ("key", "source_map")
    )


def _needed(f: dataclasses.Field[object]) -> bool:
    return f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING


def _without_none(hint: object) -> object:
    if not isinstance(hint, UnionType) and typing.get_origin(hint) is not typing.Union:
        return hint
    kept = [a for a in typing.get_args(hint) if a is not NoneType]
    return functools.reduce(operator.or_, kept)


class Builder:
    """Builds any definition class; `special` reads the fields that do not follow their type."""

    def __init__(self, special: Special) -> None:
        self.special = special

    def build(self, cls: type[T], node: Node, **given: object) -> T:
        """One definition from the map at the node; raises MisreadError when it cannot be read."""
        values = dict(given)
        node.mapping()
        failed: MisreadError | None = None
        for slot in slots(typing.cast(type, cls)):
            if slot.name not in values:
                try:
                    self._fill(cls, slot, node, values)
                except MisreadError as error:
                    failed = error
        if failed:
            raise failed
        return cls(**values)

    def _fill(self, cls: type, slot: Slot, node: Node, values: dict[str, object]) -> None:
        special = self.special.get((cls.__name__, slot.name))
        if slot.name == "if_":
            if special or node.get("if") or node.get("unless"):
                values["if_"] = special(node) if special else item_condition(node)
            return
        found = node.get(slot.key)
        if found is not None:
            values[slot.name] = special(found) if special else self._read(cls, slot, found)
        elif slot.required:
            raise node.wrong("missing-key", key=slot.key)

    def _read(self, cls: type, slot: Slot, node: Node) -> object:
        wants = WORDS.get((cls.__name__, slot.name))
        if wants:
            names = [n.refers(wants) for n in (node.several() if slot.kind is not str else (node,))]
            return tuple(names) if slot.kind is not str else names[0]
        wants = KEYS.get((cls.__name__, slot.name))
        if wants:
            for _, child in node.entries():
                child.refers_key(wants)
        return self.value(slot.kind, node)

    def value(self, kind: object, node: Node) -> object:
        """The value at the node as a type of the definitions."""
        if isinstance(kind, Hashable) and kind in _READERS:
            return _READERS[kind](node)
        origin, args = typing.get_origin(kind), typing.get_args(kind)
        if origin is typing.Literal:
            return node.among(args)
        if origin is tuple:
            return self._items(args[0], node)
        if origin is Mapping:
            return self.keyed(args[1], node)
        assert isinstance(kind, type)
        return self.build(kind, node)

    def _items(self, kind: object, node: Node) -> tuple[object, ...]:
        return tuple(self.value(kind, n) for n in node.several())

    def keyed(self, kind: object, node: Node) -> dict[str, object]:
        """Definitions of one class by key."""
        return self.each(node, lambda key, child: self._one(kind, key, child))

    def each(self, node: Node, build: Callable[[str, Node], T]) -> dict[str, T]:
        """What `build` makes of every entry; those that cannot be read are left out, noted."""
        found: dict[str, T] = {}
        for key, child in node.entries():
            try:
                found[key] = build(key, child)
            except MisreadError:
                continue
        return found

    def _one(self, kind: object, key: str, node: Node) -> object:
        if isinstance(kind, type) and dataclasses.is_dataclass(kind) and _has_key(kind):
            return self.build(kind, node, key=key)
        return self.value(kind, node)


@functools.cache
def _has_key(cls: type) -> bool:
    return any(f.name == "key" for f in dataclasses.fields(cls))
