"""The commands that work on a database: publish, people, user, tick, explain, and run."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.accounts.sign_in import SignedIn, halfway, sign_in
from engine.casework.ports.accounts import Session
from engine.cli.commands import run
from engine.office import Office
from tests.cli.conftest import Call, Said
from tests.cli.test_check import spoil

PASSWORD = "a long sentence 7 nobody guesses"
ANSWERS = {
    "identity": "anonymous", "request": "help", "matter": "drainage", "place": "zhitang", "what": "…",
    "channel": "letter", "code-told": True, "hard": False, "long-unresolved": False,
}  # fmt: skip
Ask = Callable[..., Said]


@pytest.fixture
def ask(bihuan: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Commands on a home and a database of their own."""
    monkeypatch.setenv("BIHUAN_HOME", str(home))
    return bihuan


@pytest.fixture
def published(ask: Ask, home: Path, installed: Path) -> Ask:
    shutil.copytree(installed / "var", home / "var")
    return ask


def typed(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(line + "\n"))


def test_publishing_gives_the_digest_and_twice_gives_the_same(ask: Ask) -> None:
    first = ask("publish", "kandun", "--from", "2026-01-01", "--format", "json").json
    again = ask("publish", "kandun", "--from", "2026-02-01", "--format", "json").json
    assert first["from"] == "2026-01-01"
    assert first["digest"] == again["digest"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("extends: national", "extends: nation", "[parent"),
        ("act: ask, toward: complainant", "act: calm, toward: complainant", "[complainant-duty]"),
        ("deadlines:   ", "deadlines:\n  matter-time: {limit: 90 days, cite: 四(二).1}  ", "[floor-looser]"),
    ],
)
def test_rules_with_errors_are_not_published(ask: Ask, home: Path, old: str, new: str, code: str) -> None:
    spoil(home, old, new)
    said = ask("publish", "kandun", "--from", "2026-01-01")
    assert said.code == 1
    assert ": error: " in said.out
    assert code in said.out or code == "[parent"
    assert not (home / "var" / "bihuan.db").exists()


def test_an_account_is_made_listed_and_revoked(published: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, PASSWORD)
    made = published("user", "add", "Zhou", "--locality", "kandun", "--person", "zhou-xiaoyan", "--password-stdin")
    assert made.code == 0
    assert published("user", "revoke", "zhou").code == 0
    (account,) = published("user", "list", "--format", "json").json
    assert (account["name"], account["person"], account["revoked"]) == ("zhou", "zhou-xiaoyan", True)
    assert PASSWORD not in published("user", "list").out


@pytest.mark.parametrize(
    ("person", "password", "told"),
    [
        ("nobody", PASSWORD, "not in the directory"),
        ("zhou-xiaoyan", "short", "at least 12"),
        ("zhou-xiaoyan", "1q2w3e4r5t6y", "leaked"),
        ("zhou-xiaoyan", "kandun and seven geese", "the name of the office"),
        ("zhou-xiaoyan", "ababababababab", "easy to guess"),
    ],
)
def test_an_account_that_is_not_fit_is_refused_in_words(
    published: Ask, monkeypatch: pytest.MonkeyPatch, person: str, password: str, told: str
) -> None:
    typed(monkeypatch, password)
    said = published("user", "add", "zhou", "--locality", "kandun", "--person", person, "--password-stdin")
    assert said.code == 2
    assert len(said.err.splitlines()) == 1
    assert told in said.err
    assert published("user", "list", "--format", "json").json == []


def test_a_generated_password_is_shown_once_and_must_be_changed(published: Ask, home: Path) -> None:
    made = published(
        "user", "add", "zhou", "--locality", "kandun", "--person", "zhou-xiaoyan", "--generate", "--lang", "en"
    )
    (password,) = re.findall(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", made.out)
    with Office.open(f"sqlite:///{home}/var/bihuan.db", home) as office:
        done = sign_in(office.store, "zhou", password, datetime.now(UTC))
        assert isinstance(done, SignedIn)
        half = halfway(office.store, done.token, datetime.now(UTC))
    assert half is not None
    assert half[1] == "new-password"
    (account,) = published("user", "list", "--format", "json").json
    assert (account["initial"], account["second_factor"]) == (True, False)
    assert password not in published("user", "list").out


def test_what_is_done_to_an_account_is_listed(published: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, PASSWORD)
    published("user", "add", "zhou", "--locality", "kandun", "--person", "zhou-xiaoyan", "--password-stdin")
    for command in ("revoke", "restore", "end-sessions", "require-factor", "reset-factor"):
        assert published("user", command, "zhou").code == 0
    assert published("user", "require-factor", "zhou", "--off").code == 0
    assert published("user", "reset-password", "zhou", "--generate").code == 0
    records = published("user", "records", "zhou", "--format", "json").json
    assert [r["what"] for r in records] == [
        "made", "revoked", "restored", "sessions-ended", "factor-asked", "factor-reset", "factor-waived",
        "password-reset",
    ]  # fmt: skip
    assert {r["by"] for r in records} == {"operator"}
    for lang in ("zh", "en"):
        assert len(published("user", "records", "zhou", "--lang", lang).out.splitlines()) > len(records)


def test_the_sessions_of_everybody_can_be_ended(published: Ask, home: Path) -> None:
    for name in ("zhou", "wu"):
        published("user", "add", name, "--locality", "kandun", "--person", "zhou-xiaoyan", "--generate")
    with Office.open(f"sqlite:///{home}/var/bihuan.db", home) as office:
        for name in ("zhou", "wu"):
            office.store.put_session(Session(name, name, datetime.now(UTC), datetime.now(UTC)))
    assert published("user", "end-sessions").code == published("user", "end-sessions", "zhou", "--everybody").code == 2
    assert published("user", "end-sessions", "--everybody").code == 0
    with Office.open(f"sqlite:///{home}/var/bihuan.db", home) as office:
        assert [office.store.session(name) for name in ("zhou", "wu")] == [None, None]


def test_a_second_factor_is_required_of_a_role(published: Ask, home: Path) -> None:
    with Office.open(f"sqlite:///{home}/var/bihuan.db", home) as office:
        ruleset = office.ruleset("kandun")
        assert ruleset is not None
        role = next(iter(ruleset.roles))
    assert published("user", "require-factor", "--locality", "kandun", "--role", role).code == 0
    with Office.open(f"sqlite:///{home}/var/bihuan.db", home) as office:
        assert office.store.factor_roles("kandun") == {role}
    assert published("user", "require-factor", "--locality", "kandun", "--role", role, "--off").code == 0
    wrong = published("user", "require-factor", "--locality", "kandun", "--role", f"{role}x")
    assert (wrong.code, "did you mean" in wrong.err) == (2, True)


@pytest.mark.parametrize(
    "words", [(), ("zhou", "--locality", "kandun", "--role", "x"), ("--role", "x"), ("--locality", "kandun")]
)
def test_requiring_a_factor_of_nobody_or_of_two_is_wrong_use(published: Ask, words: tuple[str, ...]) -> None:
    said = published("user", "require-factor", *words)
    assert (said.code, len(said.err.splitlines())) == (2, 1)


@pytest.mark.parametrize(
    "command", ["restore", "end-sessions", "require-factor", "reset-factor", "reset-password", "records"]
)
def test_an_account_that_nobody_has_is_told(published: Ask, command: str) -> None:
    said = published("user", command, "nobody")
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert "no such account" in said.err


def test_a_password_is_never_taken_without_a_terminal_or_a_word(
    published: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, PASSWORD)
    said = published("user", "add", "zhou", "--locality", "kandun", "--person", "zhou-xiaoyan")
    assert said.code == 2
    assert "--password-stdin" in said.err


def test_a_directory_that_is_wrong_changes_nothing(published: Ask, tmp_path: Path) -> None:
    path = tmp_path / "people.yaml"
    path.write_text("directory:\n  persons:\n    a: {nam: x}\n", encoding="utf-8")
    said = published("people", "kandun", "--file", str(path))
    assert said.code == 2
    assert "did you mean" in said.err


def test_a_case_is_explained_by_number_and_by_id(published: Ask, home: Path) -> None:
    with Office.open(f"sqlite:///{home}/var/bihuan.db", home) as office:
        opened = office.desk.open_case("kandun", "registration", ANSWERS, actor="zhou-xiaoyan", token="t")
    assert hasattr(opened, "number"), opened
    by_number = published("explain", opened.number, "--format", "json").json
    assert by_number == published("explain", opened.case, "--format", "json").json
    track = next(d for d in by_number["decisions"] if d["subject"] == "Track")
    assert track["reasons"][0]["path"] == "tables.track.otherwise"
    assert track["reasons"][0]["cites"]
    assert track["facts"]
    assert "[tables.track.otherwise]" in published("explain", opened.number).out


def test_a_tick_tells_how_many_cases_moved_and_when_time_acts_next(published: Ask, home: Path) -> None:
    assert published("tick", "--format", "json").json["cases"] == 0
    with Office.open(f"sqlite:///{home}/var/bihuan.db", home) as office:
        office.desk.open_case("kandun", "registration", ANSWERS, actor="zhou-xiaoyan", token="t")
    assert published("tick", "--format", "json").json["next"] is not None


def test_a_database_of_another_key_is_refused(published: Ask, home: Path) -> None:
    (home / "var" / "bihuan.key").unlink()
    said = published("tick")
    assert said.code == 2
    assert "is sealed under another key" in said.err
    assert str(home / "var" / "bihuan.key") in said.err


def test_serving_ends_all_when_one_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Child] = []

    class Child:
        def __init__(self, command: list[str], **_: object) -> None:
            self.returncode: int | None = 3 if command == ["app"] else None
            self.ended = False
            started.append(self)

        def poll(self) -> int | None:
            return self.returncode

        def terminate(self) -> None:
            self.ended = True

        def wait(self, _limit: int) -> None: ...

    monkeypatch.setattr(run.subprocess, "Popen", Child)
    monkeypatch.setattr(run.signal, "signal", lambda *_: None)
    assert run.serve([["app"], ["clock"]], {}) == 1
    assert [c.ended for c in started] == [True, True]


def test_stopping_ends_all_and_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[str] = []

    class Child:
        returncode = None

        def __init__(self, command: list[str], **_: object) -> None:
            self.command = command

        def poll(self) -> None:
            raise KeyboardInterrupt

        def terminate(self) -> None:
            ended.append(self.command[0])

        def wait(self, _limit: int) -> None: ...

    monkeypatch.setattr(run.subprocess, "Popen", Child)
    monkeypatch.setattr(run.signal, "signal", lambda *_: None)
    assert run.serve([["app"], ["clock"]], {}) == 0
    assert ended == ["app", "clock"]
