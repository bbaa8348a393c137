"""Alter the rules of Kandun at random places: each alteration must be noticed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.rules.altering import SEED, Alteration, alterations, is_noticed, original

LOCALITY = "kandun"
DRAWN = 150
NOTICED_AT_LEAST = 0.90
NEVER_NOTICED = {
    # who takes part under the lead is on the case anyway, as handler or co-handler
    "papers.joint-answer.by.with.0: one fewer", "papers.joint-answer.by.with.0: another actor",
    "papers.joint-answer.by.with.1: one fewer", "papers.joint-answer.by.with.1: another actor",
    # one extension of at most half a month is half a month in all
    "deadlines.handling-time.extension.in_all: limit",
}  # fmt: skip
"""Alterations that change nothing anyone could see."""


def test_the_untouched_file_passes_through_the_same_road(altered_home: Path) -> None:
    same = Alteration(("calendar",), "nothing", "cn")
    assert not is_noticed(same, LOCALITY, altered_home)


@pytest.mark.full
def test_nine_in_ten_alterations_are_noticed(altered_home: Path) -> None:
    drawn = random.Random(SEED).sample(alterations(original(LOCALITY)), DRAWN)
    missed = [str(a) for a in drawn if not is_noticed(a, LOCALITY, altered_home)]
    assert 1 - len(missed) / DRAWN >= NOTICED_AT_LEAST, "\n".join(missed)


@pytest.mark.soak
def test_every_alteration_that_means_something_is_noticed(altered_home: Path) -> None:
    missed = {str(a) for a in alterations(original(LOCALITY)) if not is_noticed(a, LOCALITY, altered_home)}
    assert missed <= NEVER_NOTICED


def test_there_are_alterations_of_every_kind() -> None:
    kinds = {a.what for a in alterations(original(LOCALITY))}
    assert kinds == {
        "deleted", "amount", "unit", "limit", "another actor", "one fewer", "hit policy", "another value",
        "the opposite", "one more",
    }  # fmt: skip
