"""Refusals that every act shares: it is somebody else's to do, or the answers do not fit."""

from __future__ import annotations

from typing import Any

from engine.casework.requests import Act, Refused
from engine.casework.run import Run
from engine.policy.bench import Holders


def not_theirs(run: Run, request: Act, allowed: Holders, code: str = "not-yours") -> Refused | None:
    """None for somebody who may; the recused may never."""
    if request.actor in run.case.out:
        return Refused("recused")
    return None if allowed.includes(request.actor) else Refused(code, {"event": request.event})


def unfit(problems: tuple[Any, ...], unknown: list[str]) -> Refused:
    """Answers are missing or wrong, or to questions that were not asked."""
    code = "missing" if problems and all(p.code == "required" for p in problems) and not unknown else "bad-answer"
    return Refused(code, {"unknown": unknown, "fields": [".".join(map(str, p.path)) for p in problems]}, problems)
