"""The commands of the page on mail and backups run, in their order, in an installation of their own."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from engine.cli import main
from engine.policy.directory import Directory, Person
from engine.store.sql import SqlStore

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "howto-mail-and-backups.md"


def commands() -> list[str]:
    return re.findall(r"^\$ (bihuan .*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_commands_of_the_page_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("BIHUAN_DATABASE", url)
    monkeypatch.delenv("BIHUAN_SCANNER", raising=False)
    assert main(["publish", "kandun", "--from", "2026-01-01"]) == 0
    store = SqlStore(url)
    store.put_directory("kandun", Directory({"zhou-xiaoyan": Person("zhou-xiaoyan", "周")}, {}))
    store.close()
    done = []
    for command in commands():
        here = command.replace("/safe/", f"{tmp_path}/").replace("sqlite:///var/", f"sqlite:///{tmp_path}/")
        code = main(shlex.split(here)[1:])
        done.append((" ".join(command.split()[1:3]), code))
    # The mark of the page stands for a list that is not the one of this installation, and it has no scanner.
    assert [d for d in done if d[1] != 0] == [("retention apply", 2), ("files scan", 2)], capsys.readouterr().err
    assert len(done) == 9
