"""What is decided about a case: decision tables, counted facts, flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.policy.conditions import ALWAYS, Condition, Scalar
from engine.policy.definitions.sources import Cites
from engine.policy.forms import Text
from engine.policy.limits import Limit

HitPolicy = Literal["unique", "first", "any", "priority", "collect"]
TableValue = Scalar | Limit | Mapping[str, Scalar]


@dataclass(frozen=True)
class Rule:
    """One row of a decision table."""

    key: str
    then: TableValue
    if_: Condition = ALWAYS
    cite: Cites = ()


@dataclass(frozen=True)
class Table:
    """A decision table (DMN): it decides a fact of its own name.

    `otherwise` is the value when no rule matches. `priority` takes the first value in the order of
    `values`; `collect` gives all values, each once, in the order of the rules.
    """

    key: str
    hit: HitPolicy
    rules: Mapping[str, Rule]
    otherwise: TableValue
    label: Text | None = None
    values: Mapping[str, Text] = field(default_factory=dict)
    cite: Cites = ()


@dataclass(frozen=True)
class Count:
    """A counted fact: `count` is `cases` (related ones) or an event of this case."""

    key: str
    count: str
    label: Text | None = None
    same: tuple[str, ...] = ()
    within: Limit | None = None
    if_: Condition = ALWAYS
    cite: Cites = ()


@dataclass(frozen=True)
class Flag:
    """A yes/no on the case: by condition (`if_`), or raised and cleared by events."""

    key: str
    label: Text | None = None
    if_: Condition | None = None
    raised_by: str | None = None
    cleared_by: str | None = None
    colour: str | None = None
    cite: Cites = ()
