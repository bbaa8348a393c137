"""The same routing table in other engines, each by the route that was its quickest here.

`engine(routing, batch)` makes it ready; what is timed is the call on the cases, in the form that suits
that engine best, all made beforehand. Words reach DuckDB and Polars as one-byte numbers, which made them
about twice as quick as words; rules leave as small numbers. zen-engine reads JSON in bytes, a little
quicker than dicts.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.routing_table import FIELDS, Routing, code, coded
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
    numbered = pa.table({**coded(batch), "n": np.arange(batch.num_rows)})
    connection.register("arrived", numbered)
    connection.execute("CREATE TABLE cases AS SELECT * FROM arrived")
    lines = "\n".join(
        f"WHEN {' AND '.join(map(_sql, tests))} THEN {n}::SMALLINT" for n, (tests, _) in enumerate(routing.rules)
    )
    query = f"SELECT n, CASE {lines} ELSE {len(routing.rules)}::SMALLINT END AS rule FROM cases"  # noqa: S608
    return lambda: connection.sql(query).to_arrow_table()


def _sql(test: c.Test) -> str:
    field = f'"{test.fact}"'
    if test.op == "in":
        return f"{field} IN ({', '.join(map(str, code(test)))})"
    if test.op == "is":
        return field if test.value else f"NOT {field}"
    return f"{field} {'>=' if test.op == 'at_least' else '<'} {test.value}"


def polars_when(routing: Routing, batch: pa.RecordBatch) -> Call:
    """One when-then chain, lazily, on all threads of the pool."""
    import polars as pl

    frame = pl.DataFrame(coded(batch))
    chain: Any = pl
    for n, (tests, _) in enumerate(routing.rules):
        chain = chain.when(pl.all_horizontal([_polars(t) for t in tests])).then(pl.lit(n, pl.Int16))
    rule = chain.otherwise(pl.lit(len(routing.rules), pl.Int16)).alias("rule")
    return frame.lazy().select(rule).collect


def _polars(test: c.Test) -> Any:
    import polars as pl

    column = pl.col(test.fact)
    if test.op == "in":
        several = code(test)
        return column.is_in(list(several)) if len(several) > 1 else column == several[0]
    if test.op == "is":
        return column if test.value else ~column
    return column >= test.value if test.op == "at_least" else column < test.value


def zen_batch(routing: Routing, batch: pa.RecordBatch) -> Call:
    """zen-engine's own batch call on a first-hit decision table."""
    import zen

    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"route": _jdm(routing)}}})
    requests = [{"key": "route", "context": json.dumps(context).encode()} for context in batch.to_pylist()]
    return lambda: engine.evaluate_batch(requests)


def answers_of(found: Any, routing: Routing) -> list[str]:
    """The units an engine answered, in the order of the cases."""
    if isinstance(found, list):
        return [one["data"]["result"]["route"] for one in found]
    rules = found.sort_by("n")["rule"] if isinstance(found, pa.Table) else found["rule"]
    words: list[str] = np.array(routing.units)[rules.to_numpy()].tolist()
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
