"""A routing table over eight fields, first hit, and cases for it: seeded, for every engine the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from engine.policy import conditions as c
from engine.policy.definitions import Rule, Table
from engine.policy.fact_types import NUMBER, YES_NO, FactType
from engine.policy.tables import RuleGroup

WORDS: Mapping[str, tuple[str, ...]] = {
    "channel": ("letter", "visit", "phone", "network"),
    "request": ("accusation", "appeal", "criticism", "help", "advice"),
    "matter": tuple(f"matter-{n}" for n in range(11)),
    "place": tuple(f"village-{n}" for n in range(13)),
    "identity": ("real-name", "named", "anonymous"),
}
NUMBERS: Mapping[str, tuple[int, ...]] = {"people": (2, 5, 10, 50), "amount": (1_000, 10_000, 50_000)}
HIGHEST = {"people": 80, "amount": 100_000}
FIELDS = (*WORDS, *NUMBERS, "urgent")
UNITS = tuple(f"unit-{n}" for n in range(12))


@dataclass(frozen=True)
class Routing:
    """The rules in order; each is a list of tests that must all hold, and the unit it leads to."""

    rules: tuple[tuple[tuple[c.Test, ...], str], ...]
    otherwise: str = "front-desk"

    @property
    def types(self) -> dict[str, FactType]:
        """The type of each field."""
        words = {f: FactType("choice", w) for f, w in WORDS.items()}
        return {**words, **dict.fromkeys(NUMBERS, NUMBER), "urgent": YES_NO}

    @property
    def table(self) -> Table:
        """As a decision table."""
        rules = {f"r{n}": Rule(f"r{n}", then, c.All(tests)) for n, (tests, then) in enumerate(self.rules)}
        return Table("route", "first", rules, self.otherwise)

    @property
    def group(self) -> RuleGroup:
        """As it is asked of a matcher."""
        return RuleGroup("tables.route", {k: r.if_ for k, r in self.table.rules.items()}, self.types)

    @property
    def units(self) -> tuple[str, ...]:
        """Where each rule leads; last, where a case goes that none matches."""
        return (*(then for _, then in self.rules), self.otherwise)


def routing(rules: int, seed: int = 1) -> Routing:
    """A table of so many rules: each asks three to five of the eight fields."""
    rng = Random(seed)
    return Routing(tuple((_tests(rng), rng.choice(UNITS)) for _ in range(rules)))


def _tests(rng: Random) -> tuple[c.Test, ...]:
    return tuple(_test(rng, field) for field in rng.sample(FIELDS, rng.randint(3, 5)))


def _test(rng: Random, field: str) -> c.Test:
    if field == "urgent":
        return c.Test(field, "is", rng.random() < 0.5)
    if field in NUMBERS:
        op: c.Op = rng.choice(("at_least", "below"))
        return c.Test(field, op, rng.choice(NUMBERS[field]))
    words = WORDS[field]
    return c.Test(field, "in", tuple(rng.sample(words, rng.randint(1, max(1, len(words) // 2)))))


def cases(rows: int, seed: int = 2) -> pa.RecordBatch:
    """Cases as columns of Arrow; words are dictionary-encoded, as Parquet and DuckDB keep them."""
    rng = np.random.default_rng(seed)
    columns: dict[str, Any] = {}
    for field, words in WORDS.items():
        codes = pa.array(rng.integers(0, len(words), rows).astype(np.int8))
        columns[field] = pa.DictionaryArray.from_arrays(codes, pa.array(words))
    for field, highest in HIGHEST.items():
        columns[field] = pa.array(rng.integers(0, highest, rows))
    columns["urgent"] = pa.array(rng.random(rows) < 0.2)
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def coded(batch: pa.RecordBatch) -> dict[str, NDArray[Any]]:
    """The same cases as plain numbers: words by their place in `WORDS`, in one byte."""
    return {f: _codes(batch.column(f)) for f in FIELDS}


def _codes(column: Any) -> NDArray[Any]:
    if pa.types.is_dictionary(column.type):
        return np.asarray(column.indices).astype(np.uint8)
    return np.asarray(column.cast(pa.uint8())).astype(bool) if pa.types.is_boolean(column.type) else np.asarray(column)


def code(test: c.Test) -> tuple[int, ...]:
    """The places of the words of a test."""
    words = test.value if isinstance(test.value, tuple) else (test.value,)
    return tuple(WORDS[test.fact].index(str(w)) for w in words)
