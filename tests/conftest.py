"""For all tests: the installation of whoever runs them is not theirs, and what Hypothesis tries is the same everywhere
and never timed; a test marked `browser` needs a browser, and on continuous integration it must have one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

from tests.kill_table import counted, table

_OF_TESTS = ("BIHUAN_CI", "BIHUAN_BROWSER", "BIHUAN_GOLDEN", "BIHUAN_PYTHON", "BIHUAN_SOAK_", "BIHUAN_VENV")
for _name in [n for n in os.environ if n.startswith("BIHUAN_") and not n.startswith(_OF_TESTS)]:
    del os.environ[_name]

settings.register_profile("bihuan", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("bihuan")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """The path of the browser that tests drive: BIHUAN_BROWSER, or the first that is installed."""
    named = os.environ.get("BIHUAN_BROWSER")
    return shutil.which(named) if named else next((p for b in BROWSERS if (p := shutil.which(b))), None)


def on_ci() -> bool:
    return bool(os.environ.get("BIHUAN_CI"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and browser() is None:
        pytest.skip(f"no browser: install one of {', '.join(BROWSERS)}, or name it with BIHUAN_BROWSER")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """On continuous integration a browser test that was skipped, for whatever reason, has failed."""
    report = yield
    if report.skipped and on_ci() and item.get_closest_marker("browser") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where it must run: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where processes were killed on each database, if any were."""
    stats = terminalreporter.stats
    done = [r for r in (*stats.get("passed", ()), *stats.get("failed", ())) if r.when == "call"]
    kills = counted(noted for report in done for noted in report.user_properties)
    if kills:
        terminalreporter.section("kills")
        for line in table(kills):
            terminalreporter.write_line(line)
