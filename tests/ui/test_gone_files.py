"""A draft and its uploads over the days: what its page keeps is not swept, and what is gone is told where it stood."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from engine.casework.files.drafted import Sent
from engine.casework.upkeep.unfiled import DRAFT_LIFE, GRACE, Swept
from engine.i18n import LANGUAGES, text
from engine.office import Office
from engine.scenarios.playing import SetClock
from engine.ui.shelf import StoreShelf
from tests.ui.test_pages import ANSWERS, filed, fill_in, office, page, press, read

__all__ = ["office"]
TOLD = {"zh": "很久没有提交，已经清除", "en": "is not kept any more"}


def attached(office: Office) -> tuple[AppTest, str]:
    """A complaint half filled in, with one file."""
    at = page("intake")
    fill_in(at, ANSWERS)
    id_ = StoreShelf(office).keep("text/plain", b"a lamp")
    filling = at.session_state["fillings"][at.query_params["draft"]]
    filling.answers["evidence"], filling.files[id_] = [id_], Sent("灯.txt", office.now())
    return at.run(), id_


def later(office: Office, by: timedelta) -> None:
    clock = office.clock.given
    assert isinstance(clock, SetClock)
    clock.at += by


def test_a_draft_holds_what_its_page_shows_and_can_still_be_filed(office: Office) -> None:
    at, id_ = attached(office)
    later(office, 2 * GRACE)
    assert office.unfiled.sweep() == Swept()
    assert "灯.txt" in read(at.run())
    press(at, "intake-submit")
    (row,) = filed(office)
    assert office.store.files_of(row.id) == (id_,)
    later(office, 2 * DRAFT_LIFE)
    assert office.unfiled.sweep() == Swept()


def test_a_page_left_open_too_long_says_which_file_is_gone_and_files_nothing_without_it(office: Office) -> None:
    at, id_ = attached(office)
    later(office, DRAFT_LIFE + timedelta(seconds=1))
    done = office.unfiled.sweep()
    assert (done.drafts, done.files) == (1, 1)
    press(at, "intake-submit")
    assert read(at).count(TOLD["zh"]) == 2  # under the question, and in the refusal
    assert filed(office) == ()
    (drop,) = [b for b in at.button if str(b.key).endswith(id_[:12])]
    drop.click().run()
    assert TOLD["zh"] not in read(at)
    press(at, "intake-submit")
    assert len(filed(office)) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_languages_say_it(lang: str) -> None:
    for key in ("ui.files.gone", "refusal.file-gone"):
        assert TOLD[lang] in text(key, lang)
