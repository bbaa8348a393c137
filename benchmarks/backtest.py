"""How long a backtest takes and how much memory: a million cases under two rule sets, fifty localities.

    python -m benchmarks.backtest [--cases N] [--localities N] [--format parquet|csv]

Each figure is taken in a process of its own, so that peak memory is that of one run. `cpu` is the time
that all processors worked: it does not depend on who else uses the machine. The peer is the plain way:
every case tried alone by the plain evaluator and calendar, on a sample.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from engine.casework.rulebook import prepare
from engine.columns.history import open_history
from engine.columns.invent import Invention, invented, write_history
from engine.loading.calendars import load_calendar
from engine.loading.load import load_ruleset
from engine.policy.calendar import Calendar
from engine.policy.tables import Question, plain_match
from engine.simulate.backtest import Town, backtest
from engine.simulate.generate import invention_of
from engine.simulate.layout import found_in

HOME = Path(__file__).resolve().parents[1]
AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
PAIR = ("kandun", "neighbour")
_APART = 250_000
"""Rows between two looks at the memory."""
ALL = (*PAIR, "laixi", "dafeng", "hengyang", "longnan")


def town(id_: str) -> Town:
    """A shipped rule set, ready."""
    ruleset = load_ruleset(id_, home=HOME).ruleset
    assert ruleset is not None
    calendar = load_calendar(ruleset.calendar, home=HOME)
    assert isinstance(calendar, Calendar)
    return Town(prepare(ruleset), calendar)


def made(path: Path, cases: int) -> Path:
    """A history of so many cases."""
    found = invention_of(HOME / "histories" / "typical.yaml", town(PAIR[0]).book)
    assert isinstance(found, Invention)
    write_history(path, invented(found, cases, 1))
    return path


def copies(number: int) -> list[Town]:
    """Localities to any number: the shipped ones in turn, each under a name of its own."""
    shipped = [town(i) for i in ALL]
    found = (shipped[n % len(shipped)] for n in range(number))
    return [
        replace(t, book=replace(t.book, ruleset=replace(t.book.ruleset, id=f"{t.book.ruleset.id}-{n}")))
        for n, t in enumerate(found)
    ]


def run(path: Path, towns: Sequence[Town]) -> dict[str, float]:
    """One backtest: rows, seconds, processor seconds, peak memory in MiB."""
    history = open_history(path)
    layout = found_in(history.columns, [t.book for t in towns], towns[0].calendar.zone)
    began, worked = perf_counter(), process_time()
    resident: dict[int, float] = {}
    for last in backtest(towns, history, layout, as_of=AS_OF):
        resident.setdefault(last.rows // _APART, _resident())
    assert last.result is not None
    assert last.result.rows == last.result.judged
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    taken = {"seconds": perf_counter() - began, "cpu": process_time() - worked, "peak_mib": peak}
    return {"rows": last.result.rows, "rule_sets": len(towns), **taken, **{f"at_{n}": r for n, r in resident.items()}}


def _resident() -> float:
    """MiB that this process has in memory now; 0 where the system does not say."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * resource.getpagesize() / 2**20 if status.exists() else 0.0


def alone(path: Path, cases: int) -> dict[str, float]:
    """The peer: decisions only, one case after another, by the plain evaluator."""
    here = town(PAIR[0])
    history = open_history(path)
    batch = next(history.batches(("request", "hard", "long-unresolved"))).slice(0, cases)
    rows = [{k: v for k, v in r.items() if v is not None} for r in batch.to_pylist()]
    began = process_time()
    for facts in rows:
        for group in here.book.groups.values():
            plain_match(Question(group, facts))
    return {"rows": len(rows), "cpu": process_time() - began}


def apart(*arguments: str) -> dict[str, float]:
    """The same in a process of its own."""
    call = [sys.executable, "-m", "benchmarks.backtest", "--one", *arguments]
    done = subprocess.run(call, cwd=HOME, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--localities", type=int, default=50)
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet")
    parser.add_argument("--one", nargs=2, metavar=("FILE", "LOCALITIES"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        path, number = Path(chosen.one[0]), int(chosen.one[1])
        print(json.dumps(run(path, [town(i) for i in PAIR] if number == len(PAIR) else copies(number))))
        return
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder), chosen.cases, chosen.localities, chosen.format)


def _measure(folder: Path, cases: int, localities: int, kind: str) -> None:
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"{'rows':>10} {'rule sets':>10} {'seconds':>9} {'cpu':>7} {'peak MiB':>9}")
    paths = {n: made(folder / f"{n}.{kind}", n) for n in (cases // 4, cases, 1_000)}
    for rows, sets in ((cases // 4, 2), (cases, 2), (1_000, localities)):
        found = apart(str(paths[rows]), str(sets))
        print(f"{rows:>10,} {sets:>10} {found['seconds']:>9.2f} {found['cpu']:>7.2f} {found['peak_mib']:>9.0f}")
        if rows == cases:
            held = ", ".join(f"{v:.0f}" for k, v in found.items() if k.startswith("at_"))
            print(f"  resident MiB, every {_APART:,} rows: {held}")
    plain = alone(paths[cases], 5_000)
    each = apart(str(paths[cases]), "2")
    share = each["cpu"] / (each["rows"] * each["rule_sets"])
    times = plain["cpu"] / plain["rows"] / share
    alone_us = f"{plain['cpu'] / plain['rows'] * 1e6:.0f}"
    print(f"one case under one rule set: {share * 1e6:.2f} µs of cpu; its decisions alone, plainly: {alone_us} µs")
    print(f"so a backtest of the whole case costs 1/{times:.0f} of its decisions taken one by one")


if __name__ == "__main__":
    main()
