"""A case that begins inside another: it carries some facts along and has its own clocks.

Who stands aside from the first case, be it later, stands aside from this one too. The complainant's identity
stays with the first case; the new one has nobody to answer to unless its own rules say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from engine.casework.case import Case
from engine.casework.events import CaseEvent
from engine.casework.run import Run
from engine.policy.definitions import OpenCase


def linked_run(run: Run, effect: OpenCase) -> Run:
    """A run for the new case, opened and ready to enter its first state."""
    parent = run.case
    child_id = f"{parent.id}.{len(parent.links) + 1}"
    world = replace(run.world, related=())
    inner = Run(run.book, world, run.at, Case(child_id))
    answers, facts = _carried(parent, effect)
    inner.emit(
        "opened",
        {
            "locality": parent.locality, "digest": parent.digest, "form": parent.form, "answers": answers,
            "set": {**facts, **effect.set}, "accused": [], "sealed": parent.sealed,
            "out": sorted(parent.out), "taken_by": parent.taken_by,
            "from": {"case": parent.id, "link": effect.link},
        },
    )  # fmt: skip
    return inner


def _carried(parent: Case, effect: OpenCase) -> tuple[dict[str, Any], dict[str, Any]]:
    """Form answers stay answers; what was written in a paper becomes a fact."""
    contents: Mapping[str, Any] = {k: v for p in parent.papers.values() for k, v in p.contents.items()}
    answers = {k: parent.answers[k] for k in effect.carry if k in parent.answers}
    facts = {k: contents[k] for k in effect.carry if k not in answers and k in contents}
    return answers, facts


def grown_from(case: Case) -> tuple[str, ...]:
    """Ids of the cases that began inside this one."""
    return tuple(id_ for _, id_ in case.links if id_.startswith(f"{case.id}."))


def recusals_in(events: Iterable[CaseEvent]) -> tuple[Mapping[str, Any], ...]:
    """What a case that grew out of this one must know of these events."""
    told = ("rule", "out", "sealed", "taken_by")
    return tuple({k: e.data[k] for k in told if k in e.data} for e in events if e.kind == "recused")


def stand_aside_too(run: Run, recusals: Iterable[Mapping[str, Any]]) -> None:
    """Recusals of the first case hold on this one, as far as they do not yet."""
    for data in recusals:
        case, rule = run.case, run.book.ruleset.recusal.get(data["rule"])
        whole = (data["sealed"] and not case.sealed) or (data.get("taken_by") and not case.taken_by)
        if whole or not case.out.issuperset(data["out"]):
            run.emit("recused", data, run.reason(f"recusal.{data['rule']}", rule.cite if rule else ()))
