"""The office says who the accused are in its own directory, before anything is routed."""

from __future__ import annotations

from typing import Any

from engine.casework.acts.refusals import not_theirs
from engine.casework.facts import NONE_HERE
from engine.casework.requests import Act, Refused
from engine.casework.run import Run
from engine.policy.actors import Named

LINK = "accused-linked"


def link(run: Run, request: Act) -> Refused | None:
    """The office says who the accused are in its own directory, before anything is routed."""
    if not run.case.accused or run.case.closed is not None:
        return Refused("not-now", {"event": LINK})
    wrong = not_theirs(run, request, run.who(Named("intake-office")))
    if wrong:
        return wrong
    ids: Any = request.with_.get("accused")
    directory = run.world.directory
    known = {NONE_HERE, *directory.persons, *directory.units}
    fits = isinstance(ids, list) and len(ids) == len(run.case.accused)
    if not fits or any(not isinstance(i, str) or i not in known for i in ids):
        return Refused("bad-link", {"rows": len(run.case.accused)})
    data: dict[str, Any] = {"accused": ids}
    rows = _supervised(run, request.with_.get("supervised"))
    if rows:
        data["with"] = {"accused": rows}
    run.emit("linked", data, actor=request.actor)
    return None


def _supervised(run: Run, given: Any) -> list[dict[str, Any]]:
    """The rows of the accused with what the office knows about each of them."""
    rows = run.case.answers.get("accused")
    if not isinstance(given, list) or not isinstance(rows, list) or len(given) != len(rows):
        return []
    return [{**r, **({"supervised": g} if isinstance(g, bool) else {})} for r, g in zip(rows, given, strict=True)]
