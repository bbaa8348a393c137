"""What a type of field is. A file of this package with a `KIND` of this class is a new type.

The kind judges one answer that is not empty; whether it was asked for, and rows of groups, are the
business of `engine.policy.answers`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from engine.policy.conditions import Value
from engine.policy.forms import Field

FactKind = Literal["yes-no", "choice", "choices", "number", "date", "text", "limit", "group"]
JsonSchema = dict[str, Any]


def same(_: Field, raw: Any) -> Any:
    """The answer as it is."""
    return raw


def words(_: Field, raw: Any) -> str | None:
    """The answer as a fact of words."""
    return raw if isinstance(raw, str) else None


def read_plain(_: Field, raw: Any, __: str) -> str:
    """The answer as its own words."""
    return str(raw)


@dataclass(frozen=True)
class FieldKind:
    """One type of field.

    `wrong`: the code of what is wrong with an answer, or None; `value`: a right answer as a fact;
    `json`: JSON Schema 2020-12 of all right answers (before trimming); `sample`: one of them.
    `kept`: what is stored of it. `entry`: the drawing in `engine.ui.fields` that takes it in.
    `trimmed`: blanks around the text do not count. `scale`: how many of what is stored make one of the
    fact. `unsaid`: codes that `json` cannot express. `answered`: somebody is asked for it at all.
    """

    word: str
    fact: FactKind
    wrong: Callable[[Field, Any], str | None]
    value: Callable[[Field, Any], Value | None]
    json: Callable[[Field], JsonSchema]
    sample: Callable[[Field], Any]
    kept: Callable[[Field, Any], Any] = same
    read: Callable[[Field, Any, str], str] = read_plain
    entry: str = "line"
    trimmed: bool = False
    scale: int = 1
    unsaid: tuple[str, ...] = ()
    answered: bool = True
    attributes: tuple[str, ...] = ()
