"""The type of every fact that a rule set can ask about.

Loading checks conditions against these, the matcher compiles from them, the prover enumerates them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.policy.forms import Field, Form

FactKind = Literal["yes-no", "choice", "choices", "number", "date", "text", "limit", "group"]


@dataclass(frozen=True)
class FactType:
    """`choice` has one of `values`, `choices` any number of them; `group` has row facts in `row`.

    An empty `values` on a choice means an open vocabulary (places, matters, persons)."""

    kind: FactKind
    values: tuple[str, ...] = ()
    row: Mapping[str, FactType] = field(default_factory=dict)


YES_NO = FactType("yes-no")
NUMBER = FactType("number")
DATE = FactType("date")
TEXT = FactType("text")


def field_type(f: Field) -> FactType:
    """The fact type of a form field; an official also answers `.office .rank .level`."""
    if f.type == "group":
        return FactType("group", row=dict(_with_attributes(f.fields)))
    if f.type in ("choice", "place", "matter"):
        return FactType("choice", tuple(f.choices))
    if f.type == "official":
        return FactType("choice")
    kinds: dict[str, FactKind] = {"yes-no": "yes-no", "number": "number", "date": "date"}
    return FactType(kinds.get(f.type, "text"))


def form_types(form: Form) -> Mapping[str, FactType]:
    """Fact name → type for every field of a form."""
    return dict(_with_attributes({f.key: f for _, f in form.all_fields()}))


def _with_attributes(fields: Mapping[str, Field]) -> list[tuple[str, FactType]]:
    out: list[tuple[str, FactType]] = []
    for key, f in fields.items():
        out.append((key, field_type(f)))
        if f.type == "official":
            out += [(f"{key}.{a}", FactType("choices")) for a in ("office", "rank", "level")]
    return out
