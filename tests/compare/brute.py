"""What two rule sets make of every case, one case after the other, by the plain evaluator.

Nothing here uses regions: answers go through the form's own validation, conditions through `holds`,
tables through `settle`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from engine.policy.answers import OFFICE, facts_of, validate
from engine.policy.conditions import Facts, Value, holds
from engine.policy.definitions import RuleSet
from engine.policy.tables import settle

RAW: dict[str, list[Any]] = {
    "kind": ["a", "b", "c", "d"],
    "urgent": [True, False, None],
    "size": [None, 0, 2, 3, 4, 5, 9, 10],
    "place": ["east", "west"],
    "hard": [True, False, None],
}
LATER = [{"seen": s, "state": st} for s in (True, False) for st in ("begun", "done")]
"""Everything that can come to pass on the way."""


def cases(one: RuleSet, other: RuleSet) -> Iterator[tuple[Facts, Facts, Facts]]:
    """(facts of the case, as the one knows it, as the other does): answers that agree on what both ask."""
    asked = [k for k in _keys(one) if k in _keys(other)]
    agreeing: dict[tuple[object, ...], list[Facts]] = {}
    for b in _filed(other):
        agreeing.setdefault(tuple(b.get(k) for k in asked), []).append(b)
    for a in _filed(one):
        yield from (({**b, **a}, a, b) for b in agreeing.get(tuple(a.get(k) for k in asked), ()))


def _keys(rules: RuleSet) -> list[str]:
    return [f.key for _, f in rules.forms["note"].all_fields()]


def _filed(rules: RuleSet) -> list[dict[str, Value]]:
    """Facts of every way to fill in the form that is accepted."""
    form, keys, seen = rules.forms["note"], _keys(rules), {}
    for by in (None, OFFICE):
        for values in product(*(RAW[k] for k in keys)):
            answers = {k: v for k, v in zip(keys, values, strict=True) if v is not None}
            if by is None and "hard" in answers:
                continue
            clean, problems = validate(form, answers, by=by)
            if not problems and set(clean) == set(answers):
                facts = facts_of(form, clean)
                seen.setdefault(repr(sorted(facts.items())), facts)
    return list(seen.values())


def outcomes(rules: RuleSet, filed: Facts, later: Facts) -> dict[tuple[str, str], Any]:
    """What is made of a case: by section and key, None where an item does not apply."""
    facts: dict[str, Any] = {**filed, **later}
    found: dict[tuple[str, str], Any] = {}
    for key, table in rules.tables.items():
        hits = tuple(k for k, r in table.rules.items() if holds(r.if_, facts))
        facts[key] = found["tables", key] = settle(table, hits).value
    for key, flag in rules.flags.items():
        facts[key] = holds(flag.if_, facts) if flag.if_ is not None else False
        found["flags", key] = facts[key] or None
    for key, seat in rules.seats.items():
        found["seats", key] = next((line.with_ for line in seat.filled if holds(line.if_, facts)), None)
    begun = rules.states["begun"].transitions["seen"]
    found["states", "begun"] = next((t.to for t in begun if holds(t.if_, facts)), None)
    for key, p in rules.papers.items():
        found["papers", key] = (p.by, p.signed_by, p.to) if holds(p.if_, facts) else None
    for key, d in rules.deadlines.items():
        found["deadlines", key] = d.limit if holds(d.if_, facts) else None
    for key, duty in rules.duties.items():
        found["duties", key] = duty.every if holds(duty.if_, facts) else None
    return found


@dataclass
class Tried:
    """The outcomes of two rule sets, each computed once for the facts it knows."""

    one: RuleSet
    other: RuleSet
    _known: dict[tuple[str, str], list[dict[tuple[str, str], Any]]] = field(default_factory=dict)

    def of(self, rules: RuleSet, filed: Facts) -> list[dict[tuple[str, str], Any]]:
        """What is made of a case, for each of LATER."""
        key = (rules.id, repr(sorted(filed.items())))
        if key not in self._known:
            self._known[key] = [outcomes(rules, filed, later) for later in LATER]
        return self._known[key]


def differing(tried: Tried, a: Facts, b: Facts) -> set[tuple[str, str]]:
    """The items that can come out differently for a case, whatever comes to pass on the way."""
    both = zip(tried.of(tried.one, a), tried.of(tried.other, b), strict=True)
    return {k for x, y in both for k in {*x, *y} if x.get(k) != y.get(k)}


def says(found: Mapping[str, Any], section: str) -> Any:
    """The one value by which `outcomes` tells an item of this section, from all its terms."""
    if section in ("seats", "states"):
        part, term = ("filled", "with") if section == "seats" else ("transitions.seen", "to")
        return dict(found[part])[term] if part in found else None
    if section == "papers":
        return (found.get("by"), found.get("signed_by"), found.get("to", ()))
    return found.get({"tables": "decides", "deadlines": "limit", "duties": "every"}.get(section, ""), True)
