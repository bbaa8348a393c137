"""A slip as plain values: what stands on it, before anybody decides how a page looks.

It is made from a case file that the Desk has handed out, so whoever may not see the case never gets
here. Sealed identity stands on it only when it is given, and giving it was an event already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.errors import EngineError
from engine.i18n import text
from engine.printing.slips.facts import facts_of
from engine.printing.slips.kinds import Kind, paper_of
from engine.printing.slips.material import CaseMaterial
from engine.printing.slips.parts import Part, parts_of
from engine.printing.slips.signatures import Signed, signatures_of
from engine.printing.slips.wording import on_one_line
from engine.views.rules import cites_words


class CannotPrint(EngineError):
    """Why there is no slip. `code` has a sentence `printing.cannot.<code>`, filled from `params`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def line(self, lang: str) -> str:
        """The sentence in `zh` or `en`."""
        return text(f"printing.cannot.{self.code}", lang, missing=None, **self.params)


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
        tuple(parts_of(kind, paper, m)), tuple(signatures_of(kind, paper, m)), _cites(paper, m),
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


def _cites(paper: str | None, m: CaseMaterial) -> str:
    if paper is None:
        return ""
    definition = m.file.ruleset.papers[paper]
    words = cites_words(definition.cite, m.names, unverified=definition.unverified)
    return m.say("cites", cites=words) if words else ""
