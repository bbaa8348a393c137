"""A case that begins inside another: it carries some facts along and has its own clocks.

Who stands aside from the first case stands aside from this one too. The complainant's identity stays
with the first case; the new one has nobody to answer to unless its own rules say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.casework.case import Case
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
