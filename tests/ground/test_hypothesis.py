"""What Hypothesis tries is the same on every machine and day, and no machine is too slow for it."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def test_nothing_is_left_to_chance_or_to_the_clock() -> None:
    found = settings.default
    assert found is not None
    assert (found.derandomize, found.deadline, found.database) == (True, None, None)
    assert HealthCheck.too_slow in found.suppress_health_check


def tried() -> list[int]:
    """What is tried where integers are asked for."""
    found: list[int] = []

    @given(st.integers())
    def note(number: int) -> None:
        found.append(number)

    note()
    return found


def test_the_same_is_tried_each_time() -> None:
    once = tried()
    assert tried() == once
    assert len(set(once)) > 10
