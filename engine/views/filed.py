"""What was filed, as label and words: sealed answers say that they are sealed, or erased as ruled, or are read
where somebody has opened them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.casework.events import CaseEvent
from engine.policy.forms import Field
from engine.views.names import Names


def filed(
    answers: Mapping[str, Any], fields: Mapping[str, Field], events: Iterable[CaseEvent], names: Names,
    opened: Mapping[str, str] | None = None,
) -> tuple[tuple[str, str], ...]:  # fmt: skip
    """The answers in the order of the form; `opened` holds what was unsealed, some of it perhaps of no field."""
    gone, out, read = erased_fields(events), list[tuple[str, str]](), opened or {}
    for key, field in fields.items():
        if key in read:
            out.append((field.label.in_(names.lang), read[key]))
        elif key in gone and answers.get(key) is not None:
            out.append((field.label.in_(names.lang), names.say("erased")))
        else:
            out += names.answers({key: answers.get(key)}, {key: field})
    out += [(names.fact(key), value) for key, value in read.items() if key not in fields]
    return tuple(out)


def erased_fields(events: Iterable[CaseEvent]) -> frozenset[str]:
    """The sealed fields that were erased when their time was over."""
    return frozenset(key for e in events if e.kind == "identity-erased" for key in e.data["fields"])
