"""Small random rule sets: a handful of states, acts, papers and limits that read each other."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from engine.policy.actors import ActorRef, AllOf, Named
from engine.policy.conditions import ALWAYS, Condition, Not, Test
from engine.policy.conditions import Any as AnyOf
from engine.policy.definitions import (
    Body,
    Counting,
    Deadline,
    Duty,
    Event,
    Flag,
    Paper,
    Role,
    Rule,
    RuleSet,
    SetFacts,
    State,
    Table,
    Transition,
    Unit,
)
from engine.policy.directory import HIGHER, Directory, Person, UnitInstance
from engine.policy.forms import Field, Form, Section, Text
from engine.policy.limits import Limit
from engine.policy.limits import Unit as Of

T = Text("名", "name")
LIMITS = (1, 4, 10)
ROLES = ("a", "b")
PEOPLE = Directory(
    {
        "ann": Person("ann", "Ann", roles=("a",)),
        "bob": Person("bob", "Bob", roles=("b",)),
        "cid": Person("cid", "Cid", roles=("b",)),
        "top": Person("top", "Top", member_of=(HIGHER,)),
    },
    {HIGHER: UnitInstance(HIGHER, HIGHER, "higher")},
)


def days(amount: int) -> Limit:
    return Limit("span", amount, Of.DAY)


def random_rules(seed: int) -> RuleSet:
    """The rule set of that seed; its states, guards and triggers are drawn, nothing is made to fit."""
    draw = Random(seed)
    states = [f"s{n}" for n in range(draw.randint(2, 4))]
    events = [f"e{n}" for n in range(draw.randint(1, 3))]
    papers = [f"p{n}" for n in range(draw.randint(0, 2))]
    clocks = [f"d{n}" for n in range(draw.randint(0, 2))]
    duty = draw.random() < 0.25
    flagged = draw.random() < 0.5
    triggers = [*events, *(f"{p}.{w}" for p in papers for w in ("written", "signed", "refused"))]
    triggers += [f"{d}.expired" for d in clocks]
    facts = ["big", "kind", *triggers[:4], *(["f"] if flagged else []), *(f"{p}.ok" for p in papers)]

    def guard(chance: float) -> Condition:
        return _condition(draw, facts) if draw.random() < chance else ALWAYS

    def someone() -> ActorRef:
        return Named(draw.choice((*ROLES, "complainant")))

    return RuleSet(
        f"random-{seed}", T, Body("镇", "town", "township"), "plain", Counting(roll="none"),
        intake=("note",),
        roles={r: Role(r, T) for r in ROLES},
        units={"office": Unit("office", T, heads=("a",), members=("b",))},
        tables={"kind": _table(draw)},
        flags={"f": _flag(draw, triggers)} if flagged else {},
        events={e: Event(e, T, someone(), if_=guard(0.3), needs=guard(0.1), then=_effects(draw)) for e in events},
        states=_states(draw, states, triggers, guard),
        papers={p: _paper(draw, p, guard) for p in papers},
        deadlines={d: _deadline(draw, d, states, triggers, guard) for d in clocks},
        duties=_duties(draw.choice(triggers)) if duty else {},
        forms={"note": _form()},
    )  # fmt: skip


def _condition(draw: Random, facts: list[str]) -> Condition:
    fact = draw.choice(facts)
    test = Test(fact, "is", draw.choice(("x", "y"))) if fact == "kind" else Test(fact, "is", draw.random() < 0.7)
    shape = draw.random()
    if shape < 0.2:
        return Not(test)
    return AnyOf((test, _condition(draw, facts))) if shape < 0.35 else test


def _states(draw: Random, states: list[str], triggers: list[str], guard: object) -> dict[str, State]:
    found: dict[str, State] = {}
    targets = [*states, "end"]
    for n, key in enumerate(states):
        chosen = draw.sample(triggers, min(len(triggers), draw.randint(1, 3)))
        ways = {t: _ways(draw, targets, guard) for t in chosen}
        if draw.random() < 0.7:
            ways[draw.choice(triggers)] = (Transition(targets[n + 1]),)
        found[key] = State(key, T, Named(draw.choice(ROLES)), ways, initial=n == 0)
    return {**found, "end": State("end", T, final=True)}


def _ways(draw: Random, targets: list[str], guard: object) -> tuple[Transition, ...]:
    first = Transition(draw.choice(targets), guard(0.3))  # type: ignore[operator]
    return (first, Transition(draw.choice(targets))) if draw.random() < 0.4 else (first,)


def _paper(draw: Random, key: str, guard: object) -> Paper:
    signers: list[ActorRef | None] = [None, Named("b"), Named("a"), AllOf((Named("a"), Named("b")))]
    asks = {"ok": Field("ok", T, "yes-no", required=True)} if draw.random() < 0.5 else {}
    by = Named(draw.choice(ROLES))
    if_ = guard(0.2)  # type: ignore[operator]
    return Paper(key, T, by, asks, signed_by=draw.choice(signers), if_=if_)


def _deadline(draw: Random, key: str, states: list[str], triggers: list[str], guard: object) -> Deadline:
    starts = draw.choice(["case.opened", *(f"{s}.entered" for s in states)])
    stops = draw.choice([t for t in triggers if not t.endswith(".expired")])
    if_ = guard(0.2)  # type: ignore[operator]
    return Deadline(key, T, days(draw.choice(LIMITS)), starts, stops, if_=if_)


def _flag(draw: Random, triggers: list[str]) -> Flag:
    raised, cleared = draw.choice(triggers), draw.choice([None, *triggers])
    return Flag("f", raised_by=raised, cleared_by=cleared if cleared != raised else None)


def _effects(draw: Random) -> tuple[SetFacts, ...]:
    return (SetFacts({"kind": draw.choice(("x", "y"))}),) if draw.random() < 0.15 else ()


def _table(draw: Random) -> Table:
    rules = {"big": Rule("big", "x", Test("big", "is", True))}
    return Table("kind", "first", rules, draw.choice(("x", "y")), values={"x": T, "y": T})


def _form() -> Form:
    fields = {"big": Field("big", T, "yes-no", required=True), "dull": Field("dull", T, "yes-no", required=True)}
    return Form("note", T, {"s": Section("s", T, fields)})


def _duties(after: str) -> dict[str, Duty]:
    return {"care": Duty("care", T, Named("a"), "help", after=after, limit=days(4))}


def settling_rules(seed: int) -> RuleSet:
    """Another rule set of that seed, in which much is settled on the way: acts that are done once and
    may ask something, guards on what was answered, papers that wait beside others, limits of some cases
    only."""
    draw = Random(f"settling {seed}")
    states = [f"s{n}" for n in range(draw.randint(2, 3))]
    moving, once = ["e0"], ["o0", "o1"][: draw.randint(1, 2)]
    papers, clocks = ["p0", "p1"][: draw.randint(1, 2)], ["d0", "d1"][: draw.randint(0, 2)]
    words = draw.sample(("written", "signed", "refused"), draw.randint(1, 2))
    triggers = [*moving, *(f"{p}.{w}" for p in papers for w in words), *(f"{d}.expired" for d in clocks)]
    facts = ["big", "late", "kind", *once, *(f"{p}.signed" for p in papers), draw.choice(triggers)]

    def guard(chance: float) -> Condition:
        return _condition(draw, facts) if draw.random() < chance else ALWAYS

    def act(key: str) -> Event:
        asks = "more" if draw.random() < 0.4 else None
        return Event(key, T, Named(draw.choice(ROLES)), asks=asks, if_=guard(0.4), needs=guard(0.2))

    plain = random_rules(seed)
    rule = Rule("r", "x", Test(draw.choice(("big", "late")), "is", True))
    more = {"more": Section("more", T, {"late": Field("late", T, "yes-no", required=True)}, by="a")}
    form = replace(plain.forms["note"], sections={**plain.forms["note"].sections, **more})
    return replace(
        plain,
        tables={"kind": Table("kind", "first", {"r": rule}, "y")},
        flags={},
        events={e: act(e) for e in (*moving, *once)},
        states=_states(draw, states, triggers, guard),
        papers={p: _waiting_paper(draw, p, guard) for p in papers},
        deadlines={d: _deadline(draw, d, states, [*triggers, *once], lambda _: guard(0.6)) for d in clocks},
        duties={},
        forms={"note": form},
    )  # fmt: skip


def _waiting_paper(draw: Random, key: str, guard: object) -> Paper:
    signers: list[ActorRef] = [Named("b"), Named("a"), AllOf((Named("a"), Named("b")))]
    by = Named(draw.choice((*ROLES, "complainant")))
    return Paper(key, T, by, signed_by=draw.choice(signers), if_=guard(0.4), needs=guard(0.2))  # type: ignore[operator]
