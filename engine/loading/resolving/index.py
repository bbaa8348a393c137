"""What is defined in a rule set: every id with its kind and its place, and the events they make.

Made from the merged plain data, so that an item that could not be read still counts as defined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.loading.reading.document import Document, Plain
from engine.policy.actors import BUILT_IN
from engine.policy.fact_types import (
    CASE_EVENTS,
    DEADLINE_EVENTS,
    DUTY_EVENTS,
    FLAG_EVENTS,
    PAPER_EVENTS,
    PERIOD_EVENTS,
    SEAT_EVENTS,
    STATE_EVENTS,
)
from engine.source import Position

KINDS = (
    "roles", "units", "seats", "tables", "facts", "flags", "events", "states", "papers", "deadlines",
    "escalations", "duties", "registers", "periods", "metrics", "prohibitions",
)  # fmt: skip
MAKES: dict[str, tuple[str, ...]] = {
    "papers": PAPER_EVENTS,
    "states": STATE_EVENTS,
    "deadlines": DEADLINE_EVENTS,
    "duties": DUTY_EVENTS,
    "seats": SEAT_EVENTS,
    "flags": FLAG_EVENTS,
    "periods": PERIOD_EVENTS,
}
FACT_WORDS = frozenset({"state", "period", "each", "today", "sealed", "case", "all", "any", "not", "cases"})
RESERVED = FACT_WORDS | BUILT_IN


@dataclass(frozen=True)
class Defined:
    """One id: the kind it is of and where it stands."""

    id: str
    kind: str
    at: Position


@dataclass(frozen=True)
class Index:
    """The merged tree of a rule set and its forms, by name."""

    tree: Document
    forms: Mapping[str, Document]

    @cached_property
    def all(self) -> tuple[Defined, ...]:
        """Every definition, doubled ids included, kind by kind."""
        return tuple(
            Defined(key, kind, self.tree.at_key((kind, key)))
            for kind in KINDS
            for key in _keys(_section(self.tree.data, kind))
        )

    @cached_property
    def ids(self) -> Mapping[str, Defined]:
        """The first definition of each id."""
        found: dict[str, Defined] = {}
        for defined in self.all:
            found.setdefault(defined.id, defined)
        return found

    def of(self, *kinds: str) -> dict[str, Position]:
        """Ids of these kinds with their places."""
        return {d.id: d.at for d in self.all if d.kind in kinds}

    @cached_property
    def events(self) -> Mapping[str, Position]:
        """Every event, with the place of what makes it."""
        free = {f"{d.id}.{event}": d.at for d in self.all for event in MAKES.get(d.kind, ())}
        start = self.tree.at(())
        return {**free, **self.of("events"), **dict.fromkeys(CASE_EVENTS, start)}

    @cached_property
    def sections(self) -> Mapping[str, Position]:
        """Sections of the forms."""
        return {
            key: form.at_key(("sections", key))
            for form in self.forms.values()
            for key in _keys(_section(form.data, "sections"))
        }

    @cached_property
    def concepts(self) -> Mapping[str, Position]:
        """The closed list of concepts."""
        return {key: self.tree.at_key(("concepts", key)) for key in _keys(_section(self.tree.data, "concepts"))}

    def fields(self) -> Iterator[tuple[str, str, Position]]:
        """Form id, key and place of every top-level field of the forms."""
        for id_, form in self.forms.items():
            for section in _keys(_section(form.data, "sections")):
                path = ("sections", section, "fields")
                inner = _section(_section(_section(form.data, "sections"), section), "fields")
                for key in _keys(inner):
                    yield id_, key, form.at_key((*path, key))


def _section(data: Plain, key: str) -> Plain:
    return data.get(key) if isinstance(data, dict) else None


def _keys(data: Plain) -> tuple[str, ...]:
    return tuple(data) if isinstance(data, dict) else ()
