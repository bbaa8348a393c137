"""Seeded sequences of rough use over the app's own socket: one record each, and every draft back.

Double and triple clicks, closed windows, broken lines, two people on one case, a page left open overnight,
rules published meanwhile. `full` plays ten of each kind, and `soak` a thousand in all.
Another thousand: BIHUAN_SOAK_FIRST=1000.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from scripts.demo_server import serving
from tests.journeys.socket_hands import Place, all_of, fill

_ON_ONE_SERVER = 100
FIRST = int(os.environ.get("BIHUAN_SOAK_FIRST", "0"))
SOME, ALL = range(40), range(FIRST, FIRST + 1000)


def batches(seeds: range) -> list[range]:
    return [seeds[i : i + _ON_ONE_SERVER] for i in range(0, len(seeds), _ON_ONE_SERVER)]


def play(folder: Path, seeds: range) -> None:
    cases: dict[int, str] = {}
    with serving(folder, lambda url: fill(url, seeds, cases)) as address:
        place = Place(address, folder, cases)
        assert asyncio.run(all_of(place, seeds)) == []
        assert "Traceback" not in place.log()


@pytest.mark.full
@pytest.mark.parametrize("seeds", batches(SOME), ids=str)
def test_one_record_and_every_draft_back(tmp_path: Path, seeds: range) -> None:
    play(tmp_path, seeds)


@pytest.mark.soak
@pytest.mark.parametrize("seeds", batches(ALL), ids=str)
def test_one_record_and_every_draft_back_a_thousand_times(tmp_path: Path, seeds: range) -> None:
    play(tmp_path, seeds)
