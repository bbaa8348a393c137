"""A case as frozen values: what is known about it after its last event.

What each event makes of it stands in `engine.casework.evolution`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from engine.casework.events import CaseEvent
from engine.policy.deadlines import Clock

PaperStatus = Literal["written", "signed", "refused", "sent"]
STANDING = "standing"
"""The state of a locality's standing file; it has no way out."""


@dataclass(frozen=True)
class Decision:
    """What a table decided last, by which rules, and who decided (`durable_rules` or `plain`)."""

    value: Any
    rules: tuple[str, ...]
    decided_by: str


@dataclass(frozen=True)
class PaperVersion:
    """The latest version of a paper on a case; a new version starts without signatures.

    Of a paper that several write, one each, it is what one of them (`whose`) wrote last, and `beside`
    are the latest of the others: a signature and a sending are of them all.
    """

    version: int
    contents: Mapping[str, Any]
    seats: Mapping[str, tuple[str, ...]]
    status: PaperStatus
    by: str | None
    at: datetime
    signatures: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    whose: str | None = None
    beside: tuple[PaperVersion, ...] = ()


@dataclass(frozen=True)
class Case:
    """One complaint, or the `standing` file of a locality, which holds the duties of the body itself,
    the declared `periods` that run, and who takes whose next turn (`swaps`).

    `answers` holds no identity; `out` are the persons and units that are recused, `aside` the rule by
    which each of them is; `taken_by` the body that took the whole case over; `accused` one id,
    `none-here` or None per row; `asked` holds (recusal, person) while it is not decided whether the
    person stands aside.
    """

    id: str
    seq: int = 0
    locality: str = ""
    number: str = ""
    digest: str = ""
    form: str = ""
    opened: datetime | None = None
    state: str = ""
    entered: datetime | None = None
    closed: datetime | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    set_facts: Mapping[str, Any] = field(default_factory=dict)
    happened: Mapping[str, datetime] = field(default_factory=dict)
    tally: Mapping[str, int] = field(default_factory=dict)
    visited: frozenset[str] = frozenset()
    papers: Mapping[str, PaperVersion] = field(default_factory=dict)
    seats: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    taken: frozenset[tuple[str, int, str, int]] = frozenset()
    accused: tuple[str | None, ...] = ()
    out: frozenset[str] = frozenset()
    recusals: frozenset[str] = frozenset()
    aside: Mapping[str, str] = field(default_factory=dict)
    sealed: bool = False
    taken_by: str | None = None
    registers: frozenset[str] = frozenset()
    links: tuple[tuple[str, str], ...] = ()
    acted: frozenset[str] = frozenset()
    asked: frozenset[tuple[str, str]] = frozenset()
    told: frozenset[str] = frozenset()
    troubles: tuple[str, ...] = ()
    vacancies: frozenset[str] = frozenset()
    standing: bool = False
    periods: frozenset[str] = frozenset()
    swaps: Mapping[str, str] = field(default_factory=dict)


Change = Callable[[Case, CaseEvent], Case]
"""What one event makes of a case."""

_PARTS = frozenset(Case.__dataclass_fields__)


def changed(case: Case, **parts: Any) -> Case:
    """The case with other parts: `dataclasses.replace` without running forty fields through `__init__`,
    for cases are folded by the thousand. Raises TypeError for a part that a case has not."""
    if not parts.keys() <= _PARTS:
        raise TypeError(f"a case has no {sorted(parts.keys() - _PARTS)}")
    made = object.__new__(Case)
    made.__dict__.update(case.__dict__)
    made.__dict__.update(parts)
    return made


def with_answers(case: Case, more: Mapping[str, Any]) -> Case:
    """The case with more answers, the later ones in the place of the earlier."""
    return changed(case, answers={**case.answers, **more}) if more else case
