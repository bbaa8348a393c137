"""Streamlit ends a page's script at its next call when somebody clicks again; what was done by then is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from engine.casework.desk import Acted
from tests.journeys.page_bench import FIRST_DAY, TOWN, Bench, Tab, benches, filed, official, visitor

STORY = "路灯不亮三天了"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    yield from benches(tmp_path, monkeypatch)


def cut_after(bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The next time that the Desk has done this, another click has just arrived."""
    real: Callable[..., Any] = getattr(bench.office.desk, name)

    def done_and_cut(*given: Any, **named: Any) -> Any:
        monkeypatch.setattr(bench.office.desk, name, real)
        done = real(*given, **named)
        context = get_script_run_ctx()
        assert context is not None
        assert context.script_requests is not None
        context.script_requests.request_stop()
        return done

    monkeypatch.setattr(bench.office.desk, name, done_and_cut)


def writing(bench: Bench, person: str = "cai", case: str | None = None) -> Tab:
    tab = official(bench, person, case or filed(bench, STORY))
    tab.type(STORY)
    return tab


def somebody_writes(bench: Bench, tab: Tab, person: str) -> None:
    with_ = {"summary": "别人先写", "handler": "roads"}
    assert isinstance(bench.office.desk.act(tab.query["id"], "slip.written", actor=person, with_=with_), Acted)


def test_a_double_click_is_told_that_it_is_done(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = writing(bench)
    cut_after(bench, monkeypatch, "act")
    tab.click(2)
    assert "已办理" in tab.words()
    assert "刚刚有" not in tab.words()
    assert len(bench.written("written")) == 1


def test_a_double_click_shows_the_receipt(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = visitor(bench)
    tab.type(STORY)
    cut_after(bench, monkeypatch, "open_case")
    tab.click(2)
    assert "已经收到" in tab.words()
    assert len(bench.written("opened")) == 1


def test_the_receipt_of_a_window_that_was_closed_shows_at_the_same_address(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = visitor(bench)
    tab.type(STORY)
    cut_after(bench, monkeypatch, "open_case")
    tab.click(1)
    tab.reload()
    assert "已经收到" in tab.words()
    assert bench.written("opened")[0].case in [r.id for r in bench.office.store.rows(TOWN)]


def test_a_receipt_shows_for_a_few_minutes_and_no_longer(bench: Bench) -> None:
    tab = visitor(bench)
    tab.type(STORY)
    tab.click(1)
    bench.clock.at += timedelta(minutes=9)
    tab.reload()
    assert "已经收到" in tab.words()
    bench.clock.at += timedelta(minutes=2)
    tab.reload()
    assert "已经收到" not in tab.words()
    assert tab.shows() == ""


def test_words_typed_while_somebody_else_acts_stay_in_the_box(bench: Bench) -> None:
    tab = writing(bench)
    bench.office.desk.act(tab.query["id"], "advice.written", actor="huang", with_={"advice": "请快办"})
    tab.type(f"{STORY}，又写一句")
    assert tab.shows() == f"{STORY}，又写一句"


def test_who_comes_second_reads_what_was_typed_though_it_can_no_longer_be_sent(bench: Bench) -> None:
    tab = writing(bench)
    somebody_writes(bench, tab, "huang")
    tab.click(3)
    assert "刚刚有" in tab.words()
    assert STORY in tab.words()
    assert tab.shows() is None


def test_who_comes_second_is_told_though_the_click_was_lost(bench: Bench) -> None:
    """Of clicks in a row Streamlit may forget one, and a later page must not take the news away."""
    tab = writing(bench)
    somebody_writes(bench, tab, "huang")
    tab.run()
    assert "刚刚有" in tab.words()
    tab.run()
    assert "刚刚有" in tab.words()


def test_further_clicks_from_a_page_that_was_out_of_date_do_nothing(bench: Bench) -> None:
    """Though the act may still be done, and the page that was shown in between would do it."""
    tab = writing(bench)
    bench.office.desk.act(tab.query["id"], "advice.written", actor="huang", with_={"advice": "请快办"})
    tab.click(3)
    assert bench.written("written", case=tab.query["id"])[-1].actor == "huang"
    assert "刚刚有" in tab.words()
    assert tab.shows() == STORY


def test_other_rules_with_the_same_form_leave_the_boxes_as_they_are(bench: Bench, tmp_path: Path) -> None:
    """A run that noticed the new version may be cut, and the browser goes on with the boxes that it has."""
    tab = visitor(bench)
    tab.type(STORY)
    (before,) = [t.id for t in tab.app.text_area]
    rules = tmp_path / "rules" / "town.yaml"
    rules.write_text(rules.read_text("utf-8").replace("小镇办法", "小镇新办法", 1), "utf-8")
    digest, problems = bench.office.publish(TOWN, from_=FIRST_DAY + timedelta(days=1))
    assert digest == bench.office.rules.in_force(TOWN, bench.clock.at), problems
    tab.type(f"{STORY}，又写一句")
    assert [t.id for t in tab.app.text_area] == [before]
    assert tab.shows() == f"{STORY}，又写一句"
