"""One engine process for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.matching.matcher import Matcher
from engine.matching.supervisor import Supervisor


@pytest.fixture(scope="module")
def supervisor() -> Iterator[Supervisor]:
    supervisor = Supervisor(time_limit=300)
    yield supervisor
    supervisor.close()


@pytest.fixture(scope="module")
def matcher(supervisor: Supervisor) -> Matcher:
    return Matcher(supervisor)
