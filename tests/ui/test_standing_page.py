"""The standing file in the app: on the work list of whoever owes a turn, finished on its page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from engine.accounts.vault import KeyVault
from engine.casework.desk import Acted
from engine.office import Office
from engine.scenarios.playing import SetClock
from engine.scenarios.runner import set_stage
from engine.store import open_store
from engine.ui import identity, runtime
from engine.ui.cases import parts as case_parts
from tests.casework.small import at
from tests.ui import test_pages as pages

LOCALITY, FILE = "reception-hall", "office-reception-hall"


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    stage, problems = set_stage(LOCALITY, home=pages.ROOT)
    assert stage is not None, problems
    with Office(open_store("memory:"), KeyVault(b"k" * 32), pages.ROOT, SetClock(at("01-05 09:00"))) as opened:
        opened.publish(LOCALITY, from_=at("01-01 09:00").date())
        opened.put_directory(LOCALITY, stage.directory)
        monkeypatch.setattr(runtime, "_opened", lambda: opened)
        monkeypatch.setattr(identity, "token", lambda: "")
        yield opened


def enter(office: Office, monkeypatch: pytest.MonkeyPatch, person: str) -> None:
    monkeypatch.setattr(pages, "LOCALITY", LOCALITY)
    pages.enter(office, monkeypatch, person)


def said(name: str, **query: str) -> str:
    shown = pages.page(name, **query).run()
    assert not shown.exception
    parts = (*shown.markdown, *shown.get("html"), *shown.button, *shown.expander)
    return " ".join(str(getattr(p, "value", "") or getattr(p, "label", "") or p.proto) for p in parts)


def test_who_owes_a_turn_finds_it_on_the_work_list(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(office, monkeypatch, "shao-yi")
    assert [r.title for r in office.desk.work(LOCALITY, "shao-yi")] == ["清河县接待大厅常设卷"]
    assert "领导接访（邵毅）" in said("work")


def test_own_turns_stand_above_the_cases_and_all_turns_on_a_page(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(office, monkeypatch, "shao-yi")
    assert "您的定期职责" in said("work")
    text = said("duties")
    assert "领导接访" in text
    assert "谈青" in text
    assert "待办" in text


def test_figures_say_when_there_is_nothing_to_count(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(office, monkeypatch, "shao-yi")
    assert "不按信访数量排名" in said("metrics")


def test_figures_are_of_whole_periods_also_for_a_day_of_ones_choice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(office, monkeypatch, "shao-yi")
    shown = pages.page("metrics").run()
    shown.session_state["metrics-span"] = "day"
    (asked,) = shown.run().date_input
    text = " ".join(h.proto.body for h in asked.set_value(date(2025, 11, 12)).run().get("html"))
    assert not shown.exception
    assert "2025-10-01 至 2025-12-31" in text
    assert "2025-11-12" not in text


def test_its_page_shows_the_turns_and_what_to_do(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(office, monkeypatch, "tan-qing")
    text = said("case", id=FILE)
    assert "常设卷" in text
    assert "领导接访（谈青）" in text
    assert {a.event for a in office.desk.actions(FILE, "tan-qing")} >= {"reception.done", "reception.swapped"}


def test_every_decision_about_how_often_is_made_by_the_matcher(office: Office) -> None:
    case = office.desk.whole(FILE)
    started = [e for e in office.store.events(case.id) if e.data.get("chosen")]
    assert started
    assert {e.data["chosen"]["decided_by"] for e in started} == {"durable_rules"}


def test_a_declared_period_is_decided_by_the_matcher_too(office: Office) -> None:
    assert isinstance(office.desk.act(FILE, "declaration.written", actor="ding-wen", with_={"span": "三月"}), Acted)
    assert isinstance(office.desk.act(FILE, "declaration.signed", actor="qiao-lan"), Acted)
    case = office.desk.whole(FILE)
    assert case.periods == {"protection-period"}
    assert not case.troubles
    assert case.clocks["daily-watch@tan-qing"].outcome == "running"


def test_a_long_timeline_shows_the_latest_and_the_rest_when_asked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_parts, "_LATEST", 0)
    enter(office, monkeypatch, "shao-yi")
    shown = pages.page("case", id=FILE)
    shown.toggle(key=f"everything-{FILE}").set_value(True).run()
    few = pages.read(shown).count('class="bh-when"')
    pages.press(shown, f"earlier-{FILE}-show")
    assert pages.read(shown).count('class="bh-when"') > few
    assert not [b for b in shown.button if b.key == f"earlier-{FILE}-show"]
