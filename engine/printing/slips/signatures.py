"""Who signed the paper behind a slip, who refused, and whether a signature is still to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.casework.events import CaseEvent
from engine.printing.slips.kinds import Kind
from engine.printing.slips.material import CaseMaterial
from engine.printing.slips.wording import on_one_line


@dataclass(frozen=True)
class Signed:
    """Who signed, and on which day; both empty where a signature is still to come."""

    label: str
    name: str
    on: str


def signatures_of(kind: Kind, paper: str | None, m: CaseMaterial) -> Iterator[Signed]:
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
