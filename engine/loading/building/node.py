"""One value of a file while it is being built: where it stands, and where to say what is wrong.

A `Node` reads its own value as the kind that is wanted. What is wrong goes to the `Notes` of the
file, once; then `MisreadError` unwinds to the item that holds it, so that all other items are still read.
References and tests are only noted here; they are resolved when the whole rule set is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from engine.errors import EngineError
from engine.loading.reading.document import Document, Path
from engine.policy.conditions import Scalar, Test
from engine.source import Position, Problem, Severity

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class MisreadError(EngineError):
    """A value cannot be read as wanted; the problem is already noted."""


@dataclass(frozen=True)
class Use:
    """A word that must name something: what kinds may stand here (`paper`, `event`, `actor` …)."""

    word: str
    wants: str
    node: Node
    is_key: bool = False

    @property
    def at(self) -> Position:
        """Where the word stands."""
        document = self.node.document
        return (document.at_key if self.is_key else document.at)(self.node.path)


@dataclass(frozen=True)
class Tested:
    """A comparison in a condition, with the groups of a form around it (outermost first).

    `related`: it speaks of related cases. `group`: the fact itself must be a group."""

    test: Test
    node: Node
    rows: tuple[str, ...] = ()
    related: bool = False
    group: bool = False


@dataclass
class Notes:
    """What building one or more files leaves behind: problems, references and comparisons."""

    problems: list[Problem] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    tested: list[Tested] = field(default_factory=list)


@dataclass(frozen=True)
class Node:
    """The value at `path` of `document`."""

    value: object
    path: Path
    document: Document
    notes: Notes

    @classmethod
    def root(cls, document: Document, notes: Notes) -> Node:
        """The whole file."""
        return cls(document.data, (), document, notes)

    def under(self, key: str | int, value: object) -> Node:
        """The value that stands at `key` in this one."""
        return Node(value, (*self.path, key), self.document, self.notes)

    def get(self, key: str) -> Node | None:
        """The value of that key, or None when it is not there or this is no map."""
        if isinstance(self.value, dict) and key in self.value:
            return self.under(key, self.value[key])
        return None

    def entries(self) -> Iterator[tuple[str, Node]]:
        """Key and value of a map in the order of the file."""
        for key, value in self.mapping().items():
            yield key, self.under(key, value)

    def several(self) -> tuple[Node, ...]:
        """The items of a list; one value stands for a list of one."""
        if isinstance(self.value, list):
            return tuple(self.under(i, v) for i, v in enumerate(self.value))
        return (self,)

    def mapping(self) -> dict[str, object]:
        """The value as a map with words as keys."""
        if isinstance(self.value, dict):
            return {str(k): v for k, v in self.value.items()}
        raise self.unreadable()

    def word(self) -> str:
        """The value as a word or text; a bare number counts as its digits."""
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, (int, Decimal)) and not isinstance(self.value, bool):
            return str(self.value)
        raise self.unreadable()

    def yes(self) -> bool:
        """The value as true or false."""
        if isinstance(self.value, bool):
            return self.value
        raise self.unreadable()

    def whole(self) -> int:
        """The value as a whole number."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return self.value
        raise self.unreadable()

    def day(self) -> date:
        """The value as a date, `2020-07-06`."""
        found = as_date(self.value)
        if found is None:
            raise self.wrong("no-such-day", seen=shown(self.value))
        return found

    def hour(self) -> time:
        """The value as a time of day, `16:30`."""
        try:
            return time.fromisoformat(self.word())
        except ValueError:
            raise self.unreadable() from None

    def scalar(self) -> Scalar:
        """The value as text, number, yes/no or date; text that looks like a date is one."""
        if isinstance(self.value, (dict, list)) or self.value is None:
            raise self.unreadable()
        if isinstance(self.value, str) and _DATE.fullmatch(self.value):
            return self.day()
        assert isinstance(self.value, (str, int, Decimal, bool))
        return self.value

    def among(self, words: tuple[str, ...]) -> str:
        """The value as one of these words."""
        if isinstance(self.value, str) and self.value in words:
            return self.value
        raise self.unreadable()

    def refers(self, wants: str) -> str:
        """The value as a word that must name something of these kinds."""
        word = self.word()
        self.notes.uses.append(Use(word, wants, self))
        return word

    def refers_key(self, wants: str) -> str:
        """The key of this value as a word that must name something."""
        word = str(self.path[-1])
        self.notes.uses.append(Use(word, wants, self, is_key=True))
        return word

    def wrong(self, code: str, *, severity: Severity = "error", **params: object) -> MisreadError:
        """Note a problem about this value; the caller may raise what comes back."""
        at = self.document.at(self.path)
        self.notes.problems.append(Problem(code, at, params, severity))
        return MisreadError(code)

    def unreadable(self) -> MisreadError:
        """Note that nothing can be made of the value. The schema says most of this in better words; this
        is for what it lets through."""
        key = next((str(p) for p in reversed(self.path) if isinstance(p, str)), "")
        return self.wrong("unreadable", key=key, seen=shown(self.value))


def as_date(value: object) -> date | None:
    """The date that the text names, or None."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def shown(value: object) -> str:
    """A value as the author wrote it, shortened for a message."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: …" for k in list(value)[:3]) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(shown(v) for v in value[:3]) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    return text if len(text) <= 40 else text[:39] + "…"
