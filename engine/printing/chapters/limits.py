"""By when: every limit, its extension and its pauses, and what they come to on real dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from engine.policy.counting import DueDate
from engine.policy.definitions import Deadline, Extension, Pause
from engine.policy.limits import Limit
from engine.policy.spans import settled, wall_clock
from engine.printing.document import Block, Heading, Para, Table
from engine.printing.speaker import Speaker
from engine.printing.worked_dates import days_off, ends, example_start, extended, made_up


def chapter(s: Speaker) -> Iterator[Block]:
    """Limits, how they are counted, extensions, pauses, examples."""
    yield Heading(1, s.say("limits.title"), "limits")
    yield from _counting(s)
    head = s.heads("limit-name", "whose", "limit", "from", "until", "if", "clause")
    yield Table(s.say("limits.title"), head, tuple(_row(d, s) for d in s.rules.deadlines.values()))
    yield from _extensions(s)
    yield from _pauses(s)
    yield from _examples(s)


def _counting(s: Speaker) -> Iterator[Block]:
    c = s.rules.counting
    said = [s.say(f"counting.start.{c.start_day}"), s.say(f"counting.roll.{c.roll.replace(' ', '-')}")]
    said.append(s.say("counting.half-month", limit=s.limit(c.half_month)))
    said.append(s.say("counting.promptly", limit=s.limit(c.promptly)))
    closing = c.cut_off or s.source.calendar.cut_off
    if closing:
        said.append(s.say("counting.cut-off", at=closing.strftime("%H:%M")))
    yield Para(s.say("counting.calendar", calendar=s.source.calendar.title.in_(s.lang)))
    yield Para(s.lines(*said))


def _row(d: Deadline, s: Speaker) -> tuple[str, ...]:
    stricter = s.say(f"limits.{d.stricter}") if d.stricter else ""
    ladder = s.say("limits.ladder", name=s.names.of(d.escalation)) if d.escalation else ""
    return (
        d.label.in_(s.lang), s.who(d.who), s.lines(s.limit_of(d), stricter), s.trigger(d.starts), s.trigger(d.stops),
        s.or_none(s.lines(s.when(d.if_), ladder)), s.cites(d.cite, unverified=d.unverified),
    )  # fmt: skip


def _extensions(s: Speaker) -> Iterator[Block]:
    found = [(d, d.extension) for d in s.rules.deadlines.values() if d.extension]
    if not found:
        return
    yield Heading(2, s.say("limits.extensions"), "extensions")
    head = s.heads("limit-name", "request", "approved-by", "up-to", "ceiling", "ask", "told", "clause")
    yield Table(s.say("limits.extensions"), head, tuple(_extension(d, e, s) for d, e in found))


def _extension(d: Deadline, e: Extension, s: Speaker) -> tuple[str, ...]:
    paper = s.rules.papers[e.request]
    signed = s.who(paper.signed_by) if paper.signed_by else s.say("papers.unsigned")
    ceiling = s.lines(
        s.say("limits.in-all", limit=s.limit(e.in_all)) if e.in_all else "",
        s.say("limits.ends-by", limit=s.limit(e.ends_by)) if e.ends_by else "",
        s.say("limits.times", times=e.times) if e.times else "",
    )
    ask = s.lines(s.say(f"limits.ask.{e.ask.replace(' ', '-')}"), s.say(f"limits.from.{e.from_}"))
    told = s.or_none(s.several(s.who(t) for t in paper.to))
    cites = s.cites(paper.cite, unverified=paper.unverified)
    return d.label.in_(s.lang), paper.label.in_(s.lang), signed, s.limit(e.up_to), s.or_none(ceiling), ask, told, cites


def _pauses(s: Speaker) -> Iterator[Block]:
    rows = tuple(_pause(d, p, s) for d in s.rules.deadlines.values() for p in d.pauses.values())
    if rows:
        yield Heading(2, s.say("limits.pauses"), "pauses")
        yield Table(s.say("limits.pauses"), s.heads("limit-name", "stands-from", "stands-until", "then"), rows)


def _pause(d: Deadline, p: Pause, s: Speaker) -> tuple[str, ...]:
    begins = s.trigger(p.from_) if p.from_ else s.when(p.while_) if p.while_ else s.or_none("")
    until = s.trigger(p.until) if p.until else s.say("limits.while")
    then = s.lines(
        s.say(f"limits.then.{p.then}"),
        s.say("limits.times", times=p.times) if p.times else "",
        s.say("limits.at-most", limit=s.limit(p.at_most)) if p.at_most else "",
    )
    return d.label.in_(s.lang), begins, until, then


def _examples(s: Speaker) -> Iterator[Block]:
    begun = example_start(s.source.calendar)
    rows = tuple(row for d in s.rules.deadlines.values() for row in _worked(d, begun, s))
    if not rows:
        return
    yield Heading(2, s.say("limits.examples"), "examples")
    day = s.say(f"weekday.{begun.weekday()}")
    yield Para(s.say("limits.examples-intro", start=begun.strftime("%Y-%m-%d"), day=day))
    yield Table(s.say("limits.examples"), s.heads("limit-name", "limit", "nominal", "due", "days-between"), rows)


def _worked(d: Deadline, begun: datetime, s: Speaker) -> Iterator[tuple[str, ...]]:
    """The limit itself (every value of a limit that a table decides), and with its extension."""
    cal, counting = s.source.calendar, s.rules.counting
    label = d.label.in_(s.lang)
    for limit in _numbers(d.limit, s):
        found = ends(limit, begun, cal, counting)
        if found is None:
            continue
        yield _example(label, s.limit(limit), found, begun, s, by_clock=_by_clock(limit, s))
        longer = extended(limit, d.extension, begun, cal, counting) if d.extension else None
        if d.extension and longer:
            words = s.say("limits.plus", limit=s.limit(limit), more=s.limit(d.extension.up_to))
            yield _example(label, words, longer, begun, s, by_clock=_by_clock(limit, s))


def _numbers(limit: Limit, s: Speaker) -> tuple[Limit, ...]:
    table = s.rules.tables.get(limit.fact or "") if limit.kind == "fact" else None
    if table is None:
        return (limit,)
    values = (*(r.then for r in table.rules.values()), table.otherwise)
    return tuple(dict.fromkeys(v for v in values if isinstance(v, Limit)))


def _by_clock(limit: Limit, s: Speaker) -> bool:
    plain = settled(limit, s.rules.counting)
    return plain is not None and wall_clock(plain) is not None


def _example(label: str, limit: str, found: DueDate, begun: datetime, s: Speaker, *, by_clock: bool) -> tuple[str, ...]:
    expires = found.expires.astimezone(ZoneInfo(s.source.calendar.zone))
    due = expires.strftime("%Y-%m-%d %H:%M") if by_clock else found.due.isoformat()
    day = s.say(f"weekday.{found.due.weekday()}")
    told = s.say("limits.due-provisional" if found.provisional else "limits.due-on", due=due, day=day)
    return label, limit, found.nominal.isoformat(), told, s.or_none(_between(begun, found, s))


def _between(begun: datetime, found: DueDate, s: Speaker) -> str:
    cal = s.source.calendar
    off = (
        s.say("limits.off", first=_short(o.first), last=_short(o.last), names=s.several(o.names))
        if o.first != o.last
        else s.say("limits.off-day", first=_short(o.first), names=s.several(o.names))
        for o in days_off(cal, begun.date(), found.due, s.lang)
    )
    worked = s.several(_short(d) for d in made_up(cal, begun.date(), found.due))
    return s.lines(*off, s.say("limits.made-up", days=worked) if worked else "")


def _short(day: date) -> str:
    return f"{day:%m-%d}"
