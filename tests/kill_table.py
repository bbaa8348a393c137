"""Where processes were killed on each database: noted by each test, printed at the end of the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

KILLED = "killed"
"""The property under which a test notes a kill."""

Record = Callable[[str, object], None]


def note(record: Record, database: str, how: str) -> None:
    """For the table that is printed at the end."""
    record(KILLED, f"{database}|{how}")


def table(kills: Mapping[tuple[str, str], int]) -> list[str]:
    """How often each database lost a process at each point."""
    databases = sorted({database for database, _ in kills})
    hows = sorted({how for _, how in kills})
    lines = [f"{'killed at':<24}" + "".join(f"{d:>14}" for d in databases)]
    lines += [f"{how:<24}" + "".join(f"{kills.get((d, how), 0):>14}" for d in databases) for how in hows]
    return [
        *lines,
        f"{'in all':<24}" + "".join(f"{sum(n for (x, _), n in kills.items() if x == d):>14}" for d in databases),
    ]


def counted(properties: Iterable[tuple[str, object]]) -> Counter[tuple[str, str]]:
    """The kills among what tests noted, by database and point."""
    noted = (str(value).partition("|") for name, value in properties if name == KILLED)
    return Counter((database, how) for database, _, how in noted)
