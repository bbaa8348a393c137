"""Which facts two localities have in common, and what a case can be under both.

A question is the same under one key, or else under one concept, when it is of one type and the answers
have something in common. What is not the same keeps apart: `place@b` is b's own. A case is a pair of
answers that agree on what both ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.policy.conditions import All, Any, Condition, Not, Rows, Test
from engine.policy.definitions import RuleSet
from engine.policy.fact_types import FactType, fact_types
from engine.policy.forms import Field, Form
from engine.regions.axes import Domain
from engine.regions.filing import calculated, counted, domains, fillable, not_asked

APART = "@"


@dataclass(frozen=True)
class Apart:
    """A question that is not quite the same on both sides, or only one side asks.

    `nothing-common`: same name, no common answer; `choices`: some answers are only one side's;
    `only-here`, `only-there`; `worked-out`: a number made from others, taken to be any number."""

    kind: Literal["nothing-common", "choices", "only-here", "only-there", "worked-out"]
    fact: str
    here: tuple[str, ...] = ()
    there: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shared:
    """Facts of two sides under common names. `names` renames the other side's; `opening` are those
    that a case can begin with, in order; `common` the questions that both ask."""

    types: Mapping[str, FactType]
    domains: Mapping[str, Domain]
    names: Mapping[str, str]
    opening: tuple[str, ...]
    common: tuple[str, ...]
    apart: tuple[Apart, ...]


def shared(here: RuleSet, there: RuleSet) -> Shared:
    """The facts of two rule sets under common names."""
    mine, theirs = _fields(here), _fields(there)
    types_a, types_b = fact_types(here), fact_types(there)
    names = dict(_renaming(mine, theirs, types_a, types_b, there.id))
    types = _types(types_a, types_b, names)
    known = {n: d for r, to in ((there, names), (here, {})) for n, d in _domains(r, to)}
    both = tuple(names.get(k, k) for k in theirs if names.get(k, k) in mine)
    order = [*both, *mine, *(names.get(k, k) for k in theirs), *_counts(here), *_counts(there), "period", "case.opened"]
    opening = tuple(dict.fromkeys(order))
    return Shared(types, known, names, opening, both, tuple(_apart(here, there, names, types_a, types_b)))


def renamed(condition: Condition, names: Mapping[str, str]) -> Condition:
    """The condition under the common names of the facts; facts of rows keep theirs."""
    match condition:
        case Test(fact, op, value):
            other = names.get(str(value), value) if op in ("same_as", "differs_from") else value
            return Test(_under(fact, names), op, other)
        case Rows(fact, quantifier, where):
            return Rows(names.get(fact, fact), quantifier, where)
        case All(items):
            return All(tuple(renamed(i, names) for i in items))
        case Any(items):
            return Any(tuple(renamed(i, names) for i in items))
        case Not(item):
            return Not(renamed(item, names))


def can_be(ruleset: RuleSet, shared_: Shared, read: frozenset[str], *, there: bool) -> Condition:
    """What holds of every case that begins under this rule set, under the common names."""
    names = shared_.names if there else {}
    back = {to: own for own, to in names.items()}
    own_read = frozenset(back.get(n, n) for n in read)
    asked = frozenset(_fields(ruleset))
    forms = [ruleset.forms[i] for i in ruleset.intake if i in ruleset.forms]
    ways = tuple(All((fillable(f, own_read), not_asked(f, asked & own_read), *_offers(f, own_read))) for f in forms)
    return renamed(Any(ways), names)


def forms_of(ruleset: RuleSet) -> tuple[Form, ...]:
    """The forms by which a case begins."""
    return tuple(ruleset.forms[i] for i in ruleset.intake if i in ruleset.forms)


def _offers(form: Form, read: frozenset[str]) -> Iterator[Condition]:
    """That a choice is one of this form's own."""
    for _, f in form.all_fields():
        if f.key in read and f.choices and f.type != "choices":
            yield Any((Test(f.key, "present", False), Test(f.key, "in", f.offered())))


def _fields(ruleset: RuleSet) -> dict[str, Field]:
    return {f.key: f for form in reversed(forms_of(ruleset)) for _, f in form.all_fields()}


def _renaming(
    mine: Mapping[str, Field],
    theirs: Mapping[str, Field],
    types_a: Mapping[str, FactType],
    types_b: Mapping[str, FactType],
    id_: str,
) -> Iterator[tuple[str, str]]:
    by_concept = {f.concept: k for k, f in mine.items() if f.concept and k not in theirs}
    for key, f in theirs.items():
        if key in mine:
            if not _alike(types_a[key], types_b[key]):
                yield key, f"{key}{APART}{id_}"
        elif f.concept in by_concept and _alike(types_a[by_concept[f.concept]], types_b[key]):
            yield key, by_concept[f.concept]
        elif key in types_a:
            yield key, f"{key}{APART}{id_}"


def _alike(one: FactType, other: FactType) -> bool:
    open_ = not one.values or not other.values
    return one.kind == other.kind and (open_ or bool(set(one.values) & set(other.values)))


def _types(
    mine: Mapping[str, FactType], theirs: Mapping[str, FactType], names: Mapping[str, str]
) -> dict[str, FactType]:
    types = dict(mine)
    for name, kind in theirs.items():
        common = _under(name, names)
        types[common] = _joined(types[common], kind) if common in types else kind
    return types


def _joined(one: FactType, other: FactType) -> FactType:
    """A type that has the values of both; an open vocabulary stays open."""
    values = tuple(dict.fromkeys((*one.values, *other.values))) if one.values and other.values else ()
    return FactType(one.kind, values, {**other.row, **one.row})


def _under(fact: str, names: Mapping[str, str]) -> str:
    """The common name of a fact; attributes (`official.rank`) follow their fact."""
    head, dot, tail = fact.partition(".")
    return names.get(fact, f"{names[head]}{dot}{tail}" if head in names else fact)


def _domains(ruleset: RuleSet, names: Mapping[str, str]) -> Iterator[tuple[str, Domain]]:
    """What is known of the facts. The bounds of numbers are conditions of each form (`fillable`)."""
    fields = {f.key for form in ruleset.forms.values() for _, f in form.all_fields()}
    for name, kind in fact_types(ruleset).items():
        if name in ("state", "period", "case.opened") or (kind.kind == "yes-no" and name not in fields):
            yield _under(name, names), Domain(may_miss=False)
    yield from counted(ruleset.facts).items()
    for form in forms_of(ruleset):
        groups = {f.key for _, f in form.all_fields() if f.type == "group"}
        yield from ((_under(k, names), d if k in groups else Domain()) for k, d in domains(form).items())


def _counts(ruleset: RuleSet) -> list[str]:
    return [k for k, c in ruleset.facts.items() if c.count == "cases"]


def _apart(
    here: RuleSet,
    there: RuleSet,
    names: Mapping[str, str],
    types_a: Mapping[str, FactType],
    types_b: Mapping[str, FactType],
) -> Iterator[Apart]:
    mine, theirs = _fields(here), _fields(there)
    matched = {names.get(k, k): k for k in theirs}
    for key in mine:
        if key not in matched:
            yield Apart("nothing-common" if key in theirs else "only-here", key)
            continue
        a, b = types_a[key].values, types_b[matched[key]].values
        if a and b and set(a) != set(b):
            yield Apart("choices", key, tuple(v for v in a if v not in b), tuple(v for v in b if v not in a))
    yield from (Apart("only-there", k) for k in theirs if names.get(k, k) not in mine and k not in mine)
    for ruleset in (here, there):
        for form in forms_of(ruleset):
            yield from (Apart("worked-out", k) for k in calculated(form))
