"""A slip as plain values: what stands on it, before anybody decides how a page looks.

It is made from a case file that the Desk has handed out, so whoever may not see the case never gets
here. Sealed identity stands on it only when it is given, and giving it was an event already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from engine.casework.case import PaperVersion
from engine.casework.desk import CaseFile
from engine.casework.events import CaseEvent
from engine.errors import EngineError
from engine.i18n import text
from engine.policy.forms import Field
from engine.printing.slips.facts import facts_of
from engine.printing.slips.material import CaseMaterial
from engine.printing.slips.wording import lines_of, on_one_line, two_abreast
from engine.views.filed import filed
from engine.views.rules import cites_words

Kind = Literal["handling", "report", "extension", "answer"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CONCEPTS: Mapping[str, tuple[str, ...]] = {
    "handling": ("assignment",),
    "report": ("report", "report-back", "findings"),
    "extension": ("extension",),
    "answer": ("answer",),
}
"""What papers are called across localities that stand behind a slip."""


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
    """A titled part; every line of `lines` is a paragraph, or two short ones with a tab between them."""

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


def printable(file: CaseFile) -> tuple[Kind, ...]:
    """The slips that this case can have now: the handling slip, and those whose paper is written."""
    return tuple(k for k in KINDS if not file.case.standing and (k == "handling" or paper_of(k, file)))


def paper_of(kind: Kind, file: CaseFile) -> str | None:
    """The paper behind a slip: the latest written one of its purpose."""
    known = file.ruleset.papers
    found = [k for k in file.case.papers if k in known and known[k].concept in CONCEPTS[kind]]
    return max(found, key=lambda k: file.case.papers[k].at, default=None)


def slip_of(kind: Kind, m: CaseMaterial) -> Slip:
    """The slip. Raises CannotPrint when its paper has not been written, and for the standing file."""
    if m.file.case.standing:
        raise CannotPrint("standing")
    paper = paper_of(kind, m.file)
    if paper is None and kind != "handling":
        raise CannotPrint(f"no-{kind}")
    version = m.file.case.papers[paper] if paper else None
    rules, title = m.file.ruleset, _title(kind, paper, m)
    body = rules.body.zh if m.names.lang == "zh" else rules.body.en
    at = version.at if version else m.file.case.opened
    return Slip(
        kind, m.names.lang, rules.id, body, title, m.file.number, m.day_of(at),
        *(_address(m) if kind == "answer" else ("", "")),
        tuple((on_one_line(label), on_one_line(value)) for label, value in facts_of(kind, paper, m)),
        tuple(_parts(kind, paper, m)), tuple(_signatures(kind, paper, m)), _cites(paper, m),
        m.say("mark", digest=m.file.case.digest[:12]),
    )  # fmt: skip


def words_of(slip: Slip) -> Iterator[str]:
    """Every word on the slip, for tests of fonts and of completeness."""
    yield from (slip.body, slip.title, slip.number, slip.on, slip.greeting, slip.opening, slip.cites, slip.mark)
    yield from (word for pair in slip.facts for word in pair)
    yield from (word for part in slip.parts for word in (part.title, *part.lines))
    yield from (word for s in slip.signatures for word in (s.label, s.name, s.on))


def _title(kind: Kind, paper: str | None, m: CaseMaterial) -> str:
    """What the paper is called; a letter shows no signatures, so one that still needs them says so."""
    if paper is None or kind == "handling":
        return m.say("title.handling")
    unsigned = m.file.case.papers[paper].status in ("written", "refused")
    if kind == "answer" and unsigned and m.file.ruleset.papers[paper].signed_by is not None:
        return m.say("title.unsigned", title=m.names.of(paper))
    return m.names.of(paper)


def _address(m: CaseMaterial) -> tuple[str, str]:
    """How a letter begins: whom it is to, and what it answers."""
    name = on_one_line(next((v for k, v in m.identity.items() if "name" in k), ""))
    dear = m.say("dear", name=name or m.names.of("complainant"))
    return dear, m.say("opening", day=m.day_of(m.file.case.opened), number=m.file.number)


def _parts(kind: Kind, paper: str | None, m: CaseMaterial) -> Iterator[Part]:
    if kind == "handling":
        yield Part(m.say("matter"), two_abreast(_answers(m)))
    if paper is not None:
        version = m.file.case.papers[paper]
        for one in (*version.beside, version):  # of a paper that several write: each one's
            by = (m.names.of(one.whose),) if one.whose and version.beside else ()
            for label, value in _contents(paper, one, m):
                yield Part("".join((label, *(m.say("by", who=who) for who in by))), lines_of(value))


def _answers(m: CaseMaterial) -> Iterator[str]:
    """What was filed; a sealed answer says so, or that it was erased, unless it was opened for this slip."""
    form = m.file.ruleset.forms.get(m.file.case.form)
    fields = {f.key: f for _, f in form.all_fields()} if form else {}
    for label, value in filed(dated(m, m.file.case.answers, fields), fields, m.file.events, m.names, m.identity):
        yield from lines_of(m.names.say("pair", label=label, value=value))


def _contents(paper: str, version: PaperVersion, m: CaseMaterial) -> tuple[tuple[str, str], ...]:
    fields = m.names.paper_fields(paper)
    told = m.file.case.seats  # stand among the facts already
    chosen = tuple((m.names.of(k), m.names.all_of(who)) for k, who in version.seats.items() if told.get(k) != who)
    return (*m.names.answers(dated(m, version.contents, fields), fields), *chosen)


def dated(m: CaseMaterial, answers: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """The answers, days among them as an official paper writes them."""
    return {key: _dated(m, fields.get(key), value) for key, value in answers.items()}


def _dated(m: CaseMaterial, field: Field | None, value: Any) -> Any:
    if field is None or value is None:
        return value
    if field.type == "group":
        return [dated(m, row, field.fields) for row in value]
    return m.day(date.fromisoformat(value)) if field.type == "date" and isinstance(value, str) else value


def _signatures(kind: Kind, paper: str | None, m: CaseMaterial) -> Iterator[Signed]:
    """A letter is signed by the body; other slips by those who signed or refused, and by a line that waits for more."""
    if kind == "answer" or paper is None or m.file.ruleset.papers[paper].signed_by is None:
        return
    for e in _answered(paper, m.file.events):
        name, on = on_one_line(m.names.actor(e.actor)), m.day_of(e.at)
        if e.kind == "signed":
            yield Signed(m.say("signed"), name, on)
        else:
            because = on_one_line(str(e.data.get("reason") or ""))
            yield Signed(m.say("not-signed"), name, m.say("because", day=on, reason=because) if because else on)
    if m.file.case.papers[paper].status == "written":
        yield Signed(m.say("to-sign"), "", "")


def _answered(paper: str, events: Iterable[CaseEvent]) -> Iterator[CaseEvent]:
    """Signatures and refusals of the latest version of a paper."""
    mine = [e for e in events if e.kind in ("written", "signed", "refused") and e.data.get("paper") == paper]
    last = max((i for i, e in enumerate(mine) if e.kind == "written"), default=-1)
    return (e for e in mine[last + 1 :])


def _cites(paper: str | None, m: CaseMaterial) -> str:
    if paper is None:
        return ""
    definition = m.file.ruleset.papers[paper]
    words = cites_words(definition.cite, m.names, unverified=definition.unverified)
    return m.say("cites", cites=words) if words else ""
