"""A CSV of past cases as batches: whole, in order, and never much of it in memory."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from engine.columns import history
from engine.columns.history import open_history

WORDS = ("help", "advice", "accusation")


def made(path: Path, rows: int) -> Path:
    lines = (f"{n},{WORDS[n % 3] if n < rows // 2 else WORDS[n % 2]},{'村' * 30}\n" for n in range(rows))
    path.write_text("case,request,place\n" + "".join(lines), encoding="utf-8")
    return path


def test_blocks_are_joined_to_batches_that_hold_every_row_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path / "h.csv", 2_000)
    monkeypatch.setattr(history, "_BLOCK", 4_096)
    monkeypatch.setattr(history, "ROWS", 700)
    batches = list(open_history(path).batches(("case", "request"), ("case",)))
    assert [b.num_rows <= 700 for b in batches] == [True] * len(batches)
    assert len(batches) <= 4
    rows = [(r["case"], r["request"]) for b in batches for r in b.to_pylist()]
    assert rows == [(str(n), WORDS[n % 3] if n < 1_000 else WORDS[n % 2]) for n in range(2_000)]


def test_a_file_without_rows_gives_no_batch(tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.write_text("case,request\n\n", encoding="utf-8")
    with pytest.raises(history.HistoryError, match="empty"):
        open_history(path)


def test_the_reader_does_not_run_far_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / "h.csv", 60_000)
    monkeypatch.setattr(history, "_BLOCK", 1 << 14)
    monkeypatch.setattr(history, "ROWS", 1_000)
    before = pa.total_allocated_bytes()
    batches = open_history(path).batches(("case", "request", "place"))
    held = [pa.total_allocated_bytes() - before for _ in batches]
    assert len(held) >= 60
    assert max(held) < path.stat().st_size // 2
