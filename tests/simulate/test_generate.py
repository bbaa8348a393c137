"""What invented histories are drawn from: every part of the shipped parameters says where it comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.loading.reading.document import Document
from engine.loading.reading.reader import read

TYPICAL = Path(__file__).parents[2] / "histories" / "typical.yaml"


def parts() -> dict[str, Any]:
    found = read(TYPICAL)
    assert isinstance(found, Document)
    assert isinstance(found.data, dict)
    return {k: v for k, v in found.data.items() if isinstance(v, dict) and k != "title"}


@pytest.mark.parametrize("part", sorted(parts()))
def test_each_part_names_its_source_and_the_head_says_how_to_replace_it(part: str) -> None:
    assert str(parts()[part].get("source", "")).startswith("assumed"), (
        "no count of an office stands behind the shipped file"
    )
    head = TYPICAL.read_text(encoding="utf-8").split("\ntitle:")[0]
    assert f"#   {part} " in head
