"""A group of rules as durable_rules rule sets, inside the safe subset only.

Conditions become alternatives of typed checks; each alternative is one rule of the engine. Row
groups and related cases become facts joined by equality, which always stands last. What does not
fit the subset is refused with a `Refusal`; nothing is emitted for a group with refusals.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from engine.matching.columns import Column, decimals
from engine.matching.compiled import Compiled as Compiled
from engine.matching.compiled import CompiledPart as CompiledPart
from engine.matching.leaves import Leaves
from engine.matching.normal_form import expand
from engine.matching.partition import Part, narrowed, partition, related_needed
from engine.matching.refusals import Refusal, RefusedError
from engine.matching.terms import CASE, Check, CountJoin, Literal, RowJoin, Schema, Unit
from engine.policy.conditions import All, Any, Condition, Not, Rows, Test
from engine.policy.tables import RuleGroup

Json = dict[str, object]
RESERVED = ("id", "sid", "kind", "case", "seq", "opened", "today", "counts", "$s")
"""Attributes that facts carry beside their columns."""
_OPS = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}


def compile_group(
    group: RuleGroup, *, loose: frozenset[str] = frozenset(), joins: bool = True, narrow: bool = True
) -> Compiled:
    """Compile a group; the result carries all refusals, in order of the rules.

    `loose` names facts whose present values have not the declared type (they are compared by the
    plain evaluator and enter as booleans); `joins` off takes counts as numbers; `narrow` off leaves
    a table that fits in one rule set.
    """
    schema = Schema(dict(_scales(group)))
    leaves = Leaves(group, schema, loose=loose, joins=joins)
    units: list[Unit] = []
    refusals: list[Refusal] = []
    for number, (rule, condition) in enumerate(group.rules.items()):
        try:
            _check_types(condition, leaves)
            branches = _branches(condition, leaves)
        except RefusedError as refused:
            refusals.append(Refusal(refused.code, group.id, rule, refused.params))
        else:
            units += [_unit(f"r{number}b{i}", rule, b) for i, b in enumerate(branches)]
    refusals += _collisions(group.id, [*schema.columns, *RESERVED])
    if refusals:
        return Compiled(group, refusals=tuple(refusals))
    kinds = {name: n for n, name in enumerate(_joined(units), CASE + 1)}
    ordered = _selective_last(units)
    split = (n for p in partition(ordered) for n in (narrowed(p) if narrow else (p,)))
    parts = tuple(_part(p, group, schema, kinds) for p in split)
    return Compiled(group, parts, (), kinds, dict(schema.columns))


def check_matchable(groups: Iterable[RuleGroup]) -> list[Refusal]:
    """Everything in these groups that durable_rules must not be asked to decide."""
    return [r for g in groups for r in compile_group(g).refusals]


def attribute_hash(name: str) -> int:
    """The 32-bit hash (FNV-1a) by which the engine tells attributes apart."""
    value = 2166136261
    for byte in name.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def _collisions(group: str, names: list[str]) -> Iterator[Refusal]:
    seen: dict[int, str] = {}
    for name in names:
        other = seen.setdefault(attribute_hash(name), name)
        if other != name:
            yield Refusal("attribute-collision", group, "", {"one": other, "other": name})


def _branches(condition: Condition, leaves: Leaves) -> tuple[tuple[Literal, ...], ...]:
    try:
        return expand(condition, leaves)
    except RefusedError as refused:
        if refused.code != "too-many-alternatives":
            raise
        shorter = Leaves(leaves.group, leaves.schema, "", leaves.loose, leaves.joins, lists=False)
        return expand(condition, shorter)


def _unit(name: str, rule: str, branch: tuple[Literal, ...]) -> Unit:
    """At most one join: a count before a row; further ones enter as booleans or numbers."""
    joins = sorted((x for x in branch if not isinstance(x, Check)), key=lambda j: isinstance(j, RowJoin))
    checks = [x for x in branch if isinstance(x, Check)]
    checks += [c for j in joins[1:] for c in j.otherwise]
    return Unit(name, rule, tuple(dict.fromkeys(checks)), joins[0] if joins else None)


def _selective_last(units: list[Unit]) -> tuple[Unit, ...]:
    """Checks shared by many rules first, the rarest last: rules must not end in one condition."""
    often = Counter(c for u in units for c in u.checks)

    def order(check: Check) -> tuple[int, str, str]:
        return (-often[check], check.column, repr(check))

    return tuple(Unit(u.name, u.rule, tuple(sorted(u.checks, key=order)), u.join) for u in units)


def _joined(units: Iterable[Unit]) -> list[str]:
    names = (_kind_name(u.join) for u in units if u.join)
    return list(dict.fromkeys(names))


def _kind_name(join: RowJoin | CountJoin) -> str:
    return f"rows:{join.group}" if isinstance(join, RowJoin) else f"count:{join.count}"


def _part(part: Part, group: RuleGroup, schema: Schema, kinds: Mapping[str, int]) -> CompiledPart:
    rules: Json = {"any": {"all": [{"f": _comparison(Check("kind", ">=", CASE))}]}}
    rules.update({u.name: {"all": _patterns(u, group, kinds)} for u in part.units})
    definition = json.dumps(rules, ensure_ascii=False, separators=(",", ":"))
    used = dict.fromkeys(c.column for u in part.units for c in u.checks)
    if part.field:
        used.setdefault(part.field)
    return CompiledPart(
        "m" + hashlib.sha256(definition.encode()).hexdigest()[:20],
        definition,
        part,
        {u.name: u.rule for u in part.units},
        tuple(schema.columns[name] for name in used),
        _row_columns(part.units, schema),
        _related(part.units),
        schema.columns[part.field] if part.field else None,
    )


def _row_columns(units: tuple[Unit, ...], schema: Schema) -> dict[str, tuple[Column, ...]]:
    used: dict[str, dict[str, Column]] = {}
    for join in (u.join for u in units):
        if isinstance(join, RowJoin):
            found = used.setdefault(join.group, {})
            found.update((c.column, schema.columns[c.column]) for c in join.checks)
    return {name: tuple(columns.values()) for name, columns in used.items()}


def _related(units: tuple[Unit, ...]) -> dict[str, int]:
    needed: dict[str, int] = {}
    for join in (u.join for u in units):
        if isinstance(join, CountJoin):
            needed[join.count] = max(needed.get(join.count, 0), related_needed(join))
    return needed


def _patterns(unit: Unit, group: RuleGroup, kinds: Mapping[str, int]) -> list[Json]:
    case: Json = {"c": _both([Check("kind", "==", CASE), *unit.checks])}
    if unit.join is None:
        return [case]
    kind = Check("kind", "==", kinds[_kind_name(unit.join)])
    if isinstance(unit.join, RowJoin):
        row = [_comparison(c) for c in (kind, *unit.join.checks)]
        return [case, {"r": {"$and": [*row, {"case": {"c": "case"}}]}}]
    return [case, *_related_patterns(unit.join, group, kinds[_kind_name(unit.join)], kind)]


def _related_patterns(join: CountJoin, group: RuleGroup, number: int, kind: Check) -> Iterator[Json]:
    """k related cases in order of `seq`, inside the window, sharing every field: equality last."""
    for n in range(join.at_least):
        tests: list[Json] = [_comparison(kind), {"counts": True}]
        tests.append({"$gte": {"opened": {"c": window_attribute(number)}}})
        tests.append({"$lte": {"opened": {"c": "today"}}})
        if n:
            tests.append({"$gt": {"seq": {f"r{n - 1}": "seq"}}})
        same = range(len(group.counts[join.count].same))
        tests += [{same_attribute(number, i): {"c": same_attribute(number, i)}} for i in same]
        tests.append({"case": {"c": "case"}})
        yield {f"r{n}": {"$and": tests}}


def window_attribute(kind: int) -> str:
    """The case attribute that holds the first day of a count's window."""
    return f"w{kind}"


def same_attribute(kind: int, position: int) -> str:
    """The attribute, on the case and on related cases, of one field that must be the same."""
    return f"s{kind}_{position}"


def _both(checks: list[Check]) -> Json:
    tests = [_comparison(c) for c in checks]
    return tests[0] if len(tests) == 1 else {"$and": tests}


def _comparison(check: Check) -> Json:
    test: Json = {check.column: check.value}
    return test if check.op == "==" else {_OPS[check.op]: test}


def _scales(group: RuleGroup) -> dict[str, int]:
    scales: dict[str, int] = {}
    for condition in group.rules.values():
        for fact, value in _numbers(condition, ""):
            scales[fact] = max(scales.get(fact, 0), min(decimals(value), 6))
    return scales


def _numbers(condition: Condition, scope: str) -> Iterator[tuple[str, int | Decimal]]:
    match condition:
        case Test(fact, _, value):
            for v in value if isinstance(value, tuple) else (value,):
                if type(v) is int or (isinstance(v, Decimal) and v.is_finite()):
                    yield f"{scope}.{fact}" if scope else fact, v
        case Rows(fact, _, where):
            yield from _numbers(where, scope or fact)
        case All(items) | Any(items):
            for item in items:
                yield from _numbers(item, scope)
        case Not(item):
            yield from _numbers(item, scope)


def _check_types(condition: Condition, leaves: Leaves) -> None:
    """Every fact is typed and every group is a group; raises `RefusedError` otherwise."""
    match condition:
        case Test(fact, op, value):
            leaves.type_of(fact)
            if op in ("same_as", "differs_from"):
                leaves.type_of(str(value))
        case Rows(fact, _, where):
            if leaves.type_of(fact).kind != "group":
                raise RefusedError("not-a-group", fact=leaves.qualified(fact))
            if not leaves.scope:
                inside = Leaves(leaves.group, leaves.schema, scope=fact, loose=leaves.loose)
                _check_types(where, inside)
        case All(items) | Any(items):
            for item in items:
                _check_types(item, leaves)
        case Not(item):
            _check_types(item, leaves)
