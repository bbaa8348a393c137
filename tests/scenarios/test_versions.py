"""Stories of a file with several versions: each is told by the version that held when it began."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

from engine.scenarios import run_file
from tests.casework.small import write_home
from tests.scenarios.test_runner import DEADLINE, DIRECTORY

VERSIONS = """
first:  {in_force: {from: 2020-01-01, until: 2026-01-06}}
second: {in_force: {from: 2026-01-07}, deadlines: {t: {limit: 2 days, cite: 二}}}
"""
STORY = """
- {{expect: {{due: {{t: {due}}}}}}}
- {{at: 2026-01-08 10:00, happens: slip.written, with: {{summary: s, handler: roads}}}}
- {{expect: {{due: {{t: {due}}}}}}}
- {{at: 2026-01-08 11:00, happens: slip.signed, by: head}}
- {{expect: {{clocks: {{t: met}}}}}}
"""


def told(home: Path, opened: str, due: str) -> list[str]:
    """What differs when the story begins on that day."""
    write_home(
        home, deadlines=DEADLINE, versions=VERSIONS,
        documents="measures: {title: {zh: 办法, en: Measures}, articles: [一, 二]}",
    )  # fmt: skip
    (home / "rules/scenarios").mkdir(exist_ok=True)
    story = DIRECTORY.replace("2026-01-05 09:00", f"{opened} 09:00") + indent(STORY.format(due=due), "      ")
    (home / "rules/scenarios/town.yaml").write_text(story, encoding="utf-8")
    outcomes, problems = run_file("town", home=home)
    assert [p.line("en") for p in problems if p.severity == "error"] == []
    return [f"{d.what}: {d.expected} / {d.seen}" for o in outcomes for d in o.differences]


def test_a_case_that_began_before_keeps_its_version_to_the_end(tmp_path: Path) -> None:
    assert told(tmp_path, "2026-01-06", "2026-01-12") == []


def test_a_case_that_begins_on_the_first_day_has_the_new_version(tmp_path: Path) -> None:
    assert told(tmp_path, "2026-01-07", "2026-01-09") == []


def test_a_wrong_expectation_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, "2026-01-07", "2026-01-11") != []
