"""A conflict is between different clauses, and one of them is followed.

Codes `conflict-with-itself` and `conflict-chosen-elsewhere`. `between` names at least two clauses;
`chosen` is among them.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.casework.rulebook import clause
from engine.lint.subject import Subject
from engine.source import Problem


def check(subject: Subject) -> Iterator[Problem]:
    """Conflicts that are none, and readings that come from nowhere."""
    for key, conflict in subject.ruleset.conflicts.items():
        if len(set(conflict.between)) < 2:
            yield subject.problem("conflict-with-itself", f"conflicts.{key}.between", conflict=key)
        for chosen in conflict.chosen:
            if chosen not in conflict.between:
                path = f"conflicts.{key}.chosen"
                yield subject.problem("conflict-chosen-elsewhere", path, conflict=key, clause=clause(chosen))
