"""7. A request for protection is a branch of its own with the shortest clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from engine.casework.clocks.due import due_of, running
from engine.casework.virtual import VirtualOffice
from engine.scenarios.runner import Stage, set_stage
from tests.principles.conftest import ROOT

AT = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="module")
def stage() -> Stage:
    found, _ = set_stage("kandun", home=ROOT)
    assert found is not None
    return found


def due_first(stage: Stage, **answers: object) -> list[str]:
    """Clocks that run after opening, the earliest due first."""
    office = VirtualOffice(stage.book, stage.calendar, stage.directory)
    plain = {"identity": "anonymous", "request": "help", "matter": "drainage", "place": "kanxi", "what": "威胁"}
    office.open("registration", {**plain, **answers}, at=AT)
    case = office.cases["case-1"]
    dues = {c.deadline: due for c in running(case) if (due := due_of(c, stage.book, stage.calendar))}
    return sorted(dues, key=lambda key: dues[key].expires)


def test_the_clock_of_protection_is_due_before_any_other(stage: Stage) -> None:
    assert due_first(stage, protection=True)[0] == "protect"


def test_without_the_request_there_is_no_such_clock(stage: Stage) -> None:
    assert "protect" not in due_first(stage)


def test_protection_is_owed_whatever_becomes_of_the_case(stage: Stage) -> None:
    duty = stage.book.ruleset.duties["protect"]
    assert (duty.after, duty.act, duty.strength) == ("protection-asked", "protect", "must")
    assert duty.limit is not None
    assert duty.limit.kind == "same-day"
