"""Where a case stands and what it is made of: opened, entered, asked, joined, taken to other rules."""

from __future__ import annotations

from collections.abc import Mapping

from engine.casework.case import STANDING, Case, Change, changed, with_answers
from engine.casework.events import CaseEvent, EventKind
from engine.casework.evolution.clocks import performed, swapped


def _opened(case: Case, e: CaseEvent) -> Case:
    d = e.data
    return changed(
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


def _entered(case: Case, e: CaseEvent) -> Case:
    return changed(
        case,
        state=e.data["state"],
        entered=e.at,
        visited=case.visited | {e.data["state"]},
        closed=e.at if e.data.get("final") else None,
    )


def _happened(case: Case, e: CaseEvent) -> Case:
    if "person" in e.data:
        key, _, what = e.data["event"].rpartition(".")
        about = {(key, e.data["person"])}
        return changed(case, asked=case.asked | about if what == "asked" else case.asked - about)
    if "swap" in e.data:
        return swapped(case, e.data["swap"])
    if "clock" in e.data:
        case = performed(case, e.data["clock"])
    return with_answers(case, e.data.get("answers", {}))


def _fact_set(case: Case, e: CaseEvent) -> Case:
    return changed(case, set_facts={**case.set_facts, **e.data["facts"]})


def _recorded(case: Case, e: CaseEvent) -> Case:
    return changed(case, registers=case.registers | {e.data["register"]})


def _linked_case(case: Case, e: CaseEvent) -> Case:
    return changed(case, links=(*case.links, (e.data["link"], e.data["case"])))


def _joined(case: Case, e: CaseEvent) -> Case:
    return changed(case, links=(*case.links, *(("joined", c) for c in e.data["cases"])))


def _period(case: Case, e: CaseEvent) -> Case:
    key = {e.data["period"]}
    return changed(case, periods=case.periods | key if e.data["up"] else case.periods - key)


def _rules_moved(case: Case, e: CaseEvent) -> Case:
    return changed(case, digest=e.data["digest"])


CHANGES: Mapping[EventKind, Change] = {
    "opened": _opened,
    "entered": _entered,
    "happened": _happened,
    "fact-set": _fact_set,
    "recorded": _recorded,
    "case-opened": _linked_case,
    "case-joined": _joined,
    "period": _period,
    "rules-moved": _rules_moved,
}
