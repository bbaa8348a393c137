"""Does every case come to its end? The one door of this room.

Three kinds of search, each on the slice that its question needs: what decides the states; the same
with the limits, for states without a clock and the worst case; and one for each paper or act that
neither has seen, until it is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial

from engine.casework.rulebook import Rulebook, prepare
from engine.policy.calendar import Calendar
from engine.policy.conditions import Test
from engine.policy.definitions import RuleSet
from engine.policy.directory import Directory
from engine.proof.conflicts import clashes
from engine.proof.explore import MOST, Space, explore, unheard
from engine.proof.findings import Explored, Proof, Searched
from engine.proof.possible import seen_on_the_way
from engine.proof.slicing import Items, essentials, slice_of, with_also
from engine.proof.values import all_conditions, comparisons_of, tests_in
from engine.proof.verdicts import covering, inside, traps, unclocked, unowned, watched
from engine.proof.worst_case import worst_cases

Watch = Callable[[str, int, int], None]
"""Hears what is searched for (see `Searched.about`), how many abstract cases are found and how many wait."""


def prove(
    book: Rulebook, *, calendar: Calendar, directory: Directory, start: datetime, most: int = MOST,
    watch: Watch | None = None,
) -> Proof:  # fmt: skip
    """The verdict on a rule set with these people, for cases filed from `start` on.

    A search that finds more than `most` abstract cases gives up, and nothing is claimed that needs it.
    """
    rules = book.ruleset
    base = essentials(rules)

    def search(
        name: str, ruleset: RuleSet, items: Items, about: Items = frozenset(), wanted: Items = frozenset()
    ) -> Space:
        sliced, told = prepare(slice_of(ruleset, items)), partial(watch, name) if watch else unheard
        return explore(
            sliced,
            calendar=calendar,
            directory=directory,
            start=start,
            most=most,
            wanted=wanted,
            extra=about,
            told=told,
        )

    moving = search("states", rules, base)
    timed = search("limits", *_with_clocks(*watched(*covering(rules, base))))
    if timed.exhausted and (bare := frozenset(u.state for u in unclocked(timed, rules) if not u.accepted)):
        timed = search("limits", *_with_clocks(*watched(*covering(rules, base, also_in=bare))))
    seen = moving.seen | timed.seen
    searches = [("states", moving), ("limits", timed)]
    if moving.exhausted and timed.exhausted:  # else nothing can be said of what was not seen
        seen |= seen_on_the_way(book, moving, frozenset(_expected(book)) - seen)
        for name in _expected(book):
            if name not in seen:
                about = frozenset({name.rpartition(".")[0] or name})
                looked = search(name, rules, with_also(rules, base, about), about, frozenset({name}))
                searches.append((name, looked))
                seen |= looked.seen
    exhausted = all(s.exhausted for _, s in searches)
    found, too_many = clashes(book, comparisons_of(book))
    stuck = traps(moving) if moving.exhausted else ()
    return Proof(
        ruleset=rules.id,
        closed=exhausted and not stuck,
        traps=stuck,
        unowned=unowned(moving),
        unclocked=unclocked(timed, rules) if timed.exhausted else (),
        unreached=tuple(s for s in rules.states if f"{s}.entered" not in seen) if exhausted else (),
        impossible=tuple(_label(n) for n in _expected(book) if n not in seen) if exhausted else (),
        inside=inside(rules),
        conflicts=found,
        worst_case=worst_cases(timed, rules) if timed.exhausted else (),
        explored=Explored(
            sum(len(s.nodes) for _, s in searches),
            sum(s.moves for _, s in searches),
            moving.openings,
            exhausted,
            (*(f"tables.{t}" for t in too_many), *_by_the_day(book)),
            tuple(_assumed(rules)),
            tuple(Searched(name, len(s.nodes), s.exhausted) for name, s in searches),
        ),
        states=frozenset(n.case.state for n in moving.nodes.values()),
    )


def _with_clocks(ruleset: RuleSet, items: Items) -> tuple[RuleSet, Items, Items]:
    """With the limits and the registers of the slice, which it is asked about."""
    return ruleset, items, items & (ruleset.deadlines.keys() | ruleset.registers.keys())


def newest_text(book: Rulebook) -> date | None:
    """The latest day of opening that a condition asks about: from then on the newest text decides."""
    asked = (t for c in all_conditions(book) for t in tests_in(c) if t.fact == "case.opened")
    return max((t.value for t in asked if isinstance(t.value, date)), default=None)


def _expected(book: Rulebook) -> Iterator[str]:
    """Names of what a case must be able to bring about: every paper written, every act done. What
    belongs to the body itself happens on its standing file and on no case."""
    yield from (f"{p}.written" for p in book.ruleset.papers if p not in book.of_body)
    yield from (e for e in book.ruleset.events if e not in book.of_body)


def _label(name: str) -> str:
    return name.removesuffix(".written")


def _by_the_day(book: Rulebook) -> Iterator[str]:
    """Conditions that turn with the calendar day: they are tried on the days of the search only."""
    names = sorted({t.fact for c in all_conditions(book) for t in tests_in(c) if _is_dated(t)})
    yield from (f"facts.{n}" for n in names)


def _is_dated(test: Test) -> bool:
    return test.op == "older_than" or test.fact in ("today", "case.opened", "period")


def _assumed(rules: RuleSet) -> Iterator[str]:
    """What is taken for granted about people and other cases; each has a sentence in the report."""
    if any("accused" in (f.key for _, f in rules.forms[i].all_fields()) for i in rules.intake):
        yield from ("one-accused-here", "higher-bodies")
    if any(r.asked_by for r in rules.recusal.values()):
        yield "standing-aside"
    if any(c.count == "cases" for c in rules.facts.values()):
        yield "related-stay"
    if any(e.asks for e in rules.events.values()):
        yield "only-what-is-asked"
