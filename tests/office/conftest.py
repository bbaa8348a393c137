"""A whole office on SQLite: the small town published, durable_rules deciding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from engine.matching import supervisor
from engine.office import Office
from engine.scenarios.playing import SetClock
from tests.casework.small import PEOPLE, at, write_home

OpenOffice = Callable[..., Office]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(at("01-05 09:00"))


@pytest.fixture
def open_office(tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenOffice]:
    """Opens the office at `tmp_path`, with the town published unless `publish=False`."""
    monkeypatch.setattr(supervisor, "PATIENCE", 300.0)  # however slow the machine is, the engine answers in time
    opened: list[Office] = []

    def make(*, publish: bool = True, set_clock: bool = True, **sections: str) -> Office:
        write_home(tmp_path, **sections)
        office = Office.open(f"sqlite:///{tmp_path / 'var' / 'town.db'}", tmp_path, now=clock if set_clock else None)
        opened.append(office)
        if publish:
            found, problems = office.publish("town", from_=date(2020, 1, 1))
            assert found, [p.line("en") for p in problems]
            office.put_directory("town", PEOPLE)
        return office

    yield make
    for office in opened:
        office.close()
