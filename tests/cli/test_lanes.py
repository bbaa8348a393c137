"""`bihuan simulate A B …`: lines, JSON and a page; what is asked for when something is missing."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cli.conftest import Call

ANSWERS = {
    "identity": "real-name", "name": "x", "contact": "13800000000", "request": "help", "matter": "drainage",
    "place": "shenwu", "what": "<b>wet</b>", "channel": "letter", "neighbour": {"place": "qianwan"},
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(ANSWERS), encoding="utf-8")
    return str(path)


def test_json_has_one_lane_for_each_locality(bihuan: Call, file: str) -> None:
    said = bihuan("simulate", "kandun", "neighbour", "--answers", file, "--at", "2026-09-21", "--format", "json")
    assert said.code == 0
    assert [lane["locality"] for lane in said.json] == ["kandun", "neighbour"]
    assert all(lane["answered"] and lane["held"] and lane["clocks"] for lane in said.json)


def test_the_page_draws_every_lane_and_says_it_in_words(bihuan: Call, file: str) -> None:
    page = bihuan("simulate", "kandun", "neighbour", "--answers", file, "--at", "2026-09-21", "--format", "html").out
    tags: list[str] = []
    reading = HTMLParser()
    reading.handle_starttag = lambda tag, attrs: tags.append(tag)  # type: ignore[method-assign]
    reading.feed(page)
    assert tags.count("svg") == 1
    assert tags.count("section") == 2
    assert "script" not in tags
    assert "Answered after" in page


def test_one_locality_left_alone_as_lines(bihuan: Call, file: str) -> None:
    said = bihuan("simulate", "kandun", "neighbour", "--answers", file, "--at", "2026-09-21", "--pace", "idle")
    assert said.out.count("Not answered") == 2


def test_several_localities_need_answers_and_a_moment(bihuan: Call, file: str) -> None:
    said = bihuan("simulate", "kandun", "neighbour", "--scenario", "x")
    assert said.code == 2
    assert "--answers" in said.err
