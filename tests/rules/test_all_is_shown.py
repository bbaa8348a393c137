"""What a locality writes is shown: every definition of its own gives a reason, or a figure, in a story."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from tests.rules.told import told

ROOT = Path(__file__).resolve().parents[2]
LOCALITIES = ("dafeng", "hengyang", "kandun", "laixi", "longnan")
SECTIONS = (
    "recusal", "tables", "flags", "events", "states", "papers", "deadlines", "escalations", "duties", "registers",
    "prohibitions", "metrics", "seats", "periods",
)  # fmt: skip
PARTS = {"tables": "rules", "escalations": "steps"}


@cache
def written(locality: str) -> dict[str, Any]:
    file = f"rules/{locality}.yaml"
    document = read(ROOT / file, file=file)
    assert isinstance(document, Document), document
    data: Any = document.data
    return dict(data)


def own_paths(locality: str) -> Iterator[str]:
    """Paths of the definitions, table rules and rungs that stand in the locality's own file."""
    for section in SECTIONS:
        for key, item in written(locality).get(section, {}).items():
            parts = item.get(PARTS[section], {}) if section in PARTS else {}
            yield from (f"{section}.{key}.{PARTS[section]}.{part}" for part in parts)
            if not parts:
                yield f"{section}.{key}"


def shown(locality: str) -> set[str]:
    """Paths, with all above them, that gave a reason; and metrics whose figures a story tells."""
    paths = {r.path for o in told(locality) for e in (*o.log, *o.others) for r in e.reasons}
    above = {".".join(p.split(".")[: n + 1]) for p in paths for n in range(len(p.split(".")))}
    return above | {f"metrics.{key}" for o in told(locality) for key in o.measured}


@pytest.mark.parametrize("locality", LOCALITIES)
def test_every_definition_of_its_own_is_shown_in_a_story(locality: str) -> None:
    assert set(own_paths(locality)) - shown(locality) == set()


@pytest.mark.parametrize("locality", LOCALITIES)
def test_the_figures_that_are_told_are_those_of_its_metrics(locality: str) -> None:
    assert {key for o in told(locality) for key in o.measured} == set(written(locality).get("metrics", {}))
