"""Wrong use of any command: exit code 2 and one clear line, in the language asked for, no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli import door
from engine.cli.discovery import command_names
from engine.i18n import catalogue
from tests.cli.conftest import Call

WRONG = [
    ("chekc", "did you mean `check`?"),
    ("check --flor", "no option `--flor`"),
    ("check --format xml", "`--format` can only be one of: text, json"),
    ("check --lang fr", "`--lang` can only be one of: zh, en"),
    ("check kandn", "did you mean `kandun`?"),
    ("check rules/kandn.yaml", "did you mean `kandun.yaml`?"),
    ("check --home /nowhere", "no rules/ directory in /nowhere"),
    ("test nobody", "no rule set `nobody`"),
    ("test national", "`national` has no scenarios yet"),
    ("due", "`LIMIT` is missing"),
    ("due 3-days --from 2026-02-13", "`3-days` is no limit"),
    ("due 三个工作日 --from 2026-02-13", "did you mean `3 working days`?"),
    ("due 1_month", "`--from` is missing"),
    ("due 1_month --from", "`--from` needs a value"),
    ("due 1_month --from 2026-02-30", "no day `2026-02-30`"),
    ("due 1_month --from 20260213", "no day `20260213`"),
    ("due 1_month --from 2026-02-13_25:00", "no moment `2026-02-13 25:00`"),
    ("due 1_month --from 2026-02-13 --calendar mars", "no calendar `mars`"),
    ("due promptly_ --from 2026-02-13 extra", "`extra` is too much"),
    ("due unspecified --from 2026-02-13", "names no number"),
    ("due 9999_years --from 2026-02-13", "beyond the dates"),
    ("decide kandun", "`--facts` is missing"),
    ("decide kandun --facts /nowhere/f.yaml", "no file `f.yaml`"),
    ("decide kandun --facts rules/scenarios/kandun.yaml", "no fact `directory`"),
    ("simulate kandun", "either --scenario or --answers"),
    ("simulate kandun --answers forms/registration.yaml", "say with --at"),
    ("simulate kandun --answers forms/registration.yaml --at now", "no moment `now`"),
    ("simulate kandun --answers forms/registration.yaml --at 2026-02-13", "not accepted"),
    ("simulate kandun --scenario nothing", "no scenario `nothing`"),
    ("simulate kandun --scenario forms/registration.yaml", "cannot be read"),
    ("simulate kandun --scenario rules/scenarios/kandun.yaml", "must hold one scenario"),
    ("simulate kandn --scenario x", "did you mean `kandun`?"),
    ("coverage kandun --of 九", "no article begins with `九`"),
    ("coverage kandun --of ,", "after --of write"),
    ("prove kandn", "did you mean `kandun`?"),
    ("prove kandun --from soon", "no day `soon`"),
    ("publish kandun", "`--from` is missing"),
    ("publish kandun --from 2026-13-01", "no day `2026-13-01`"),
    ("publish kandun --from 2026-01-01 --database oracle:x", "cannot be opened"),
    ("user", "--help lists"),
    ("user ad", "did you mean `add`?"),
    ("user add zhou --locality kandun --person x --database memory:", "no rules were published for `kandun`"),
    ("user revoke nobody --database memory:", "no such account"),
    ("user list --locality kandun --database memory:", "no rules were published"),
    ("people kandun --file rules/kandun.yaml --database memory:", "no `directory` section"),
    ("people kandun --file rules/scenarios/kandun.yaml --database memory:", "no rules were published"),
    ("form registraton", "did you mean `registration`?"),
    ("new somewhere", "`--extends` is missing"),
    ("tick --database nowhere", "cannot be opened"),
    ("clock --every 0 --database memory:", "at least 1 second"),
    ("clock --every soon", "`--every`"),
    ("explain kandun-2026-99999 --database memory:", "no case `kandun-2026-99999`"),
    ("run --port 99999", "99999 is not a port"),
    ("run --port x", "`--port`"),
    ("audit veri", "did you mean `verify`?"),
    ("audit verify nowhere --database memory:", "`nowhere` is neither a locality nor a case"),
    ("backup", "`FILE` is missing"),
    ("backtest kandn x --cases y", "did you mean `kandun`?"),
    ("compare kandun", "At least two rule sets"),
    ("docs kandn", "did you mean `kandun`?"),
    ("generate kandun", "`--out` is missing"),
    ("metrics kandun --database memory:", "no rules were published for `kandun`"),
    ("calendar amnd", "did you mean `amend`?"),
    ("move kandun", "`--to` is missing"),
    ("import kandun", "`--file` is missing"),
    ("outbox lst", "did you mean `list`?"),
    ("print x", "`--person` is missing"),
    ("restore", "`FILE` is missing"),
    ("restore /nowhere/x.zip", "there is no backup /nowhere/x.zip"),
    ("retention prevew", "did you mean `preview`?"),
    ("files swep", "did you mean `sweep`?"),
    ("key chang", "did you mean `change`?"),
    ("key change --database memory:", "no key to change"),
    ("key change --database sqlite:///nowhere/x.db", "nowhere/x.db"),
]


@pytest.mark.parametrize(("line", "told"), WRONG, ids=[line for line, _ in WRONG])
def test_wrong_use_is_one_clear_line(bihuan: Call, line: str, told: str) -> None:
    said = bihuan(*(word.replace("_", " ").strip() for word in line.split()))
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert len(said.err.splitlines()) == 1


def test_every_command_is_used_wrongly_here() -> None:
    assert set(command_names()) - {line.split()[0] for line, _ in WRONG} == set()


@pytest.mark.parametrize("name", command_names())
def test_every_command_says_what_it_does_in_both_languages(
    bihuan: Call, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for lang in ("zh", "en"):
        monkeypatch.setenv("BIHUAN_LANG", lang)
        said = bihuan(name, "--help")
        assert said.code == 0
        assert catalogue(lang)[f"cli.help.{name}"].split("；")[0].split(";")[0][:12] in said.out


def test_wrong_use_is_told_in_chinese_by_default(bihuan: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BIHUAN_LANG")
    assert bihuan("due").err == "缺少“LIMIT”；用法见 --help\n"
    assert bihuan("due", "--lang=en").err == "`LIMIT` is missing; --help tells how\n"


def test_our_own_fault_names_the_log_and_shows_no_traceback(
    bihuan: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: str) -> object:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setenv("BIHUAN_HOME", str(home))
    monkeypatch.setattr(door, "root", broken)
    said = bihuan("check")
    assert said.code == 3
    assert said.err.splitlines() == [
        f"something went wrong, and it is our fault; what happened is in {home}/var/bihuan.log"
    ]
    log = (home / "var" / "bihuan.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in log
    assert "in broken" in log


def test_the_log_of_our_fault_holds_no_value_that_was_given(
    bihuan: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: str) -> object:
        raise ValueError("张三 13857412345")

    monkeypatch.setenv("BIHUAN_HOME", str(home))
    monkeypatch.setattr(door, "root", broken)
    assert bihuan("print", "kandun-2026-00001", "--identity", "核实张三", "--person=zhou").code == 3
    log = (home / "var" / "bihuan.log").read_text(encoding="utf-8")
    assert "bihuan print --identity --person" in log
    assert [w for w in ("张三", "13857412345", "zhou", "00001") if w in log] == []


def test_without_a_command_help_is_given(bihuan: Call) -> None:
    said = bihuan()
    assert said.code == 0
    assert all(name in said.out for name in command_names())


def test_a_limit_that_is_no_number_stops_the_app_before_it_runs(bihuan: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_FILES_PER_CASE", "lots")
    said = bihuan("run", "--port", "59999")
    assert (said.code, "BIHUAN_FILES_PER_CASE=lots" in said.err) == (2, True)
