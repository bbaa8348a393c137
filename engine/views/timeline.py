"""What happened to a case, one sentence for each event, with who, when and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.casework.events import CaseEvent, limit_from_json
from engine.policy.definitions import RuleSet
from engine.policy.directory import Directory
from engine.views.names import Names
from engine.views.reasons import ReasonLine, reason_lines

_BY_TIME = ("clock-expired", "step-taken", "turn-skipped")
"""What nobody does: time has come for it."""
_USUAL = "durable_rules"
"""Who decides; only somebody else is worth a word."""
Details = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TimelineLine:
    """`tone` is `act` (somebody did something), `rule` (the rules decided), `time` or `alarm`."""

    seq: int
    at: datetime
    kind: str
    who: str
    sentence: str
    tone: str
    details: Details = ()
    reasons: tuple[ReasonLine, ...] = ()


def timeline(
    events: Iterable[CaseEvent], ruleset: RuleSet, directory: Directory, lang: str
) -> tuple[TimelineLine, ...]:
    """Every event of a case in order."""
    names = Names(ruleset, directory, lang)
    lines: list[TimelineLine] = []
    acted: datetime | None = None
    for e in events:
        if e.actor is not None or e.kind == "opened":
            acted = e.at
        elif e.kind in _BY_TIME:
            acted = None
        lines.append(line_of(e, names, at_once=e.at == acted))
    return tuple(lines)


def line_of(e: CaseEvent, names: Names, *, at_once: bool = False) -> TimelineLine:
    """One event as a sentence; `at_once` when nobody did it, but it follows from what somebody just did."""
    sentence = _SENTENCES[e.kind](e.data, names)
    details = _DETAILS[e.kind](e.data, names) if e.kind in _DETAILS else ()
    who = _who(e, names, at_once=at_once)
    return TimelineLine(e.seq, e.at, e.kind, who, sentence, _tone(e), details, reason_lines(e.reasons, names))


def _who(e: CaseEvent, names: Names, *, at_once: bool) -> str:
    """Who acted; a complaint that nobody of the office entered was filed by the complainant."""
    if e.kind == "opened" and not (e.actor or e.data.get("standing") or e.data.get("from")):
        return names.of("complainant")
    return names.say("by-rule") if e.actor is None and at_once else names.actor(e.actor)


def _tone(e: CaseEvent) -> str:
    if e.kind in ("clock-expired", "denied", "vacant", "identity-read", "code-renewed") or e.data.get("trouble"):
        return "alarm"
    if e.kind.startswith("clock-") or e.kind in ("step-taken", "turn-skipped"):
        return "time"
    by_rule = ("decided", "flagged", "recused", "seated", "recorded", "entered", "case-joined", "period", "rules-moved")
    return "rule" if e.kind in by_rule else "act"


def _opened(d: Mapping[str, Any], n: Names) -> str:
    if d.get("standing"):
        return n.say("event.opened-standing")
    if d.get("from"):
        return n.say("event.opened-from", number=d.get("number", ""))
    return n.say("event.opened", number=d.get("number", ""))


def _decided(d: Mapping[str, Any], n: Names) -> str:
    said = n.say("event.decided", table=n.of(d["table"]), value=n.value(d["table"], d["value"]))
    by = d.get("decided_by", "plain")
    return said if by == _USUAL else n.say("event.decided-by", said=said, by=n.say(f"decided-by.{by}"))


def _flagged(d: Mapping[str, Any], n: Names) -> str:
    return n.say("event.flag-up" if d["up"] else "event.flag-down", flag=n.of(d["flag"]))


def _recused(d: Mapping[str, Any], n: Names) -> str:
    to = d.get("taken_by") or d.get("goes_to")
    if isinstance(to, str) and d.get("sealed"):
        return n.say("event.recused-whole", out=n.all_of(d["out"]), to=n.of(to))
    return n.say("event.recused", out=n.all_of(d["out"]))


def _linked(d: Mapping[str, Any], n: Names) -> str:
    ids = [i for i in d["accused"] if i and i != "none-here"]
    return n.say("event.linked", accused=n.all_of(ids)) if ids else n.say("event.linked-none")


def _signed(d: Mapping[str, Any], n: Names) -> str:
    return n.say("event.signed" if d["complete"] else "event.signed-part", paper=n.of(d["paper"]))


def _refused(d: Mapping[str, Any], n: Names) -> str:
    return n.say("event.refused", paper=n.of(d["paper"]), reason=d.get("reason") or n.say("none"))


def _entered(d: Mapping[str, Any], n: Names) -> str:
    if d.get("final"):
        return n.say("event.entered-final", state=n.of(d["state"]))
    if d.get("deemed"):
        return n.say("event.entered-deemed", state=n.of(d["state"]), deemed=n.of(str(d["deemed"])))
    return n.say("event.entered", state=n.of(d["state"]))


def _started(d: Mapping[str, Any], n: Names) -> str:
    limit = limit_from_json(d["limit"]) if d.get("limit") else None
    key = "event.duty-started" if d.get("duty") else "event.clock-started"
    return n.say(key, clock=n.of(d["clock"]), limit=n.limit(limit) if limit else n.say("limit.unspecified"))


def _calendar_amended(d: Mapping[str, Any], n: Names) -> str:
    moves = (f"{n.of(c['clock'])} {c['old'] or n.say('none')} → {c['new'] or n.say('none')}" for c in d["clocks"])
    return n.say("event.calendar-amended", source=d["source"], moves=n.say("comma").join(moves))


def _clock_amended(d: Mapping[str, Any], n: Names) -> str:
    return n.say("event.clock-amended", clock=n.of(d["clock"]), limit=n.limit(limit_from_json(d["limit"])))


def _stopped(d: Mapping[str, Any], n: Names) -> str:
    return n.say(f"event.clock-{d['outcome']}", clock=n.of(d["clock"]))


def _expired(d: Mapping[str, Any], n: Names) -> str:
    return n.say("event.clock-expired", clock=n.of(d["clock"]), due=d.get("due") or n.say("none"))


def _step(d: Mapping[str, Any], n: Names) -> str:
    by = n.all_of(_ids(d.get("by"))) if d.get("by") else n.say("by-time")
    to = n.all_of(_ids(d.get("to"))) if d.get("to") else n.say("nobody")
    if d.get("send") and not d.get("to"):
        return n.say("event.step-sent-plain", clock=n.of(d["clock"]), paper=n.of(d["send"]))
    if d.get("send"):
        return n.say("event.step-sent", clock=n.of(d["clock"]), paper=n.of(d["send"]), by=by, to=to)
    act = n.act(str(d.get("act") or d["step"]))
    return n.say("event.step-act", clock=n.of(d["clock"]), act=act, by=by, to=to)


def _ids(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(v) for v in value) if isinstance(value, (list, tuple)) else ()


def _happened(d: Mapping[str, Any], n: Names) -> str:
    if "swap" in d:
        swap = d["swap"]
        return n.say("event.swapped", clock=n.of(swap["turn"]), other=n.of(swap["with"]))
    return n.event(d["event"])


def _skipped(d: Mapping[str, Any], n: Names) -> str:
    first, last = d["turn"]
    return n.say("event.turn-skipped", clock=n.of(d["clock"]), first=first, last=last)


def _period(d: Mapping[str, Any], n: Names) -> str:
    return n.say("event.period-declared" if d["up"] else "event.period-ended", period=n.of(d["period"]))


def _paper(key: str) -> Callable[[Mapping[str, Any], Names], str]:
    return lambda d, n: n.say(f"event.{key}", paper=n.of(d["paper"]))


def _clock(key: str) -> Callable[[Mapping[str, Any], Names], str]:
    return lambda d, n: n.say(f"event.{key}", clock=n.of(d["clock"]))


def _extended(d: Mapping[str, Any], n: Names) -> str:
    return n.say("event.clock-extended", clock=n.of(d["clock"]), limit=n.limit(limit_from_json(d["limit"])))


def _erased(d: Mapping[str, Any], n: Names) -> str:
    files = d.get("files", ())
    return n.say("event.files-erased", count=len(files)) if files else n.say("event.identity-erased")


_SENTENCES: Mapping[str, Callable[[Mapping[str, Any], Names], str]] = {
    "opened": _opened,
    "decided": _decided,
    "flagged": _flagged,
    "recused": _recused,
    "linked": _linked,
    "seated": lambda d, n: n.say("event.seated", seat=n.of(d["seat"]), holders=n.all_of(d["holders"])),
    "happened": _happened,
    "written": _paper("written"),
    "signed": _signed,
    "refused": _refused,
    "sent": lambda d, n: n.say("event.sent", paper=n.of(d["paper"]), to=n.all_of(d["to"])),
    "entered": _entered,
    "recorded": lambda d, n: n.say("event.recorded", register=n.of(d["register"])),
    "clock-started": _started,
    "clock-stopped": _stopped,
    "clock-expired": _expired,
    "clock-extended": _extended,
    "clock-paused": _clock("clock-paused"),
    "clock-resumed": _clock("clock-resumed"),
    "turn-skipped": _skipped,
    "period": _period,
    "rules-moved": lambda _, n: n.say("event.rules-moved"),
    "calendar-amended": _calendar_amended,
    "clock-amended": _clock_amended,
    "step-taken": _step,
    "fact-set": lambda d, n: n.say("event.fact-set", facts=n.value("", d["facts"])),
    "case-opened": lambda d, n: n.say("event.case-opened", state=n.of(d["state"])),
    "case-joined": lambda d, n: n.say("event.case-joined", count=len(d["cases"])),
    "denied": lambda d, n: n.say("event.denied", event=n.tried(d["event"])),
    "vacant": lambda d, n: n.say("event.vacant", what=n.of(str(d["what"]).split(".")[-1])),
    "identity-read": lambda d, n: n.say("event.identity-read", why=d.get("why", "")),
    "identity-erased": _erased,
    "code-renewed": lambda d, n: n.say("event.code-renewed", why=d["why"]),
}


def _answered(d: Mapping[str, Any], n: Names) -> Details:
    form = n.ruleset.forms.get(d["form"])
    fields = {f.key: f for _, f in form.all_fields()} if form else {}
    return n.answers(d["answers"], fields)


def _contents(d: Mapping[str, Any], n: Names) -> Details:
    found = n.answers(d["contents"], n.paper_fields(d["paper"]))
    seats = ((n.of(s), n.all_of(_ids(who))) for s, who in (d.get("seats") or {}).items())
    return (*found, *seats)


def _with(d: Mapping[str, Any], n: Names) -> Details:
    given = tuple((n.fact(k), n.value(k, v)) for k, v in (d.get("answers") or {}).items())
    person = ((n.say("person"), n.of(str(d["person"]))),) if d.get("person") else ()
    function = ((n.say("function"), n.of(str(d["function"]))),) if d.get("function") else ()
    note = ((n.say("reason-given" if function else "note"), str(d["note"])),) if d.get("note") else ()
    return (*given, *person, *function, *note)


def _facts(d: Mapping[str, Any], n: Names) -> Details:
    return tuple((n.fact(k), n.value(k, v)) for k, v in (d.get("facts") or {}).items() if v is not None)


_DETAILS: Mapping[str, Callable[[Mapping[str, Any], Names], Details]] = {
    "opened": _answered,
    "written": _contents,
    "happened": _with,
    "decided": _facts,
}
