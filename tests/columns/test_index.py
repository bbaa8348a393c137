"""Every hit of every row is the one that the plain evaluator finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from engine.columns.cells import ColumnsError
from engine.columns.frame import frame_of
from engine.columns.hits import first_hit
from engine.columns.index import index_of
from engine.policy.conditions import All, Not, Rows, holds
from engine.policy.conditions import Any as Either
from engine.policy.conditions import Test as Compare
from engine.policy.fact_types import DATE, NUMBER, YES_NO, FactType
from engine.policy.tables import Question, RuleGroup, plain_match
from tests.columns.batches import batch_of
from tests.matching import model

ROW = {**model.ROW, "channel": FactType("choice")}
TYPES = {**model.TYPES, "accused": FactType("group", row=ROW)}
WORDS = FactType("choice")


def _facts(rng: Random, number: int) -> list[dict[str, Any]]:
    """Around the cut points and at random, without values of an undeclared type: a column has one type."""
    found = [f for f in model.facts_around(rng) if not _odd(f)]
    while len(found) < number:
        facts = model.random_facts(rng)
        if not _odd(facts):
            found.append(facts)
    related = [model.related_cases(rng) for _ in found]
    return [dict(model.question(ASKED, f, r).facts) for f, r in zip(found, related, strict=True)]


def _odd(facts: dict[str, Any]) -> bool:
    fits = {
        "yes-no": bool, "choice": str, "text": str, "number": (int, Decimal), "date": date, "choices": tuple,
        "group": tuple,
    }  # fmt: skip
    return any(
        not isinstance(v, fits[TYPES[k].kind]) or (TYPES[k].kind == "number" and isinstance(v, bool))
        or (k == "offices" and not all(isinstance(w, str) for w in v)) or v == Decimal("1E+3")
        for k, v in facts.items()
    )  # fmt: skip


ASKED = RuleGroup("t", {}, TYPES, model.COUNTS)


def _disagreements(seed: int, rules: int, number: int) -> list[Any]:
    rng = Random(seed)
    group = replace(model.group(rng, rules), types=TYPES)
    rows = _facts(rng, number)
    masks = index_of(group.rules, TYPES).match(frame_of(batch_of(rows, TYPES), TYPES))
    wrong = []
    for i, facts in enumerate(rows):
        hits = tuple(r for b, r in enumerate(group.rules) if int(masks[i, b // 64]) >> b % 64 & 1)
        if hits != plain_match(Question(group, facts)).rules:
            wrong.append((facts, hits))
    return wrong


@pytest.mark.parametrize(("seed", "rules"), [(1, 3), (2, 25), (3, 64), (4, 65), (5, 200)])
def test_masks_hold_every_rule_that_the_plain_evaluator_matches(seed: int, rules: int) -> None:
    assert _disagreements(seed, rules, 500)[:1] == []


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100, 120))
def test_many_more_masks(seed: int) -> None:
    assert _disagreements(seed, Random(seed).choice((10, 40, 130)), 1500)[:1] == []


def test_a_row_reads_back_as_the_facts_it_was_made_of() -> None:
    rows = _facts(Random(7), 300)
    frame = frame_of(batch_of(rows, TYPES), TYPES)
    assert [frame.facts(i) for i in range(len(rows))] == rows


@pytest.mark.parametrize(
    "array",
    [
        pa.array(["letter", "tram", None, ""]),
        pa.array(["letter", "tram", None, ""]).dictionary_encode(),
        pa.DictionaryArray.from_arrays(pa.array([0, 1, None, 2], pa.int8()), pa.array(["letter", "tram", ""])),
    ],
    ids=["words", "encoded", "narrow"],
)
def test_an_unknown_word_is_none_of_those_named(array: Any) -> None:
    rules = {
        "is": Compare("x", "is", "letter"), "not": Compare("x", "not", "letter"),
        "there": Compare("x", "present", True), "in": Compare("x", "in", ("letter", "visit")),
    }  # fmt: skip
    batch = pa.RecordBatch.from_arrays([array], names=["x"])
    masks = index_of(rules, {"x": WORDS}).match(frame_of(batch, {"x": WORDS}))[:, 0]
    assert masks.tolist() == [0b1101, 0b0110, 0, 0b0110]


@pytest.mark.parametrize("scale", [0, 2])
def test_numbers_are_exact_on_both_sides_of_a_cut(scale: int) -> None:
    cuts = (Decimal("4.5"), 5, Decimal("5.01"))
    rules = {f"{op}-{c}": Compare("n", op, c) for op in ("is", "at_least", "above", "below", "at_most") for c in cuts}
    values = [Decimal(n).scaleb(-2) for n in range(400, 600, 1 if scale else 100)]
    batch = pa.RecordBatch.from_arrays([pa.array(values, pa.decimal128(12, scale))], names=["n"])
    frame = frame_of(batch, {"n": NUMBER})
    masks = index_of(rules, {"n": NUMBER}).match(frame)[:, 0]
    for i, value in enumerate(values):
        assert [k for b, k in enumerate(rules) if int(masks[i]) >> b & 1] == [
            k for k, c in rules.items() if holds(c, {"n": value})
        ]


WHOLE = pa.array([-(2**63), -1, 0, 3, 4, 5, 6, 2**63 - 1, None], pa.int64())
FLOATING = pa.array([-1e300, 3.999, 4.0, 4.5, 4.501, 5.0, 1e19, 1e300, None], pa.float64())


@pytest.mark.parametrize("op", ["is", "not", "at_least", "above", "below", "at_most"])
@pytest.mark.parametrize("array", [WHOLE, FLOATING], ids=["whole", "floating"])
@pytest.mark.parametrize("many", [False, True], ids=["compared", "searched"])
def test_bounds_of_one_kind_are_exact(op: Any, array: Any, many: bool) -> None:
    cuts = [4, Decimal("4.5"), 5, 10**19, -(10**19), *(range(100, 140) if many else ())]
    rules = {f"{op}-{c}": Compare("n", op, c) for c in cuts}
    frame = frame_of(pa.RecordBatch.from_arrays([array], names=["n"]), {"n": NUMBER})
    masks = index_of(rules, {"n": NUMBER}).match(frame)[:, 0]
    for i in range(frame.size):
        wanted = [k for k, c in rules.items() if holds(c, frame.facts(i))]
        assert [k for b, k in enumerate(rules) if int(masks[i]) >> b & 1] == wanted, frame.facts(i)


@pytest.mark.parametrize("op", ["is", "before", "after", "on_or_after"])
def test_days_are_exact_on_both_sides_of_a_bound(op: Any) -> None:
    rules = {f"{op}-{d}": Compare("d", op, date(2026, 1, d)) for d in (10, 11, 13)}
    rows: list[dict[str, Any]] = [{"d": date(2026, 1, d)} for d in range(8, 16)] + [{}]
    masks = index_of(rules, {"d": DATE}).match(frame_of(batch_of(rows, {"d": DATE}), {"d": DATE}))[:, 0]
    for mask, row in zip(masks, rows, strict=True):
        assert [k for b, k in enumerate(rules) if int(mask) >> b & 1] == [k for k, c in rules.items() if holds(c, row)]


def test_yes_and_one_are_not_confused() -> None:
    rules = {"yes": Compare("a", "is", True), "one": Compare("a", "is", 1)}
    frame = frame_of(pa.RecordBatch.from_arrays([pa.array([True, False, None])], names=["a"]), {"a": YES_NO})
    assert index_of(rules, {"a": YES_NO}).match(frame)[:, 0].tolist() == [1, 0, 0]


def test_ten_kinds_of_choices_at_once_are_asked_one_by_one() -> None:
    words = [f"w{i}" for i in range(10)]
    rules = {w: Compare("s", "is", w) for w in words}
    types = {"s": FactType("choices")}
    rows: list[dict[str, Any]] = [{"s": tuple(words[i:])} for i in range(11)] + [{}]
    masks = index_of(rules, types).match(frame_of(batch_of(rows, types), types))[:, 0]
    assert [int(m).bit_count() for m in masks] == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]


def test_a_group_that_nobody_filled_in_has_no_rows() -> None:
    inner = Compare("rank", "is", "county")
    rules = {q: Rows("accused", q, inner) for q in ("some", "none", "every")}
    rows: list[dict[str, Any]] = [{}, {"accused": ()}, {"accused": ({"rank": "county"}, {})}]
    masks = index_of(rules, TYPES).match(frame_of(batch_of(rows, TYPES), TYPES))[:, 0]
    assert masks.tolist() == [0b110, 0b110, 0b001]


def test_a_part_over_several_facts_counts_as_one() -> None:
    either = Either((Compare("channel", "is", "letter"), Not(All((Compare("urgent", "is", True),)))))
    rows: list[dict[str, Any]] = [{"channel": "letter", "urgent": True}, {"urgent": True}, {}]
    masks = index_of({"r": either}, TYPES).match(frame_of(batch_of(rows, TYPES), TYPES))[:, 0]
    assert masks.tolist() == [1, 0, 1]


def test_the_first_hit_is_found_in_every_word() -> None:
    for bit in (0, 1, 52, 53, 62, 63, 64, 127, 130):
        masks = np.zeros((1, 3), np.uint64)
        masks[0, bit // 64] |= np.uint64(1 << bit % 64)
        masks[0, 2] |= np.uint64(1 << 63)
        assert first_hit(masks, 192).tolist() == [bit]
    assert first_hit(np.zeros((2, 3), np.uint64), 130).tolist() == [130, 130]


@pytest.mark.parametrize(
    ("kind", "array"),
    [
        (NUMBER, pa.array(["5"])), (DATE, pa.array([5])), (YES_NO, pa.array(["yes"])), (WORDS, pa.array([1])),
        (FactType("choices"), pa.array(["a"])), (FactType("group", row={"a": NUMBER}), pa.array([1])),
        (NUMBER, pa.array([Decimal(10) ** 20], pa.decimal128(38, 3))),
    ],
)  # fmt: skip
def test_a_column_of_another_type_is_refused_by_name(kind: FactType, array: Any) -> None:
    batch = pa.RecordBatch.from_arrays([array], names=["x"])
    with pytest.raises(ColumnsError, match="`x`"):
        frame_of(batch, {"x": kind})
