"""What somebody may do next on a case: definitions turned into a list of actions with their fields.

The judge decides again when an action is tried; this list is what a page offers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.policy.forms import Field, Text

ActionKind = Literal["act", "write", "sign", "refuse", "send", "link", "duty"]


@dataclass(frozen=True)
class Choice:
    """Seats chosen in a paper: which ids may be chosen, with the names to show."""

    seat: str
    label: Text
    many: bool
    required: bool
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Action:
    """`event` is what to pass to `Desk.act`; `fields` and `choices` are answered in its `with_`.

    `signs` names the paper version to be read before signing. `rows` counts the accused to link."""

    event: str
    kind: ActionKind
    label: Text
    paper: str | None = None
    fields: tuple[Field, ...] = ()
    choices: tuple[Choice, ...] = ()
    strength: str = "must"
    cites: tuple[str, ...] = ()
    contents: Mapping[str, object] = field(default_factory=dict)
    rows: int = 0
