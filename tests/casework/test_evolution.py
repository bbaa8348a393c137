"""Each kind of event changes a case in one subject file."""

from __future__ import annotations

from collections import Counter
from typing import get_args

from engine.casework.events import EventKind
from engine.casework.evolution import clocks, course, papers, routing

SUBJECTS = (course, routing, papers, clocks)
ONLY_TOLD = {"calendar-amended", "denied", "identity-read", "identity-erased", "code-renewed"}
"""Kinds that say what was done beside the case: nothing of it changes."""


def test_each_kind_of_event_stands_in_one_subject_file_or_changes_nothing() -> None:
    found = Counter(kind for subject in SUBJECTS for kind in subject.CHANGES)
    assert found == Counter({kind: 1 for kind in get_args(EventKind) if kind not in ONLY_TOLD})
