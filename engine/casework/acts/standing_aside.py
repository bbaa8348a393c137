"""Standing aside: somebody asks that a person take no part in a case, and who decides about it.

Whoever decides is found as if the person asked about were not there: nobody decides about himself.
The complainant, who is shown no name, says it by function: whoever sits in that seat on this case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.casework.access import on_case
from engine.casework.acts.actions import Action
from engine.casework.requests import COMPLAINANT, Act, Refused
from engine.casework.run import Run
from engine.policy.actors import Named
from engine.policy.bench import Holders, people_of
from engine.policy.definitions import Recusal
from engine.policy.forms import Field, Text
from engine.policy.seating import resolve

FUNCTION = "function"
_LONGEST_NOTE = 20_000
WORDS = ("asked", "granted", "refused")
_LABELS = {
    "asked": Text("请求回避", "Ask that somebody stand aside"),
    "granted": Text("同意回避", "Agree that they stand aside"),
    "refused": Text("不同意回避", "Refuse that they stand aside"),
}


def stand_aside(run: Run, request: Act, key: str, what: str) -> Refused | None:
    """Somebody asks, or somebody decides; a grant takes the person out of every step."""
    if what == "asked" and FUNCTION in request.with_:
        return _by_function(run, request, run.book.ruleset.recusal[key])
    rule, person = run.book.ruleset.recusal[key], request.with_.get("person")
    if not isinstance(person, str) or person not in run.world.directory.persons:
        return Refused("bad-person", {"person": str(person)[:100]})
    if run.case.closed is not None or person in run.case.out:
        return Refused("not-now", {"event": request.event})
    if what != "asked" and (key, person) not in run.case.asked:
        return Refused("not-now", {"event": request.event})
    allowed = may_ask(run, rule, request.actor) if what == "asked" else decides(run, rule, person, request.actor)
    if not allowed:
        return Refused("not-yours", {"event": request.event})
    reason = run.reason(f"recusal.{key}", rule.cite)
    run.emit("happened", {"event": request.event, "person": person}, reason, actor=request.actor)
    if what == "granted":
        run.emit("recused", {"rule": key, "out": [person], "sealed": rule.sealed}, reason)
    return None


def _by_function(run: Run, request: Act, rule: Recusal) -> Refused | None:
    """Asked of everybody who sits there; each is decided about alone, in the light of what was written."""
    seat, note = request.with_[FUNCTION], request.with_.get("note")
    if not may_ask(run, rule, request.actor):
        return Refused("not-yours", {"event": request.event})
    if not isinstance(note, str) or not note.strip():
        return Refused("missing", {"fields": ["note"]})
    sitting = functions(run).get(seat, frozenset()) if isinstance(seat, str) else frozenset()
    about = sorted(p for p in sitting if (rule.key, p) not in run.case.asked)
    if run.case.closed is not None or not about:
        return Refused("not-now", {"event": request.event})
    reason = run.reason(f"recusal.{rule.key}", rule.cite)
    for person in about:
        data = {"event": request.event, "person": person, FUNCTION: seat, "note": note.strip()[:_LONGEST_NOTE]}
        run.emit("happened", data, reason, actor=request.actor)
    return None


def functions(run: Run) -> dict[str, frozenset[str]]:
    """The seats of this case in which somebody sits, with who they are."""
    here, bench = on_case(run), run.bench()
    found = {
        seat: frozenset(p for i in ids for p in people_of(i, bench)) & here for seat, ids in run.case.seats.items()
    }
    return {seat: persons for seat, persons in found.items() if persons and seat in run.book.ruleset.seats}


def may_ask(run: Run, rule: Recusal, actor: str) -> bool:
    """Whether the policy lets this person ask."""
    return any(name in ("anyone", actor) or run.who(Named(name)).includes(actor) for name in rule.asked_by)


def decides(run: Run, rule: Recusal, person: str, actor: str) -> bool:
    """Whether this person decides about the other."""
    return actor != person and _deciding(run, rule, person).includes(actor)


def waited_for(run: Run) -> frozenset[str]:
    """Persons whose decision about somebody's standing aside is owed."""
    if run.case.closed is not None:
        return frozenset()
    rules = run.book.ruleset.recusal
    found = ((_deciding(run, rules[key], person).persons, person) for key, person in run.case.asked if key in rules)
    return frozenset(p for persons, person in found for p in persons if p != person)


def _deciding(run: Run, rule: Recusal, person: str) -> Holders:
    bench = replace(run.bench(), interested=(person,), out=run.case.out | {person})
    return resolve(rule.decided_by, bench) if rule.decided_by else Holders()


def offered(run: Run, actor: str) -> Iterator[Action]:
    """What somebody on the case may ask or decide about standing aside."""
    if run.case.closed is not None:
        return
    for key, rule in run.book.ruleset.recusal.items():
        if actor == COMPLAINANT and rule.asked_by and may_ask(run, rule, actor):
            yield from _nameless(run, rule)
        elif rule.asked_by and may_ask(run, rule, actor):
            yield _action(run, rule, "asked", tuple(sorted(on_case(run))))
        asked = tuple(sorted(p for k, p in run.case.asked if k == key and decides(run, rule, p, actor)))
        if asked:
            yield from (_action(run, rule, what, asked) for what in WORDS[1:])


def _nameless(run: Run, rule: Recusal) -> Iterator[Action]:
    """By function and in their own words: no name of anybody on the case is shown."""
    seats = run.book.ruleset.seats
    choices = {s: seats[s].label or Text(s, s) for s in functions(run)}
    if not choices:
        return
    who = Field(FUNCTION, Text("谁应当回避", "Who should stand aside"), "choice", required=True, choices=choices)
    why = Text("为什么（知道是谁的，可以写明）", "Why (say who it is if you know)")
    note = Field("note", why, "long-text", required=True)
    cites = run.book.cites(rule.cite)
    yield Action(f"{rule.key}.asked", "act", _LABELS["asked"], fields=(who, note), strength="may", cites=cites)


def _action(run: Run, rule: Recusal, what: str, persons: tuple[str, ...]) -> Action:
    names = run.world.directory.persons
    choices = {p: Text(names[p].name, names[p].name) for p in persons if p in names}
    who = Field("person", Text("何人", "Who"), "choice", required=True, choices=choices)
    cites = run.book.cites(rule.cite)
    return Action(
        f"{rule.key}.{what}",
        "act",
        _LABELS[what],
        fields=(who,),
        strength="may" if what == "asked" else "must",
        cites=cites,
    )
