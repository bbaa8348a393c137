"""The pages are drawn here as in the tests of the app: without a search for components."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.ui.conftest import no_search_for_components

__all__ = ["no_search_for_components"]


@pytest.fixture
def standing_clock() -> Iterator[None]:
    """However long a test takes, no code of a device changes meanwhile, and no minute of a limit passes."""
    with time_machine.travel("2026-03-02 01:30:10+00:00", tick=False):
        yield
