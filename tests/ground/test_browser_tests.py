"""Browser tests are skipped on a desk without a browser, and fail on continuous integration."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
SUITE = """
import pytest

@pytest.mark.browser
def test_page() -> None:
    {body}

def test_plain() -> None:
    pytest.skip("not here")
"""


def _run_suite(folder: Path, body: str, **env: str) -> str:
    (folder / "conftest.py").write_text(CONFTEST.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_page.py").write_text(SUITE.format(body=body), encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    browser: here\n", encoding="utf-8")
    settings = {k: v for k, v in os.environ.items() if not k.startswith(("BIHUAN_", "PYTEST_"))}
    settings["PYTHONPATH"] = str(CONFTEST.parents[1])  # it asks a module beside it for the table of kills
    call = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-rs", str(folder)]
    done = subprocess.run(call, cwd=folder, env={**settings, **env}, capture_output=True, text=True, check=False)
    return done.stdout


@pytest.mark.parametrize(
    ("body", "env", "result"),
    [
        ("pass", {"BIHUAN_BROWSER": "no-such-browser"}, "2 skipped"),
        ("pass", {"BIHUAN_BROWSER": "no-such-browser", "BIHUAN_CI": "1"}, "1 skipped, 1 error"),
        (
            "pytest.skip('slow today')",
            {"BIHUAN_BROWSER": sys.executable, "BIHUAN_CI": "1"},
            "1 failed, 1 skipped",
        ),
        ("pass", {"BIHUAN_BROWSER": sys.executable, "BIHUAN_CI": "1"}, "1 passed, 1 skipped"),
    ],
)
def test_a_missing_browser_is_a_skip_at_a_desk_and_a_failure_on_ci(
    tmp_path: Path, body: str, env: dict[str, str], result: str
) -> None:
    told = _run_suite(tmp_path, body, **env)
    assert result in told, told
