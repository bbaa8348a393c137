"""Several processes begin on one empty database: one fills in the demo data, the others wait for it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine import demo
from engine.cli.commands import run
from engine.cli.misuse import WrongUse
from engine.office import Office
from engine.office.clock import OFFSET
from engine.store import open_store
from engine.store.auditing.chains import verify
from engine.store.sql import SqlStore
from scripts.demo_server import ROOT, held_port, wait_for
from tests import postgres
from tests.store.killing import steps_taken

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_while_one_fills_another_is_told_and_writes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    store = open_store(url)
    store.put_setting(demo.FILLING, "2026-03-02T00:00:00+00:00")
    with pytest.raises(demo.BeingFilled):
        demo.fill(url, ROOT, now=NOW, environment={})
    assert store.localities() == ()
    store.close()


def test_whoever_gives_up_lets_the_next_one_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"

    def give_up(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "_fill", give_up)
    with pytest.raises(KeyboardInterrupt):
        demo.fill(url, ROOT, now=NOW, environment={})
    monkeypatch.setattr(demo, "_fill", lambda *_: 7)
    assert demo.fill(url, ROOT, now=NOW, environment={}) == 7


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[float]]:
    """Makes `fill` answer this, one after another; gives the moments that pass meanwhile, without any passing."""

    def make(*answers: int | demo.BeingFilled) -> list[float]:
        waited, left = [0.0], iter(answers)

        def fill(*_: object, **__: object) -> int:
            answer = next(left)
            if isinstance(answer, int):
                return answer
            raise answer

        monkeypatch.setattr(demo, "fill", fill)
        monkeypatch.setattr(run.time, "monotonic", lambda: waited[-1])
        monkeypatch.setattr(run.time, "sleep", lambda seconds: waited.append(waited[-1] + 40))
        return waited

    return make


def test_the_end_of_another_is_waited_for_as_long_as_it_goes_on(told: Callable[..., list[float]]) -> None:
    waited = told(*[demo.BeingFilled(n) for n in range(20)], 5)
    assert run._fill("sqlite:///x", ROOT) == 5
    assert len(waited) == 21


def test_one_that_makes_no_progress_is_given_up_with_advice(told: Callable[..., list[float]]) -> None:
    told(*[demo.BeingFilled(3)] * 9)
    with pytest.raises(WrongUse) as refused:
        run._fill("postgresql://u:secret@h/d", ROOT)
    assert "makes no progress" in refused.value.line("en")
    assert "空的数据库" in refused.value.line("zh")
    assert "secret" not in refused.value.line("en")


@pytest.fixture
def small_home(tmp_path: Path) -> Path:
    """One locality alone, so that filling takes seconds."""
    shutil.copytree(ROOT / "forms", tmp_path / "forms")
    shutil.copytree(ROOT / "rules" / "calendars", tmp_path / "rules" / "calendars")
    (tmp_path / "rules" / "scenarios").mkdir()
    for name in ("national.yaml", "kandun.yaml", "scenarios/kandun.yaml"):
        shutil.copy(ROOT / "rules" / name, tmp_path / "rules" / name)
    return tmp_path


@pytest.fixture
def url() -> Iterator[str]:
    """An empty database of PostgreSQL."""
    name = postgres.server().fresh()
    yield postgres.server().address(name)
    postgres.server().drop(name)


@pytest.fixture
def ports() -> Iterator[tuple[int, int]]:
    with held_port() as one, held_port() as other:
        yield one, other


@pytest.mark.full
def test_two_apps_and_two_clocks_begin_at_once_on_one_postgresql(
    small_home: Path, url: str, ports: tuple[int, int]
) -> None:
    """Then time moves on by two months: both clocks sweep, every step is taken once, nothing is left over."""
    logs = [small_home / f"run{port}.log" for port in ports]
    runs = [_run(port, url, small_home, log) for port, log in zip(ports, logs, strict=True)]
    try:
        for port, process, log in zip(ports, runs, logs, strict=True):
            wait_for(f"http://127.0.0.1:{port}", process, log)
        store = SqlStore(url)
        assert store.setting("demo") == "yes"
        with Office.open(url, small_home) as office:
            store.put_setting(OFFSET, str(int(timedelta(days=60).total_seconds())))
            _until(lambda: not store.due(office.now(), 1) and not store.outbox())
        taken = [n for row in store.rows("kandun") for n in steps_taken(store, row.id).values()]
        assert (len(taken) > 20, set(taken)) == (True, {1})
        assert verify(store, "kandun") == ()
        store.close()
        assert [process.poll() for process in runs] == [None, None]
    finally:
        for process in runs:
            process.send_signal(signal.SIGTERM)
    assert [process.wait(300) for process in runs] == [0, 0]
    assert not [log.read_text() for log in logs if "Traceback" in log.read_text()]


def _run(port: int, url: str, home: Path, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "engine", "run", "--demo", "--port", str(port), "--database", url]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("BIHUAN_")} | {"BIHUAN_HOME": str(home)}
    with log.open("w") as out:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)


def _until(done: Callable[[], bool]) -> None:
    """The clocks sweep every twenty seconds: look now and then, for ten minutes at most."""
    for _ in range(1200):
        if done():
            return
        time.sleep(0.5)
    raise AssertionError("the clocks left something undone")
