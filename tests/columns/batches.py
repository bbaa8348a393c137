"""Facts of many cases as an Arrow batch, by their types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from engine.policy.fact_types import FactType

_PLAIN = {"yes-no": pa.bool_(), "choice": pa.string(), "text": pa.string(), "date": pa.date32()}


def arrow_type(kind: FactType) -> Any:
    """Numbers as decimals, so that nothing is rounded."""
    if kind.kind == "choices":
        return pa.list_(pa.string())
    if kind.kind == "group":
        return pa.list_(pa.struct([(k, arrow_type(t)) for k, t in kind.row.items()]))
    return _PLAIN.get(kind.kind, pa.decimal128(38, 3))


def batch_of(rows: Sequence[Mapping[str, Any]], types: Mapping[str, FactType]) -> pa.RecordBatch:
    """One column for every fact that any row knows."""
    names = [n for n in types if any(n in row for row in rows)]
    columns = [pa.array([_plain(row.get(n)) for row in rows], arrow_type(types[n])) for n in names]
    return pa.RecordBatch.from_arrays(columns, names=names)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, tuple) else value
