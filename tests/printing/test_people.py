"""Who has the same to do as another is told once, and the other is named."""

from __future__ import annotations

from collections.abc import Callable

from engine.printing.document import Heading, Para, Table
from tests.printing.conftest import Made

Manuals = Callable[[str, str], Made]


def parts(m: Made) -> dict[str, list[Para | Table]]:
    """What stands under the heading of each office, body or place."""
    found: dict[str, list[Para | Table]] = {}
    inside = ""
    for block in m.document.blocks:
        if isinstance(block, Heading):
            inside = block.text if block.anchor.startswith("who-") else ""
        elif inside and isinstance(block, (Para, Table)):
            found.setdefault(inside, []).append(block)
    return found


def test_no_list_of_things_to_do_stands_twice(manual_of: Manuals) -> None:
    tables = [b.rows for blocks in parts(manual_of("kandun", "zh")).values() for b in blocks if isinstance(b, Table)]
    assert len(tables) == len(set(tables))


def test_who_has_the_same_to_do_names_the_other(manual_of: Manuals) -> None:
    found = parts(manual_of("kandun", "zh"))
    count = next(len(b.rows) for b in found["党工委书记"] if isinstance(b, Table))
    assert Para(f"要做的事与“党工委书记”相同，共 {count} 项。") in found["办事处主任"]
