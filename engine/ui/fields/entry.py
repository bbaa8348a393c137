"""What a way of entering an answer is: how it is drawn, and how answer and widget turn into each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.policy.forms import Field

NOTHING = ""
Officials = Mapping[str, str]
"""Persons and units of the body by id, as they are shown."""


@dataclass(frozen=True)
class Ask:
    """What a widget needs: its field, key and label, and the answer we have. `officials` are persons and
    units to pick from, by id; there are none where somebody from outside files."""

    f: Field
    key: str
    label: str
    required: bool
    answer: object
    officials: Officials = field(default_factory=dict)

    def part(self, name: str) -> str:
        """The key of one part of a widget made of several."""
        return f"{self.key}.{name}"


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
