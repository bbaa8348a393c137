"""Seeded sequences of rough use: whatever the hands do, one record comes of it and every draft comes back.

Double and triple clicks, closed tabs, reconnects, two people on one case, a page left open overnight, rules
published meanwhile. The plain suite runs 40; `full` runs 300 and `soak` the whole thousand.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.journeys.random_hands import Bench, benches, filed, official, stumble, visitor

FEW, MORE, ALL = range(40), range(40, 300), range(300, 1000)
_BATCH = 20


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    yield from benches(tmp_path, monkeypatch)


def batches(seeds: range) -> list[range]:
    return [seeds[i : i + _BATCH] for i in range(0, len(seeds), _BATCH)]


@pytest.mark.parametrize("seeds", batches(FEW), ids=str)
def test_one_record_and_every_draft_back(bench: Bench, seeds: range) -> None:
    for seed in seeds:
        sequence(bench, seed)


@pytest.mark.full
@pytest.mark.parametrize("seeds", batches(MORE), ids=str)
def test_one_record_and_every_draft_back_at_length(bench: Bench, seeds: range) -> None:
    for seed in seeds:
        sequence(bench, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seeds", batches(ALL), ids=str)
def test_one_record_and_every_draft_back_to_the_thousand(bench: Bench, seeds: range) -> None:
    for seed in seeds:
        sequence(bench, seed)


def sequence(bench: Bench, seed: int) -> None:
    rng = Random(seed)
    rng.choice((a_visitor_files, one_official_writes, two_officials_write))(bench, rng, f"第{seed}号来信")


def a_visitor_files(bench: Bench, rng: Random, story: str) -> None:
    before = len(bench.written("opened"))
    tab = visitor(bench)
    stumble(tab, rng, story, None)
    tab.click(rng.randint(1, 3))
    if rng.random() < 0.5:
        tab.reload()
    assert len(bench.written("opened")) == before + 1
    assert bench.office.store.draft(tab.query["draft"]) is None


def one_official_writes(bench: Bench, rng: Random, story: str) -> None:
    case = filed(bench, story)
    tab = official(bench, "cai", case)
    stumble(tab, rng, story, "cai")
    tab.click(rng.randint(1, 3))
    if rng.random() < 0.5:
        tab.reload()
    (written,) = bench.written("written", case=case)
    assert (written.actor, written.data["contents"]["summary"]) == ("cai", tab.typed)


def two_officials_write(bench: Bench, rng: Random, story: str) -> None:
    """Who comes second is told so; what the second typed stays."""
    case = filed(bench, story)
    first, second = official(bench, "cai", case), official(bench, "huang", case)
    first.type(f"{story}之一")
    stumble(second, rng, f"{story}之二", "huang")
    first.token = bench.sign_in("cai")
    first.click(rng.randint(1, 3))
    second.click(rng.randint(1, 3))
    (written,) = bench.written("written", case=case)
    assert (written.actor, written.data["contents"]["summary"]) == ("cai", first.typed)
    assert "刚刚有" in second.words()
