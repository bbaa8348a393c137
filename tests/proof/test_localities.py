"""What the proof says of each locality and of one example, as its administrator reads it: closed, and
where and why no limit with a number runs."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from engine.proof.findings import Proof
from engine.proof.prove import prove
from engine.scenarios.runner import set_stage

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 1, 5, 1, tzinfo=UTC)
UNCLOCKED = {
    "laixi": [
        ("handling", "article 2-一", None, "handling-open"),
        ("governing", "article 2-二", "monthly-report", "handling-open"),
        ("governing", "article 2-二", "monthly-report", None),
    ],
    "hengyang": [("handling", "opinion 15", None, "handling-of-rest")],
    "longnan": [("handling", "report 系统施治.3", "interim", "no-time-to-solve")],
    "dafeng": [],
    "night-line": [],
}
LOCALITIES = [pytest.param(k, marks=pytest.mark.soak) if k == "dafeng" else k for k in UNCLOCKED]
"""Dafeng has about five thousand classes of cases when limits are told apart: over a minute."""


@cache
def proof(locality: str) -> Proof:
    found, problems = set_stage(locality, home=ROOT)
    assert found is not None, [p.line("en") for p in problems]
    return prove(found.book, calendar=found.calendar, directory=found.directory, start=START)


@pytest.mark.full
@pytest.mark.parametrize("locality", LOCALITIES)
def test_every_case_comes_to_its_end(locality: str) -> None:
    found = proof(locality)
    assert found.explored.exhausted
    assert found.closed
    assert (found.traps, found.unowned, found.conflicts, found.unreached) == ((), (), (), ())
    assert found.sound


@pytest.mark.full
@pytest.mark.parametrize("locality", LOCALITIES)
def test_where_nothing_runs_the_clause_and_the_excuse_are_named(locality: str) -> None:
    seen = [(u.state, u.clause, u.duty, u.note) for u in proof(locality).unclocked]
    assert seen == UNCLOCKED[locality]
    assert all(u.accepted for u in proof(locality).unclocked)


@pytest.mark.full
@pytest.mark.parametrize("locality", LOCALITIES)
def test_every_paper_can_be_written_and_every_ladder_leaves_the_unit(locality: str) -> None:
    assert (proof(locality).impossible, proof(locality).inside) == ((), ())


@pytest.mark.full
def test_the_report_reads_the_same_each_time() -> None:
    """Also where Python puts the members of a set in another order: this report once came out in two."""
    call = [sys.executable, "-m", "engine", "prove", "neighbour", "--lang", "en"]
    told = {
        subprocess.run(
            call, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=False
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert b"At worst until the end" in told.pop()
