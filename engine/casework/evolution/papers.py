"""What papers become: written, signed, refused, sent. A new version starts without signatures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.casework.case import Case, Change, PaperStatus, PaperVersion, changed
from engine.casework.events import CaseEvent, EventKind


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
    return changed(case, papers={**case.papers, d["paper"]: paper}, happened=happened)


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
    gone = _with_paper(case, e, replace(case.papers[e.data["paper"]], status="sent", to=tuple(e.data["to"])))
    return changed(gone, told=case.told | set(e.data["to"]))


def _likewise(part: PaperVersion, paper: PaperVersion) -> PaperVersion:
    return replace(
        part, status=paper.status, signatures=paper.signatures, against=paper.against, to=paper.to
    )  # fmt: skip


def _with_paper(case: Case, e: CaseEvent, paper: PaperVersion) -> Case:
    """The paper, and with it what others wrote beside it that is not sent yet."""
    if paper.beside:
        paper = replace(paper, beside=tuple(v if v.status == "sent" else _likewise(v, paper) for v in paper.beside))
    return changed(case, papers={**case.papers, e.data["paper"]: paper})


CHANGES: Mapping[EventKind, Change] = {
    "written": _written,
    "signed": _signed,
    "refused": _refused,
    "sent": _sent,
}
