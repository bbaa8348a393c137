"""The README in English and the one in Chinese say the same: neither can move on without the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.docs.test_docs import ROOT

ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
_BLOCK = re.compile(r"^```\w*\n(.*?)^```\n", re.DOTALL | re.MULTILINE)


def _prose(text: str) -> str:
    return _BLOCK.sub("", text)


def headings(text: str) -> list[str]:
    """The level of every heading, in order."""
    return re.findall(r"^(#+) ", _prose(text), re.MULTILINE)


def blocks(text: str) -> list[list[str]]:
    """The lines of every code block, without their remarks."""
    return [[re.split(r"\s+# ", line)[0] for line in block.splitlines()] for block in _BLOCK.findall(text)]


def links(text: str) -> list[str]:
    """Where every link leads, in order; each page's link to its twin counts as one and the same."""
    return [re.sub(r"^README(\.zh-CN)?\.md$", "twin", t) for t in re.findall(r"\]\(([^)\s]+)\)", _prose(text))]


def items(text: str) -> list[int]:
    """Of every section: rows of tables, and points of lists."""
    sections = re.split(r"^#+ ", _prose(text), flags=re.MULTILINE)
    return [n for s in sections for n in (len(re.findall(rf"^{m}", s, re.MULTILINE)) for m in (r"\|", r"(?:-|\d\.) "))]


def codes(text: str) -> list[str]:
    """Names, paths and commands within the text, each as often as it is written; word order may differ."""
    return sorted(re.findall(r"`([^`\n]+)`", _prose(text)))


def figures(text: str) -> set[str]:
    """Numbers in digits, as far as they stand in the text."""
    plain = re.sub(r"`[^`\n]+`|\]\([^)]+\)", "", _prose(text))
    return set(re.findall(r"\d+(?:\.\d+)?", plain))


READINGS: Sequence[Callable[[str], object]] = (headings, blocks, links, items, codes, figures)
CHANGES = {
    headings: ("## License\n", ""),
    blocks: ("bihuan test kandun", "bihuan test laixi"),
    links: ("(docs/howto-audit.md)", "(docs/start.md)"),
    items: ("\n- ", "\n"),
    codes: ("`make soak`", "`make test`"),
    figures: ("is for offices", "is for 7777 offices"),
}
"""Of each reading, a change to the English page that it must notice."""


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.mark.parametrize("reading", READINGS, ids=lambda r: r.__name__)
def test_both_pages_have_the_same(reading: Callable[[str], object]) -> None:
    assert reading(_text(CHINESE)) == reading(_text(ENGLISH))


@pytest.mark.parametrize("reading", READINGS, ids=lambda r: r.__name__)
def test_a_page_that_moves_on_alone_is_found(reading: Callable[[str], object]) -> None:
    old, new = CHANGES[reading]
    changed = _text(ENGLISH).replace(old, new, 1)
    assert changed != _text(ENGLISH)
    assert reading(changed) != reading(_text(ENGLISH))


@pytest.mark.parametrize("page", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_every_locality_that_ships_stands_in_the_table(page: Path) -> None:
    stories = {p.stem for p in (ROOT / "rules" / "scenarios").glob("*.yaml")}
    shipped = {p.stem for p in (ROOT / "rules").glob("*.yaml")} & stories
    assert set(re.findall(r"^\| \[([a-z-]+)\]\(rules/\1\.yaml\)", _text(page), re.MULTILINE)) == shipped


@pytest.mark.parametrize("page", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_every_room_of_the_engine_stands_in_the_table(page: Path) -> None:
    rooms = {p.parent.name for p in (ROOT / "engine").glob("*/__init__.py")}
    told = set(re.findall(r"`engine/([a-z0-9]+)`", _text(page)))
    assert rooms - told <= {"i18n"}  # words, not a room
    assert told <= rooms
