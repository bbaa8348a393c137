"""A comparison as JSON: `{concepts, differences, cases}`, words beside codes and paths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.views.comparison.page import CaseView, CellView, ComparisonView, Pairs, PairView, RowView


def record(view: ComparisonView) -> dict[str, Any]:
    """Concepts × localities; what was made differently; which cases come out differently."""
    return {
        "concepts": [_concept(row, view) for row in view.rows],
        "differences": [d for pair in view.pairs for d in _differences(pair)],
        "cases": [_cases(pair) for pair in view.pairs],
    }


def _concept(row: RowView, view: ComparisonView) -> dict[str, Any]:
    names = [name for name, _ in view.heads]
    cells = {n: None if c is None else _cell(c) for n, c in zip(names, row.cells, strict=True)}
    terms = [
        {"term": t.key, "name": t.name, "differs": t.differs, "values": dict(zip(names, t.values, strict=True))}
        for t in row.terms
    ]
    kept = {"section": row.section, "key": row.key, "concept": row.concept, "name": row.name, "differs": row.differs}
    return {**kept, "localities": cells, "terms": terms}


def _cell(cell: CellView) -> dict[str, Any]:
    return {
        "name": cell.name, "value": cell.words, "clause": cell.clause, "path": cell.path,
        "relation": cell.relation, "witness": cell.stands, "floor": cell.floor or None,
        "floor_witness": cell.to_floor, "outlier": cell.outlier,
    }  # fmt: skip


def _differences(pair: PairView) -> Iterator[dict[str, Any]]:
    for d in pair.differences:
        yield {
            "between": [pair.here, pair.there], "section": d.section, "name": d.name, "part": d.part, "path": d.path,
            "values": {pair.here: d.here, pair.there: d.there},
            "clauses": {pair.here: d.clause_here, pair.there: d.clause_there},
            "kind": d.kind, "first": d in pair.first,
            "relation": d.relation, "witness": d.stands,
            "cases": [
                {"regions": _told(c.regions), "examples": _told(c.examples), pair.here: c.here, pair.there: c.there}
                for c in d.changes
            ],
        }  # fmt: skip


def _cases(pair: PairView) -> dict[str, Any]:
    return {
        "between": [pair.here, pair.there],
        "always": [_effect(e, pair) for e in pair.always],
        "groups": [_group(c, pair) for c in pair.cases],
        "notes": list(pair.notes),
    }


def _group(case: CaseView, pair: PairView) -> dict[str, Any]:
    told = {"regions": _told(case.regions), "examples": _told(case.examples)}
    return {**told, "outcomes": [_effect(e, pair) for e in case.effects]}


def _effect(effect: tuple[str, str, str], pair: PairView) -> dict[str, str]:
    return {"what": effect[0], pair.here: effect[1], pair.there: effect[2]}


def _told(regions: tuple[Pairs, ...]) -> list[dict[str, str]]:
    return [dict(r) for r in regions]
