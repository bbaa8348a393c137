"""One of the choices of a field; without choices, free words. Retired choices are not offered any more."""

from __future__ import annotations

from typing import Any

from engine.policy.field_types.kind import FieldKind, JsonSchema, words
from engine.policy.field_types.wording import exact_schema, wrong_text
from engine.policy.forms import Field


def wrong_choice(f: Field, raw: Any) -> str | None:
    """The code for anything but a choice that is offered."""
    wrong = wrong_text(raw)
    if wrong or not f.choices:
        return wrong
    return None if raw in f.offered() else "not-a-choice"


def choice_schema(f: Field) -> JsonSchema:
    """The choices that are offered."""
    return {"enum": list(f.offered())} if f.choices else exact_schema()


def sample_choice(f: Field) -> str:
    """The first choice."""
    return next(iter(f.offered()), "…")


def read_choice(f: Field, raw: Any, lang: str) -> str:
    """The label of a choice, also of a retired one."""
    known = f.choices.get(str(raw))
    return known.in_(lang) if known else str(raw)


def one_of(word: str) -> FieldKind:
    """A type with one answer out of a list."""
    return FieldKind(
        word, "choice", wrong=wrong_choice, value=words, json=choice_schema, sample=sample_choice,
        read=read_choice, entry="choice",
    )  # fmt: skip
