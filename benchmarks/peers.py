"""The same routing table in other engines. Each entry answers with one unit per case, or is absent.

`engine(routing)` makes it ready; what is timed is the call on the cases, in the form that suits that
engine best (Arrow for DuckDB and Polars, dicts for zen-engine, all made beforehand).
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from benchmarks.routing_table import FIELDS, Routing
from engine.policy import conditions as c

Call = Callable[[], Any]


def installed(module: str) -> bool:
    """Whether a peer is here."""
    return importlib.util.find_spec(module) is not None


def duckdb_case(routing: Routing, batch: pa.RecordBatch, threads: int) -> Call:
    """One CASE expression over all rules. Rows come back in any order, so they carry their number."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads TO {threads}")
    numbered = pa.Table.from_batches([batch]).append_column("n", pa.array(range(batch.num_rows)))
    connection.register("arrived", numbered)
    connection.execute("CREATE TABLE cases AS SELECT * FROM arrived")
    lines = "\n".join(f"WHEN {' AND '.join(map(_sql, tests))} THEN '{then}'" for tests, then in routing.rules)
    query = f"SELECT n, CASE {lines} ELSE '{routing.otherwise}' END AS route FROM cases"  # noqa: S608
    return lambda: connection.sql(query).to_arrow_table()


def _sql(test: c.Test) -> str:
    field = f'"{test.fact}"'
    if test.op == "in" and isinstance(test.value, tuple):
        return f"{field} IN ({', '.join(repr(v) for v in test.value)})"
    signs = {"at_least": ">=", "below": "<", "is": "="}
    return f"{field} {signs[test.op]} {str(test.value).lower()}"


def polars_when(routing: Routing, batch: pa.RecordBatch) -> Call:
    """One when-then chain, lazily, on all threads of the pool."""
    import polars as pl

    frame = pl.from_arrow(pa.Table.from_batches([_plain_words(batch)]))
    chain: Any = pl
    for tests, then in routing.rules:
        chain = chain.when(pl.all_horizontal([_polars(t) for t in tests])).then(pl.lit(then))
    query = frame.lazy().select(chain.otherwise(pl.lit(routing.otherwise)).alias("route"))  # type: ignore[union-attr]
    return query.collect


def _plain_words(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Indices as wide as Polars reads them."""
    columns = [
        pa.DictionaryArray.from_arrays(a.indices.cast(pa.uint32()), a.dictionary)
        if pa.types.is_dictionary(a.type)
        else a
        for a in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _is_words(array: Any) -> bool:
    return bool(pa.types.is_dictionary(array.type))


def _polars(test: c.Test) -> Any:
    import polars as pl

    column = pl.col(test.fact)
    if test.op == "in" and isinstance(test.value, tuple):
        return column.is_in(list(test.value))
    if test.op == "is":
        return column if test.value else ~column
    return column >= test.value if test.op == "at_least" else column < test.value


def zen_batch(routing: Routing, batch: pa.RecordBatch) -> Call:
    """zen-engine's own batch call on a first-hit decision table."""
    import zen

    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"route": _jdm(routing)}}})
    requests = [{"key": "route", "context": context} for context in batch.to_pylist()]
    return lambda: engine.evaluate_batch(requests)


def answers_of(found: Any) -> list[str]:
    """What an engine answered, in the order of the cases."""
    if isinstance(found, list):
        return [one["data"]["result"]["route"] for one in found]
    if isinstance(found, pa.Table):
        found = found.sort_by("n")
    words: list[str] = pa.table(found.to_arrow() if hasattr(found, "to_arrow") else found)["route"].to_pylist()
    return words


def _jdm(routing: Routing) -> dict[str, Any]:
    """The table as zen's JSON decision model."""
    inputs = [{"id": f, "field": f, "name": f} for f in FIELDS]
    rows = [
        {"_id": str(n), **dict.fromkeys(FIELDS, ""), **{t.fact: _unary(t) for t in tests}, "out": json.dumps(then)}
        for n, (tests, then) in enumerate(routing.rules)
    ]
    last = {"_id": "last", **dict.fromkeys(FIELDS, ""), "out": json.dumps(routing.otherwise)}
    table = {
        "hitPolicy": "first", "inputs": inputs, "outputs": [{"id": "out", "field": "route", "name": "route"}],
        "rules": [*rows, last],
    }  # fmt: skip
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
        {"id": "t", "type": "decisionTableNode", "name": "t", "position": {"x": 1, "y": 0}, "content": table},
        {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 2, "y": 0}},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "t", "type": "edge"},
        {"id": "2", "sourceId": "t", "targetId": "out", "type": "edge"},
    ]
    return {"nodes": nodes, "edges": edges}


def _unary(test: c.Test) -> str:
    if test.op == "in" and isinstance(test.value, tuple):
        return ", ".join(json.dumps(v) for v in test.value)
    if test.op == "is":
        return str(test.value).lower()
    return f"{'>=' if test.op == 'at_least' else '<'} {test.value}"
