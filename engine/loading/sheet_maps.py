"""A mapping file → which column of a spreadsheet answers which question of a form."""

from __future__ import annotations

from typing import Any

from engine.loading.reading.document import Document
from engine.loading.shape.schema import check_shape
from engine.policy.sheets import Column, SheetMap
from engine.source import Problem


def sheet_map_of(document: Document) -> SheetMap | tuple[Problem, ...]:
    """The mapping that a document describes, or everything that is wrong with it."""
    problems = check_shape(document, "sheet-map")
    if problems:
        return problems
    data: Any = document.data
    columns = {head: Column(c["field"], dict(c.get("values", {}))) for head, c in data["columns"].items()}
    return SheetMap(data["form"], data["opened"], columns, dict(data.get("constants", {})), data.get("sheet"))
