"""Who does what by when: one part for every office, body and place on a case that something is asked of."""

from __future__ import annotations

from collections.abc import Iterator

from engine.printing.acts import Act, acts
from engine.printing.document import Block, Heading, Para, Table
from engine.printing.holders import holders, seats_of, units_of
from engine.printing.speaker import Speaker

_OUTSIDE = ("complainant", "next-higher-body", "anyone")


def chapter(s: Speaker) -> Iterator[Block]:
    """Every role of the policy with its acts in order; then whoever else has something to do. Who has the same to
    do as one before is said to."""
    yield Heading(1, s.say("people.title"), "people")
    yield Para(s.say("people.intro"))
    everything = acts(s)
    told: dict[tuple[tuple[str, ...], ...], str] = {}
    for who in _those(everything, s):
        mine = tuple(a for a in everything if who in holders(a.who, s.rules))
        yield Heading(2, s.names.of(who), f"who-{who}")
        place = _place(who, s)
        if place:
            yield Para(place)
        rows = tuple(_row(a, s) for a in mine)
        if rows in told:
            yield Para(s.say("people.same", name=told[rows], count=len(rows)))
        elif rows:
            told[rows] = s.names.of(who)
            yield Table(s.say("people.table", name=s.names.of(who)), _head(s), rows)
        else:
            yield Para(s.say("people.nothing"), note=True)


def _those(everything: tuple[Act, ...], s: Speaker) -> tuple[str, ...]:
    """Roles in the order of the file, each even when it has no act; then bodies and places with acts."""
    acting = {h for a in everything for h in holders(a.who, s.rules)}
    others = (k for k in (*s.rules.units, *s.rules.seats, *_OUTSIDE) if k in acting)
    return (*s.rules.roles, *others)


def _place(who: str, s: Speaker) -> str:
    posts = s.several(
        s.say(f"people.as-{place}", unit=unit.label.in_(s.lang)) for unit, place in units_of(who, s.rules)
    )
    seats = s.several(s.names.of(k) for k in seats_of(who, s.rules) if k != who)
    return s.lines(
        s.say("people.sits", posts=posts) if posts else "",
        s.say("people.seats", seats=seats) if seats else "",
    )


def _head(s: Speaker) -> tuple[str, ...]:
    return s.heads("what", "when", "limit", "as", "clause")


def _row(a: Act, s: Speaker) -> tuple[str, ...]:
    return a.what, a.when, a.limit, s.who(a.who), a.cites
