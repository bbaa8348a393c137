"""How commands print: JSON for programs; aligned lines for people, wide characters counted as two."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len

from engine.i18n import text
from engine.source import Problem

GAP = "  "


def as_json(value: Any) -> None:
    """One JSON value, Chinese as it is."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def say(key: str, lang: str, **values: object) -> None:
    """The sentence `cli.<key>`."""
    print(text(f"cli.{key}", lang, missing=None, **values))


def tell(problems: Iterable[Problem], lang: str) -> None:
    """Problems as a compiler prints them, one per line."""
    for problem in problems:
        print(problem.line(lang))


def problem_record(problem: Problem, lang: str) -> dict[str, Any]:
    """A problem as the JSON of `check` holds it."""
    return {
        "file": problem.at.file, "line": problem.at.line, "column": problem.at.column,
        "severity": problem.severity, "code": problem.code,
        "message": problem.message(lang), "hint": problem.hint(lang),
    }  # fmt: skip


def aligned(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table: heads, then rows, each column as wide as its widest word; the last is not filled up."""
    lines = [list(heads), *(list(r) for r in rows)]
    widths = [max(cell_len(line[i]) for line in lines) for i in range(len(heads))]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    filled = [cell + " " * (wide - cell_len(cell)) for cell, wide in zip(cells, widths, strict=True)]
    return GAP.join(filled).rstrip()
