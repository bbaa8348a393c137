"""Do the database's own guards stand: the triggers by which it refuses to change what only grows?"""

from __future__ import annotations

from typing import Literal

from engine.casework.guarding import BrokenGuard, Guarding
from engine.store.auditing.chains import Fault, Finding

_FAULTS: dict[Literal["missing", "altered", "foreign"], Fault] = {
    "missing": "guard-missing",
    "altered": "guard-altered",
    "foreign": "guard-foreign",
}


def verify_guards(store: Guarding) -> tuple[Finding, ...]:
    """What is wrong with them, of the installation as a whole. Empty is good."""
    return tuple(map(_finding, store.broken_guards()))


def _finding(guard: BrokenGuard) -> Finding:
    return Finding(_FAULTS[guard.how], "", 0, what=guard.name)
