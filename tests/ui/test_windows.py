"""One draft in two windows, and a closed window that is still at work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.casework.files.drafted import DraftText, Sent, Typed, read, written
from engine.casework.ports import Draft
from engine.office import Office
from engine.ui.filling import drafts
from engine.ui.filling.windows import LONGEST_RUN, merged
from tests.ui.test_pages import ANSWERS, filed, fill_in, office, page, press
from tests.ui.test_pages import read as read_page

__all__ = ["office"]

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FILE = "f" * 64
HERE = Typed(NOON, "here")


def there(after: timedelta, **answers: Any) -> DraftText:
    return DraftText(answers, {}, dict.fromkeys(answers, Typed(NOON + after, "there")))


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("kept", "stands"),
    [
        (there(-SECOND, what="theirs"), "mine"),
        (there(SECOND, what="theirs"), "theirs"),
        (there(timedelta(0), what="theirs"), "mine"),
        (there(LONGEST_RUN, what="theirs"), "mine"),
        (DraftText({"what": "theirs"}, {}, {"what": Typed(NOON + SECOND, "here")}), "mine"),
        (DraftText({"what": "theirs"}), "mine"),
    ],
    ids=["earlier", "later", "at once", "by a clock that was set back", "in this window", "by an older version"],
)
def test_of_one_answer_the_last_typed_stands(kept: DraftText, stands: str) -> None:
    assert merged(DraftText(), DraftText({"what": "mine"}), kept, HERE).answers == {"what": stands}


def test_what_this_window_did_not_change_stays_as_others_typed_it() -> None:
    before = DraftText({"what": "路灯", "who": None, "rows": [{"$id": "1"}]})
    now = DraftText({"what": "路灯", "who": "", "rows": [{"$id": "2"}], "place": "直塘村"})
    kept = there(-SECOND, what="路灯不亮", who="张三", rows=[{"$id": "3", "name": "李四"}])
    done = merged(before, now, kept, HERE)
    assert done.answers == {**kept.answers, "place": "直塘村"}
    assert done.typed == {**kept.typed, "place": HERE}


def test_what_this_window_emptied_is_empty() -> None:
    before = DraftText({"what": "路灯", "who": "张三", "hidden": "x"})
    kept = there(-SECOND, what="路灯", who="张三", hidden="x")
    assert merged(before, DraftText({"what": "路灯", "who": ""}), kept, HERE).answers == {"what": "路灯", "who": ""}


def test_of_a_draft_that_is_gone_everything_is_kept_again() -> None:
    now = DraftText({"what": "路灯", "place": "直塘村"})
    assert merged(DraftText({"what": "路灯"}), now, None, HERE).answers == now.answers


def test_files_go_with_the_answers_that_name_them() -> None:
    ours, theirs = Sent("ours.txt", NOON), Sent("theirs.txt", NOON)
    other = "e" * 64
    now = DraftText({"proof": [FILE]}, {FILE: ours})
    kept = DraftText({"papers": [other]}, {other: theirs, "d" * 64: theirs})
    assert merged(DraftText(), now, kept, HERE).files == {FILE: ours, other: theirs}


def test_a_text_says_what_it_was_made_of() -> None:
    draft = DraftText({"what": "路灯", "proof": [FILE]}, {FILE: Sent("a.txt", NOON)}, {"what": HERE})
    assert read(written(draft)) == draft


def test_a_text_of_an_older_version_is_read() -> None:
    assert read(f'{{"proof": ["{FILE}"], "what": "路灯"}}') == DraftText(
        {"proof": [FILE], "what": "路灯"}, {FILE: Sent("")}
    )


# ── at the pages ────────────────────────────────────────────────────────────


def box(at: AppTest, name: str) -> str | None:
    (found,) = [w for k in ("text_area", "text_input", "selectbox") for w in at.get(k) if str(w.key).endswith(name)]
    return str(found.value) if found.value else None


def two_windows(office: Office) -> tuple[AppTest, AppTest, str]:
    first = page("intake")
    fill_in(first, {"identity": "anonymous", "what": "路灯"})
    draft = first.query_params["draft"]
    return first, page("intake", draft=draft), draft


def test_each_of_two_windows_adds_to_the_draft(office: Office) -> None:
    first, second, draft = two_windows(office)
    fill_in(second, {"place": ANSWERS["place"]})
    fill_in(first, {"what": "路灯不亮"})
    again = page("intake", draft=draft)
    assert (box(again, ".what"), box(again, ".place")) == ("路灯不亮", str(ANSWERS["place"]))


def test_a_window_that_was_closed_does_not_write_over_what_was_typed_after(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its page began before, and comes to keeping its words after the other's."""
    closed, open_, draft = two_windows(office)
    save = drafts.save

    def delayed(*args: Any) -> None:
        monkeypatch.setattr(drafts, "save", save)
        fill_in(open_, {"what": "typed after"})
        save(*args)

    monkeypatch.setattr(drafts, "save", delayed)
    fill_in(closed, {"what": "typed before"})
    assert box(page("intake", draft=draft), ".what") == "typed after"


def test_two_windows_that_keep_at_the_same_moment_both_keep(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, draft = two_windows(office)
    put = office.store.put_draft

    def between(kept: Draft, *, instead_of: Draft | None = None) -> bool:
        monkeypatch.setattr(office.store, "put_draft", put)
        fill_in(second, {"place": ANSWERS["place"]})
        return put(kept, instead_of=instead_of)

    monkeypatch.setattr(office.store, "put_draft", between)
    fill_in(first, {"what": "路灯不亮"})
    again = page("intake", draft=draft)
    assert (box(again, ".what"), box(again, ".place")) == ("路灯不亮", str(ANSWERS["place"]))


def test_words_that_come_after_a_draft_was_sent_are_told_to_be_unsent_and_stay_to_be_read(office: Office) -> None:
    first, second, _ = two_windows(office)
    for window in (first, second):
        fill_in(window, ANSWERS)
    press(first, "intake-submit")
    assert "没有提交的内容" not in read_page(first)
    fill_in(second, {"what": "后来的话"})
    press(second, "intake-submit")
    (row,) = filed(office)
    said = read_page(second)
    assert all(words in said for words in (row.number, "没有提交的内容", "后来的话"))
    assert said.index("查询码") < said.index("没有提交的内容")  # however long it is, number and code stand above
    press(second, "receipt-done")
    assert "后来的话" not in read_page(second)


def test_a_second_window_that_sends_the_same_is_told_nothing_else(office: Office) -> None:
    first, second, _ = two_windows(office)
    for window in (first, second):
        fill_in(window, ANSWERS)
        press(window, "intake-submit")
    assert "没有提交的内容" not in read_page(second)
    assert len(filed(office)) == 1


def test_what_is_sent_is_what_the_window_shows(office: Office) -> None:
    first, second, draft = two_windows(office)
    fill_in(second, {"what": "其他"})
    fill_in(first, ANSWERS)
    press(first, "intake-submit")
    (row,) = filed(office)
    (opened,) = [e for e in office.store.events(row.id) if e.kind == "opened"]
    assert opened.data["answers"]["what"] == ANSWERS["what"]
    assert office.store.draft(draft) is None
