"""Offices, bodies, places on a case, who must stand aside, and what nobody may do."""

from __future__ import annotations

from collections.abc import Iterator

from engine.policy.definitions import Prohibition, Recusal, Seat, Unit
from engine.printing.document import Block, Heading, Para, Table
from engine.printing.speaker import Speaker


def chapter(s: Speaker) -> Iterator[Block]:
    """Roles, units, seats, recusal, prohibitions, retention."""
    yield Heading(1, s.say("places.title"), "places")
    if s.rules.roles:
        roles = tuple((r.label.in_(s.lang), s.cites(r.cite)) for r in s.rules.roles.values())
        yield Table(s.say("places.roles"), s.heads("role", "clause"), roles)
    if s.rules.units:
        head = s.heads("unit", "heads", "leaders", "members", "part-of", "clause")
        yield Table(s.say("places.units"), head, tuple(_unit(u, s) for u in s.rules.units.values()))
    yield Heading(2, s.say("places.seats"), "seats")
    yield Para(s.say("places.seats-intro"))
    yield Table(
        s.say("places.seats"), s.heads("seat", "filled-with", "not-by", "clause"),
        tuple(_seat(x, s) for x in s.rules.seats.values()),
    )  # fmt: skip
    yield Heading(2, s.say("places.recusal"), "recusal")
    yield Para(s.say("places.recusal-intro"))
    head = s.heads("aside", "from-what", "taken-by", "asked", "clause")
    yield Table(
        s.say("places.recusal"), head, tuple(_recusal(i, r, s) for i, r in enumerate(s.rules.recusal.values(), 1))
    )
    yield from _prohibitions(s)
    yield from _retention(s)


def _unit(u: Unit, s: Speaker) -> tuple[str, ...]:
    kind = s.say("places.each") if u.each else ""
    heads = s.lines(
        s.several(s.names.of(h) for h in u.heads),
        s.say("places.deputies", names=s.several(s.names.of(d) for d in u.deputies)) if u.deputies else "",
    )
    return (
        s.lines(u.label.in_(s.lang), kind), s.or_none(heads), s.or_none(s.several(s.names.of(x) for x in u.leaders)),
        s.or_none(s.several(s.names.of(m) for m in u.members)), s.names.of(u.part_of) if u.part_of else s.or_none(""),
        s.cites(u.cite),
    )  # fmt: skip


def _seat(seat: Seat, s: Speaker) -> tuple[str, ...]:
    lines = [_line(number, seat, s) for number in range(len(seat.filled))]
    if seat.fill and not lines:
        lines.append(s.say("places.by-the-child"))
    many = s.say("places.many") if seat.many else ""
    name = s.names.of(seat.key)
    return (
        s.lines(name, many), s.or_none(s.lines(*lines)), s.or_none(s.several(s.names.of(k) for k in seat.except_)),
        s.cites(seat.cite),
    )  # fmt: skip


def _line(number: int, seat: Seat, s: Speaker) -> str:
    line = seat.filled[number]
    kinds = s.several(s.names.of(k) for k in line.from_)
    who = s.who(line.with_) if line.with_ else s.say(
        "places.chosen", paper=s.names.of(line.chosen_in or ""), kinds=kinds
    )  # fmt: skip
    condition = s.when(line.if_)
    return s.say("places.if", condition=condition, who=who) if condition else who


def _recusal(number: int, r: Recusal, s: Speaker) -> tuple[str, ...]:
    condition = s.when(r.if_)
    whom = s.names.of(r.who) if r.who else s.say("places.whole-case")
    aside = s.lines(s.say("path.numbered", number=number, name=whom), condition)
    whole = s.say("places.sealed") if r.sealed else ""
    from_ = s.say("places.everything") if r.from_ == "everything" else s.names.of(r.from_)
    asked = s.lines(
        s.say("places.asked-by", names=s.several(s.names.of(a) for a in r.asked_by)) if r.asked_by else "",
        s.say("places.decided-by", name=s.who(r.decided_by)) if r.decided_by else "",
    )
    goes = s.who(r.goes_to) if r.goes_to else s.say("places.next-in-line")
    return aside, s.lines(from_, whole), goes, s.or_none(asked), s.cites(r.cite, unverified=r.unverified)


def _prohibitions(s: Speaker) -> Iterator[Block]:
    if not s.rules.prohibitions:
        return
    yield Heading(2, s.say("places.never"), "never")
    yield Para(s.say("places.never-intro"))
    rows = tuple(_prohibition(i, p, s) for i, p in enumerate(s.rules.prohibitions.values(), 1))
    yield Table(s.say("places.never"), s.heads("forbidden", "by-whom", "to-whom", "if", "clause"), rows)


def _retention(s: Speaker) -> Iterator[Block]:
    """How long identity is kept, where the rules say so."""
    kept = s.rules.retention
    if kept is not None:
        yield Heading(2, s.say("places.retention"), "retention")
        clause = s.cites(kept.cite, unverified=kept.unverified)
        files = s.say("places.retention-attachments") if kept.attachments else ""
        yield Para(s.lines(s.say("places.retention-after", span=s.limit(kept.after_closing)), files, clause))


def _prohibition(number: int, p: Prohibition, s: Speaker) -> tuple[str, ...]:
    acts = s.several(s.word("never", n) for n in p.never)
    what = s.several(s.word("matter", w) for w in p.what)
    seat = s.say("places.to-seat", seat=s.names.of(p.seat)) if p.seat else ""
    n = s.names
    given = s.several(s.answered(k, v) for k, v in p.with_.items())
    told = s.say("places.never-what", acts=acts, what=what) if what else acts
    return (
        s.lines(s.say("path.numbered", number=number, name=told), seat), n.of(p.who),
        s.who(p.to) if p.to else s.or_none(""), s.or_none(s.several((s.when(p.if_), given))),
        s.cites(p.cite, unverified=p.unverified),
    )  # fmt: skip
