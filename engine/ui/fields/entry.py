"""What a way of entering an answer is: how it is drawn, and how answer and widget turn into each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.policy.forms import Field

NOTHING = ""
Officials = Mapping[str, str]
"""Persons and units of the body by id, as they are shown."""


@dataclass(frozen=True)
class Ask:
    """What a widget needs: its field, key and label, the answer we have, and `shown`, what its widget or the
    parts of it begin with. `officials` are persons and units to pick from, by id; there are none where somebody
    from outside files.

    What a widget begins with goes along with every drawing of it: what only the session is told is told to the
    browser once, and is lost with a drawing that is cut."""

    f: Field
    key: str
    label: str
    required: bool
    answer: object
    shown: Any = None
    officials: Officials = field(default_factory=dict)

    def part(self, name: str) -> str:
        """The key of one part of a widget made of several."""
        return f"{self.key}.{name}"

    def begins(self, name: str) -> Any:
        """What one part of a widget begins with."""
        return self.shown.get(name) if isinstance(self.shown, Mapping) else None


def position(options: Sequence[object], value: object) -> int | None:
    """Where a value stands among the options; None when it is not there, or is none."""
    return None if value is None or value not in options else options.index(value)


def as_text(_: Field, answer: Any) -> Any:
    """The answer as the text of a box."""
    return str(answer)


def as_it_is(_: Field, value: Any) -> Any:
    """The value of the widget is the answer."""
    return value


@dataclass(frozen=True)
class Entry:
    """`show` makes the widget's value of an answer, `read` the answer of a value that is not empty. With
    `parts`, both speak of a map of the values of several widgets."""

    draw: Callable[[Ask], None]
    show: Callable[[Field, Any], Any] = as_text
    read: Callable[[Field, Any], Any] = as_it_is
    parts: tuple[str, ...] = ()
