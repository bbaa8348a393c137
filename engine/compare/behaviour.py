"""Two rule sets on the same cases: what was made differently, and which cases come out differently.

Everything is a function over one space of facts (`engine.regions`), so what is said holds for every
case and not for those that were tried; where nothing is found there is nothing. Something is *made*
differently when it differs though tables and flags be the same; what only follows from that is seen in
the cases. Facts known only later (events, papers, seats) may come out in any way.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.casework.rulebook import prepare
from engine.compare.alignment import Aligned, aligned
from engine.compare.findings import CaseGroup, Change, Difference, Effect, Pair, Side
from engine.compare.items import Item, items_of
from engine.compare.limits import Ground, ahead, first_day_apart, is_complainants, standing
from engine.compare.outcomes import APPLIES, DECIDES, NOTHING, Reader, conditions_of, outcome, parts
from engine.compare.questions import Shared, can_be, forms_of, shared
from engine.compare.regions_told import Telling
from engine.compare.weight import weighed
from engine.policy.conditions import Condition, facts_read
from engine.policy.limits import Limit
from engine.regions.axes import TooManyCellsError
from engine.regions.diagram import Node
from engine.regions.filing import within_reach
from engine.regions.space import Facts, Space, cut

ROUTED = frozenset({
    "tables", "seats", "deadlines", "papers", "steps", "duties", "states", "flags", "recusal", "registers",
})  # fmt: skip
"""Sections that say what happens to a case: who has it, by when, under which ladder, who is told."""
MOST_GROUPS = 200
YEARS = (date(2007, 1, 1), date(2026, 12, 31))


@dataclass
class Match:
    """Two sides over one space: `own` and `other` know the tables of the one and of the other."""

    here: Side
    there: Side
    facts: Shared
    own: Reader
    other: Reader
    valid: Node
    first: int
    telling: Telling

    @property
    def space(self) -> Space:
        """The space (its diagrams are those of both readers)."""
        return self.own.space


def compare_two(here: Side, there: Side, today: date) -> Pair:
    """All that two sides do differently; `today` is the day on which the cases begin."""
    return weighed(_compared(here, there, today))


def _compared(here: Side, there: Side, today: date) -> Pair:
    rows = aligned([items_of(s.ruleset, s.calendar) for s in (here, there)])
    facts = shared(here.ruleset, there.ruleset)
    try:
        match = _match(here, there, facts, today)
    except TooManyCellsError:
        return _unclear(here, there, rows, facts, "too-many")
    if match.valid == match.space.diagrams.never:
        return _unclear(here, there, rows, facts, "no-case")
    differences = tuple(d for row in rows for d in _made(row, match))
    if not facts.common:
        return Pair(here.name, there.name, differences, (), (), facts.apart, (), "no-common-facts")
    always, cases, unclear = _cases(rows, match)
    return Pair(here.name, there.name, differences, always, cases, facts.apart, facts.common, unclear)


def _unclear(here: Side, there: Side, rows: Sequence[Aligned], facts: Shared, why: str) -> Pair:
    """What can be said without looking at cases: items that only one side has, terms that differ."""
    found = tuple(d for row in rows for d in _by_words(row))
    return Pair(here.name, there.name, found, (), (), facts.apart, facts.common, why)


def _match(here: Side, there: Side, facts: Shared, today: date) -> Match:
    told = [*_conditions(here, {}), *_conditions(there, dict(facts.names))]
    forms = (*forms_of(here.ruleset), *forms_of(there.ruleset))
    read = within_reach(forms, frozenset(n for c in told for n in facts_read(c)))
    can = [can_be(s.ruleset, facts, read, there=s is there) for s in (here, there)]
    known = Facts(facts.types, facts.domains, (), today)
    space = cut([*told, *can], known, {**_derived(here), **_derived(there)}, order=facts.opening)
    readers = [
        Reader(s.ruleset, prepare(s.ruleset).tables, n, space.beside()) for s, n in ((here, {}), (there, facts.names))
    ]
    valid = space.diagrams.both(space.region(can[0]), space.region(can[1]))
    opening = set(facts.opening)
    first = next((n for n, a in enumerate(space.axes) if a.fact not in opening), len(space.axes))
    return Match(here, there, facts, readers[0], readers[1], valid, first, Telling(space, valid, first))


def _conditions(side: Side, names: dict[str, str]) -> Iterator[Condition]:
    yield from conditions_of(side.ruleset, names, items_of(side.ruleset))


def _derived(side: Side) -> dict[str, tuple[Any, ...]]:
    """Facts that tables and flags decide, with the values they may have."""
    tables = Facts({}, {}, tuple(side.ruleset.tables.values()), date.min).decided()
    flags = {k: (True, False) for k, f in side.ruleset.flags.items() if f.if_ is not None}
    return {**tables, **flags}


# ── What was made differently ────────────────────────────────────────
def _made(row: Aligned, match: Match) -> Iterator[Difference]:
    mine, theirs = row.items
    if mine is None or theirs is None:
        yield from _one_sided(row, match)
    elif (row.section, row.key) == ("settings", "calendar"):
        yield from _calendars(mine, theirs, match)
    else:
        yield from _terms(mine, theirs, match)


def _terms(mine: Item, theirs: Item, match: Match) -> Iterator[Difference]:
    """Each part of an item that differs, under the tables of the one side or else of the other."""
    read = {n for i in (mine, theirs) for c in i.conditions().values() for n in facts_read(c)}
    own_only = bool(read & (match.own.known ^ match.other.known))
    found: dict[str, Difference] = {}
    for reader in (match.own,) if own_only else (match.own, match.other):
        spaces = (match.own.space, match.other.space) if own_only else (reader.space, reader.space)
        a = parts(mine, match.here.ruleset, {}, spaces[0])
        b = parts(theirs, match.there.ruleset, match.facts.names, spaces[1])
        for part in dict.fromkeys((*a, *b)):
            if part not in found and (changes := _changes(a, b, part, match)):
                found[part] = _difference(mine, theirs, part, changes, match)
    yield from found.values()


def _changes(a: dict[str, Node], b: dict[str, Node], part: str, match: Match) -> tuple[Change, ...]:
    """The cases on which a part gives one thing here and another there, where the item applies on both sides."""
    told = match.space.diagrams
    silent = told.always if part == APPLIES else told.leaf(NOTHING)
    one, other = a.get(part, silent), b.get(part, silent)
    if one == other:
        return ()
    applies = told.always
    if part != APPLIES:
        applies = told.both(a.get(APPLIES, told.always), b.get(APPLIES, told.always))
    return _told(one, other, applies, match)


def _told(one: Node, other: Node, applies: Node, match: Match) -> tuple[Change, ...]:
    told = match.space.diagrams
    unequal = told.both(told.joined(unlike, one, other), applies)
    where = told.both(match.valid, told.somewhere(unequal, match.first))
    pairs = told.joined(pair, told.rest(one, match.first), told.rest(other, match.first))
    changed = told.joined(only_where, pairs, where)
    return tuple(
        Change(regions, match.telling.outcomes(a), match.telling.outcomes(b))
        for (a, b), regions in match.telling.groups(changed, NOTHING)
    )


def _difference(mine: Item, theirs: Item, part: str, changes: tuple[Change, ...], match: Match) -> Difference:
    path = mine.path if part == DECIDES else f"{mine.path}.{part}"
    a, b = mine.terms.get(part), theirs.terms.get(part)
    limits = None
    if isinstance(a, Limit) and isinstance(b, Limit):
        grounds = [Ground(match.here.calendar, s.ruleset.counting) for s in (match.here, match.there)]
        if part == "before":
            limits = ahead(b, a, grounds[1], grounds[0])
        else:
            limits = standing(b, a, grounds[1], grounds[0], more_is_better=is_complainants(mine.terms.get("who")))
    rows = tuple(changed_rows(mine, theirs)) if part == DECIDES else ()
    return Difference(mine.section, mine.key, part, path, mine, theirs, changes, limits, rows=rows)


def changed_rows(mine: Item, theirs: Item) -> Iterator[str]:
    """Rows of a table that only one side has, or that do not say the same."""
    names = [n for i in (mine, theirs) for n in i.terms if n.startswith("rules.")]
    differing = (n for n in names if mine.terms.get(n) != theirs.terms.get(n))
    yield from dict.fromkeys(n.split(".")[1] for n in differing)


def _one_sided(row: Aligned, match: Match) -> Iterator[Difference]:
    """An item that only one side has, and the cases it applies to; one that applies to none is none."""
    mine, theirs = row.items
    item = mine or theirs
    assert item is not None
    told = match.space.diagrams
    one = outcome(mine, match.here.ruleset, {}, match.own.space)
    other = outcome(theirs, match.there.ruleset, match.facts.names, match.other.space)
    changes = _told(one, other, told.always, match)
    if changes:
        yield Difference(row.section, row.key, "", item.path, mine, theirs, changes)


def _calendars(mine: Item, theirs: Item, match: Match) -> Iterator[Difference]:
    day = first_day_apart(match.here.calendar, match.there.calendar, *YEARS)
    clocks = [(c.zone, c.cut_off) for c in (match.here.calendar, match.there.calendar)]
    if day is not None or clocks[0] != clocks[1]:
        yield Difference("settings", "calendar", "", "calendar", mine, theirs, day=day)


def _by_words(row: Aligned) -> Iterator[Difference]:
    """Terms that are not written alike, for want of cases to try them on."""
    mine, theirs = row.items
    item = mine or theirs
    assert item is not None
    if mine is None or theirs is None:
        yield Difference(row.section, row.key, "", item.path, mine, theirs)
        return
    for part in dict.fromkeys((*mine.terms, *theirs.terms)):
        if mine.terms.get(part) != theirs.terms.get(part):
            yield Difference(row.section, row.key, part, f"{mine.path}.{part}", mine, theirs)


# ── Which cases come out differently ─────────────────────────────────
def _cases(rows: Sequence[Aligned], match: Match) -> tuple[tuple[Effect, ...], tuple[CaseGroup, ...], str | None]:
    """What comes out differently in every case; the cases in which more does; whether item by item.

    Cases are told by all that comes out differently for them. Where that makes too many kinds of cases,
    each item tells of its own cases."""
    told = match.space.diagrams
    always: list[Effect] = []
    single: list[CaseGroup] = []
    varying: Node | None = told.leaf(())
    for number, row in enumerate(rows):
        if row.section not in ROUTED:
            continue
        changed = _outcomes(row, match)
        found = match.telling.groups(changed, NOTHING)
        if len(found) == 1 and not any(r.constraints for r in found[0][1]):
            always.append(_effect(row, found[0][0], match))
            continue
        single += [CaseGroup(regions, (_effect(row, ends, match),)) for ends, regions in found]
        if varying is not None and found:
            varying = told.joined(added, varying, told.mapped(_numbered(number), changed))
            varying = varying if len(told.values(varying)) <= MOST_GROUPS else None
    if varying is None:
        return tuple(always), tuple(single), "by-item"
    groups = match.telling.groups(varying, ())
    cases = tuple(CaseGroup(r, tuple(_effect(rows[n], ends, match) for n, *ends in found)) for found, r in groups)
    return tuple(always), cases, None


def _outcomes(row: Aligned, match: Match) -> Node:
    """Both outcomes of an item, as what is left to ask, where they are not the same; else NOTHING."""
    told = match.space.diagrams
    mine, theirs = row.items
    one = outcome(mine, match.here.ruleset, {}, match.own.space)
    other = outcome(theirs, match.there.ruleset, match.facts.names, match.other.space)
    unequal = told.somewhere(told.joined(unlike, one, other), match.first)
    pairs = told.joined(pair, told.rest(one, match.first), told.rest(other, match.first))
    return told.joined(only_where, pairs, unequal)


def _effect(row: Aligned, ends: Sequence[Node], match: Match) -> Effect:
    here, there = (match.telling.outcomes(end) for end in ends)
    item = next(i for i in row.items if i is not None)
    return Effect(row.section, row.key, item, here, there)


# Operations on leaves: one object for one meaning, so that diagrams remember what they gave.
def unlike(one: Hashable, other: Hashable) -> bool:
    """Whether two values differ."""
    return one != other


def pair(one: Hashable, other: Hashable) -> Hashable:
    """Both values."""
    return (one, other)


def only_where(value: Hashable, holds: bool) -> Hashable:
    """The value where a region holds, else NOTHING."""
    return value if holds else NOTHING


def added(several: tuple[Hashable, ...], more: tuple[Hashable, ...]) -> Hashable:
    """One tuple after the other."""
    return (*several, *more)


def _numbered(number: int) -> Any:
    return lambda found: () if found is NOTHING else ((number, *found),)
