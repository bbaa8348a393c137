"""The security pages name every item of the checklist once, and only evidence that is there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
VERDICTS = ("met", "partly", "not met", "operator", "does not apply")
LAST = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4,
    "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5,
    "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4,
    "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4,
    "17.3": 2,
}  # fmt: skip
"""The last item of levels 1 and 2 in each section of release 5.0.0: those of level 3 come after them."""


def rows() -> list[tuple[list[str], str, str]]:
    """Items, verdict and evidence of each line of the checklist."""
    page = (DOCS / "asvs.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| (\d+\.\d+\.\d+[^|]*) \| [^|]+ \| ([^|]+) \| (.+) \|$", page, re.MULTILINE)
    return [(items.split(", "), verdict, evidence) for items, verdict, evidence in found]


def test_every_item_stands_there_once() -> None:
    wanted = [f"{section}.{n}" for section, last in LAST.items() for n in range(1, last + 1)]
    assert sorted(i for items, _, _ in rows() for i in items) == sorted(wanted)


def test_the_sums_are_those_of_the_lines() -> None:
    page = (DOCS / "asvs.md").read_text(encoding="utf-8")
    told = {v: int(n) for v, n in re.findall(r"^\| ([a-z ]+) \| (\d+) \|", page, re.MULTILINE)}
    counted = Counter(verdict for items, verdict, _ in rows() for _ in items)
    assert told == {v: counted[v] for v in VERDICTS}
    assert f"{counted.total()} items" in page
    met, partly = counted["met"], counted["partly"]
    assert f"{met} items met, {partly} partly" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{met} 项达到，{partly} 项" in (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")


def test_what_is_met_has_evidence() -> None:
    bare = [items for items, verdict, evidence in rows() if verdict == "met" and not re.search(r"[`\[]|none", evidence)]
    assert bare == []


@pytest.mark.parametrize("page", ["asvs.md", "threat-model.md"])
def test_the_evidence_is_there(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:engine|tests|docs|requirements|\.streamlit|pyproject)[\w./-]*\.\w+)`", text)
    assert len(named) > 20
    assert sorted({n for n in named if not (ROOT / n).exists()}) == []
