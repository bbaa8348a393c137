"""Questions as JSON, so that a counter-example can be kept as a file under `regressions/`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from engine.policy import conditions as c
from engine.policy.definitions import Count
from engine.policy.fact_types import FactType
from engine.policy.limits import parse_limit
from engine.policy.tables import Question, RuleGroup


def pack(value: Any) -> Any:
    """A fact's value, a row or a mapping as JSON."""
    if isinstance(value, Mapping):
        return {k: pack(v) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return [pack(v) for v in value]
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    return {"$decimal": str(value)} if isinstance(value, Decimal) else value


def unpack(value: Any) -> Any:
    """The inverse of `pack`; lists become tuples."""
    if isinstance(value, list):
        return tuple(unpack(v) for v in value)
    if not isinstance(value, dict):
        return value
    if "$date" in value:
        return date.fromisoformat(value["$date"])
    return Decimal(value["$decimal"]) if "$decimal" in value else {k: unpack(v) for k, v in value.items()}


def pack_condition(condition: c.Condition) -> list[Any]:
    match condition:
        case c.Test(fact, op, value):
            return ["test", fact, op, pack(value)]
        case c.Rows(fact, quantifier, where):
            return ["rows", fact, quantifier, pack_condition(where)]
        case c.All(items):
            return ["all", *map(pack_condition, items)]
        case c.Any(items):
            return ["any", *map(pack_condition, items)]
        case c.Not(item):
            return ["not", pack_condition(item)]


def unpack_condition(raw: list[Any]) -> c.Condition:
    kind, *rest = raw
    if kind == "test":
        return c.Test(rest[0], rest[1], unpack(rest[2]))
    if kind == "rows":
        return c.Rows(rest[0], rest[1], unpack_condition(rest[2]))
    items = tuple(map(unpack_condition, rest))
    if kind == "not":
        return c.Not(items[0])
    return c.All(items) if kind == "all" else c.Any(items)


def pack_type(t: FactType) -> dict[str, Any]:
    return {"kind": t.kind, "values": list(t.values), "row": {k: pack_type(v) for k, v in t.row.items()}}


def unpack_type(raw: dict[str, Any]) -> FactType:
    row = {k: unpack_type(v) for k, v in raw["row"].items()}
    return FactType(raw["kind"], tuple(raw["values"]), row)


def pack_question(question: Question, within: Mapping[str, str]) -> dict[str, Any]:
    """`within` gives the window of each count as it is written in a rule file."""
    group = question.group
    return {
        "rules": {k: pack_condition(v) for k, v in group.rules.items()},
        "types": {k: pack_type(v) for k, v in group.types.items()},
        "counts": {k: {"same": list(v.same), "within": within[k]} for k, v in group.counts.items()},
        "facts": pack(question.facts),
        "related": pack(question.related),
        "today": pack(question.today),
    }


def unpack_question(raw: dict[str, Any]) -> Question:
    counts = {
        k: Count(k, "cases", same=tuple(v["same"]), within=parse_limit(v["within"])) for k, v in raw["counts"].items()
    }
    rules = {k: unpack_condition(v) for k, v in raw["rules"].items()}
    types = {k: unpack_type(v) for k, v in raw["types"].items()}
    group = RuleGroup("table:regression", rules, types, counts)
    return Question(group, unpack(raw["facts"]), unpack(raw["related"]), unpack(raw["today"]))
