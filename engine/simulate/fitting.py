"""Answers of one form made to fit another: what one place offers, another does not call so.

Only choices and yes-no questions are answered anew, each with the first answer that its form offers (or
"no"), and what was answered so is told. Nothing is written in anybody's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.casework.intake import take_in
from engine.policy.forms import Field
from engine.simulate.lanes import Office

_ROUNDS = 5
"""An answer may show further questions; so often is looked again."""


def fitted(office: Office, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that this office's form needs otherwise, by question; empty where all fit, or where what
    is missing must be written by a person."""
    form = office.form
    fields = {f.key: f for s, f in form.all_fields() if not (s.by or f.by)}
    own: dict[str, Any] = {}
    for _ in range(_ROUNDS):
        given = {k: v for k, v in {**answers, **own}.items() if k in fields}
        problems = take_in(form, given, by=None, ruleset=office.book.ruleset, directory=office.directory).problems
        wrong = {str(p.path[0]) for p in problems if p.path}
        more = {k: v for k in wrong - {*own} if k in fields and (v := _first(fields[k])) is not None}
        if not more:
            break
        own |= more
    return own


def _first(f: Field) -> Any:
    """The first answer that a question offers; None for one that must be written."""
    if f.type == "yes-no":
        return False
    return next(iter(f.offered()), None) if f.type != "choices" else None
