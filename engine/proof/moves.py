"""What anybody can do next with a case: everything the list of actions offers, filled in every way
that the rules can tell apart, and time.

One person stands for all who may do the same thing; of those who sign together each is tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from engine.casework.acts.actions import Action, Choice
from engine.casework.acts.linking import LINK
from engine.casework.acts.offers import actions_in
from engine.casework.acts.papers import signers, writer_of
from engine.casework.facts import NONE_HERE
from engine.casework.requests import COMPLAINANT, Act
from engine.casework.run import Run
from engine.policy.actors import ActorRef, AllOf, Each, Meeting, Named
from engine.policy.bench import Bench, people_of
from engine.policy.directory import HIGHER
from engine.policy.forms import Field, Text
from engine.proof.values import MISSING, Comparisons, classes, sample, shown


@dataclass(frozen=True)
class Move:
    """An act as the judge takes it, or time (`act` is None, `clock` runs on), with its words."""

    words: Text
    act: Act | None = None
    clock: str | None = None


def acts(run: Run, known: Comparisons) -> Iterator[Move]:
    """Every act that somebody is offered now."""
    offered: set[tuple[str, str | None]] = set()
    for actor in sorted(actors(run)):
        for action in actions_in(run, actor):
            if action.event.rpartition(".")[0] in run.book.ruleset.recusal:
                continue  # who stands aside changes who acts, not what is done: see the decision
            who = actor if _counts_who(run, action) else None
            if (action.event, who) in offered:
                continue
            offered.add((action.event, who))
            for with_ in contents(run, action, known):
                yield Move(_words(action, with_), Act(action.event, actor, with_))


def signing(run: Run, paper: str) -> Iterator[Move]:
    """The ways in which this paper, which waits, may be signed next."""
    version, event = run.case.papers[paper], f"{paper}.signed"
    for actor in sorted(signers(run, run.book.ruleset.papers[paper]).persons - set(version.signatures)):
        for action in actions_in(run, actor):
            if action.event == event:
                yield Move(_words(action, {}), Act(event, actor, {}))


def actors(run: Run) -> set[str]:
    """Persons who together are offered whatever anybody is offered."""
    if any(a is None for a in run.case.accused):
        return {*_first(run.who(Named("intake-office")).persons), COMPLAINANT}
    rules = run.book.ruleset
    groups = [run.owner().persons, frozenset({COMPLAINANT})]
    groups += [run.who(e.by).persons for e in rules.events.values() if e.by]
    groups += [writer_of(run, p).persons for p in rules.papers.values()]
    groups += [run.who(d.who).persons for d in rules.duties.values()]
    found = {p for group in groups for p in _first(group)}
    for key, version in run.case.papers.items():
        if version.status == "written":
            left = signers(run, rules.papers[key]).persons - set(version.signatures)
            found |= left if _counts_whose(run, key) else set(_first(left))
    return found


def together(run: Run, paper: str) -> bool:
    """Whether more than one signature may be asked for, so that it counts whose they are."""
    ref = run.book.ruleset.papers[paper].signed_by
    many = isinstance(ref, Named) and ref.name in run.book.ruleset.seats and run.book.ruleset.seats[ref.name].many
    return many or isinstance(ref, (AllOf, Each, Meeting))


def interchangeable(run: Run, ref: ActorRef) -> bool:
    """Whether it only counts how many of these sign: members of a meeting, or one person for each part."""
    if isinstance(ref, Meeting):
        return True
    if isinstance(ref, AllOf) and ref.at_most is None:
        return all(isinstance(part, Named) and len(run.who(part).persons) <= 1 for part in ref.of)
    return False


def _counts_whose(run: Run, paper: str) -> bool:
    ref = run.book.ruleset.papers[paper].signed_by
    return together(run, paper) and ref is not None and not interchangeable(run, ref)


def contents(run: Run, action: Action, known: Comparisons) -> Iterator[dict[str, Any]]:
    """What the act may be done with, one of each kind."""
    if action.kind == "link":
        yield from _links(run, action.rows, known)
        return
    names = [(f, f"{action.paper}.{f.key}" if action.paper else f.key) for f in action.fields]
    cells = [_answers(f, name, known) for f, name in names]
    seats = [_seatings(c, run.bench()) for c in action.choices]
    for values in product(*cells, *seats):
        keys = [*(f.key for f in action.fields), *(c.seat for c in action.choices)]
        yield {k: v for k, v in zip(keys, values, strict=True) if v is not MISSING}


def kind_of(id_: str, bench: Bench) -> tuple[object, ...]:
    """What the rules can tell about a person or unit: its kind, whether anybody is there, leads it,
    or stands above it."""
    person, unit = bench.directory.persons.get(id_), bench.directory.units.get(id_)
    home = person.member_of[0] if person and person.member_of else id_
    above = bench.directory.units[home].part_of if home in bench.directory.units else None
    leads = [p for p in bench.directory.persons.values() if {id_, home} & set(p.leads)]
    led = bool({p.id for p in leads} - bench.out) or bool(person and person.leads and not leads)
    return (
        unit.kind if unit else tuple(sorted(person.roles)) if person else id_,
        bool(people_of(id_, bench)), led, bool(above and people_of(above, bench)), above is None,
        getattr(person or unit, "level", None),
    )  # fmt: skip


def higher_up(bench: Bench) -> frozenset[str]:
    """The bodies above this one and their people. A complaint about them is filed with their own
    superiors, not here; the report says so."""
    units = {HIGHER}
    while above := {u.part_of for k, u in bench.directory.units.items() if k in units and u.part_of} - units:
        units |= above
    people = {p.id for p in bench.directory.persons.values() if units & set(p.member_of)}
    return frozenset(units | people)


def _first(persons: frozenset[str]) -> tuple[str, ...]:
    return (min(persons),) if persons else ()


def _counts_who(run: Run, action: Action) -> bool:
    return action.kind in ("sign", "refuse") and _counts_whose(run, action.paper or "")


def _answers(f: Field, name: str, known: Comparisons) -> list[Any]:
    if known.reads(name):
        return classes(f, name, known)
    return [sample(f)] if f.required else [MISSING]


def _seatings(choice: Choice, bench: Bench) -> list[Any]:
    """One holder of each kind; where several may be chosen, none, and two of each kind."""
    kinds: dict[tuple[object, ...], list[str]] = {}
    for id_, _ in choice.options:
        kinds.setdefault(kind_of(id_, bench), []).append(id_)
    if choice.many:
        return [MISSING, *(ids[:2] for ids in kinds.values())]
    return [ids[0] for ids in kinds.values()]


def _links(run: Run, rows: int, compared: Comparisons) -> Iterator[dict[str, Any]]:
    """The accused as nobody here, as each person and each unit; supervised or not where that is read."""
    above = higher_up(run.bench())
    known = [*run.world.directory.persons, *run.world.directory.units]
    here = [NONE_HERE, *(i for i in known if i not in above)]
    choices = [[id_, *[NONE_HERE] * (rows - 1)] for id_ in here]
    said: list[tuple[Any, ...]] = [(None,) * rows]
    if "supervised" in compared.inner:
        said += list(product((True, False), repeat=rows))
    for accused, supervised in product(choices, said):
        yield {"accused": accused, **({"supervised": list(supervised)} if supervised[0] is not None else {})}


def _words(action: Action, with_: Mapping[str, Any]) -> Text:
    """What is done, with what was filled in where that may matter."""
    dull = {f.key for f in action.fields if not f.choices and f.type not in ("yes-no", "number", "date")}
    told = [f"{k}: {shown(v)}" for k, v in with_.items() if k not in dull]
    if action.event == LINK:
        told = [", ".join(map(str, with_["accused"]))]
    tail = f" ({'; '.join(told)})" if told else ""
    return Text(f"{action.label.zh}{tail}", f"{action.label.en}{tail}")
