"""Past cases under several rule sets: the counts are those of every case tried alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from engine.columns.history import History, HistoryError, open_history
from engine.columns.invent import Invention, invented, write_history
from engine.columns.past import Layout, clean
from engine.columns.repeats import counters
from engine.i18n import text as sentence
from engine.policy.correlation import count_related
from engine.policy.definitions import Count
from engine.simulate.backtest import Backtest, backtest
from engine.simulate.generate import invention_of
from engine.simulate.layout import facts_asked, found_in, layout_of
from tests.simulate.towns import COLUMNS, ROOT, Tried, town, tried

AS_OF = datetime(2025, 12, 1, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
HEAD = "case,request,identity,hard,long-unresolved,about-this-office,opened,assigned,reported,answered,closed\n"
CLEAN = "1,help,named,false,false,false,2025-03-03 09:00,2025-03-04 09:00,2025-03-20 09:00,2025-03-21,2025-04-25\n"


def made(path: Path, id_: str, cases: int, seed: int = 1) -> Path:
    found = invention_of(ROOT / "histories" / "typical.yaml", town(id_).book)
    assert isinstance(found, Invention)
    assert write_history(path, invented(found, cases, seed)) == cases
    return path


def run(history: History, *ids: str, **sinks: Any) -> Backtest:
    towns = [town(i) for i in ids]
    layout = found_in(history.columns, [t.book for t in towns], "Asia/Shanghai")
    *_, last = backtest(towns, history, layout, as_of=AS_OF, **sinks)
    assert last.result is not None
    return last.result


@cache
def alone(path: Path, id_: str) -> list[Tried]:
    """Every case of a Parquet file tried alone, the plain way."""
    here = town(id_)
    fields = {f.key for form in here.book.ruleset.intake for _, f in here.book.form(form).all_fields()}
    found, seen = [], list[dict[str, Any]]()
    for row in pq.read_table(path).to_pylist():
        facts = {k: _fact(k, v) for k, v in row.items() if k in fields and v is not None}
        facts |= {k: _earlier(c, facts, row, seen) for k, c in here.book.ruleset.facts.items() if c.count == "cases"}
        seen.append({**row, "state": ""})
        at = {m: row[m].replace(tzinfo=SHANGHAI).astimezone(UTC) for m in COLUMNS if row[m] is not None}
        found.append(tried(here, facts, at, AS_OF, extended=bool(row["extended"])))
    return found


def _earlier(count: Count, facts: Mapping[str, Any], row: Mapping[str, Any], seen: list[dict[str, Any]]) -> int:
    before = [{**s, "opened": s["opened"].date()} for s in seen if s["opened"] < row["opened"]]
    return count_related(count, facts, before, row["opened"].date())


def _fact(key: str, value: Any) -> Any:
    return tuple(json.loads(value)) if key == "accused" else value


def check(path: Path, id_: str, cases: int) -> None:
    """The counts of a backtest against those of the cases tried alone."""
    result = run(open_history(made(path, id_, cases)), id_)
    (found,), plain = result.sets, alone(path, id_)
    assert (result.rows, result.judged) == (cases, cases)
    assert dict(found.routes) == dict(Counter(t.route for t in plain))
    outcomes = Counter((key, outcome) for t in plain for key, (_, outcome) in t.clocks.items())
    for key, clock in found.clocks.items():
        ended = outcomes[key, "met"] + outcomes[key, "late"]
        unbounded = sum(t.clocks[key][0] is None for t in plain if key in t.clocks)
        assert clock.started == sum(key in t.clocks for t in plain), key
        assert (clock.late, clock.overdue) == (outcomes[key, "late"], outcomes[key, "overdue"]), key
        assert clock.open == clock.started - ended
        assert clock.unbounded == unbounded
    assert {k for k, c in found.clocks.items() if c.started} == {k for t in plain for k in t.clocks}
    assert {k: n for k, n in found.rungs.items() if n} == dict(Counter(r for t in plain for r in t.rungs))
    for table, counts in found.tables.items():
        if not hasattr(plain[0].values[table], "kind"):
            assert dict(counts) == dict(Counter(str(t.values[table]) for t in plain))


@pytest.mark.parametrize("id_", ["kandun", "laixi", "dafeng"])
def test_the_counts_are_those_of_every_case_tried_alone(id_: str, tmp_path: Path) -> None:
    check(tmp_path / "h.parquet", id_, 120)


@pytest.mark.full
@pytest.mark.parametrize("id_", ["kandun", "laixi", "dafeng", "hengyang", "longnan", "neighbour"])
def test_the_counts_of_many_more_cases(id_: str, tmp_path: Path) -> None:
    check(tmp_path / "h.parquet", id_, 1500)


def test_what_differs_between_two_is_what_differs_case_by_case(tmp_path: Path) -> None:
    path, listed = made(tmp_path / "h.parquet", "kandun", 120), list[Mapping[str, Any]]()
    (pair,) = run(open_history(path), "kandun", "neighbour", differing=listed.append).pairs
    a, b = alone(path, "kandun"), alone(path, "neighbour")
    differ = [i + 1 for i, (x, y) in enumerate(zip(a, b, strict=True)) if _differs(x, y)]
    assert [int(n) for part in listed for n in part["row"]] == differ
    assert pair.differing == len(differ)
    assert pair.newly_late == sum(y.late and not x.late for x, y in zip(a, b, strict=True))
    assert pair.routes == dict(Counter((x.route, y.route) for x, y in zip(a, b, strict=True) if x.route != y.route))
    assert sum(c.cases for c in pair.whom if c.field == "request") == 120


def _differs(x: Tried, y: Tried) -> bool:
    both = x.clocks.keys() & y.clocks.keys()
    moved = any(x.clocks[k][0] != y.clocks[k][0] for k in both)
    return x.route != y.route or x.values != y.values or moved or x.late != y.late


def test_csv_and_parquet_of_one_seed_tell_the_same(tmp_path: Path) -> None:
    results = [run(open_history(made(tmp_path / f"h.{kind}", "kandun", 500)), "kandun") for kind in ("csv", "parquet")]
    assert results[0].sets == results[1].sets


def test_the_same_seed_gives_the_same_cases_and_another_seed_others(tmp_path: Path) -> None:
    texts = [made(tmp_path / f"{n}.csv", "kandun", 300, seed).read_bytes() for n, seed in enumerate((5, 5, 6))]
    assert texts[0] == texts[1] != texts[2]


def test_invented_cases_follow_their_parameters(tmp_path: Path) -> None:
    table = pq.read_table(made(tmp_path / "h.parquet", "kandun", 20_000))
    requests = Counter(table["request"].to_pylist())
    assert 0.56 < requests["help"] / 20_000 < 0.60
    assert [at.date() for at in table["opened"].to_pylist()] == sorted(at.date() for at in table["opened"].to_pylist())
    for row in table.slice(0, 500).to_pylist():
        assert (row["accused"] is not None) == (row["request"] == "accusation")
        told = [row[m] for m in COLUMNS if row[m] is not None]
        assert told == sorted(told)


def test_earlier_cases_on_the_same_matter_are_counted_as_live(tmp_path: Path) -> None:
    path, here = made(tmp_path / "h.parquet", "kandun", 400), town("kandun")
    history = open_history(path)
    layout = found_in(history.columns, [here.book], "Asia/Shanghai")
    counter, seen = counters(dict(here.book.ruleset.facts), here.calendar)["same-matter"], list[dict[str, Any]]()
    found = []
    for batch in history.batches(layout.columns):
        for start in range(0, batch.num_rows, 150):
            past, _ = clean(batch.slice(start, 150), layout, facts_asked([here.book]), start + 1)
            column = counter.counted(past)
            found += [column.at(i) for i in range(past.size)]
    wanted = []
    for row in pq.read_table(path, columns=["place", "matter", "opened"]).to_pylist():
        facts = {k: row[k] for k in ("place", "matter") if row[k] is not None}
        wanted.append(_earlier(here.book.ruleset.facts["same-matter"], facts, row, seen))
        seen.append(row)
    assert found == wanted
    assert max(found) > 1


DIRTY = {
    "2,help,named,false,false,false,,,,,\n": "missing-opened",
    "3,help,named,false,false,false,2025-02-30 09:00,,,,\n": "impossible-date",
    "4,help,named,false,false,false,31st of May,,,,\n": "impossible-date",
    "5,help,named,false,false,false,1012-01-01 09:00,,,,\n": "impossible-date",
    "6,help,named,false,false,false,2025-03-03 09:00,,,2025-03-01 09:00,\n": "closed-before-opened",
    "7,nonsense,named,false,false,false,2025-03-03 09:00,,,,\n": "unknown-category",
    "8,help,named,perhaps,false,false,2025-03-03 09:00,,,,\n": "unreadable-value",
}


def test_rows_that_cannot_be_judged_are_counted_and_listed(tmp_path: Path) -> None:
    path, listed = tmp_path / "h.csv", list[Mapping[str, Any]]()
    path.write_text(HEAD + CLEAN + "".join(DIRTY) + CLEAN, encoding="utf-8")
    result = run(open_history(path), "kandun", dirty=listed.append)
    assert (result.rows, result.judged, result.unclean) == (9, 2, 7)
    assert dict(result.dirty) == dict(Counter(DIRTY.values()))
    (part,) = listed
    assert part["row"].tolist() == [2, 3, 4, 5, 6, 7, 8]
    assert part["reasons"].tolist() == list(DIRTY.values())
    assert part["case"].to_pylist() == ["2", "3", "4", "5", "6", "7", "8"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encoding_is_found_out(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.write_bytes((ROOT / "histories" / "example.csv").read_text(encoding="utf-8").encode(encoding))
    here = town("kandun")
    layout = layout_of(ROOT / "histories" / "example-mapping.yaml", [here.book], "Asia/Shanghai")
    assert not isinstance(layout, tuple)
    *_, last = backtest([here], open_history(path), layout, as_of=AS_OF)
    assert last.result is not None
    assert (last.result.rows, last.result.unclean, last.result.sets[0].missing) == (300, 0, ())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"), (HEAD.encode(), "empty"), (b"PK\x03\x04rest of a workbook", "no-table"),
        (b"a,b\n\xff\xfe\xff,1\n", "encoding"), (b"PAR1 cut off", "broken"), (None, "missing"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_so(content: bytes | None, code: str, tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(HistoryError) as wrong:
        open_history(path)
    assert wrong.value.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("request,closed\nhelp,2025-01-01\n", "opened"), (HEAD + "1,help\n", "broken")],
)
def test_a_file_whose_columns_do_not_fit_says_so(text: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HistoryError) as wrong:
        run(open_history(path), "kandun")
    assert wrong.value.code == code


def test_what_the_history_does_not_hold_is_named(tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.write_text("opened,answered\n2025-03-03,2025-03-20\n", encoding="utf-8")
    (found,) = run(open_history(path), "kandun").sets
    assert {"request", "identity"} <= set(found.missing)
    assert {"assigning-time", "handling-time"} <= set(found.untold)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("times: {opened: a}\nfacts: {reqest: b}\n", ["mapping-name"]),
        ("times: {opened: a}\nvalues: {request: {x: halp}}\n", ["mapping-value"]),
        ("facts: {request: b}\n", ["mapping-times"]),
        ("times: a\ncolour: red\n", ["mapping-shape", "mapping-key"]),
        ("- a\n", ["top-not-a-map"]),
    ],
)
def test_what_is_wrong_in_a_mapping_is_told_at_its_place(text: str, codes: list[str], tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text, encoding="utf-8")
    found = layout_of(path, [town("kandun").book], "Asia/Shanghai")
    assert isinstance(found, tuple)
    assert [p.code for p in found] == codes
    for problem in found:
        assert problem.line("zh") != problem.line("en")


def test_a_column_that_is_not_there_is_told_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    layout = Layout({}, {"opened": "received"})
    with pytest.raises(HistoryError) as found:
        list(backtest([], open_history(path), layout, as_of=datetime(2026, 1, 1, tzinfo=UTC)))
    assert "received" in sentence(f"history.{found.value.code}", "zh", missing=None, **found.value.params)
