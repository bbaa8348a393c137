"""Gaps, overlaps and hidden rows of a large decision table, beside comparing every pair of rows.

    python -m benchmarks.regions [--rules N]

Five hundred rules over eight facts; each pair that overlaps comes with an example of its own. The peer
compares boxes pair by pair, axis by axis, in the same run, and finds the overlaps only: rows that several
others hide together, and what none covers, a comparison of pairs cannot find. The ratio is the result;
seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from random import Random
from time import perf_counter
from typing import TypeVar

from engine.regions.boxes import Box, is_empty, meet
from engine.regions.cover import Cover
from engine.regions.diagram import Diagrams

FACTS, VALUES = 8, 12
T = TypeVar("T")


@dataclass(frozen=True)
class Measured:
    """What was found, and the seconds it took."""

    name: str
    found: int
    seconds: float


def table(rules: int, seed: int = 1) -> list[Box]:
    """Rules as offices write them: most facts are not asked, some for one value, some for a few."""
    draw = Random(seed)
    return [tuple(_cells(draw) for _ in range(FACTS)) for _ in range(rules)]


def _cells(draw: Random) -> int:
    shape = draw.random()
    if shape < 0.45:
        return (1 << VALUES) - 1
    if shape < 0.8:
        return 1 << draw.randrange(VALUES)
    return sum(1 << n for n in draw.sample(range(VALUES), 3))


def timed(name: str, work: Callable[[], T], count: Callable[[T], int]) -> Measured:
    """One measurement."""
    began = perf_counter()
    found = work()
    return Measured(name, count(found), perf_counter() - began)


def pairwise(boxes: list[Box]) -> list[tuple[int, int]]:
    """The peer: every pair of rows, axis by axis."""
    numbered = list(enumerate(boxes))
    return [(i, j) for (i, a), (j, b) in combinations(numbered, 2) if not is_empty(meet(a, b))]


def measure(rules: int) -> list[Measured]:
    """All measurements for a table of so many rules."""
    boxes = table(rules)
    told = Diagrams([VALUES] * FACTS)
    cover = Cover(told, [(b,) for b in boxes], told.always)
    return [
        timed("overlaps, with an example each", lambda: [(p, cover.example(*p)) for p in cover.overlaps()], len),
        timed("hidden rows", lambda: [n for n in range(rules) if cover.open(n) is None], len),
        timed("gap", cover.gap, lambda point: 0 if point is None else 1),
        timed("peer: every pair of rows", lambda: pairwise(boxes), len),
    ]


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rules", type=int, default=500)
    rules = parser.parse_args().rules
    found = measure(rules)
    *ours, peer = found
    whole = sum(m.seconds for m in ours)
    print(json.dumps({
        "rules": rules, "facts": FACTS,
        "measured": [{"what": m.name, "found": m.found, "seconds": round(m.seconds, 4)} for m in found],
        "ours": round(whole, 4), "peer_to_ours": round(peer.seconds / whole, 2),
    }, ensure_ascii=False, indent=2))  # fmt: skip


if __name__ == "__main__":
    main()
