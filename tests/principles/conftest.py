"""The shipped rules, and small towns in which a principle is broken on purpose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.lint import Subject, lint
from engine.loading import load_ruleset
from engine.loading.calendars import load_calendar
from engine.policy.calendar import Calendar
from engine.policy.definitions import RuleSet
from tests.casework.conftest import front, store, town
from tests.casework.small import calendar_at, write_home

__all__ = ["front", "store", "town"]
ROOT = Path(__file__).resolve().parents[2]
Codes = Callable[..., set[str]]


def subject_of(id_: str) -> Subject:
    loaded, calendar = load_ruleset(id_, home=ROOT), load_calendar("cn", home=ROOT)
    assert loaded.ruleset is not None, [p.line("en") for p in loaded.problems]
    assert isinstance(calendar, Calendar)
    return Subject(loaded.ruleset, loaded.parents, calendar)


@pytest.fixture(params=sorted(p.stem for p in (ROOT / "rules").glob("*.yaml")))
def shipped(request: pytest.FixtureRequest) -> Subject:
    """Every rule set that is shipped."""
    return subject_of(request.param)


@pytest.fixture
def shipped_rules(shipped: Subject) -> RuleSet:
    return shipped.ruleset


@pytest.fixture
def codes(tmp_path: Path) -> Codes:
    """What checking finds in a small town with these sections, as codes of errors."""

    def find(**sections: str) -> set[str]:
        write_home(tmp_path, **sections)
        loaded = load_ruleset("town", home=tmp_path)
        found = {p.code for p in loaded.problems}
        if loaded.ruleset is not None:
            found |= {p.code for p in lint(Subject(loaded.ruleset, loaded.parents, calendar_at(tmp_path)))}
        return found

    return find
