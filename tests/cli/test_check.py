"""`bihuan check`: problems at their place, exit codes, and what it does not import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Call


def spoil(home: Path, old: str, new: str, name: str = "rules/kandun.yaml") -> int:
    """Change a text of a file; the line where it stands."""
    path = home / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_shipped_rules_are_fine(bihuan: Call) -> None:
    assert bihuan("check").code == 0
    assert bihuan("check", "rules/kandun.yaml", "--strict").code == 0


def test_the_floor_report_has_nine_notes_and_one_stricter(bihuan: Call) -> None:
    said = bihuan("check", "rules/kandun.yaml", "--floor")
    notes = said.out.splitlines()[:-1]
    assert said.code == 0
    assert len(notes) == 10
    assert [("stricter" in line, "[floor-stricter]" in line) for line in notes].count((True, True)) == 1
    assert all(": note: " in line for line in notes)


def test_a_problem_is_told_with_file_line_and_column(bihuan: Call, home: Path) -> None:
    line = spoil(home, "stops: answer.sent\n    escalation: urging", "stops: answer.sent\n    escalation: urgin")
    said = bihuan("check", str(home / "rules/kandun.yaml"))
    assert said.code == 1
    assert said.out.startswith(f"rules/kandun.yaml:{line + 1}:")
    assert "did you mean" in said.out


def test_json_holds_every_part_of_a_problem(bihuan: Call, home: Path) -> None:
    spoil(home, "act: ask, toward: complainant", "act: calm, toward: complainant")
    said = bihuan("check", str(home / "rules/kandun.yaml"), "--format", "json")
    (problem,) = said.json
    assert said.code == 1
    assert set(problem) == {"file", "line", "column", "severity", "code", "message", "hint"}
    assert (problem["file"], problem["code"], problem["severity"]) == ("rules/kandun.yaml", "complainant-duty", "error")


def test_a_local_value_looser_than_the_floor_is_an_error_without_being_asked(bihuan: Call, home: Path) -> None:
    spoil(home, "deadlines:   ", "deadlines:\n  matter-time: {limit: 90 days, cite: 四(二).1}  ")
    said = bihuan("check", str(home / "rules/kandun.yaml"))
    assert said.code == 1
    assert "[floor-looser]" in said.out


def test_a_warning_fails_only_when_asked_to(bihuan: Call, home: Path) -> None:
    spoil(home, "deadlines:   ", "deadlines:\n  review-time: {limit: 22 working days, cite: 四(二).1}  ")
    path = str(home / "rules/kandun.yaml")
    assert "[floor-incomparable]" in bihuan("check", path, "--floor").out
    assert bihuan("check", path, "--floor").code == 0
    assert bihuan("check", path, "--floor", "--strict").code == 1


@pytest.mark.parametrize("name", ["forms/registration.yaml", "rules/calendars/cn.yaml", "rules/scenarios/kandun.yaml"])
def test_other_files_are_checked_as_what_they_are(bihuan: Call, home: Path, name: str) -> None:
    assert bihuan("check", str(home / name)).code == 0
    text = (home / name).read_text(encoding="utf-8")
    (home / name).write_text(text + "\nnonsense: 1\n", encoding="utf-8")
    assert bihuan("check", str(home / name)).code == 1


@pytest.mark.full
def test_a_directory_means_all_its_files(bihuan: Call, home: Path) -> None:
    assert bihuan("check", str(home)).out == bihuan("check", "--home", str(home)).out
    (home / "rules" / "kandun.yaml").write_bytes(b"\xff\xfe")
    assert bihuan("check", str(home)).code == 1


def test_an_empty_file_and_a_missing_calendar_are_problems_not_faults(bihuan: Call, home: Path) -> None:
    (home / "rules" / "calendars" / "cn.yaml").unlink()
    assert bihuan("check", str(home / "rules/kandun.yaml")).code == 1
    (home / "rules" / "kandun.yaml").write_text("", encoding="utf-8")
    assert bihuan("check", str(home / "rules/kandun.yaml")).code == 1


def test_check_starts_without_the_heavy_libraries() -> None:
    program = (
        "import sys\nfrom engine.cli import main\ncode = main(['check', 'rules/kandun.yaml'])\n"
        "heavy = {'sqlalchemy', 'streamlit', 'numpy', 'pyarrow', 'durable', 'cryptography'} & set(sys.modules)\n"
        "print(code, sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"


def test_python_m_engine_is_the_same_door() -> None:
    call = [sys.executable, "-m", "engine", "due", "1 month", "--from", "2026-01-31", "--lang", "en"]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "2026-02-28\n")
