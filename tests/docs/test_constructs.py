"""Every construct of the page does something: without its lines the story beside it fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from engine.scenarios.runner import run_scenario, set_stage
from scripts.constructs import CONSTRUCTS, PAGE, ROOT, Place, lines_of, missing, rows, with_lines

TEXT = PAGE.read_text(encoding="utf-8")
ROWS = rows(TEXT)
PLACES = [(row.number, place) for row in ROWS for place in row.places]
STORIES = sorted({(place.ruleset, place.story) for _, place in PLACES})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the rules and forms that a test may spoil."""
    copy = tmp_path_factory.mktemp("home")
    for folder in ("rules", "forms"):
        shutil.copytree(ROOT / folder, copy / folder)
    return copy


@contextmanager
def without(home: Path, place: Place) -> Iterator[None]:
    """The home while the lines of a place are taken away."""
    file = home / place.file
    whole = file.read_text(encoding="utf-8")
    first, last = lines_of(place.file, place.path)
    kept = [line for n, line in enumerate(whole.splitlines(keepends=True), start=1) if not first <= n <= last]
    file.write_text("".join(kept), encoding="utf-8")
    try:
        yield
    finally:
        file.write_text(whole, encoding="utf-8")


def comes_out(home: Path, ruleset: str, story: str) -> bool:
    """Whether the rules load and the story comes out as told."""
    stage, _ = set_stage(ruleset, home=home)
    return stage is not None and run_scenario(stage, stage.scenarios[story]).passed


@cache
def comes_out_here(ruleset: str, story: str) -> bool:
    return comes_out(ROOT, ruleset, story)


def _each_once() -> list[object]:
    """The first place of each construct in every run of the suite, its other places in the long one."""
    seen: set[int] = set()
    marked: list[object] = []
    for number, place in PLACES:
        marked.append(pytest.param(number, place, marks=pytest.mark.full) if number in seen else (number, place))
        seen.add(number)
    return marked


@pytest.mark.parametrize(("number", "place"), _each_once(), ids=lambda v: v.path if isinstance(v, Place) else f"{v:02}")
def test_without_its_lines_the_story_fails(home: Path, number: int, place: Place) -> None:
    with without(home, place):
        assert not comes_out(home, place.ruleset, place.story), (number, place)


@pytest.mark.full
@pytest.mark.parametrize(("ruleset", "story"), STORIES)
def test_with_all_lines_the_story_comes_out(ruleset: str, story: str) -> None:
    assert comes_out_here(ruleset, story)


def test_each_construct_stands_once_or_is_said_to_be_missing() -> None:
    numbers = [row.number for row in ROWS] + list(missing(TEXT))
    assert sorted(numbers) == list(range(1, CONSTRUCTS + 1))


def test_the_printed_lines_are_current() -> None:
    assert with_lines(TEXT) == TEXT


def test_a_page_with_a_wrong_line_is_noticed() -> None:
    moved = TEXT.replace(" line ", " line 9", 1)
    assert with_lines(moved) == TEXT


def test_a_place_without_a_story_is_refused() -> None:
    with pytest.raises(ValueError, match="row 1: 1 places and 0 stories"):
        rows("| 1 | units | `rules/kandun.yaml` `deadlines.handling-time.limit` | none |\n")


def test_lines_reach_to_the_end_of_an_item_and_no_further() -> None:
    first, last = lines_of("rules/kandun.yaml", "states.registering")
    text = (ROOT / "rules/kandun.yaml").read_text(encoding="utf-8").splitlines()
    assert text[first - 1].strip() == "registering:"
    assert text[last].strip() == "investigating:"
