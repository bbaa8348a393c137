"""Processes that write to a database at the same moment, and what a victim writes until it is killed."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from engine.accounts import turns
from engine.accounts.passwords import Passwords
from engine.accounts.sign_in import Refusal, sign_in
from engine.casework.ports import Batch, NumberTaken, OutboxRow, StaleCase, StepRow
from tests.store.samples import AT, more, opening, patient, write

ROOT = Path(__file__).parents[2]


def start(what: str, url: str, number: int) -> subprocess.Popen[str]:
    """A process that does one of the acts below."""
    command = [sys.executable, "-m", "tests.store.writers", what, url, str(number)]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=1)


def race(what: str, url: str, number: int) -> None:
    """Wait for the word, then write once."""
    store = patient(url)
    batch = more("c1", 1) if what == "case" else opening(f"c{number}", sequence=2)
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        write(store, batch)
    except (StaleCase, NumberTaken) as refused:
        print(type(refused).__name__)
    else:
        print("ok")


def open_once(url: str, number: int) -> None:
    """Open the store, which makes its tables, and write a case."""
    write(patient(url), opening(f"c{number}"))
    print("ok")


def knock_at_once(url: str) -> None:
    """Try to sign in four times at the same moment with each password that comes in."""
    turns.PATIENCE = 300.0
    store, quick = patient(url), Passwords(passes=1, kibibytes=8, lanes=1)
    print("ready", flush=True)
    with ThreadPoolExecutor(4) as pool:
        for line in sys.stdin:
            tries = [pool.submit(sign_in, store, "zhang", line.strip(), AT, passwords=quick) for _ in range(4)]
            done = [one.result() for one in tries]
            print(*(one.code if isinstance(one, Refusal) else "in" for one in done), flush=True)


def poured(number: int, turn: int) -> list[Batch]:
    """What a victim writes in one turn: three events and a step in each of two cases, and one letter."""
    step = StepRow("handle", 1, "urge", turn)
    out = OutboxRow(f"{number}/{turn}", "reminder", (), {"turn": turn})
    cases = (f"c{2 * number}", f"c{2 * number + 1}")
    make = partial(more, seen=3 * turn) if turn else opening
    batches = [make(case, events=3, steps=(step,)) for case in cases]
    return [*batches, more(cases[0], 3 * turn + 3, events=0, outbox=(out,))]


if __name__ == "__main__":
    act, address, which = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if act == "open":
        open_once(address, which)
    elif act == "sign-in":
        knock_at_once(address)
    else:
        race(act, address, which)
