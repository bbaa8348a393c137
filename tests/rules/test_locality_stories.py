"""The stories of the localities: they come out as told, and assert enough."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from tests.rules.told import told

ROOT = Path(__file__).resolve().parents[2]
LOCALITIES = ("dafeng", "hengyang", "laixi", "longnan")


@cache
def written(locality: str) -> dict[str, Any]:
    file = f"rules/scenarios/{locality}.yaml"
    document = read(ROOT / file, file=file)
    assert isinstance(document, Document), document
    data: Any = document.data
    return dict(data["scenarios"])


def _points(story: dict[str, Any]) -> int:
    """Moments at which who owns it, when it is due and by which clause are all asserted; on the standing
    file the duty itself says who."""
    asked = {"due", "cites"} if story.get("standing") else {"owner", "due", "cites"}
    return sum(asked <= set(s.get("expect", {})) for s in story["story"])


@pytest.mark.parametrize("locality", LOCALITIES)
def test_the_stories_come_out_as_told(locality: str) -> None:
    assert {o.key: o.differences for o in told(locality) if not o.passed} == {}


@pytest.mark.parametrize("locality", LOCALITIES)
def test_at_least_twelve_stories_assert_owner_due_date_and_clause_at_three_points(locality: str) -> None:
    told = written(locality)
    assert sum(_points(story) >= 3 for story in told.values()) >= 12


@pytest.mark.parametrize("locality", LOCALITIES)
def test_a_standing_file_is_told_too(locality: str) -> None:
    assert any(story.get("standing") for story in written(locality).values())
