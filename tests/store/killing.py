"""Starts victims, listens to them, and kills them; and what must be true of a database afterwards."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TextIO

import pytest

from engine.casework.ports import Store
from engine.store.auditing.chains import verify

ROOT = Path(__file__).parents[2]
CRASHED = "crash point "


@dataclass
class Victim:
    """A process that works until it is killed; what it says comes line by line."""

    pid: int
    voice: TextIO
    heard: list[str] = field(default_factory=list)

    def line(self) -> str:
        """The next whole line. Fails when the victim said that something went wrong, or fell silent."""
        found = self.voice.readline()
        assert found.endswith("\n"), f"the victim fell silent after {self.heard}"
        assert not found.startswith("died"), found
        self.heard.append(found.strip())
        return found.strip()

    def kill(self) -> None:
        """End it at once, wherever it is."""
        os.kill(self.pid, signal.SIGKILL)

    def rest(self) -> list[str]:
        """All whole lines until its end."""
        with self.voice as voice:
            lines = [line.strip() for line in voice if line.endswith("\n")]
        assert not any(line.startswith("died") for line in lines), lines
        self.heard += lines
        return lines

    @property
    def crashed_at(self) -> str | None:
        """The crash point that ended it, or its child."""
        return next((line.removeprefix(CRASHED) for line in self.heard if line.startswith(CRASHED)), None)

    @property
    def said(self) -> list[str]:
        """What it said itself."""
        return [line for line in self.heard if not line.startswith(CRASHED)]

    @property
    def acknowledged(self) -> int:
        """How many batches a pouring victim has written; what libraries complain of is no such line."""
        return sum(line.isdigit() for line in self.heard)

    def acknowledge(self, batches: int) -> None:
        """Listen until it has written so many more."""
        wanted = self.acknowledged + batches
        while self.acknowledged < wanted:
            self.line()


class Nursery:
    """The process that forks victims."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._names = folder, count(1)
        command = [sys.executable, "-m", "tests.store.victims"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=1
        )

    def victim(self, act: str, url: str, **more: Any) -> Victim:
        """One that does this act of `tests.store.victims`."""
        out = self._folder / f"out{next(self._names)}"
        os.mkfifo(out)
        job = {"act": act, "url": url, "number": 1, "turn": 0, "out": str(out), **more}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        pid = json.loads(self._process.stdout.readline())["pid"]
        return Victim(pid, out.open(encoding="utf-8"))

    def close(self) -> None:
        """No more victims."""
        self._process.kill()
        self._process.communicate()


def times(how: str, few: int, full: int) -> list[object]:
    """So many kills always, and so many in the full run."""
    marks = [() if n <= few else (pytest.mark.full,) for n in range(1, full + 1)]
    return [pytest.param(n, marks=mark, id=f"{how}-{n}") for n, mark in enumerate(marks, start=1)]


def kill_somewhere(victim: Victim, rng: random.Random) -> int:
    """Kill it once it has acknowledged a few batches, a little further on each time; how many it did."""
    victim.acknowledge(rng.randrange(1, 5))
    for _ in range(rng.randrange(3000)):
        os.getppid()
    victim.kill()
    victim.rest()
    return victim.acknowledged


@dataclass(frozen=True)
class Poured:
    """What pouring victims left: where each case's chain ends, and the turns in the letters of each victim."""

    heads: Mapping[str, tuple[int, str]]
    letters: Mapping[int, list[int]]

    @staticmethod
    def read(store: Store) -> Poured:
        """All of it at once, for a long run leaves much."""
        letters: dict[int, list[int]] = {}
        for row in store.outbox(pending=False):
            number, _, rest = row.key.partition("/")
            if rest and number.isdecimal():
                letters.setdefault(int(number), []).append(row.data["turn"])
        return Poured(store.heads("east"), letters)


def turns_written(store: Store, number: int, poured: Poured | None = None) -> int:
    """How many turns a pouring victim's database holds. Fails unless each is there wholly and once."""
    poured = poured or Poured.read(store)
    heads = poured.heads
    mine = [f"c{2 * number}", f"c{2 * number + 1}"]
    if not any(case in heads for case in mine):
        assert store.answer_to(f"{number}/0") is None
        return 0
    written = {heads[case][0] for case in mine}
    assert len(written) == 1, "one of the two cases has a batch that the other has not"
    events = written.pop()
    turns = events // 3
    assert events % 3 == 0
    assert all([e.seq for e in store.events(case)] == list(range(1, events + 1)) for case in mine)
    assert poured.letters.get(number, []) == list(range(turns))
    assert store.answer_to(f"{number}/{turns - 1}") == str(turns - 1)
    assert store.answer_to(f"{number}/{turns}") is None
    return turns


def steps_taken(store: Store, case: str) -> Counter[tuple[str, ...]]:
    """How often each step of each ladder was taken."""
    kinds = (e for e in store.events(case) if e.kind == "step-taken")
    return Counter((e.data["clock"], str(e.data["epoch"]), e.data["step"], str(e.data["occurrence"])) for e in kinds)


def whole(store: Store, *localities: str) -> None:
    """Chains and register say what was written."""
    for locality in localities:
        assert verify(store, locality) == ()
