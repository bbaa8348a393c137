"""The how-to “from one box to many”: its move from SQLite is followed word for word."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.cli import main
from engine.store.sql import SqlStore
from tests import postgres
from tests.casework.front import open_front

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "howto-postgresql.md"
MOVE = re.compile(r"^## 4\..*?```console\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.fixture
def address() -> Iterator[str]:
    name = postgres.server().fresh()
    yield postgres.server().address(name)
    postgres.server().drop(name)


def test_an_installation_is_moved_with_every_event(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = SqlStore(f"sqlite:///{tmp_path / 'var' / 'bihuan.db'}")
    front = open_front(tmp_path, old)
    front.file("a")
    front.file("b")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BIHUAN_HOME", str(tmp_path))
    monkeypatch.delenv("BIHUAN_DATABASE", raising=False)
    found = MOVE.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None
    lines = [line.removeprefix("$ bihuan ") for line in found[1].splitlines()]
    assert [line.split()[0] for line in lines] == ["backup", "restore", "audit"]
    for line in lines:
        assert main(shlex.split(line.replace("$BIHUAN_DATABASE", address))) == 0, line
    new = SqlStore(address)
    assert new.rows("town") == old.rows("town")
    assert [new.links(row.id) for row in new.rows("town")] == [old.links(row.id) for row in old.rows("town")]
    assert new.openings("town") == old.openings("town")
    new.close()
    old.close()
