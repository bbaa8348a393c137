"""A complaint is filed, read, refused and broken on, and nothing of it stands in any log."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config

from engine.ui import identity, runtime
from engine.ui.server import overrides
from tests.access.asgi import ask
from tests.access.probes import APP
from tests.access.world import World, build
from tests.accounts.test_logs import CARD, NAME, PHONE, TEXT, written
from tests.ui.test_pages import fill_in, page, press, read

__all__ = ["written"]
ANSWERS = {"identity": "real-name", "request": "help", "matter": "road", "name": NAME, "contact": PHONE,
           "what": f"{TEXT}，身份证 {CARD}"}  # fmt: skip


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    made = build(tmp_path)
    monkeypatch.setattr(runtime, "_opened", lambda: made.office)
    monkeypatch.setattr(identity, "token", lambda: "")
    for name, value in overrides(None, None).items():  # as the server sets them
        config.set_option(name, value)
    yield made
    made.office.close()


def filed(world: World) -> str:
    at = page("intake")
    at.selectbox(key="locality-choice").select_index(0).run()
    fill_in(at, ANSWERS)
    press(at, "intake-submit")
    shown: str = at.session_state["receipt"].case
    return shown


def personal(log: str) -> list[str]:
    return [word for word in (NAME, PHONE, CARD, TEXT) if word in log]


def test_filing_reading_and_refusing_leave_no_person_in_the_logs(
    world: World, written: io.StringIO, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    case = filed(world)
    town = world.office.store.row(case).locality
    monkeypatch.setattr(identity, "token", lambda: world.tokens[town, "cai"])
    assert TEXT in read(page("case", id=case))
    assert PHONE in world.office.desk.unseal(case, "cai", "电话核实", locality=town).values()  # type: ignore[union-attr]
    ask(APP, "/account/sign-in", form={"user": NAME, "password": PHONE})
    ask(APP, f"/files/{case}/{'0' * 64}")
    log = written.getvalue() + "".join(capfd.readouterr())
    assert '"event": "sign-in"' in log
    assert '"event": "file-not-given"' in log
    assert personal(log) == []


def test_a_page_that_breaks_on_a_complaint_tells_where_and_not_on_what(
    world: World, written: io.StringIO, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **given: object) -> None:
        raise RuntimeError(f"cannot keep {given} {NAME} {TEXT} {PHONE}")

    monkeypatch.setattr(world.office.desk, "open_case", broken)
    monkeypatch.setattr(logging.getLogger("streamlit.error_util"), "handlers", [logging.StreamHandler(written)])
    at = page("intake")
    at.selectbox(key="locality-choice").select_index(0).run()
    fill_in(at, ANSWERS)
    press(at, "intake-submit")
    assert at.exception
    log = written.getvalue() + "".join(capfd.readouterr())
    assert "RuntimeError" in log
    assert personal(log) == []
