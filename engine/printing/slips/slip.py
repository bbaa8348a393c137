"""A slip as plain values: what stands on it, before anybody decides how a page looks.

It is made from a case file that the Desk has handed out, so whoever may not see the case never gets
here. Sealed identity stands on it only when it is given, and giving it was an event already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from engine.casework.case import PaperVersion
from engine.casework.desk import CaseFile
from engine.casework.events import CaseEvent
from engine.casework.ports import ClockRow
from engine.errors import EngineError
from engine.i18n import text
from engine.policy.calendar import Calendar, local_date
from engine.views.names import Names
from engine.views.rules import cites_words

Kind = Literal["handling", "report", "extension", "answer"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_CONCEPTS: Mapping[str, tuple[str, ...]] = {
    "handling": ("assignment",),
    "report": ("report", "report-back", "findings"),
    "extension": ("extension",),
    "answer": ("answer",),
}


class CannotPrint(EngineError):
    """Why there is no slip. `code` has a sentence `printing.cannot.<code>`, filled from `params`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def line(self, lang: str) -> str:
        """The sentence in `zh` or `en`."""
        return text(f"printing.cannot.{self.code}", lang, missing=None, **self.params)


@dataclass(frozen=True)
class Part:
    """A titled part; every line of `lines` is a paragraph."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Signed:
    """Who signed, and on which day; both empty where a signature is still to come."""

    label: str
    name: str
    on: str


@dataclass(frozen=True)
class Slip:
    """Everything on one slip, as words. `facts` are pairs of label and value; `greeting` and `opening` begin a letter;
    `mark` stands at the foot: the rules it was made under."""

    kind: Kind
    lang: str
    locality: str
    body: str
    title: str
    number: str
    on: str
    greeting: str
    opening: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    signatures: tuple[Signed, ...]
    cites: str
    mark: str


@dataclass(frozen=True)
class CaseMaterial:
    """What a slip is made of: the file, the words, the calendar, the clocks, and identity if it was opened."""

    file: CaseFile
    names: Names
    calendar: Calendar
    clocks: tuple[ClockRow, ...]
    identity: Mapping[str, str]


def printable(file: CaseFile) -> tuple[Kind, ...]:
    """The slips that this case can have now: the handling slip, and those whose paper is written."""
    return tuple(k for k in KINDS if not file.case.standing and (k == "handling" or paper_of(k, file)))


def paper_of(kind: Kind, file: CaseFile) -> str | None:
    """The paper behind a slip: the latest written one of its purpose."""
    known = file.ruleset.papers
    found = [k for k in file.case.papers if k in known and known[k].concept in _CONCEPTS[kind]]
    return max(found, key=lambda k: file.case.papers[k].at, default=None)


def slip_of(kind: Kind, m: CaseMaterial) -> Slip:
    """The slip. Raises CannotPrint when its paper has not been written, and for the standing file."""
    if m.file.case.standing:
        raise CannotPrint("standing")
    paper = paper_of(kind, m.file)
    if paper is None and kind != "handling":
        raise CannotPrint(f"no-{kind}")
    version = m.file.case.papers[paper] if paper else None
    n = m.names
    rules = m.file.ruleset
    at = version.at if version else m.file.case.opened
    return Slip(
        kind, n.lang, rules.id, rules.body.zh if n.lang == "zh" else rules.body.en,
        n.of(paper) if paper and kind != "handling" else _say(m, "title.handling"), m.file.number, _day(m, at),
        *(_address(m) if kind == "answer" else ("", "")), tuple(_facts(kind, m)), tuple(_parts(kind, paper, m)),
        tuple(_signatures(kind, paper, m)), _cites(paper, m), _say(m, "mark", digest=m.file.case.digest[:12]),
    )  # fmt: skip


def words_of(slip: Slip) -> Iterator[str]:
    """Every word on the slip, for tests of fonts and of completeness."""
    yield from (slip.body, slip.title, slip.number, slip.on, slip.greeting, slip.opening, slip.cites, slip.mark)
    yield from (word for pair in slip.facts for word in pair)
    yield from (word for part in slip.parts for word in (part.title, *part.lines))
    yield from (word for s in slip.signatures for word in (s.label, s.name, s.on))


def _say(m: CaseMaterial, key: str, **values: object) -> str:
    return text(f"printing.slip.{key}", m.names.lang, missing=None, **values)


def _day(m: CaseMaterial, at: datetime | None) -> str:
    if at is None:
        return ""
    day = local_date(m.calendar, at)
    return _say(m, "day", year=day.year, month=day.month, day=day.day)


def _address(m: CaseMaterial) -> tuple[str, str]:
    """How a letter begins: whom it is to, and what it answers."""
    name = next((v for k, v in m.identity.items() if "name" in k), "")
    dear = _say(m, "dear", name=name or m.names.of("complainant"))
    return dear, _say(m, "opening", day=_day(m, m.file.case.opened), number=m.file.number)


def _facts(kind: Kind, m: CaseMaterial) -> Iterator[tuple[str, str]]:
    """A letter to the person who complains tells nothing of the office's inner work."""
    n, case = m.names, m.file.case
    if kind == "answer":
        return
    yield _say(m, "number"), m.file.number
    yield _say(m, "received"), _day(m, case.opened)
    yield _say(m, "state"), n.of(case.state)
    if kind == "handling":
        for table, decision in case.decisions.items():
            yield n.of(table), n.value(table, decision.value)
    for seat, holders in case.seats.items():
        if holders:
            yield n.of(seat), n.all_of(holders)
    for clock in m.clocks:
        if clock.outcome == "running" and clock.due and not clock.duty:
            key = "due-provisional" if clock.provisional else "due"
            day = _say(m, "day", year=clock.due.year, month=clock.due.month, day=clock.due.day)
            yield n.of(clock.clock), _say(m, key, day=day)


def _parts(kind: Kind, paper: str | None, m: CaseMaterial) -> Iterator[Part]:
    if kind == "handling":
        yield Part(_say(m, "matter"), tuple(_answers(m)))
    if paper is not None:
        version = m.file.case.papers[paper]
        for label, value in _contents(paper, version, m):
            yield Part(label, tuple(value.split("\n")))


def _answers(m: CaseMaterial) -> Iterator[str]:
    """What was filed; a sealed answer says so, unless it was opened for this slip."""
    form = m.file.ruleset.forms.get(m.file.case.form)
    fields = {f.key: f for _, f in form.all_fields()} if form else {}
    for label, value in m.names.answers(m.file.case.answers, {k: f for k, f in fields.items() if k not in m.identity}):
        yield m.names.say("pair", label=label, value=value)
    for key, value in m.identity.items():
        label = fields[key].label.in_(m.names.lang) if key in fields else m.names.fact(key)
        yield m.names.say("pair", label=label, value=value)


def _contents(paper: str, version: PaperVersion, m: CaseMaterial) -> tuple[tuple[str, str], ...]:
    chosen = tuple((m.names.of(seat), m.names.all_of(who)) for seat, who in version.seats.items())
    return (*m.names.answers(version.contents, m.names.paper_fields(paper)), *chosen)


def _signatures(kind: Kind, paper: str | None, m: CaseMaterial) -> Iterator[Signed]:
    """A letter is signed by the body; other slips by those who signed, or by a line that waits for them."""
    if kind == "answer" or paper is None:
        return
    definition = m.file.ruleset.papers[paper]
    signed = tuple(_signed(paper, m.file.events))
    for e in signed:
        yield Signed(_say(m, "signed"), m.names.actor(e.actor), _day(m, e.at))
    if definition.signed_by is not None and not signed:
        yield Signed(_say(m, "to-sign"), "", "")


def _signed(paper: str, events: Iterable[CaseEvent]) -> Iterator[CaseEvent]:
    """The signatures under the latest version of a paper."""
    mine = [e for e in events if e.kind in ("written", "signed") and e.data.get("paper") == paper]
    last = max((i for i, e in enumerate(mine) if e.kind == "written"), default=-1)
    return (e for e in mine[last + 1 :] if e.kind == "signed")


def _cites(paper: str | None, m: CaseMaterial) -> str:
    if paper is None:
        return ""
    definition = m.file.ruleset.papers[paper]
    words = cites_words(definition.cite, m.names, unverified=definition.unverified)
    return _say(m, "cites", cites=words) if words else ""
