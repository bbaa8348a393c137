"""A run of a page reads the world once: how often it asks the store, that no run rests on the one before,
and that an act is judged by the store and not by what its page had read."""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from engine import demo
from engine.accounts import sign_in
from engine.casework.desk import Opened
from engine.office import Office
from engine.office.clock import DEMO
from engine.policy.directory import Directory, Person
from engine.scenarios.playing import SetClock
from engine.store.sql import SqlStore
from engine.ui import identity, page_run, runtime
from tests.journeys.small_office import ROOT, move_in, stage
from tests.ui.test_pages import ANSWERS, CLERK, LOCALITY, SCRIPT, fill_in, press, read

DUTIFUL = "zheng-lan"
"""Somebody to whom duties of the body fall."""

WHO = "settings (demo, clock), session, account, persons, units"
TOLD = "notices and their cases"
MOST: Mapping[tuple[str, str], tuple[int, str]] = {
    ("case", CLERK): (13, f"{WHO}; {TOLD}; events, calendar, related cases, row, clocks, whether identity is sealed"),
    ("work", CLERK): (11, f"{WHO}; {TOLD}; publications, calendar, rows, running clocks"),
    ("work", DUTIFUL): (15, f"{WHO}; {TOLD}; as the work list, and the standing file: events, calendar, row, clocks"),
    ("duties", DUTIFUL): (11, f"{WHO}; {TOLD}; the standing file: events, calendar, row, clocks"),
    ("notices", CLERK): (9, f"{WHO}; {TOLD}, for the menu and for the page"),
    ("follow", CLERK): (7, f"{WHO}; {TOLD}"),
}
"""How many statements one run may send, and what for, in a house of demo data. Whoever needs one more says
here what it is for; whoever needs one less lowers the number."""

TWICE = {("notices", CLERK): 2, ("work", DUTIFUL): 1}
"""Statements that are sent a second time: the notices that the menu counts, the calendar of the standing file."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, str]]:
    """An office in a file, with people, cases and the clock of the machine; and one of its cases."""
    url = f"sqlite:///{tmp_path_factory.mktemp('house') / 'office.db'}"
    now = datetime.now(UTC)
    with Office.open(url, ROOT, now=SetClock(now - timedelta(hours=1))) as office:
        move_in(office, now)
        office.store.put_setting(DEMO, "yes")
        filed = [office.desk.open_case(LOCALITY, "registration", ANSWERS, actor=None, token=t) for t in "abc"]
    with Office.open(url, ROOT) as office:
        assert isinstance(filed[1], Opened)
        yield office, filed[1].case


@pytest.fixture
def opened(house: tuple[Office, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Office, str]]:
    """The same as the app has it; the directory is put back afterwards."""
    office, case = house
    monkeypatch.setattr(runtime, "_opened", lambda: office)
    yield office, case
    office.store.put_directory(LOCALITY, stage().directory)


def enter(office: Office, monkeypatch: pytest.MonkeyPatch, person: str) -> None:
    done = sign_in.sign_in(office.store, person, demo.PASSWORD, runtime.wall_clock(), demo=True)
    assert isinstance(done, sign_in.SignedIn), done
    monkeypatch.setattr(identity, "token", lambda: done.token)


def window(page: str, case: str) -> AppTest:
    """A window that has drawn the page once."""
    at = AppTest.from_file(SCRIPT, default_timeout=300)
    at.session_state["page"], at.session_state["lang"] = page, "zh"
    at.query_params["id"] = case
    at.run()
    assert not at.exception, at.exception
    return at


@contextmanager
def listening(office: Office) -> Iterator[list[tuple[str, str]]]:
    """What is asked of the database meanwhile: each statement with what it asks about."""
    assert isinstance(office.store, SqlStore)
    heard: list[tuple[str, str]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, asked: Any, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            heard.append((" ".join(statement.split()), repr(asked)))

    engine = office.store._database.engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def asked_by(page: str, office: Office, case: str) -> list[tuple[str, str]]:
    """What a further run of a page asks, when nothing has happened."""
    at = window(page, case)
    with listening(office) as heard:
        at.run()
    assert not at.exception, at.exception
    return heard


def sent_again(asked: list[tuple[str, str]]) -> int:
    return sum(times - 1 for times in Counter(asked).values())


@pytest.mark.parametrize(("page", "person"), MOST)
def test_a_page_asks_the_store_no_more_than_it_must(
    opened: tuple[Office, str], monkeypatch: pytest.MonkeyPatch, page: str, person: str
) -> None:
    office, case = opened
    enter(office, monkeypatch, person)
    asked = asked_by(page, office, case)
    most, _ = MOST[page, person]
    assert len(asked) <= most, "\n".join(statement for statement, _ in asked)
    assert sent_again(asked) <= TWICE.get((page, person), 0)
    assert len(asked) > len(WHO.split(",")), "what is listened to says something"


def test_a_second_reading_is_heard(opened: tuple[Office, str], monkeypatch: pytest.MonkeyPatch) -> None:
    office, case = opened
    enter(office, monkeypatch, CLERK)
    begin = page_run.begin
    monkeypatch.setattr(page_run, "begin", lambda: (office.directory(LOCALITY), begin())[1])
    asked = asked_by("case", office, case)
    assert (len(asked) - MOST["case", CLERK][0], sent_again(asked)) == (2, 2)


def without(person: str) -> Directory:
    there = stage().directory
    return Directory({k: p for k, p in there.persons.items() if k != person}, there.units)


def changed(person: str, **changes: Any) -> Directory:
    there = stage().directory
    one: Person = replace(there.persons[person], **changes)
    return Directory({**there.persons, person: one}, there.units)


def test_each_run_reads_anew_who_is_who(opened: tuple[Office, str], monkeypatch: pytest.MonkeyPatch) -> None:
    office, case = opened
    enter(office, monkeypatch, CLERK)
    work, on_file = window("work", case), window("case", case)
    office.store.put_directory(LOCALITY, changed(CLERK, name="周改名"))
    assert "周改名" in read(work.run())
    assert on_file.run().tabs
    office.store.put_directory(LOCALITY, without(CLERK))
    assert not on_file.run().tabs


def test_nothing_that_a_run_has_read_outlives_it(opened: tuple[Office, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """No session holds it, not even by a page that the next run draws anew."""
    office, case = opened
    enter(office, monkeypatch, CLERK)
    begin, runs = page_run.begin, list[weakref.ref[page_run.PageRun]]()

    def noted() -> page_run.PageRun:
        found = begin()
        runs.append(weakref.ref(found))
        return found

    monkeypatch.setattr(page_run, "begin", noted)
    windows = [window(page, case) for page in ("case", "work", "duties", "notices")]
    gc.collect()
    assert [run() for run in runs] == [None] * len(windows)


def test_each_run_asks_anew_who_is_signed_in(opened: tuple[Office, str], monkeypatch: pytest.MonkeyPatch) -> None:
    office, case = opened
    enter(office, monkeypatch, CLERK)
    at = window("case", case)
    identity.leave()
    assert "请先登录" in read(at.run())
    assert not at.tabs


def test_whoever_is_signed_out_without_their_doing_reads_that_what_they_typed_is_kept(
    opened: tuple[Office, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, case = opened
    enter(office, monkeypatch, CLERK)
    at = window("case", case)
    identity.leave()
    assert "可以接着填写" in read(at.run())
    assert "可以接着填写" not in read(window("case", case))


def between(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """From now on this happens after a run has read the world, and before it draws its page."""
    begin = page_run.begin

    def read_then() -> page_run.PageRun:
        found = begin()
        happens()
        return found

    monkeypatch.setattr(page_run, "begin", read_then)


def filled_in(case: str) -> AppTest:
    """A window in which the first act is filled in."""
    at = window("case", case)
    (choice,) = [r for r in at.radio if str(r.key).startswith("act-choice-")]
    choice.set_value("registered").run()
    fill_in(at, {"channel": "visit", "code-told": True, "hard": False, "long-unresolved": False})
    return at


@pytest.mark.parametrize(("leaves", "says"), [("the directory", "没有该事项"), ("the app", "登录")])
def test_who_left_after_the_page_was_read_acts_no_more(
    opened: tuple[Office, str], monkeypatch: pytest.MonkeyPatch, leaves: str, says: str
) -> None:
    office, case = opened
    enter(office, monkeypatch, CLERK)
    at, before = filled_in(case), office.store.events(case)
    happens = {
        "the directory": lambda: office.store.put_directory(LOCALITY, without(CLERK)),
        "the app": identity.leave,
    }
    between(monkeypatch, happens[leaves])
    press(at, "act-do-registered")
    assert not at.exception
    assert says in read(at)
    assert office.store.events(case) == before
