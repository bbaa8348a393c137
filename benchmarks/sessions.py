"""Fifty people in the app at once, beside one person alone: how much longer a page takes.

    python -m benchmarks.sessions [--people N] [--rounds N]

The app runs as its users run it, over an office of one locality. Each person is a websocket that speaks
Streamlit's own protocol: signs nothing, opens the complaint form, and then does one thing every few
seconds (another page, or the form again). A page's time is from asking until the script has finished.
Ratios compare with one person in the same run; seconds depend on the machine and only make sense of them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from scripts.demo_server import serving
from tests.journeys.small_office import fill
from tests.journeys.socket_window import Window

PAGES = ("", "follow", "rules", "sign-in")
PAUSE = 5.0
"""Seconds between two acts of one person, on average; each waits between none and twice as long."""


@dataclass(frozen=True)
class Measured:
    """Seconds for each page that was asked for, by how many people at once."""

    people: int
    seconds: tuple[float, ...]

    @property
    def middle(self) -> float:
        """Half of the pages took no longer."""
        return median(self.seconds)

    @property
    def slow(self) -> float:
        """Nineteen in twenty took no longer."""
        return quantiles(self.seconds, n=20)[-1]


async def person(address: str, number: int, rounds: int, pause: float) -> list[float]:
    """One person's pages: how long each took, the first left out (it also makes the session)."""
    chance = Random(number)
    await asyncio.sleep(chance.random() * pause)
    window = await Window(address).open()
    took: list[float] = []
    for _ in range(rounds):
        await asyncio.sleep(chance.random() * 2 * pause)
        began = perf_counter()
        await window.go(chance.choice(PAGES))
        took.append(perf_counter() - began)
    await window.close()
    return took


async def together(address: str, people: int, rounds: int, pause: float) -> Measured:
    """So many people at once."""
    found = await asyncio.gather(*(person(address, n, rounds, pause) for n in range(people)))
    return Measured(people, tuple(t for one in found for t in one))


def report(alone: Measured, many: Measured) -> dict[str, object]:
    """The figures that are quoted: ratios first."""
    return {
        "people": many.people, "pages": len(many.seconds),
        "median_ratio": round(many.middle / alone.middle, 2), "p95_ratio": round(many.slow / alone.slow, 2),
        "alone_ms": {"median": round(alone.middle * 1000, 1), "p95": round(alone.slow * 1000, 1)},
        "together_ms": {"median": round(many.middle * 1000, 1), "p95": round(many.slow * 1000, 1)},
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure one, then many, and print the ratios as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--pause", type=float, default=PAUSE)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), fill) as address:
        asyncio.run(together(address, 1, 5, 0.1))  # whatever is loaded at first use
        alone = asyncio.run(together(address, 1, 40, 0.2))
        many = asyncio.run(together(address, given.people, given.rounds, given.pause))
    print(json.dumps(report(alone, many), indent=2))


if __name__ == "__main__":
    main()
