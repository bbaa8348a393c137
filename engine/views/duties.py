"""The body's recurring duties: who owes which turn by when, what was done and how it is proved.

Read from the log of the standing file, turn by turn; what a turn has become is a colour and a word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from engine.casework.events import CaseEvent
from engine.policy.calendar import Calendar, local_date
from engine.policy.deadlines import rule_of
from engine.policy.definitions import Duty
from engine.views.conditions import actor_words
from engine.views.names import Names

COLOURS = {"owed": "green", "late": "red", "missed": "red", "done": "green", "done-late": "amber", "cancelled": "grey"}
_ENDED = {"met": "done", "late": "missed", "cancelled": "cancelled"}


@dataclass(frozen=True)
class Turn:
    """One turn of one duty. `whose` is the id it falls to (empty where anybody of `holders` may do it),
    `done_on` and `proof` stand once it is done; `swapped` names who took it over."""

    clock: str
    epoch: int
    duty: str
    label: str
    whose: str
    holder: str
    first: date | None
    last: date | None
    due: date | None
    status: str
    done_on: date | None = None
    by: str = ""
    proof: str = ""
    swapped: str = ""
    cites: tuple[str, ...] = ()

    @property
    def colour(self) -> str:
        """The colour of its status."""
        return COLOURS[self.status]


def turns(events: Iterable[CaseEvent], names: Names, calendar: Calendar) -> tuple[Turn, ...]:
    """Every turn that has begun: what is open first, by due date; then what is over, the last first."""
    found: dict[tuple[str, int], Turn] = {}
    now: dict[str, tuple[str, int]] = {}
    for e in events:
        clock = str(e.data.get("clock", ""))
        if e.kind == "clock-started" and e.data.get("duty"):
            if "keeps" in e.data and clock in now:
                now[e.data["keeps"]] = now[clock]
            now[clock] = (clock, e.data["epoch"])
            found[now[clock]] = _begun(e, names)
        elif e.kind == "happened":
            _happened(e, found, now, names, calendar)
        elif clock in now:
            found[now[clock]] = _changed(found[now[clock]], e)
    return tuple(sorted(found.values(), key=_order))


def mine(found: Iterable[Turn], ids: Collection[str], holders: Mapping[str, Collection[str]]) -> Iterator[Turn]:
    """Open turns that fall to one of these ids (a person and the units that person is in). `holders` says
    for each running clock against whom it runs, which is how a turn that names nobody falls to somebody."""
    for t in found:
        against = {t.whose} if t.whose else set(holders.get(t.clock, ()))
        if t.status in ("owed", "late") and against & set(ids):
            yield t


def _begun(e: CaseEvent, names: Names) -> Turn:
    d = e.data
    rule, _, whose = str(d["clock"]).partition("@")
    duty = names.ruleset.duties.get(rule)
    first, last = (date.fromisoformat(x) for x in d["turn"]) if d.get("turn") else (None, None)
    taken = d.get("held_by")
    return Turn(
        clock=d["clock"], epoch=d["epoch"], duty=rule, label=names.of(rule), whose=taken or whose,
        holder=names.of(taken or whose) if taken or whose else _who(duty, names), first=first, last=last,
        due=date.fromisoformat(d["until"]) if d.get("until") else None, status="owed",
        swapped=names.of(taken) if taken else "",
        cites=tuple(names.cite(f"{c.document} {c.article}") for c in duty.cite) if duty else (),
    )  # fmt: skip


def _who(duty: Duty | None, names: Names) -> str:
    return actor_words(duty.who, names) if duty else names.say("nobody")


def _happened(
    e: CaseEvent, found: dict[tuple[str, int], Turn], now: dict[str, tuple[str, int]], names: Names, calendar: Calendar
) -> None:
    """Somebody did what is owed, or two exchanged their turns."""
    swap: Any = e.data.get("swap")
    if swap and swap["turn"] in now:
        at = now[swap["turn"]]
        other = str(swap["with"])
        found[at] = replace(found[at], whose=other, holder=names.of(other), swapped=names.of(other))
    clock = str(e.data.get("clock", ""))
    if not swap and clock in now and rule_of(clock) in names.ruleset.duties:
        at = now[clock]
        late = found[at].status == "late"
        found[at] = replace(
            found[at], status="done-late" if late else "done", done_on=local_date(calendar, e.at),
            by=names.actor(e.actor), proof=_proof(e, names),
        )  # fmt: skip


def _proof(e: CaseEvent, names: Names) -> str:
    paper = e.data.get("paper")
    return names.of(str(paper)) if paper else str(e.data.get("note") or "")


def _changed(turn: Turn, e: CaseEvent) -> Turn:
    if turn.status.startswith("done"):
        return turn
    if e.kind == "clock-expired":
        return replace(turn, status="late")
    if e.kind == "clock-stopped":
        return replace(turn, status=_ENDED.get(str(e.data["outcome"]), "missed"))
    return turn


def _order(turn: Turn) -> tuple[int, int, str]:
    opened = turn.status in ("owed", "late")
    day = (turn.due or turn.last or date.max).toordinal()
    return (0, day, turn.clock) if opened else (1, -day, turn.clock)


def as_record(turn: Turn) -> dict[str, object]:
    """A turn as plain JSON."""
    return {
        "duty": turn.duty, "who": turn.whose, "first": _iso(turn.first), "last": _iso(turn.last), "due": _iso(turn.due),
        "status": turn.status, "done": _iso(turn.done_on), "by": turn.by, "proof": turn.proof, "swapped": turn.swapped,
    }  # fmt: skip


def _iso(day: date | datetime | None) -> str | None:
    return day.isoformat() if day else None
