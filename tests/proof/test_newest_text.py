"""Where the law changed by the day of opening, a proof speaks of the newest text unless told otherwise."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.casework.rulebook import prepare
from engine.loading import load_ruleset
from engine.proof.prove import newest_text

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("id_", "day"), [("plain-county", date(2022, 5, 1)), ("night-line", None)])
def test_the_newest_text_begins_on_the_last_day_that_conditions_ask_about(id_: str, day: date | None) -> None:
    loaded = load_ruleset(id_, home=ROOT)
    assert loaded.ruleset is not None
    assert newest_text(prepare(loaded.ruleset)) == day
