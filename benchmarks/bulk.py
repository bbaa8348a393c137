"""A routing table over many cases at once, beside Drools, zen-engine's batch call, DuckDB and Polars.

    pip install -r requirements/bench.txt
    python -m benchmarks.bulk [--rows N] [--json]

Eight fields, 50 and 500 rules, first hit. Ours knows every hit of every row, not only the first; its time
begins with an Arrow batch and ends with masks and the first hit. Every engine's answers are compared,
row by row, and ours with the plain evaluator. Each figure is the best of several calls, once by the wall
clock and once by the time that processors worked, which does not depend on who else uses the machine.
The peers, which are slower, are given fewer rows (zen-engine 20,000, Drools 100,000, the others 250,000).
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from time import perf_counter, process_time

import numpy as np
import pyarrow as pa

from benchmarks import drools, peers
from benchmarks.routing_table import Routing, cases, routing
from engine.columns.frame import frame_of
from engine.columns.hits import table_columns
from engine.columns.slices import PROCESSORS
from engine.policy.conditions import holds

RULES = (50, 500)
ZEN_ROWS = 20_000
DROOLS_ROWS = 100_000
PEER_ROWS = 250_000
CHECKED = 2_000


@dataclass(frozen=True)
class Taken:
    """Seconds by the clock on the wall, and seconds that processors worked."""

    seconds: float
    worked: float


@dataclass(frozen=True)
class Measured:
    """One engine at one table: rows a second and a processor second, or why it is absent."""

    engine: str
    rules: int
    rows: int
    per_second: float = 0.0
    per_processor_second: float = 0.0
    absent: str = ""


class WrongAnswers(Exception):
    """An engine that answers otherwise than ours: its speed is of no interest."""


def best_of(call: Callable[[], object], times: int = 5) -> Taken:
    """The quickest of several calls, by each clock."""
    found = []
    for _ in range(times):
        began, worked = perf_counter(), process_time()
        call()
        found.append((perf_counter() - began, process_time() - worked))
    return Taken(min(s for s, _ in found), min(w for _, w in found))


def ours(asked: Routing, batch: pa.RecordBatch) -> tuple[Callable[[], object], list[str]]:
    """The call to be timed, and our answers, checked against the plain evaluator."""
    made = table_columns(asked.table, asked.group)

    def call() -> object:
        return made.decide(frame_of(batch, asked.types))

    decided = made.decide(frame_of(batch, asked.types))
    for i, facts in enumerate(batch.slice(0, CHECKED).to_pylist()):
        hits = tuple(k for k, r in asked.table.rules.items() if holds(r.if_, facts))
        if decided.matched(i) != hits:
            raise WrongAnswers(f"ours, row {i}: {decided.matched(i)} and not {hits}")
    values = np.array([str(v) for v in decided.values])
    return call, values[decided.choice].tolist()


def measured(asked: Routing, batch: pa.RecordBatch) -> Iterator[Measured]:
    """Every engine on one table."""
    rules, rows = len(asked.rules), batch.num_rows
    call, answers = ours(asked, batch)
    yield _measured(f"ours, {PROCESSORS} processors, every hit", rules, rows, best_of(call, 15))
    yield _drools(asked, batch.slice(0, DROOLS_ROWS), answers)
    small, some = batch.slice(0, ZEN_ROWS), batch.slice(0, PEER_ROWS)
    beside: tuple[tuple[str, str, int, Callable[[], peers.Call]], ...] = (
        ("zen-engine, batch", "zen", small.num_rows, lambda: peers.zen_batch(asked, small)),
        ("DuckDB, CASE", "duckdb", some.num_rows, lambda: peers.duckdb_case(asked, some, PROCESSORS)),
        ("Polars, when-then", "polars", some.num_rows, lambda: peers.polars_when(asked, some)),
    )
    for name, module, size, make in beside:
        if not peers.installed(module):
            yield Measured(name, rules, size, absent=f"{module} is not installed")
            continue
        peer = make()
        if peers.answers_of(peer(), asked) != answers[:size]:
            raise WrongAnswers(f"{name} at {rules} rules")
        yield _measured(name, rules, size, best_of(peer, 3))


def _drools(asked: Routing, batch: pa.RecordBatch, answers: list[str]) -> Measured:
    name, rules, size = f"Drools in the JVM, {PROCESSORS} sessions", len(asked.rules), batch.num_rows
    lacking = drools.lacking()
    if lacking is not None:
        return Measured(name, rules, size, absent=lacking)
    seconds, worked, found = drools.in_the_jvm(asked, batch, PROCESSORS)
    if found != answers[:size]:
        raise WrongAnswers(f"{name} at {rules} rules")
    return _measured(name, rules, size, Taken(seconds, worked))


def _measured(engine: str, rules: int, rows: int, taken: Taken) -> Measured:
    return Measured(engine, rules, rows, rows / taken.seconds, rows / taken.worked)


def _line(one: Measured, mine: Measured) -> str:
    if one.absent:
        return f"{one.engine:34} {one.rules:5} skipped: {one.absent}"
    times = mine.per_second / one.per_second, mine.per_processor_second / one.per_processor_second
    rates = f"{one.per_second:14,.0f} {one.per_processor_second:14,.0f}"
    return f"{one.engine:34} {one.rules:5} {rates} {times[0]:9.1f} {times[1]:9.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--alone", action="store_true", help="ours alone, by both clocks")
    parser.add_argument("--json", action="store_true", help="print figures as JSON")
    chosen = parser.parse_args()
    batch = cases(chosen.rows)
    if chosen.alone:
        for rules in RULES:
            taken = best_of(ours(routing(rules), batch)[0], 25)
            rates = f"{chosen.rows / taken.seconds:,.0f} rows a second, {chosen.rows / taken.worked:,.0f}"
            print(f"{rules} rules: {rates} a processor second")
        return
    if chosen.json:
        print(json.dumps([vars(one) for rules in RULES for one in measured(routing(rules), batch)], indent=1))
        return
    print(f"load {os.getloadavg()[0]:.1f} on {PROCESSORS} processors, {chosen.rows:,} rows")
    print(f"{'engine':34} {'rules':>5} {'rows/s':>14} {'rows/cpu s':>14} {'ours is x':>9} {'by cpu':>9}")
    for rules in RULES:
        found = measured(routing(rules), batch)
        mine = next(found)
        for one in chain((mine,), found):
            print(_line(one, mine), flush=True)


if __name__ == "__main__":
    main()
