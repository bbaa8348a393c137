"""What rules found out about a case and whom they put on it: decisions, flags, recusals, seats."""

from __future__ import annotations

from collections.abc import Mapping

from engine.casework.case import Case, Change, Decision, changed, with_answers
from engine.casework.events import CaseEvent, EventKind


def _decided(case: Case, e: CaseEvent) -> Case:
    d = e.data
    decision = Decision(d["value"], tuple(d["rules"]), d["decided_by"])
    return changed(case, decisions={**case.decisions, d["table"]: decision}, troubles=_troubles(case, e))


def _flagged(case: Case, e: CaseEvent) -> Case:
    flag = {e.data["flag"]}
    flags = case.flags | flag if e.data["up"] else case.flags - flag
    return changed(case, flags=flags, troubles=_troubles(case, e))


def _recused(case: Case, e: CaseEvent) -> Case:
    d = e.data
    return changed(
        case,
        out=case.out | set(d["out"]),
        recusals=case.recusals | {d["rule"]},
        aside={**case.aside, **dict.fromkeys(d["out"], d["rule"])},
        sealed=case.sealed or d["sealed"],
        taken_by=case.taken_by or d.get("taken_by"),
        troubles=_troubles(case, e),
    )


def _linked(case: Case, e: CaseEvent) -> Case:
    return with_answers(changed(case, accused=tuple(e.data["accused"])), e.data.get("with", {}))


def _seated(case: Case, e: CaseEvent) -> Case:
    return changed(case, seats={**case.seats, e.data["seat"]: tuple(e.data["holders"])})


def _vacant(case: Case, e: CaseEvent) -> Case:
    return changed(case, vacancies=case.vacancies | {e.data["what"]})


def _troubles(case: Case, e: CaseEvent) -> tuple[str, ...]:
    trouble = e.data.get("trouble")
    return (*case.troubles, trouble) if trouble else case.troubles


CHANGES: Mapping[EventKind, Change] = {
    "decided": _decided,
    "flagged": _flagged,
    "recused": _recused,
    "linked": _linked,
    "seated": _seated,
    "vacant": _vacant,
}
