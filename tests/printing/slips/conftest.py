"""A real office with one case told up to its answer, for slips."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.accounts.vault import KeyVault
from engine.casework.desk import CaseFile
from engine.casework.requests import Refused
from engine.office import Office
from engine.printing.slips.material import CaseMaterial
from engine.scenarios.playing import SetClock, play
from engine.scenarios.runner import set_stage
from engine.store import open_store
from engine.views.names import Names

ROOT = Path(__file__).resolve().parents[3]
LOCALITY = "kandun"
CLERK, HANDLER, STRANGER = "zhou-xiaoyan", "wu-jianfei", "qian-feng"
MORNING = datetime(2026, 1, 12, tzinfo=UTC)
STORY = "assigned-extended-answered"


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    """The office after the story's answer was sent."""
    stage, problems = set_stage(LOCALITY, home=ROOT)
    assert stage is not None, problems
    clock = SetClock(MORNING)
    with Office(open_store("memory:"), KeyVault(b"k" * 32), ROOT, clock) as opened:
        opened.publish(LOCALITY, from_=datetime(2020, 7, 6, tzinfo=UTC).date())
        opened.put_directory(LOCALITY, stage.directory)
        play(opened.desk, stage.scenarios[STORY], clock, locality=LOCALITY, shift=timedelta(0))
        yield opened


@pytest.fixture(scope="module")
def case_id(office: Office) -> str:
    (found,) = (r.id for r in office.store.rows(LOCALITY) if r.related)
    return found


def material(
    office: Office, case_id: str, reader: str = CLERK, why: str | None = None, lang: str = "zh"
) -> CaseMaterial:
    """What this reader's slip is made of."""
    identity = office.desk.unseal(case_id, reader, why) if why else {}
    assert not isinstance(identity, Refused)
    file = office.desk.view(case_id, reader)
    assert isinstance(file, CaseFile)
    names = Names(file.ruleset, office.directory(LOCALITY), lang)
    return CaseMaterial(file, names, office.calendar("cn"), office.store.clocks(case_id), identity)
