"""The slips there are, and which paper of a case stands behind each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from engine.casework.desk import CaseFile

Kind = Literal["handling", "report", "extension", "answer"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CONCEPTS: Mapping[str, tuple[str, ...]] = {
    "handling": ("assignment",),
    "report": ("report", "report-back", "findings"),
    "extension": ("extension",),
    "answer": ("answer",),
}
"""What papers are called across localities that stand behind a slip."""


def printable(file: CaseFile) -> tuple[Kind, ...]:
    """The slips that this case can have now: the handling slip, and those whose paper is written."""
    return tuple(k for k in KINDS if not file.case.standing and (k == "handling" or paper_of(k, file)))


def paper_of(kind: Kind, file: CaseFile) -> str | None:
    """The paper behind a slip: the latest written one of its purpose."""
    known = file.ruleset.papers
    found = [k for k in file.case.papers if k in known and known[k].concept in CONCEPTS[kind]]
    return max(found, key=lambda k: file.case.papers[k].at, default=None)
