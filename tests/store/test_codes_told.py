"""The follow-up code of a row that is taken over: told once, and again only to the same account for some minutes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from engine.casework.desk import TOLD_AGAIN, Desk
from engine.casework.ports import Store
from engine.casework.requests import Refused
from engine.casework.upkeep.importing import Importing
from tests.casework.front import Front, open_front
from tests.casework.test_importing import GOOD, MAP, csv


@pytest.fixture
def town(tmp_path: Path, store: Store) -> Front:
    return open_front(tmp_path, store)


def code(town: Front, told_to: str | None) -> str:
    (row,) = Importing(town.desk).apply("town", csv(GOOD), MAP, told_to=told_to)
    assert (row.number, len(town.store.rows("town"))) == ("town-2025-00001", 1)
    return row.code


@pytest.mark.parametrize("who", ["head", None])
def test_a_page_that_was_cut_loses_no_code_within_ten_minutes(town: Front, who: str | None) -> None:
    first = code(town, who)
    assert not isinstance(town.desk.follow(first), Refused)
    town.clock.at += TOLD_AGAIN
    assert code(town, who) == first


@pytest.mark.parametrize("who", ["head", None])
def test_nobody_is_told_it_later(town: Front, who: str | None) -> None:
    assert code(town, who)
    town.clock.at += TOLD_AGAIN + timedelta(seconds=1)
    assert code(town, who) == ""
    town.clock.at += timedelta(days=60)
    assert (code(town, "head"), code(town, None)) == ("", "")


@pytest.mark.parametrize(("who", "other"), [("head", "wang"), ("head", None), (None, "head")])
def test_nobody_else_is_told_it(town: Front, who: str | None, other: str | None) -> None:
    first = code(town, who)
    assert code(town, other) == ""
    assert code(town, who) == first


def test_asking_again_does_not_begin_the_minutes_anew(town: Front) -> None:
    code(town, "head")
    town.clock.at += TOLD_AGAIN
    assert code(town, "head")
    town.clock.at += timedelta(minutes=1)
    assert code(town, "head") == ""


def test_a_desk_that_was_started_anew_knows_whom_it_told(town: Front) -> None:
    first, old = code(town, "head"), town.desk
    town.desk = Desk(
        store=old.store, vault=old.vault, rules=old.rules, match=old.surroundings.match, now=old.now,
        codes=old._openings.codes,
    )  # fmt: skip
    assert (code(town, "wang"), code(town, "head")) == ("", first)


def test_codes_of_rows_that_came_before_this_was_noted_stay_untold(
    town: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    code(town, None)
    answer_to = type(town.store).answer_to

    def without(store: Store, token: str) -> str | None:
        found = answer_to(store, token)  # type: ignore[arg-type]
        return found and found.split(', "to"')[0] + "}"

    monkeypatch.setattr(type(town.store), "answer_to", without)
    assert code(town, None) == ""
