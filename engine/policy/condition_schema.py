"""Conditions over the answers of a form as JSON Schema: it accepts the answers for which they hold.

None stands for what JSON Schema cannot say: two answers compared, a number that is worked out, a row
compared with what stands outside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from engine.policy.conditions import All, Any, Condition, Not, Rows, Test, facts_read
from engine.policy.field_types.kind import JsonSchema
from engine.policy.field_types.registry import kind_of
from engine.policy.field_types.wording import END, literally
from engine.policy.forms import Field

NEVER: JsonSchema = {"not": {}}
EMPTY: JsonSchema = {
    "anyOf": [{"type": "null"}, {"type": "string", "pattern": rf"^\s*{END}"}, {"type": "array", "maxItems": 0}]
}
EMPTY_REF: JsonSchema = {"$ref": "#/$defs/empty"}
_BOUNDS = {"at_least": "minimum", "at_most": "maximum", "above": "exclusiveMinimum", "below": "exclusiveMaximum"}
_LATER = {"at_least", "on_or_after", "above", "after"}
_WITH_EQUAL = {"at_least", "on_or_after", "at_most"}


def answered(f: Field) -> JsonSchema:
    """A right answer to the field, taken alone."""
    return {"allOf": [{"not": EMPTY_REF}, kind_of(f).json(f)]}


def schema_of(condition: Condition, fields: Mapping[str, Field]) -> JsonSchema | None:
    """The condition over an object with these fields."""
    match condition:
        case Test():
            return _test(condition, fields)
        case Rows(fact, quantifier, where):
            some = _some(fact, Not(where) if quantifier == "every" else where, fields)
            return some if quantifier == "some" or some is None else {"not": some}
        case Not(item):
            inner = schema_of(item, fields)
            return None if inner is None else {"not": inner}
        case All(items) | Any(items):
            parts = [schema_of(i, fields) for i in items]
            said = [p for p in parts if p is not None]
            if len(said) < len(parts):
                return None
            if isinstance(condition, All):
                return {"allOf": said} if said else {}
            return {"anyOf": said} if said else NEVER


def _some(group: str, where: Condition, fields: Mapping[str, Field]) -> JsonSchema | None:
    f = fields.get(group)
    if f is None:
        return NEVER
    if not set(facts_read(where)) <= set(f.fields):
        return None
    row = schema_of(where, f.fields)
    if row is None:
        return None
    rows = {"type": "array", "items": {"type": "object"}, "contains": row}
    return {"properties": {group: rows}, "required": [group]}


def _test(test: Test, fields: Mapping[str, Field]) -> JsonSchema | None:
    f = fields.get(test.fact)
    if f is None:
        return {} if test.op == "present" and test.value is False else NEVER
    if f.calculate is not None or test.op in ("same_as", "differs_from"):
        return None
    if test.op == "older_than":
        return NEVER
    there = {"properties": {f.key: answered(f)}, "required": [f.key]}
    if test.op == "present":
        return there if test.value else {"not": there}
    wanted = _compared(test, f)
    return None if wanted is None else {"allOf": [there, {"properties": {f.key: wanted}}]}


def _compared(test: Test, f: Field) -> JsonSchema | None:
    """What the answer must be, given that it is right in itself."""
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    if test.op in ("is", "in", "not"):
        equal: JsonSchema = {"anyOf": [_equal(f, v) for v in values]}
        return {"not": equal} if test.op == "not" else equal
    if kind_of(f).fact == "date" and isinstance(test.value, date):
        return {"pattern": f"^(?:{'|'.join(_days(test.op, test.value))}){END}"}
    if kind_of(f).fact == "number" and isinstance(test.value, (int, Decimal)):
        return {_BOUNDS[test.op]: _plain(test.value * kind_of(f).scale)}
    return None


def _equal(f: Field, value: object) -> JsonSchema:  # noqa: PLR0911
    kind = kind_of(f)
    if kind.word == "signature":
        return {} if value is True else NEVER
    if kind.word == "address":
        return {"properties": {"division": {"const": value}}}
    if kind.word == "official":
        return {"anyOf": [_text(str(value)), {"type": "object", "properties": {"text": {"const": value}}}]}
    if kind.fact in ("choices", "group"):
        return {"contains": {"const": value}}
    if kind.fact == "number" and isinstance(value, (int, Decimal)):
        return {"const": _plain(value * kind.scale)}
    if isinstance(value, date):
        return {"const": value.isoformat()}
    return _text(value) if kind.trimmed and isinstance(value, str) else {"const": value}


def _text(value: str) -> JsonSchema:
    return {"type": "string", "pattern": rf"^\s*{literally(value)}\s*{END}"}


def _plain(value: int | Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _days(op: str, day: date) -> Iterator[str]:
    """Patterns of the days before or after one: the first digit that differs decides."""
    text = day.isoformat()
    if op in _WITH_EQUAL:
        yield text
    for i, digit in enumerate(text):
        if digit == "-" or digit == ("9" if op in _LATER else "0"):
            continue
        span = f"[{int(digit) + 1}-9]" if op in _LATER else f"[0-{int(digit) - 1}]"
        yield f"{text[:i]}{span}[0-9-]{{{len(text) - i - 1}}}"


def conjuncts(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """The parts that must all hold."""
    for condition in conditions:
        if isinstance(condition, All):
            yield from conjuncts(condition.items)
        else:
            yield condition
