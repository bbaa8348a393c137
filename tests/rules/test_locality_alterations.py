"""Alter the rules of a locality at random places: nine in ten alterations must be noticed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.rules.altering import SEED, Alteration, alterations, is_noticed, original

LOCALITIES = ("dafeng", "hengyang", "laixi", "longnan")
DRAWN = 60
NOTICED_AT_LEAST = 0.90


@pytest.mark.parametrize("locality", LOCALITIES)
def test_the_untouched_file_passes_through_the_same_road(locality: str, altered_home: Path) -> None:
    same = Alteration(("calendar",), "nothing", "cn")
    assert not is_noticed(same, locality, altered_home)


@pytest.mark.full
@pytest.mark.parametrize("locality", LOCALITIES)
def test_nine_in_ten_alterations_are_noticed(locality: str, altered_home: Path) -> None:
    drawn = random.Random(SEED).sample(alterations(original(locality)), DRAWN)
    missed = [str(a) for a in drawn if not is_noticed(a, locality, altered_home)]
    assert 1 - len(missed) / DRAWN >= NOTICED_AT_LEAST, "\n".join(missed)


@pytest.mark.soak
@pytest.mark.parametrize("locality", LOCALITIES)
def test_nine_in_ten_of_all_alterations_are_noticed(locality: str, altered_home: Path) -> None:
    every = alterations(original(locality))
    missed = [str(a) for a in every if not is_noticed(a, locality, altered_home)]
    assert 1 - len(missed) / len(every) >= NOTICED_AT_LEAST, "\n".join(missed)
