"""Overlaps, contradictions and dead rows of a large decision table, beside Z3 and comparing every pair.

    pip install -r requirements/bench.txt
    python -m benchmarks.regions [--rules N] [--unasked SHARE] [--no-z3]

519 rules over eight facts of twelve values, twelve of them with a defect that was put there (every one
must be found). Overlaps are pairs of rows that share a case, contradictions those with different results;
a row is dead when rows above it hold every case of it, alone or several together. Each row that is not
dead has a case of its own, each of the first hundred of every kind an example; all are tried out. Z3
answers the same questions, one check for each row and each pair, and every answer must be the same. The
plain comparison of every pair finds the overlaps only. Time is that of the processor; the ratio is the result.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from time import process_time
from typing import Any, TypeVar

from benchmarks.seeded_table import FACTS, VALUES, Seeded, seeded
from engine.regions.boxes import Box, Cells, bits, is_empty, meet, within
from engine.regions.cover import Cover
from engine.regions.diagram import Diagrams

EXAMPLES = 100
MOST_FOR_Z3 = MOST_PAIRS_SHOWN = 1_000
T = TypeVar("T")


@dataclass(frozen=True)
class Verdicts:
    """What was found. Pairs as bit-sets: `overlaps[i]` are the rows after i that share a case with it."""

    overlaps: tuple[int, ...]
    contradictions: tuple[int, ...]
    dead: frozenset[int]
    dead_by_several: frozenset[int]
    impossible: frozenset[int]
    gap: bool

    def told(self) -> dict[str, Any]:
        """As numbers."""
        pairs = {k: sum(m.bit_count() for m in getattr(self, k)) for k in ("overlaps", "contradictions")}
        rows = {k: len(getattr(self, k)) for k in ("dead", "dead_by_several", "impossible")}
        return {**pairs, **rows, "gap": self.gap}


class WrongVerdict(Exception):
    """An example that is none, a defect not found, or an engine that answers otherwise."""


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What comes out, and the processor seconds it took."""
    began = process_time()
    found = work()
    return found, process_time() - began


def cover_of(table: Seeded) -> Cover:
    """The table as regions."""
    told = Diagrams([VALUES] * FACTS)
    return Cover(told, [(b,) for b in table.boxes], told.always)


def ours(table: Seeded) -> Verdicts:
    """Every verdict, without examples."""
    cover, count = cover_of(table), len(table.rows)
    same: dict[int, int] = {}
    for number, row in enumerate(table.rows):
        same[row.unit] = same.get(row.unit, 0) | 1 << number
    overlaps = tuple(cover.meeting(n) for n in range(count))
    clashes = tuple(m & ~same[table.rows[n].unit] for n, m in enumerate(overlaps))
    impossible = frozenset(n for n in range(count) if cover.point_of(n) is None)
    dead = frozenset(n for n in range(count) if n not in impossible and cover.open(n) is None)
    several = frozenset(n for n in dead if not cover.holders(n))
    return Verdicts(overlaps, clashes, dead, several, impossible, cover.gap() is not None)


def examples(table: Seeded, found: Verdicts) -> list[tuple[tuple[int, ...], Cells]]:
    """A case for each of the first hundred overlaps and contradictions, tried out."""
    cover = cover_of(table)
    shown = []
    for kind in (found.overlaps, found.contradictions):
        for pair in _first(_pairs(kind)):
            point = cover.example(*pair)
            if point is None or not all(within(point, table.boxes[n]) for n in pair):
                raise WrongVerdict(f"rows {pair}: {point}")
            shown.append((pair, point))
    return shown


def every_example(table: Seeded) -> int:
    """A case for every overlap: how many."""
    cover = cover_of(table)
    return sum(cover.example(*pair) is not None for pair in cover.overlaps())


def _pairs(kind: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    return ((n, other) for n, mask in enumerate(kind) for other in bits(mask))


def _first(pairs: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    return (pair for pair, _ in zip(pairs, range(EXAMPLES), strict=False))


def pairwise(boxes: list[Box]) -> int:
    """The plain way: every pair of rows, axis by axis. How many overlap."""
    return sum(not is_empty(meet(a, b)) for a, b in combinations(boxes, 2))


def by_z3(table: Seeded) -> Verdicts:
    """The same by a solver: a row is a formula over one yes-or-no for each value of each fact."""
    import z3

    solver = z3.Solver()
    cells = [[z3.Bool(f"f{a}={v}") for v in range(VALUES)] for a in range(FACTS)]
    for axis in cells:
        solver.add(z3.PbEq([(c, 1) for c in axis], 1))
    rows = [z3.Bool(f"row{n}") for n in range(len(table.rows))]
    for row, box in zip(rows, table.boxes, strict=True):
        solver.add(row == z3.And([z3.Or([cells[a][v] for v in bits(m)]) for a, m in enumerate(box)]))

    def can(*asked: Any) -> bool:
        return bool(solver.check(*asked) == z3.sat)

    count = len(rows)
    impossible = frozenset(n for n in range(count) if not can(rows[n]))
    not_above = [z3.Not(r) for r in rows]
    dead = frozenset(n for n in range(count) if n not in impossible and not can(rows[n], *not_above[:n]))
    several = frozenset(n for n in dead if all(can(rows[n], not_above[m]) for m in range(n)))
    overlaps = tuple(sum(1 << m for m in range(n + 1, count) if can(rows[n], rows[m])) for n in range(count))
    units = [row.unit for row in table.rows]
    clashes = tuple(sum(1 << m for m in bits(found) if units[m] != units[n]) for n, found in enumerate(overlaps))
    return Verdicts(overlaps, clashes, dead, several, impossible, can(*not_above))


def check_seeded(table: Seeded, found: Verdicts) -> None:
    """Every defect that was put there is among those found."""
    clashes = set(_pairs(found.contradictions))
    if not (
        table.hidden_by_one <= found.dead - found.dead_by_several
        and table.hidden_by_several <= found.dead_by_several
        and table.impossible <= found.impossible
        and table.contradicting <= clashes
    ):
        raise WrongVerdict("a defect that was put there is not found")


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rules", type=int, default=519)
    parser.add_argument("--unasked", type=float, default=0.45, help="how probable it is that a row leaves a fact open")
    parser.add_argument("--no-z3", action="store_true", help="leave the solver out")
    chosen = parser.parse_args()
    table = seeded(chosen.rules, chosen.unasked)
    found, counting = min((timed(lambda: ours(table)) for _ in range(3)), key=lambda f: f[1])
    check_seeded(table, found)
    _, showing = timed(lambda: examples(table, found))
    whole = plainly = None
    if chosen.rules <= MOST_PAIRS_SHOWN:
        whole, plainly = (round(timed(w)[1], 4) for w in (lambda: every_example(table), lambda: pairwise(table.boxes)))
    told: dict[str, Any] = {
        "rules": chosen.rules, "facts": FACTS, **found.told(), "counts_s": round(counting, 4),
        "first_examples_s": round(showing, 4), "an_example_of_every_overlap_s": whole,
        "every_pair_compared_s": plainly,
    }  # fmt: skip
    if chosen.no_z3 or chosen.rules > MOST_FOR_Z3:
        told["z3"] = "not asked"
    elif importlib.util.find_spec("z3") is None:
        told["z3"] = "skipped: z3-solver is not installed"
    else:
        theirs, solving = timed(lambda: by_z3(table))
        if theirs != found:
            raise WrongVerdict(f"ours {found.told()}, Z3 {theirs.told()}")
        told |= {"z3": "every verdict is the same", "z3_s": round(solving, 2), "z3_to_ours": round(solving / counting)}
    print(json.dumps(told, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
