"""Small random rule sets, and such as differ from another in a few places."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any as Anything

from engine.casework.rulebook import conditions_in
from engine.policy.actors import Named
from engine.policy.conditions import ALWAYS, All, Any, Condition, Not, Test, facts_read
from engine.policy.definitions import (
    Body,
    Counting,
    Deadline,
    Duty,
    Event,
    Flag,
    Paper,
    Rule,
    RuleSet,
    Seat,
    SeatLine,
    State,
    Table,
    Transition,
)
from engine.policy.forms import Field, Form, Section, Text
from engine.policy.limits import Limit, Unit

T = Text("名", "name")
WHO = ("office", "leader", "desk")


def days(amount: int) -> Limit:
    return Limit("span", amount, Unit.DAY)


def random_form(draw: Random) -> Form:
    """Four questions; one hangs on another, one is the office's, choices may differ from form to form."""
    kinds = dict.fromkeys(draw.choice((("a", "b", "c"), ("a", "b", "c"), ("b", "c", "d"))), T)
    filed = {
        "kind": Field("kind", T, "choice", True, kinds),
        "urgent": Field("urgent", T, "yes-no", draw.random() < 0.5),
        "size": Field("size", T, "number", False, show_if=_shown(draw), at_least=draw.choice((None, 1)), at_most=9),
    }
    if draw.random() < 0.7:
        filed["place"] = Field("place", T, "choice", True, {"east": T, "west": T})
    office = {"hard": Field("hard", T, "yes-no", True)}
    return Form("note", T, {"s": Section("s", T, filed), "o": Section("o", T, office, by="office")})


def _shown(draw: Random) -> Condition:
    return draw.choice((ALWAYS, ALWAYS, Test("kind", "is", "b"), Not(Test("urgent", "is", True))))


def random_rules(seed: int) -> RuleSet:
    """The rule set of that seed."""
    draw = Random(seed)
    fields = [f.key for _, f in random_form(Random(seed)).all_fields()]
    facts = [*fields, "seen", *(["state"] if draw.random() < 0.3 else [])]
    tables = {"grade": _table(draw, "grade", facts), "path": _table(draw, "path", [*facts, "grade", "grade"])}
    more = [*facts, "grade", "path", "flagged"]
    return RuleSet(
        f"r{seed}", T, Body("镇", "town", "township"), "plain", Counting(roll="none"), intake=("note",),
        tables=tables,
        flags={"flagged": Flag("flagged", if_=condition(draw, [*facts, "path"]))},
        seats={"handler": _seat(draw, more)},
        events={"seen": Event("seen", T)},
        states=_states(draw, more),
        papers={k: _paper(draw, k, more) for k in ("slip", "notice") if draw.random() < 0.8},
        deadlines={k: _deadline(draw, k, more) for k in ("first", "second") if draw.random() < 0.8},
        duties={"tell": _duty(draw, more)},
        forms={"note": random_form(Random(seed))},
    )  # fmt: skip


def altered(rules: RuleSet, seed: int) -> RuleSet:
    """The rule set with none to three of its parts replaced by those of another one."""
    draw, other = Random(seed), random_rules(seed + 10_000)
    parts = draw.sample(("tables", "flags", "seats", "states", "papers", "deadlines", "duties"), draw.randint(0, 3))
    changed: dict[str, Anything] = {p: getattr(other, p) for p in parts}
    if draw.random() < 0.3:
        changed["forms"] = other.forms
    made = replace(rules, id=f"{rules.id}-{seed}", **changed)
    if made.forms["note"].find("place") is None and _reads(made, "place"):
        asking = rules if rules.forms["note"].find("place") else other
        return replace(made, forms=asking.forms)
    return made


def _reads(rules: RuleSet, fact: str) -> bool:
    return any(fact in facts_read(c) for c in conditions_in(rules))


def condition(draw: Random, facts: list[str], depth: int = 2) -> Condition:
    """A random guard; every third one holds always."""
    shape = draw.random()
    if depth == 2 and shape < 0.3:
        return ALWAYS
    if depth == 0 or shape < 0.6:
        return _test(draw, draw.choice(facts))
    several = tuple(condition(draw, facts, depth - 1) for _ in range(2))
    return All(several) if shape < 0.8 else Any(several) if shape < 0.92 else Not(several[0])


def _test(draw: Random, fact: str) -> Test:
    values = {
        "kind": ("a", "b", "c"), "grade": ("x", "y"), "path": ("x", "y"), "place": ("east", "west"),
        "state": ("begun", "done"),
    }  # fmt: skip
    if fact == "size":
        return Test(fact, draw.choice(("at_least", "below", "above", "is")), draw.choice((3, 5)))
    if draw.random() < 0.1:
        return Test(fact, "present", draw.random() < 0.5)
    if fact in values:
        return Test(fact, draw.choice(("is", "is", "not")), draw.choice(values[fact]))
    return Test(fact, "is", draw.random() < 0.6)


def _table(draw: Random, key: str, facts: list[str]) -> Table:
    rules = {
        f"r{n}": Rule(f"r{n}", draw.choice(("x", "y")), condition(draw, facts, 1)) for n in range(draw.randint(1, 3))
    }
    return Table(key, draw.choice(("first", "unique", "collect")), rules, draw.choice(("x", "z")))


def _seat(draw: Random, facts: list[str]) -> Seat:
    lines = [SeatLine(Named(draw.choice(WHO)), if_=condition(draw, facts)) for _ in range(draw.randint(1, 3))]
    return Seat("handler", T, tuple(lines))


def _states(draw: Random, facts: list[str]) -> dict[str, State]:
    ways = tuple(Transition(draw.choice(("begun", "done")), condition(draw, facts)) for _ in range(2))
    return {
        "begun": State("begun", T, Named("office"), {"seen": ways}, initial=True),
        "done": State("done", T, final=True),
    }


def _paper(draw: Random, key: str, facts: list[str]) -> Paper:
    to = (Named("complainant"),) if draw.random() < 0.5 else ()
    return Paper(key, T, Named("office"), signed_by=Named(draw.choice(WHO)), to=to, if_=condition(draw, facts))


def _deadline(draw: Random, key: str, facts: list[str]) -> Deadline:
    return Deadline(key, T, days(draw.choice((3, 5, 10))), "case.opened", "seen", if_=condition(draw, facts))


def _duty(draw: Random, facts: list[str]) -> Duty:
    return Duty("tell", T, Named("office"), "notify", every=days(draw.choice((5, 9))), if_=condition(draw, facts))
