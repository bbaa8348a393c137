"""A case is what its events fold into.

`evolve` takes one event; it needs no rules, no clock and no store, so that old logs can always be
read again. `happened` holds the events of the present round under the names of the rule language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, Literal

from engine.casework.events import CaseEvent
from engine.policy import deadlines
from engine.policy.deadlines import Clock, rule_of
from engine.policy.limits import Limit
from engine.policy.limits import Unit as LimitUnit

PaperStatus = Literal["written", "signed", "refused", "sent"]
STANDING = "standing"
"""The state of a locality's standing file; it has no way out."""


@dataclass(frozen=True)
class Decision:
    """What a table decided last, by which rules, and who decided (`durable_rules` or `plain`)."""

    value: Any
    rules: tuple[str, ...]
    decided_by: str


@dataclass(frozen=True)
class PaperVersion:
    """The latest version of a paper on a case; a new version starts without signatures.

    Of a paper that several write, one each, it is what one of them (`whose`) wrote last, and `beside`
    are the latest of the others: a signature and a sending are of them all.
    """

    version: int
    contents: Mapping[str, Any]
    seats: Mapping[str, tuple[str, ...]]
    status: PaperStatus
    by: str | None
    at: datetime
    signatures: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    whose: str | None = None
    beside: tuple[PaperVersion, ...] = ()


@dataclass(frozen=True)
class Case:
    """One complaint, or the `standing` file of a locality, which holds the duties of the body itself,
    the declared `periods` that run, and who takes whose next turn (`swaps`).

    `answers` holds no identity; `out` are the persons and units that are recused, `aside` the rule by
    which each of them is; `taken_by` the body that took the whole case over; `accused` one id,
    `none-here` or None per row; `asked` holds (recusal, person) while it is not decided whether the
    person stands aside.
    """

    id: str
    seq: int = 0
    locality: str = ""
    number: str = ""
    digest: str = ""
    form: str = ""
    opened: datetime | None = None
    state: str = ""
    entered: datetime | None = None
    closed: datetime | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    set_facts: Mapping[str, Any] = field(default_factory=dict)
    happened: Mapping[str, datetime] = field(default_factory=dict)
    tally: Mapping[str, int] = field(default_factory=dict)
    visited: frozenset[str] = frozenset()
    papers: Mapping[str, PaperVersion] = field(default_factory=dict)
    seats: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    taken: frozenset[tuple[str, int, str, int]] = frozenset()
    accused: tuple[str | None, ...] = ()
    out: frozenset[str] = frozenset()
    recusals: frozenset[str] = frozenset()
    aside: Mapping[str, str] = field(default_factory=dict)
    sealed: bool = False
    taken_by: str | None = None
    registers: frozenset[str] = frozenset()
    links: tuple[tuple[str, str], ...] = ()
    acted: frozenset[str] = frozenset()
    asked: frozenset[tuple[str, str]] = frozenset()
    told: frozenset[str] = frozenset()
    troubles: tuple[str, ...] = ()
    vacancies: frozenset[str] = frozenset()
    standing: bool = False
    periods: frozenset[str] = frozenset()
    swaps: Mapping[str, str] = field(default_factory=dict)


_PARTS = frozenset(Case.__dataclass_fields__)


def fold(case_id: str, events: Iterable[CaseEvent]) -> Case:
    """The case after all these events."""
    case = Case(case_id)
    for event in events:
        case = evolve(case, event)
    return case


def evolve(case: Case, event: CaseEvent) -> Case:
    """The case after one more event."""
    data, happened, tally, acted = event.data, case.happened, case.tally, case.acted
    names = language_events(event)
    if names or "clears" in data:
        forgotten = data.get("clears", ())
        happened = {k: v for k, v in happened.items() if k not in forgotten} | dict.fromkeys(names, event.at)
    for name in names:
        tally = {**tally, name: tally.get(name, 0) + 1}
    if event.actor and event.kind != "denied" and event.actor not in acted:
        acted = acted | {event.actor}
    changed = _with(case, seq=event.seq, happened=happened, tally=tally, acted=acted)
    change = _CHANGES.get(event.kind)
    return change(changed, event) if change else changed


def _with(case: Case, **parts: Any) -> Case:
    """`dataclasses.replace` without running forty fields through `__init__`: cases are folded by the
    thousand. Raises TypeError for a part that a case has not."""
    if not parts.keys() <= _PARTS:
        raise TypeError(f"a case has no {sorted(parts.keys() - _PARTS)}")
    made = object.__new__(Case)
    made.__dict__.update(case.__dict__)
    made.__dict__.update(parts)
    return made


def language_events(event: CaseEvent) -> tuple[str, ...]:  # noqa: C901, PLR0911 (one line for each kind)
    """The names under which the rule language knows what just happened."""
    data = event.data
    match event.kind:
        case "opened":
            return ("case.opened",)
        case "happened":
            return (data["event"],)
        case "written":
            signed = (f"{data['paper']}.signed",) if data.get("final") else ()
            return (f"{data['paper']}.written", *signed)
        case "signed":
            return _paper_names(data, "signed") if data["complete"] else ()
        case "refused":
            return (f"{data['paper']}.refused",) if data.get("complete", True) else ()
        case "sent":
            return _paper_names(data, "sent")
        case "seated":
            return (f"{data['seat']}.filled",)
        case "flagged":
            return (f"{data['flag']}.{'raised' if data['up'] else 'cleared'}",)
        case "entered":
            left = (f"{data['left']}.left",) if data.get("left") else ()
            end = ("case.closed",) if data.get("final") else ()
            return (*left, f"{data['state']}.entered", *end)
        case "case-joined":
            return ("case.joined",)
        case "period":
            return (f"{data['period']}.{'declared' if data['up'] else 'ended'}",)
        case "clock-started" | "clock-stopped" | "clock-expired" | "clock-extended" | "clock-paused" | "clock-resumed":
            return _clock_names(event)
    return ()


def limit_to_json(limit: Limit) -> dict[str, Any]:
    """A limit as it stands in an event."""
    return {
        "kind": limit.kind,
        "amount": limit.amount,
        "unit": limit.unit.value if limit.unit else None,
        "fact": limit.fact,
    }


def limit_from_json(raw: Mapping[str, Any]) -> Limit:
    """The limit that `limit_to_json` wrote."""
    unit = LimitUnit(raw["unit"]) if raw["unit"] else None
    return Limit(raw["kind"], raw["amount"], unit, raw.get("fact"))


def _paper_names(data: Mapping[str, Any], what: str) -> tuple[str, ...]:
    also = tuple(f"{p}.{what}" for p in data.get("counts_as", ()))
    return (f"{data['paper']}.{what}", *also)


def _clock_names(event: CaseEvent) -> tuple[str, ...]:
    duty = event.data.get("duty", False)
    clock = rule_of(event.data["clock"]) if duty else event.data["clock"]
    if event.kind == "clock-stopped":
        return (f"{clock}.met",) if event.data["outcome"] == "met" and not duty else ()
    if event.kind == "clock-expired" and duty:
        return (f"{clock}.missed",)
    if event.kind == "clock-started" and duty:
        return (f"{clock}.due",)
    return (f"{clock}.{event.kind.removeprefix('clock-')}",)


def _opened(case: Case, e: CaseEvent) -> Case:
    d = e.data
    return _with(
        case,
        locality=d["locality"],
        number=d.get("number", ""),
        digest=d["digest"],
        form=d["form"],
        answers=d["answers"],
        set_facts=d.get("set", {}),
        opened=e.at,
        accused=tuple(d.get("accused", ())),
        sealed=bool(d.get("sealed", False)),
        out=frozenset(d.get("out", ())),
        taken_by=d.get("taken_by"),
        standing=bool(d.get("standing", False)),
        state=STANDING if d.get("standing") else "",
        links=((d["from"]["link"], d["from"]["case"]),) if d.get("from") else (),
    )


def _decided(case: Case, e: CaseEvent) -> Case:
    d = e.data
    decision = Decision(d["value"], tuple(d["rules"]), d["decided_by"])
    return _with(case, decisions={**case.decisions, d["table"]: decision}, troubles=_troubles(case, e))


def _flagged(case: Case, e: CaseEvent) -> Case:
    flag = {e.data["flag"]}
    flags = case.flags | flag if e.data["up"] else case.flags - flag
    return _with(case, flags=flags, troubles=_troubles(case, e))


def _recused(case: Case, e: CaseEvent) -> Case:
    d = e.data
    return _with(
        case,
        out=case.out | set(d["out"]),
        recusals=case.recusals | {d["rule"]},
        aside={**case.aside, **dict.fromkeys(d["out"], d["rule"])},
        sealed=case.sealed or d["sealed"],
        taken_by=case.taken_by or d.get("taken_by"),
        troubles=_troubles(case, e),
    )


def _linked(case: Case, e: CaseEvent) -> Case:
    return _merged_answers(_with(case, accused=tuple(e.data["accused"])), e.data.get("with", {}))


def _happened(case: Case, e: CaseEvent) -> Case:
    if "person" in e.data:
        key, _, what = e.data["event"].rpartition(".")
        about = {(key, e.data["person"])}
        return _with(case, asked=case.asked | about if what == "asked" else case.asked - about)
    if "swap" in e.data:
        return _swapped(case, e)
    if "clock" in e.data:
        clock = case.clocks[e.data["clock"]]
        case = _with(case, clocks={**case.clocks, clock.deadline: replace(clock, done=clock.done + 1)})
    return _merged_answers(case, e.data.get("answers", {}))


def _swapped(case: Case, e: CaseEvent) -> Case:
    """This turn of one for the next turn of the other."""
    d = e.data["swap"]
    mine = replace(case.clocks[d["turn"]], held_by=d["with"])
    return _with(case, clocks={**case.clocks, mine.deadline: mine}, swaps={**case.swaps, d["for"]: d["by"]})


def _period(case: Case, e: CaseEvent) -> Case:
    key = {e.data["period"]}
    return _with(case, periods=case.periods | key if e.data["up"] else case.periods - key)


def _rules_moved(case: Case, e: CaseEvent) -> Case:
    return _with(case, digest=e.data["digest"])


def _clock_amended(case: Case, e: CaseEvent) -> Case:
    """Another limit from the same start; the epoch stays, so that no step is taken twice."""
    clock = case.clocks[e.data["clock"]]
    changed = replace(clock, limit=limit_from_json(e.data["limit"]))
    return replace(case, clocks={**case.clocks, clock.deadline: changed})


def _turn_skipped(case: Case, e: CaseEvent) -> Case:
    """A turn that nobody owes stands as a clock that was cancelled, so that the next one is known."""
    d = e.data
    began = datetime.fromisoformat(d["started"]) if "started" in d else e.at
    clock = deadlines.start(d["clock"], limit_from_json(d["limit"]), began, kind="duty", epoch=d["epoch"])
    turn = _turn(d)
    clock = replace(clock, turn=turn, until=turn[1] if turn else None, stopped=e.at, outcome="cancelled")
    return _keeping(case, d, clock)


def _turn(d: Mapping[str, Any]) -> tuple[date, date] | None:
    if "turn" not in d:
        return None
    first, last = (date.fromisoformat(day) for day in d["turn"])
    return first, last


def _keeping(case: Case, d: Mapping[str, Any], clock: Clock) -> Case:
    """The clock in its place; one whose ladder is still climbed keeps a place of its own."""
    clocks, before = dict(case.clocks), case.clocks.get(d["clock"])
    if "keeps" in d and before:
        clocks[d["keeps"]] = replace(before, deadline=d["keeps"])
    clocks[d["clock"]] = clock
    swaps = {k: v for k, v in case.swaps.items() if k != d["clock"] or "held_by" not in d}
    return _with(case, clocks=clocks, swaps=swaps)


def _written(case: Case, e: CaseEvent) -> Case:
    d = e.data
    seats = {k: tuple(v) for k, v in d.get("seats", {}).items()}
    status: PaperStatus = "signed" if d.get("final") else "written"
    whose, beside = d.get("whose"), _beside(case.papers.get(d["paper"]), d.get("whose"))
    paper = PaperVersion(d["version"], d["contents"], seats, status, e.actor, e.at, whose=whose, beside=beside)
    undone = ("refused", "sent") if d.get("final") else ("signed", "refused", "sent")
    happened = {
        k: v for k, v in case.happened.items()
        if k not in {f"{d['paper']}.{w}" for w in undone}
    }  # fmt: skip
    return _with(case, papers={**case.papers, d["paper"]: paper}, happened=happened)


def _beside(before: PaperVersion | None, whose: str | None) -> tuple[PaperVersion, ...]:
    """What the others wrote, each one's latest."""
    if before is None or whose is None:
        return ()
    return tuple(v for v in (*before.beside, replace(before, beside=())) if v.whose != whose)


def _signed(case: Case, e: CaseEvent) -> Case:
    paper = case.papers[e.data["paper"]]
    signatures = (*paper.signatures, *((e.actor,) if e.actor else ()))
    status: PaperStatus = "signed" if e.data["complete"] else "written"
    return _with_paper(case, e, replace(paper, status=status, signatures=signatures))


def _refused(case: Case, e: CaseEvent) -> Case:
    """Sent back; in a meeting a single voice against is only counted."""
    paper = case.papers[e.data["paper"]]
    against = (*paper.against, *((e.actor,) if e.actor else ()))
    status: PaperStatus = "refused" if e.data.get("complete", True) else paper.status
    return _with_paper(case, e, replace(paper, status=status, against=against))


def _sent(case: Case, e: CaseEvent) -> Case:
    changed = _with_paper(case, e, replace(case.papers[e.data["paper"]], status="sent", to=tuple(e.data["to"])))
    return _with(changed, told=case.told | set(e.data["to"]))


def _likewise(part: PaperVersion, paper: PaperVersion) -> PaperVersion:
    return replace(
        part, status=paper.status, signatures=paper.signatures, against=paper.against, to=paper.to
    )  # fmt: skip


def _with_paper(case: Case, e: CaseEvent, paper: PaperVersion) -> Case:
    """The paper, and with it what others wrote beside it that is not sent yet."""
    if paper.beside:
        paper = replace(paper, beside=tuple(v if v.status == "sent" else _likewise(v, paper) for v in paper.beside))
    return _with(case, papers={**case.papers, e.data["paper"]: paper})


def _seated(case: Case, e: CaseEvent) -> Case:
    return _with(case, seats={**case.seats, e.data["seat"]: tuple(e.data["holders"])})


def _entered(case: Case, e: CaseEvent) -> Case:
    return _with(
        case,
        state=e.data["state"],
        entered=e.at,
        visited=case.visited | {e.data["state"]},
        closed=e.at if e.data.get("final") else None,
    )


def _recorded(case: Case, e: CaseEvent) -> Case:
    return _with(case, registers=case.registers | {e.data["register"]})


def _fact_set(case: Case, e: CaseEvent) -> Case:
    return _with(case, set_facts={**case.set_facts, **e.data["facts"]})


def _linked_case(case: Case, e: CaseEvent) -> Case:
    return _with(case, links=(*case.links, (e.data["link"], e.data["case"])))


def _joined(case: Case, e: CaseEvent) -> Case:
    return _with(case, links=(*case.links, *(("joined", c) for c in e.data["cases"])))


def _step_taken(case: Case, e: CaseEvent) -> Case:
    d = e.data
    key = (d["clock"], d["epoch"], d["step"], d["occurrence"])
    return _with(case, taken=case.taken | {key}, told=case.told | set(d.get("to", ())))


def _vacant(case: Case, e: CaseEvent) -> Case:
    return _with(case, vacancies=case.vacancies | {e.data["what"]})


def _clock_changed(case: Case, e: CaseEvent) -> Case:
    key = e.data["clock"]
    if e.kind == "clock-stopped" and "#" in key:  # a missed turn of a period gone by, its ladder climbed
        return _with(case, clocks={k: c for k, c in case.clocks.items() if k != key})
    return _keeping(case, e.data, _next_clock(case.clocks.get(key), e))


def _next_clock(clock: Clock | None, e: CaseEvent) -> Clock:
    d = e.data
    if e.kind == "clock-started" or clock is None:
        kind: Literal["deadline", "duty"] = "duty" if d.get("duty") else "deadline"
        at = datetime.fromisoformat(d["started"]) if "started" in d else e.at
        until = date.fromisoformat(d["until"]) if "until" in d else None
        limit = limit_from_json(d["limit"])
        clock = deadlines.start(d["clock"], limit, at, kind=kind, epoch=d["epoch"], until=until)
        closes = time.fromisoformat(d["closes"]) if "closes" in d else None
        return replace(clock, turn=_turn(d), closes=closes, held_by=d.get("held_by"))
    if e.kind == "clock-stopped":
        turn = None if "leaves" in d else clock.turn
        return replace(deadlines.cancel(clock, e.at), outcome=d["outcome"], turn=turn)
    if e.kind == "clock-expired":
        return replace(clock, expired=True)
    at = datetime.fromisoformat(d["counted"]) if "counted" in d else e.at
    if e.kind == "clock-extended":
        return deadlines.extend(clock, limit_from_json(d["limit"]), at)
    if e.kind == "clock-paused":
        return deadlines.pause(clock, d["pause"], at, d["then"])
    return deadlines.resume(clock, at)


def _merged_answers(case: Case, more: Mapping[str, Any]) -> Case:
    return _with(case, answers={**case.answers, **more}) if more else case


def _troubles(case: Case, e: CaseEvent) -> tuple[str, ...]:
    trouble = e.data.get("trouble")
    return (*case.troubles, trouble) if trouble else case.troubles


_CHANGES: Mapping[str, Callable[[Case, CaseEvent], Case]] = {
    "opened": _opened,
    "decided": _decided,
    "flagged": _flagged,
    "recused": _recused,
    "linked": _linked,
    "happened": _happened,
    "written": _written,
    "signed": _signed,
    "refused": _refused,
    "sent": _sent,
    "seated": _seated,
    "entered": _entered,
    "recorded": _recorded,
    "fact-set": _fact_set,
    "case-opened": _linked_case,
    "case-joined": _joined,
    "step-taken": _step_taken,
    "turn-skipped": _turn_skipped,
    "period": _period,
    "rules-moved": _rules_moved,
    "clock-amended": _clock_amended,
    "vacant": _vacant,
    "clock-started": _clock_changed,
    "clock-stopped": _clock_changed,
    "clock-expired": _clock_changed,
    "clock-extended": _clock_changed,
    "clock-paused": _clock_changed,
    "clock-resumed": _clock_changed,
}
