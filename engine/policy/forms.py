"""Forms: what is asked, of whom, and when a field shows.

Definitions only; `engine.policy.answers` validates what people enter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.policy.conditions import ALWAYS, Condition

WhenHidden = Literal["keep", "clear"]
Keep = Literal["sealed", "on-the-case", "open"]


@dataclass(frozen=True)
class Text:
    """A label or help text in Chinese and English."""

    zh: str
    en: str

    def in_(self, lang: str) -> str:
        """The text in `zh` or `en`."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Choice(Text):
    """The label of a choice. `retired`: no longer offered, but old answers still read as it."""

    retired: bool = False


@dataclass(frozen=True)
class Calculation:
    """A number worked out from other fields: one of `sum`, `difference` (the first less the others) and
    `count` (rows of a group, or what was chosen)."""

    sum: tuple[Term, ...] = ()
    difference: tuple[Term, ...] = ()
    count: str | None = None


Term = str | Calculation
"""A field (`group.field` for that field of every row), or a calculation again."""


@dataclass(frozen=True)
class Repeats:
    """How many rows a group may have."""

    at_least: int = 0
    at_most: int = 20


@dataclass(frozen=True)
class Field:
    """One question. `by` is who fills it (None: the person filing); `keep` says who may read it:
    `sealed` is identity, `on-the-case` only those on the case, `open` everyone with access.
    `happens`: a yes raises this event. `type` is the word of a kind in `engine.policy.field_types`.
    `when_hidden`: whether a draft keeps the answer while the field is hidden; it is never submitted.
    `divisions`: the list of administrative divisions whose codes are among the choices of an address."""

    key: str
    label: Text
    type: str = "text"
    required: bool = False
    choices: Mapping[str, Text] = field(default_factory=dict)
    show_if: Condition = ALWAYS
    by: str | None = None
    keep: Keep = "open"
    help: Text | None = None
    repeats: Repeats | None = None
    fields: Mapping[str, Field] = field(default_factory=dict)
    at_least: int | None = None
    at_most: int | None = None
    happens: str | None = None
    concept: str | None = None
    required_if: Condition | None = None
    when_hidden: WhenHidden = "clear"
    calculate: Calculation | None = None
    divisions: str | None = None

    def offered(self) -> tuple[str, ...]:
        """The choices that may be chosen now: those not retired."""
        return tuple(k for k, label in self.choices.items() if not (isinstance(label, Choice) and label.retired))


@dataclass(frozen=True)
class Section:
    """A part of a form with its own heading; `show_if` and `by` hold for all its fields."""

    key: str
    label: Text
    fields: Mapping[str, Field]
    show_if: Condition = ALWAYS
    by: str | None = None


@dataclass(frozen=True)
class FormCheck:
    """What must not be so between several answers: while `if_` holds, `message` stands at the field `at`.
    It is not asked while that field is hidden."""

    key: str
    if_: Condition
    message: Text
    at: str


@dataclass(frozen=True)
class Form:
    """One file under `forms/`; `id` is the file's name. What it `extends` is merged in already;
    `removed` says which of that form's questions are not asked here, and why."""

    id: str
    title: Text
    sections: Mapping[str, Section]
    extends: str | None = None
    removed: Mapping[str, str] = field(default_factory=dict)
    checks: Mapping[str, FormCheck] = field(default_factory=dict)

    def all_fields(self) -> Iterator[tuple[Section, Field]]:
        """Top-level fields in order, each with its section."""
        for section in self.sections.values():
            for f in section.fields.values():
                yield section, f

    def find(self, key: str) -> Field | None:
        """The top-level field of that key."""
        return next((f for _, f in self.all_fields() if f.key == key), None)
