"""A routing table over many cases at once, beside zen-engine's batch call, DuckDB and Polars in one run.

    pip install -r requirements/bench.txt
    python -m benchmarks.bulk [--rows N] [--json]

Eight fields, 50 and 500 rules, first hit. Ours knows every hit of every row, not only the first; its time
begins with an Arrow batch and ends with masks and the first hit. Every engine's answers are compared,
row by row, and ours with the plain evaluator. Each figure is the best of several calls; the peers, which
are slower, are given fewer rows (zen-engine 20,000, the others 250,000).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, process_time

import numpy as np
import pyarrow as pa

from benchmarks import peers
from benchmarks.routing_table import Routing, cases, routing
from engine.columns.frame import frame_of
from engine.columns.hits import table_columns
from engine.columns.index import PROCESSORS
from engine.policy.conditions import holds

RULES = (50, 500)
ZEN_ROWS = 20_000
PEER_ROWS = 250_000
CHECKED = 2_000


@dataclass(frozen=True)
class Measured:
    """One engine at one table: rows a second, None where it is absent."""

    engine: str
    rules: int
    rows: int
    per_second: float | None


class WrongAnswers(Exception):
    """An engine that answers otherwise than ours: its speed is of no interest."""


def best_of(call: Callable[[], object], times: int = 5) -> float:
    """Seconds of the quickest call."""
    found = []
    for _ in range(times):
        began = perf_counter()
        call()
        found.append(perf_counter() - began)
    return min(found)


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


def measured(asked: Routing, batch: pa.RecordBatch) -> list[Measured]:
    """Every engine on one table."""
    rules, rows = len(asked.rules), batch.num_rows
    call, answers = ours(asked, batch)
    found = [Measured(f"ours, {PROCESSORS} processors, every hit", rules, rows, rows / best_of(call))]
    small, some = batch.slice(0, ZEN_ROWS), batch.slice(0, PEER_ROWS)
    beside: tuple[tuple[str, str, int, Callable[[], peers.Call]], ...] = (
        ("zen-engine, batch", "zen", small.num_rows, lambda: peers.zen_batch(asked, small)),
        ("DuckDB, CASE", "duckdb", some.num_rows, lambda: peers.duckdb_case(asked, some, PROCESSORS)),
        ("Polars, when-then", "polars", some.num_rows, lambda: peers.polars_when(asked, some)),
    )
    for name, module, size, make in beside:
        if not peers.installed(module):
            found.append(Measured(name, rules, size, None))
            continue
        peer = make()
        if peers.answers_of(peer()) != answers[:size]:
            raise WrongAnswers(f"{name} at {rules} rules")
        found.append(Measured(name, rules, size, size / best_of(peer, 3)))
    return found


def _line(one: Measured, ours_: float) -> str:
    if one.per_second is None:
        return f"{one.engine:36} {one.rules:5} {'absent':>14}"
    return f"{one.engine:36} {one.rules:5} {one.per_second:14,.0f} {ours_ / one.per_second:10.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--alone", action="store_true", help="ours alone, by processor time: needs no quiet machine")
    parser.add_argument("--json", action="store_true", help="print figures as JSON")
    chosen = parser.parse_args()
    batch = cases(chosen.rows)
    if chosen.alone:
        for rules in RULES:
            print(f"{rules} rules: {chosen.rows / _processor_time(routing(rules), batch):,.0f} rows a processor second")
        return
    found = [one for rules in RULES for one in measured(routing(rules), batch)]
    if chosen.json:
        print(json.dumps([vars(one) for one in found], indent=1))
        return
    print(f"load {os.getloadavg()[0]:.1f} on {PROCESSORS} processors, {chosen.rows:,} rows, Drools: {_drools()}")
    print(f"{'engine':36} {'rules':>5} {'rows a second':>14} {'ours is x':>10}")
    for rules in RULES:
        mine = next(m.per_second for m in found if m.rules == rules)
        for one in found:
            if one.rules == rules and mine is not None:
                print(_line(one, mine))


def _processor_time(asked: Routing, batch: pa.RecordBatch) -> float:
    """Seconds that all processors worked on one call, the least of several."""
    call, _ = ours(asked, batch)
    found = []
    for _ in range(9):
        began = process_time()
        call()
        found.append(process_time() - began)
    return min(found)


def _drools() -> str:
    return "absent (no java)" if shutil.which("java") is None else "java is here, no Drools is installed"


if __name__ == "__main__":
    main()
