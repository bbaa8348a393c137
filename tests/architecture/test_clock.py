"""Time is an argument: only the office, the command line and the app read a clock."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import Module, Tree, plant, project

READINGS = frozenset(
    {
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "datetime.date.today",
        "time.time",
        "time.time_ns",
        "time.localtime",
        "time.gmtime",
        "time.monotonic",
        "time.monotonic_ns",
        "time.perf_counter",
        "time.perf_counter_ns",
        "sqlalchemy.func.now",
        "sqlalchemy.func.current_timestamp",
    }
)
MAY_READ = ("engine.office", "engine.cli", "engine.ui", "app")
"""The Desk asks the clock that the office hands to it; nobody in casework finds one of its own."""
MAY_LIMIT = ("engine.matching", "engine.scanning", "engine.store.sqlite_file")
"""Those that may measure how long a child process, a scanner or a lock takes, but not what time it is."""
LIMITING = frozenset({"time.monotonic", "time.monotonic_ns"})


def clock_violations(tree: Tree) -> list[str]:
    return [line for m in tree.modules.values() if not _within(m, MAY_READ) for line in _readings(m)]


def _readings(module: Module) -> list[str]:
    barred = READINGS - LIMITING if _within(module, MAY_LIMIT) else READINGS
    nodes = (n for n in module.nodes if isinstance(n, ast.Attribute | ast.Name))
    found = ((n.lineno, module.dotted(n)) for n in nodes)
    return [f"{module.name}:{line} reads {name}" for line, name in sorted(found) if name in barred]


def _within(module: Module, places: tuple[str, ...]) -> bool:
    return any(module.name == p or module.name.startswith(p + ".") for p in places)


def test_nobody_reads_a_clock_outside_the_desk() -> None:
    assert clock_violations(project()) == []


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\nx = datetime.now()",
        "import datetime\nx = datetime.datetime.utcnow()",
        "import datetime as dt\nx = dt.date.today()",
        "from datetime import date as day\nx = day.today",
        "from time import time\nx = time()",
        "import time\ndef f() -> float:\n    return time.monotonic()",
        "from sqlalchemy import func\nx = func.now()",
    ],
)
def test_a_reading_is_found_however_it_is_imported(tmp_path: Path, source: str) -> None:
    assert len(clock_violations(plant(tmp_path, {"engine/policy/states.py": source}))) == 1


def test_the_matcher_may_limit_its_child_but_not_ask_the_time(tmp_path: Path) -> None:
    source = "import time\na = time.monotonic()\nb = time.time()"
    tree = plant(tmp_path, {"engine/matching/port.py": source})
    assert clock_violations(tree) == ["engine.matching.port:3 reads time.time"]


def test_the_office_may_read_the_clock_and_casework_may_not(tmp_path: Path) -> None:
    source = "from datetime import UTC, datetime\nnow = datetime.now(UTC)"
    tree = plant(tmp_path, {"engine/office/clock.py": source, "engine/casework/desk/sweep.py": source})
    assert clock_violations(tree) == ["engine.casework.desk.sweep:2 reads datetime.datetime.now"]
