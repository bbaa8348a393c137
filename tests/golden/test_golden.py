"""Golden pairs: a file and the lines that an author reads about it, in Chinese and in English.

`x.<kind>.yaml` is read and held against the schema of its kind (ruleset, form, calendar, scenarios);
`x.yaml` is a rule set that is loaded whole, with parents and forms under `tests/golden`, and
`x.lint.yaml` one that is also checked and held against its parents. In `ok`
nothing may be said, in `err` something must. `BIHUAN_GOLDEN=write` writes the `.out` files anew.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from string import Formatter
from typing import cast, get_args

import pytest

from engine.i18n import catalogue
from engine.lint import Subject, against_floor, lint
from engine.loading import load_ruleset
from engine.loading.calendars import calendar_problems
from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from engine.loading.shape.schema import Kind, check_shape
from engine.policy.calendar import Calendar, CalendarYear
from engine.policy.forms import Text
from engine.source import Problem

HERE = Path(__file__).parent
I18N = HERE.parents[1] / "engine" / "i18n"
LOADING = HERE.parents[1] / "engine" / "loading"
FILES = sorted(p for folder in ("ok", "err") for p in (HERE / folder).glob("*.yaml"))
WRITE = os.environ.get("BIHUAN_GOLDEN") == "write"
CODE = re.compile(r"\[([a-z0-9-]+)\]$", re.MULTILINE)
FEWEST_CODES = 40
YEARS = {year: CalendarYear("official", "notice") for year in range(2007, 2027)}
CALENDAR = Calendar("cn", Text("日历", "Calendar"), "Asia/Shanghai", {}, YEARS)
ROOMS = ("loading",)
ELSEWHERE = {  # no file in this folder can have them: tests/loading/test_reader.py has
    "directory-not-file", "file-missing", "file-misspelt", "file-unreadable", "file-too-large",
    "too-many-values",
}  # fmt: skip


def problems(path: Path) -> tuple[Problem, ...]:
    """What is said about a file, by the stages that its name asks for."""
    kind = path.name.removesuffix(".yaml").rpartition(".")[2]
    if kind == "lint":
        return judged(path)
    if kind not in get_args(Kind):
        return load_ruleset(path, home=HERE).problems
    document = read(path, file=path.name)
    if not isinstance(document, Document):
        return document
    return calendar_problems(document) if kind == "calendar" else check_shape(document, cast("Kind", kind))


def judged(path: Path) -> tuple[Problem, ...]:
    """What the checks say about a rule set that loads, and how it stands to the one it builds on."""
    loaded = load_ruleset(path, home=HERE)
    assert loaded.ruleset is not None, [p.line("en") for p in loaded.problems]
    subject = Subject(loaded.ruleset, loaded.parents, CALENDAR)
    return (*lint(subject), *(p for p in against_floor(subject) if p.severity != "note"))


def lines(found: tuple[Problem, ...]) -> str:
    both = ["\n".join(p.line(lang) for p in found) for lang in ("zh", "en")]
    return "\n\n".join(both) + "\n" if found else ""


def golden_codes() -> set[str]:
    return {c for p in HERE.glob("err/*.out") for c in CODE.findall(p.read_text(encoding="utf-8"))}


def catalogue_codes(room: str) -> set[str]:
    """The codes that a room's catalogue has a sentence for."""
    keys = json.loads((I18N / "en" / f"{room}.json").read_text(encoding="utf-8"))
    return {k.split(".")[1] for k in keys if k.startswith("problem.")}


def named_in_source() -> set[str]:
    """Codes that stand literally in the source of the room."""
    pattern = re.compile(r'(?:Problem|_say|_stop|wrong)\(\s*"([a-z0-9-]+)"')
    return {c for p in LOADING.glob("*.py") for c in pattern.findall(p.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_the_author_reads_what_the_golden_file_says(path: Path) -> None:
    said, expected = lines(problems(path)), path.with_suffix(".out")
    if WRITE:
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")
    assert bool(said) == (path.parent.name == "err")


def test_every_file_has_its_pair_and_every_pair_its_file() -> None:
    outs = {p.with_suffix(".yaml") for folder in ("ok", "err") for p in (HERE / folder).glob("*.out")}
    assert outs == set(FILES)


def test_the_golden_files_show_enough_codes() -> None:
    assert len(golden_codes()) >= FEWEST_CODES


def test_every_golden_code_has_a_hint_in_both_languages() -> None:
    for code in golden_codes():
        for lang in ("zh", "en"):
            assert f"problem.{code}" in catalogue(lang), (code, lang)
            assert catalogue(lang).get(f"problem.{code}.hint"), (code, lang)


@pytest.mark.parametrize("room", ROOMS)
def test_every_code_of_the_catalogue_is_shown(room: str) -> None:
    assert catalogue_codes(room) - golden_codes() - ELSEWHERE == set()


def test_every_code_in_the_source_has_its_sentence() -> None:
    assert {c for c in named_in_source() if f"problem.{c}" not in catalogue("en")} == set()


def test_a_message_takes_the_same_values_in_both_languages() -> None:
    """A place the English sentence fills, the Chinese one may fill too, and no other."""
    for key, english in catalogue("en").items():
        if key.startswith("problem."):
            assert fields(catalogue("zh")[key]) == fields(english), key


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}
