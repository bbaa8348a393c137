"""`bihuan outbox`: who is mailed, what was given up, another try; and the clock that hands out."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from engine.accounts.signing import SigningKey
from engine.casework.notices import Notice
from engine.casework.ports import OutboxRow
from engine.cli.commands.clock import once
from engine.cli.installation import installation
from engine.office.clock import DEMO
from engine.policy.directory import Directory, Person, UnitInstance
from engine.store.sql import SqlStore
from tests.cli.conftest import ROOT, Call
from tests.store.samples import AT, more, opening, write

PEOPLE = Directory(
    {"zhang": Person("zhang", "张", member_of=("office",))}, {"office": UnitInstance("office", "office", "办")}
)
OUT = OutboxRow("c1/1", "step", ("office",), {"case": "c1", "clock": "handle", "act": "remind"})


@pytest.fixture
def url(tmp_path: Path, bihuan: Call) -> str:
    """An office of kandun with one person, and one reminder in the outbox."""
    address = f"sqlite:///{tmp_path / 'x.db'}"
    published = bihuan("publish", "kandun", "--from", "2026-01-01", "--database", address, "--format", "json").json
    store = SqlStore(address)
    store.put_directory("kandun", PEOPLE)
    write(store, opening("c1", locality="kandun", digest=published["digest"], outbox=(OUT,)))
    store.close()
    return address


def given_up(url: str) -> None:
    store = SqlStore(url)
    notice = Notice("c1/1/zhang", "kandun", "zhang", "c1", "step", {}, AT, "waiting", next_try=AT)
    store.hand_out(OUT, [notice], AT)
    claimed = store.claim_mail(AT, AT + timedelta(minutes=1))
    assert claimed is not None
    store.settle_mail(replace(claimed, mail="failed", next_try=None, fault="refused 550"))
    store.close()


def test_without_a_mail_server_notices_are_handed_out_and_nothing_is_mailed(bihuan: Call, url: str) -> None:
    done = bihuan("outbox", "address", "zhang", "--locality", "kandun", "--mail", "z@example.org", "--database", url)
    assert done.code == 0
    swept = bihuan("outbox", "deliver", "--database", url, "--format", "json")
    assert swept.json == {"handed_out": 1, "sent": 0, "waiting": 0, "failed": 0}
    assert bihuan("outbox", "list", "--database", url).out == "no mail waits or was given up\n"


def test_mails_that_were_given_up_are_told_and_tried_again(bihuan: Call, url: str) -> None:
    given_up(url)
    told = bihuan("outbox", "list", "--database", url, "--format", "json")
    assert told.code == 1
    assert [(r["number"], r["state"], r["fault"]) for r in told.json] == [
        ("kandun-2026-00001", "failed", "refused 550")
    ]
    assert "refused by the server (550)" in bihuan("outbox", "list", "--database", url).out
    assert "服务器拒收（550）" in bihuan("outbox", "list", "--database", url, "--lang", "zh").out
    assert bihuan("outbox", "retry", "--database", url).code == 0
    assert bihuan("outbox", "list", "--database", url).code == 0


def test_demo_data_is_never_mailed(bihuan: Call, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqlStore(url)
    store.put_setting(DEMO, "yes")
    store.close()
    bihuan("outbox", "address", "zhang", "--locality", "kandun", "--mail", "z@example.org", "--database", url)
    monkeypatch.setenv("BIHUAN_SMTP_HOST", "mail.example.org")
    monkeypatch.setenv("BIHUAN_MAIL_FROM", "office@example.org")
    swept = bihuan("outbox", "deliver", "--database", url, "--format", "json")
    assert (swept.json["sent"], swept.json["waiting"]) == (0, 0)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("zhang", "--mail", "no address"), "no mail address"),
        (("zhnag", "--mail", "z@example.org"), "did you mean zhang"),
        (("zhang", "--mail", "z@example.org", "--mail-lang", "fr"), "not fr"),
    ],
)
def test_what_is_no_address_of_anybody(bihuan: Call, url: str, arguments: tuple[str, ...], word: str) -> None:
    said = bihuan("outbox", "address", *arguments, "--locality", "kandun", "--database", url)
    assert (said.code, word in said.err) == (2, True), said.err


def test_a_case_that_cannot_go_on_keeps_no_notice_back(
    tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody with the file in hand spoilt an event: time cannot act on it, its reminder goes out."""
    store = SqlStore(url)
    write(store, more("c1", 1, locality="kandun", digest=store.row("c1").digest, next_moment=AT))
    store.close()
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("DROP TRIGGER events_no_update")
        connection.execute("UPDATE events SET body = '{' WHERE case_id = 'c1'")
    connection.close()
    with installation(url, ROOT) as office:
        once(office, None, tmp_path, SigningKey(b"k" * 32), "en")
        assert office.store.outbox() == ()
    assert "cannot go on; the others did" in capsys.readouterr().out
    assert [p.name[:6] for p in tmp_path.iterdir() if p.suffix == ".json"] == ["heads-"], "nor the heads of the others"


@pytest.mark.parametrize("command", [("clock",), ("outbox", "deliver")])
def test_a_wrong_mail_setting_is_told_before_anything_runs(
    bihuan: Call, url: str, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("BIHUAN_SMTP_HOST", "mail.example.org")
    monkeypatch.setenv("BIHUAN_SMTP_SECURITY", "none")
    said = bihuan(*command, "--database", url)
    assert (said.code, "BIHUAN_SMTP_SECURITY=none" in said.err) == (2, True)
