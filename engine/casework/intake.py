"""Taking in what a person filed: checked, identity parted from content, events that a yes raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.casework.events import SEALED
from engine.casework.facts import NONE_HERE, plain
from engine.policy.answers import AnswerProblem, sealed_fields, validate
from engine.policy.definitions import RuleSet
from engine.policy.directory import Directory
from engine.policy.forms import Form


@dataclass(frozen=True)
class Intake:
    """`answers` may enter an event; `identity` may not. `accused` is one id, or None, per row."""

    answers: Mapping[str, Any]
    identity: Mapping[str, str]
    accused: tuple[str | None, ...]
    problems: tuple[AnswerProblem, ...]


def take_in(
    form: Form, answers: Mapping[str, Any], *, by: str | None, ruleset: RuleSet, directory: Directory
) -> Intake:
    """Validate answers and part identity from content."""
    clean, problems = validate(form, answers, by=by)
    sealed = {k: str(clean[k]) for k in sealed_fields(form) if k in clean}
    public = {k: (SEALED if k in sealed else plain(v)) for k, v in clean.items()}
    rows = clean.get("accused", [])
    accused = tuple(_linked(r.get("official"), ruleset, directory) for r in rows)
    if by is None:  # that somebody is not of this body is for the office to say, never for the filer
        accused = tuple(None if a == NONE_HERE else a for a in accused)
    return Intake(public, sealed, accused, problems)


def _linked(official: Any, ruleset: RuleSet, directory: Directory) -> str | None:
    """The person or unit that was picked from the directory; None for words somebody typed."""
    link = official.get("link") if isinstance(official, Mapping) else official
    if not isinstance(link, str):
        return None
    if link == NONE_HERE or link in directory.persons or link in directory.units:
        return link
    if link in ruleset.roles:
        holders = [p.id for p in directory.persons.values() if link in p.roles]
        return holders[0] if len(holders) == 1 else None
    return link if link in ruleset.units and not ruleset.units[link].each else None
