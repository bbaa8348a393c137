"""YAML read strictly: what values mean, where they stand, and files that cannot be opened."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from engine.loading.reading.document import Document
from engine.loading.reading.reader import LARGEST, MOST_NODES, read
from engine.source import Position


def document(text: str) -> Document:
    found = read(text, file="x.yaml")
    assert isinstance(found, Document), found
    return found


def codes(source: Path | str | bytes) -> list[str]:
    found = read(source, file="x.yaml")
    assert not isinstance(found, Document)
    return [p.code for p in found]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True), ("False", False), ("null", None), ("~", None), ("", None),
        ("12", 12), ("-3", -3), ("0", 0), ("2.50", Decimal("2.50")), ("-0.5", Decimal("-0.5")),
        ("007", "007"), ("0315300", "0315300"), ("12:30", "12:30"), ("2020-07-06", "2020-07-06"),
        ("on", "on"), ("no", "no"), ("Yes", "Yes"), ("0x1F", "0x1F"), ("1e3", "1e3"), ("+5", "+5"),
        ("1_000", "1_000"), (".5", ".5"), ("'true'", "true"), ('"12"', "12"), ("９", "９"),
        ("1234567890123456789", "1234567890123456789"), ("330282199001011234", 330282199001011234),
    ],
)  # fmt: skip
def test_an_unquoted_word_is_what_yaml_1_2_core_says_or_text(written: str, value: object) -> None:
    data = document(f"a: {written}\n").data
    assert data == {"a": value}
    assert isinstance(data, dict)
    assert type(data["a"]) is type(value)


def test_keys_are_text_also_when_they_are_numbers_or_dates() -> None:
    assert document("2026: {2026-01-01: 1}\n").data == {"2026": {"2026-01-01": 1}}


def test_every_key_and_value_has_its_place() -> None:
    doc = document("a: 1\n乙:\n  - {c: 丙, d: [x, y]}\n")
    assert doc.at_key(("乙",)) == Position("x.yaml", 2, 1)
    assert doc.at(("乙", 0)) == Position("x.yaml", 3, 5)
    assert doc.at_key(("乙", 0, "d")) == Position("x.yaml", 3, 12)
    assert doc.at(("乙", 0, "d", 1)) == Position("x.yaml", 3, 19)


def test_a_place_that_is_not_there_is_that_of_the_nearest_ancestor() -> None:
    doc = document("a:\n  b: 1\n")
    assert doc.at(("a", "c", "d")) == doc.at(("a",)) == Position("x.yaml", 2, 3)
    assert doc.at_key(("a", "c", 0)) == doc.at_key(("a",)) == Position("x.yaml", 1, 1)


def test_the_first_of_two_keys_is_named() -> None:
    found = read("a: 1\nb: 2\na: 3\n", file="x.yaml")
    assert isinstance(found, tuple)
    assert (found[0].at.line, found[0].also) == (3, Position("x.yaml", 1, 1))


def test_all_problems_are_told_at_once() -> None:
    assert codes("a: &x 1\nb: *x\n<<: {c: !t 1}\na: 2\n") == [
        "anchor", "alias", "merge-key", "tag", "doubled-key",
    ]  # fmt: skip


def test_full_width_punctuation_inside_a_text_is_a_text() -> None:
    assert document("a: 说明：如下　再说\nb: [甲：乙]\n").data == {"a": "说明：如下　再说", "b": ["甲：乙"]}


def test_tabs_and_wide_spaces_inside_a_long_text_are_text() -> None:
    assert document("a: |\n  　　甲\n  \t乙\n").data == {"a": "　　甲\n\t乙\n"}


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 30))
    assert set(codes(bomb)) == {"alias", "anchor"}


def test_limits_hold_exactly() -> None:
    flat = "a: [" + ", ".join("x" * (MOST_NODES - 2)) + "]\n"  # the map, the list, and its items
    assert isinstance(read(flat), Document)
    assert codes(flat.replace("[", "[x, ")) == ["too-many-values"]
    assert codes("#" * LARGEST + "\n") == ["file-too-large"]


def test_brackets_without_end_are_refused_quickly() -> None:
    assert codes("[" * 500_000) == ["too-deep"]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "kandun.yaml").write_text("a: 1\n", encoding="utf-8")
    assert codes(tmp_path) == ["directory-not-file"]
    assert codes(tmp_path / "kandum.yaml") == ["file-misspelt"]
    assert codes(tmp_path / "none" / "x.yaml") == ["file-missing"]
    assert codes(Path("/dev/zero")) == ["file-unreadable"]
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert codes(tmp_path / "loop") in (["file-unreadable"], ["file-misspelt"], ["file-missing"])


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"a" * (LARGEST + 10))
    assert codes(path) == ["file-too-large"]


def test_a_file_carries_the_name_it_is_called_by(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_bytes(b"a: 1\r\nb: 2\r\n")
    found = read(tmp_path / "x.yaml", file="rules/x.yaml")
    assert isinstance(found, Document)
    assert str(found.at_key(("b",))) == "rules/x.yaml:2:1"
