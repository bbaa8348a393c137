"""No locality is known to the engine: every place is a rule file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

PLACES = frozenset(
    {
        "坎墩", "衡阳", "莱西", "龙南", "陇南", "大丰", "慈溪", "宁波",
        "kandun", "hengyang", "laixi", "longnan", "dafeng", "cixi", "ningbo",
    }
)  # fmt: skip
NOT_A_PLACE = frozenset({"national"})


def places(root: Path) -> frozenset[str]:
    """The known names, and the id of every rule file that is there."""
    ids = {path.stem for path in (root / "rules").glob("*.yaml")}
    return PLACES | (ids - NOT_A_PLACE)


def place_violations(root: Path, names: Iterable[str]) -> list[str]:
    word = re.compile("|".join(_whole(n) for n in sorted(names)), re.IGNORECASE)
    lines = (
        (path, number, line)
        for path in _texts(root / "engine")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    )
    return [f"{path.relative_to(root)}:{number}" for path, number, line in lines if word.search(line)]


def _whole(name: str) -> str:
    """Latin names as whole words, so that a short id does not hit inside another word."""
    escaped = re.escape(name)
    return rf"(?<![A-Za-z0-9]){escaped}(?![A-Za-z0-9])" if name.isascii() else escaped


def _texts(top: Path) -> list[Path]:
    kinds = {".py", ".json", ".css", ".toml", ".html", ".mako", ".txt", ".md"}
    return sorted(p for p in top.rglob("*") if p.suffix in kinds and "__pycache__" not in p.parts)


def test_the_engine_names_no_locality() -> None:
    assert place_violations(ROOT, places(ROOT)) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("policy/a.py", "# 坎墩 does it so\n"),
        ("i18n/en/ui.json", '{"a": "Welcome to Kandun"}'),
        ("ui/a.py", 'RULES = "kandun_2020"\n'),
        ("ui/b.py", 'RULES = "some-county"\n'),
    ],
)
def test_a_locality_is_found(tmp_path: Path, name: str, text: str) -> None:
    for path, content in {
        f"engine/{name}": text,
        "rules/some-county.yaml": "",
        "rules/national.yaml": "",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    assert place_violations(tmp_path, places(tmp_path)) == [f"engine/{name}:1"]
