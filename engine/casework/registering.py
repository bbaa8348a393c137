"""Who registers for somebody else (来信来访登记): the intake office that the rules name, and who stands in for it.

The register holds what an office wrote down that received somebody; who works elsewhere in the body hands the
letter on, or sends the person to the public form, which is open to all. It is asked before there is a case, so
nobody is recused yet: an office takes down also what is about itself, and the case then goes past it.
"""

from __future__ import annotations

from engine.policy.bench import Bench, Holders
from engine.policy.definitions import RuleSet
from engine.policy.directory import Directory
from engine.policy.seating import resolve

_SEAT = "intake-office"


def registrars(ruleset: RuleSet, directory: Directory) -> Holders:
    """Units and persons that register; where the rules name no intake office, whoever owns the first state."""
    seat, first = ruleset.seats.get(_SEAT), ruleset.initial_state().owner
    lines = [line.with_ for line in seat.filled if line.with_] if seat else [first] if first else []
    bench = Bench(ruleset, directory)
    found = [resolve(ref, bench) for ref in lines] or [Holders(persons=frozenset({"anyone"}))]
    ids = tuple(dict.fromkeys(i for h in found for i in h.ids))
    return Holders(ids, frozenset().union(*(h.persons for h in found)))
