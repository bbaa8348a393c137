"""Decisions and due dates over streams of batches: Arrow in, Arrow out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from engine.columns.cells import ColumnsError
from engine.columns.days import day_table
from engine.columns.stream import decided, due_batch, side_by_side
from engine.policy.counting import due_date
from engine.policy.definitions import Counting
from engine.policy.limits import Limit, parse_limit
from engine.simulate.bulk import policy_of
from tests.columns.test_shipped_rules import town

WORDS = ("discipline-appeal", "help", "advice", None)


def batches(number: int) -> Iterator[pa.RecordBatch]:
    for n in range(number):
        yield pa.RecordBatch.from_arrays([pa.array([WORDS[(n + i) % 4] for i in range(5)])], names=["request"])


def test_a_reader_of_facts_becomes_a_reader_of_decisions(tmp_path: Path) -> None:
    policy = policy_of(town("kandun").book)
    given = pa.RecordBatchReader.from_batches(next(batches(1)).schema, batches(9))
    with pa.OSFile(str(tmp_path / "d.arrow"), "wb") as file:
        reader = decided(policy, given)
        with pa.ipc.new_stream(file, reader.schema) as writer:
            for batch in reader:
                writer.write_batch(batch)
    with pa.memory_map(str(tmp_path / "d.arrow")) as file:
        tracks = pa.ipc.open_stream(file).read_all()["track"].to_pylist()
    asked = [w for b in batches(9) for w in b["request"].to_pylist()]
    assert tracks == ["discipline" if w == "discipline-appeal" else "line" for w in asked]


def test_a_stream_is_not_read_ahead_of_its_reader() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for n in range(1000):
            taken.append(n)
            yield n

    found = side_by_side(lambda n: n * n, items())
    assert [next(found) for _ in range(3)] == [0, 1, 4]
    assert len(taken) < 20
    found.close()  # type: ignore[attr-defined]


def test_a_stream_of_another_type_is_refused() -> None:
    batch = pa.RecordBatch.from_arrays([pa.array([1])], names=["request"])
    with pytest.raises(ColumnsError, match="request"):
        decided(policy_of(town("kandun").book), [batch])
    with pytest.raises(ValueError, match="without a batch"):
        decided(policy_of(town("kandun").book), [])


def test_due_dates_leave_as_an_arrow_batch_with_nulls_where_they_came() -> None:
    calendar, at = town("kandun").calendar, datetime(2026, 2, 13, 2, tzinfo=UTC)
    limit = parse_limit("3 working days")
    assert limit is not None
    found = due_batch(limit, pa.array([None, at, None, at], pa.timestamp("us", "UTC")), day_table(calendar, Counting()))
    plain = due_date(limit, at, calendar, Counting())
    assert plain is not None
    assert found["due"].to_pylist() == [None, date(2026, 2, 25), None, date(2026, 2, 25)]
    assert found["expires"].to_pylist()[1] == plain.expires
    assert found["provisional"].to_pylist() == [None, False, None, False]


def test_a_text_without_a_number_is_due_on_no_day() -> None:
    started = pa.array([datetime(2026, 2, 13, tzinfo=UTC)], pa.timestamp("us", "UTC"))
    found = due_batch(Limit("unspecified"), started, day_table(town("kandun").calendar, Counting()))
    assert found.to_pylist() == [{"nominal": None, "due": None, "expires": None, "provisional": None}]
