"""A paper is signed, sent back, or sent by hand."""

from __future__ import annotations

from typing import Any

from engine.casework.acts.papers import (
    is_complete,
    is_rejected,
    is_timely,
    may_be_signed,
    signers,
    version_of,
    writer_of,
)
from engine.casework.acts.refusals import not_theirs
from engine.casework.acts.writing import write
from engine.casework.react import send
from engine.casework.requests import Act, Refused
from engine.casework.run import Run
from engine.policy.definitions import Paper

_LONGEST_NOTE = 20_000


def sign(run: Run, request: Act, paper: Paper, what: str) -> Refused | None:
    """Somebody signs the latest version, or (`what` is `refused`) sends it back."""
    version = version_of(run, paper)
    over = run.case.closed is not None and not is_timely(run, paper)
    if paper.signed_by is None or version is None or version.status != "written" or over:
        return Refused("not-now", {"event": request.event})
    if not may_be_signed(run, paper):
        return Refused("not-now", {"event": request.event})
    wrong = not_theirs(run, request, signers(run, paper), "signer")
    if wrong:
        return wrong
    if request.actor in (*version.signatures, *version.against):
        return Refused("signed-already", {"event": request.event})
    reason = run.reason(f"papers.{paper.key}.signed_by", paper.cite)
    data: dict[str, Any] = {"paper": paper.key, "version": version.version}
    if what == "refused":
        because = str(request.with_.get("reason", "")).strip()[:_LONGEST_NOTE]
        if not is_rejected(run, paper.signed_by, frozenset({*version.against, request.actor})):
            data["complete"] = False
        run.emit("refused", {**data, "reason": because}, reason, actor=request.actor)
        return None
    complete = is_complete(run, paper.signed_by, frozenset({*version.signatures, request.actor}))
    run.emit("signed", {**data, "complete": complete}, reason, actor=request.actor)
    return None


def send_by_hand(run: Run, request: Act, paper: Paper) -> Refused | None:
    """Sending by hand: a signed paper, or one that needs no signature and is written with it."""
    version = version_of(run, paper)
    if paper.signed_by is None:
        return write(run, request, paper)
    if version is None or version.status in ("written", "refused"):
        wrong = not_theirs(run, request, writer_of(run, paper))
        return wrong or Refused("unsigned", {"event": request.event})
    if version.status == "sent" or not paper.to or (run.case.closed is not None and not is_timely(run, paper)):
        return Refused("not-now", {"event": request.event})
    wrong = not_theirs(run, request, writer_of(run, paper))
    if wrong:
        return wrong
    send(run, paper, actor=request.actor)
    return None
