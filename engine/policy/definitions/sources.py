"""What the text says and how: its documents and articles, since when, and what is not made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from engine.policy.forms import Text

Strength = Literal["must", "normally", "may"]


@dataclass(frozen=True)
class Citation:
    """A document of this rule set (or a parent) and one of its articles."""

    document: str
    article: str


Cites = tuple[Citation, ...]


@dataclass(frozen=True)
class InForce:
    """The span in which a text holds; `by` names the event whose date decides."""

    from_: date | None = None
    until: date | None = None
    by: str = "case.opened"
    cite: Cites = ()


@dataclass(frozen=True)
class Document:
    """A source text and its articles in order."""

    key: str
    title: Text
    articles: tuple[str, ...]
    number: str | None = None
    issued: date | None = None
    in_force: InForce | None = None
    source: str | None = None
    unverified: bool = False


@dataclass(frozen=True)
class Conflict:
    """Two clauses disagree; `chosen` is followed, at these paths of the file, because …"""

    key: str
    between: Cites
    at: tuple[str, ...]
    chosen: Cites
    because: Text


@dataclass(frozen=True)
class Unspecified:
    """The text is silent; our own value stands at these paths, because …"""

    key: str
    at: tuple[str, ...]
    because: Text


@dataclass(frozen=True)
class NotModelled:
    """A clause we do not model, what kind of thing it is, and why not."""

    key: str
    cite: Cites
    kind: Literal[
        "rewards-silence", "control-of-person", "judgement", "declaration",
        "other-procedure", "derived", "claim",
    ]  # fmt: skip
    because: Text


@dataclass(frozen=True)
class FloorPoint:
    """One point on which those who build on this rule set are held against it: the definitions at
    these paths, and the articles that order them."""

    key: str
    label: Text
    at: tuple[str, ...]
    cite: Cites = ()
