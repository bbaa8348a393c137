"""`audit verify` names the first place that does not fit; exports are what it is held against later."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from engine.accounts.signing import SigningKey
from engine.casework import chain
from engine.casework.desk import Opened
from engine.casework.files.attachments import file_id, sealed
from engine.cli.commands.clock import sweep
from engine.errors import EngineError
from engine.office import Office
from tests.casework.small import HELP, PEOPLE, write_home
from tests.cli.conftest import Call, Said

Tamper = Callable[..., Said]
PHOTO = b"\x89PNG a broken lamp"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a database: three cases of a small town, the second with a photo and ten events."""
    home = tmp_path_factory.mktemp("town")
    write_home(home)
    with Office.open(f"sqlite:///{home / 'var' / 'bihuan.db'}", home) as office:
        assert office.publish("town", from_=date(2020, 1, 1))[0]
        office.put_directory("town", PEOPLE)
        office.store.put_file(file_id(PHOTO), "image/png", sealed(PHOTO, office.vault), office.now())
        for token, files in (("1", []), ("2", [file_id(PHOTO)]), ("3", [])):
            answers = {**HELP, "proof": files} if files else HELP
            done = office.desk.open_case("town", "note", answers, actor=None, token=token, files=files)
            assert isinstance(done, Opened)
            if files:
                office.desk.act(done.case, "slip.written", actor="cai", with_={"summary": "s", "handler": "roads"})
                office.desk.act(done.case, "slip.signed", actor="huang")
        (folder := home / "id").mkdir()
        (folder / "case").write_text(office.store.openings("town")[1].case, encoding="utf-8")
    return home


@pytest.fixture
def here(kept: Path, tmp_path: Path, bihuan: Call, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it to spoil."""
    shutil.copytree(kept, tmp_path / "copy")
    monkeypatch.setenv("BIHUAN_HOME", str(tmp_path / "copy"))
    return tmp_path / "copy"


@pytest.fixture
def case(here: Path) -> str:
    return (here / "id" / "case").read_text(encoding="utf-8")


@pytest.fixture
def bodies(kept: Path, case: str) -> Mapping[int, str]:
    """The events of the second case as they were written, by number."""
    connection = raw(kept)
    found = dict(connection.execute("SELECT seq, body FROM events WHERE case_id = ?", (case,)).fetchall())
    connection.close()
    return found


def raw(here: Path) -> sqlite3.Connection:
    return sqlite3.connect(here / "var" / "bihuan.db")


@pytest.fixture
def tampered(here: Path, bihuan: Call) -> Tamper:
    """Runs SQL on the copy with the triggers dropped, makes them anew, then verifies."""

    def tamper(*statements: str, options: tuple[str, ...] = ()) -> Said:
        connection = raw(here)
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, made in triggers:
            connection.execute(made)
        connection.commit()
        connection.close()
        return bihuan("audit", "verify", *options, "--format", "json")

    return tamper


def found(said: Said) -> list[tuple[str, str, int]]:
    assert said.code == (1 if said.json["findings"] else 0), said.err
    return [(f["fault"], f["case"], f["seq"]) for f in said.json["findings"]]


def test_before_anybody_touches_it_it_is_whole(here: Path, bihuan: Call) -> None:
    said = bihuan("audit", "verify", "--format", "json")
    assert (said.code, said.json["fine"], said.json["findings"]) == (0, True, [])
    (town,) = said.json["localities"]
    assert (town["cases"], town["files"], town["files_not_opened"]) == (3, 1, 0)
    assert town["events"] > 10


@pytest.mark.parametrize(("lang", "word"), [("zh", "完好"), ("en", "whole")])
def test_it_is_said_in_words(here: Path, bihuan: Call, lang: str, word: str) -> None:
    assert word in bihuan("audit", "verify", "town", "--lang", lang).out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_guard_that_was_dropped_is_named(here: Path, bihuan: Call, lang: str) -> None:
    connection = raw(here)
    connection.execute("DROP TRIGGER events_no_delete")
    connection.commit()
    connection.close()
    said = bihuan("audit", "verify", "--format", "json", "--lang", lang)
    assert [(f["fault"], f["what"], f["locality"]) for f in said.json["findings"]] == [
        ("guard-missing", "events_no_delete", None)
    ]
    assert (said.code, said.json["fine"]) == (1, False)
    assert "events_no_delete" in bihuan("audit", "verify", "town", "--lang", lang).out


@pytest.mark.parametrize(
    ("statement", "column"),
    [
        ("UPDATE cases SET state = 'closed' WHERE id = '{0}'", "state"),
        ("UPDATE cases SET owners = '[]' WHERE id = '{0}'", "owners"),
        ("UPDATE cases SET on_case = '[\"wei\"]' WHERE id = '{0}'", "on_case"),
        ("UPDATE cases SET next_moment = '2030-01-01' WHERE id = '{0}'", "next_moment"),
        ("INSERT INTO case_owners (case_id, holder) VALUES ('{0}', 'wei')", "case_owners"),
    ],
)
def test_a_list_that_was_altered_is_named(tampered: Tamper, case: str, statement: str, column: str) -> None:
    said = tampered(statement.format(case))
    ((fault, where, _),) = found(said)
    assert (fault, where) == ("row-differs", case)
    assert said.json["findings"][0]["what"] == column
    assert tampered(options=("--chains-only",)).json["fine"]


def test_lists_whose_calendar_is_not_here_are_counted(here: Path, bihuan: Call) -> None:
    shutil.rmtree(here / "rules" / "calendars")
    said = bihuan("audit", "verify", "--format", "json")
    assert (said.code, said.json["localities"][0]["lists_not_compared"]) == (0, 3)
    assert "3" in bihuan("audit", "verify").out


def test_rules_that_were_altered_are_named_and_no_longer_judged_by(
    here: Path, tampered: Tamper, bihuan: Call
) -> None:  # fmt: skip
    said = tampered("UPDATE rule_sets SET canonical = CAST(replace(canonical, 'roads', 'weirs') AS BLOB)")
    assert said.json["fine"], "nothing was altered by this"
    said = tampered("UPDATE rule_sets SET canonical = CAST(replace(canonical, 'handler', 'handles') AS BLOB)")
    assert {f for f, _, _ in found(said)} == {"rules-altered"}
    assert len(said.json["findings"][0]["what"]) == 12
    with Office.open(f"sqlite:///{here / 'var' / 'bihuan.db'}", here) as office, pytest.raises(EngineError):
        office.ruleset("town")


def test_rules_that_are_gone_are_named(tampered: Tamper, case: str) -> None:
    said = tampered("DELETE FROM publications", "DELETE FROM rule_sets")
    assert [f for f, _, _ in found(said)] == ["rules-missing"]


def test_cases_of_a_locality_whose_rules_are_published_no_more_are_looked_at(
    here: Path, tampered: Tamper, case: str, bihuan: Call
) -> None:  # fmt: skip
    altered = f"UPDATE events SET body = replace(body, 'roads', 'waters') WHERE case_id = '{case}' AND seq > 4"
    said = tampered("DELETE FROM publications", altered)
    assert [(fault, where) for fault, where, _ in found(said)] == [("event-altered", case)]
    exported = bihuan("audit", "export", "--output", "-")
    assert case in json.loads(exported.out)["content"]["localities"]["town"]["cases"]


def test_an_altered_event_is_named(tampered: Tamper, case: str, bodies: Mapping[int, str]) -> None:
    first = min(seq for seq, body in bodies.items() if seq > 4 and '"roads"' in body)
    said = tampered(f"UPDATE events SET body = replace(body, 'roads', 'waters') WHERE case_id = '{case}' AND seq > 4")
    assert found(said) == [("event-altered", case, first)]
    assert said.json["findings"][0]["number"].startswith("town-")


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_removed_event_is_named(tampered: Tamper, case: str, seq: int) -> None:
    said = tampered(f"DELETE FROM events WHERE case_id = '{case}' AND seq = {seq}")
    assert found(said) == [("event-missing", case, seq)]


def test_events_in_another_order_are_named(tampered: Tamper, case: str) -> None:
    where = f"WHERE case_id = '{case}' AND seq ="
    said = tampered(
        f"UPDATE events SET seq = 99 {where} 3", f"UPDATE events SET seq = 3 {where} 4",
        f"UPDATE events SET seq = 4 {where} 99",
    )  # fmt: skip
    assert found(said) == [("event-moved", case, 3)]


def test_a_case_removed_whole_is_named(tampered: Tamper, case: str) -> None:
    beside = ("events", "case_owners", "case_related", "case_files", "clocks", "steps", "outbox", "identity")
    said = tampered(
        *(f"DELETE FROM {table} WHERE case_id = '{case}'" for table in beside), f"DELETE FROM cases WHERE id = '{case}'"
    )
    assert found(said) == [("case-missing", case, 2)]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [("UPDATE files SET content = x'00'", "file-altered"), ("DELETE FROM files", "file-missing")],
)
def test_a_changed_file_is_named_with_the_event_that_attached_it(
    tampered: Tamper, case: str, statement: str, fault: str
) -> None:
    assert found(tampered(statement)) == [(fault, case, 1)]


def test_one_case_is_verified_by_its_number(tampered: Tamper, here: Path, case: str, bihuan: Call) -> None:
    connection = raw(here)
    ((number, other),) = connection.execute(
        "SELECT a.number, b.number FROM cases a, cases b WHERE a.id = ? AND b.id != a.id LIMIT 1", (case,)
    ).fetchall()
    connection.close()
    tampered(f"DELETE FROM events WHERE case_id = '{case}' AND seq = 2")
    assert found(bihuan("audit", "verify", number, "--format", "json")) == [("event-missing", case, 2)]
    assert found(bihuan("audit", "verify", other, "--format", "json")) == []


def rewritten(case: str, bodies: Mapping[int, str]) -> tuple[str, ...]:
    """The whole chain but its first event made anew, heads included."""
    rows = sorted(bodies.items())
    previous, statements = chain.link(chain.START, chain.from_json(json.loads(rows[0][1]))), []
    for seq, body in rows[1:]:
        event = chain.from_json(json.loads(body) | {"actor": "wei"})
        previous = chain.link(previous, event)
        values = f"body = '{chain.canonical(event)}', hash = '{previous}'"
        statements.append(f"UPDATE events SET {values} WHERE case_id = '{case}' AND seq = {seq}")
    return (*statements, f"UPDATE cases SET head_hash = '{previous}' WHERE id = '{case}'")


def test_a_chain_rewritten_whole_is_found_against_an_export(
    tampered: Tamper, here: Path, case: str, bodies: Mapping[int, str], bihuan: Call
) -> None:
    heads = here / "away.json"
    assert bihuan("audit", "export", "--output", str(heads)).code == 0
    assert found(bihuan("audit", "verify", "--against", str(heads), "--format", "json")) == []
    assert found(tampered(*rewritten(case, bodies), options=("--chains-only",))) == []
    said = bihuan("audit", "verify", "--against", str(heads), "--chains-only", "--format", "json")
    assert found(said) == [("case-rewritten", case, len(bodies))]
    assert "row-differs" in bihuan("audit", "verify").out, "who is now said to have acted is not on the case by its row"


def test_a_locality_that_was_taken_out_whole_is_found_against_an_export(
    tampered: Tamper, here: Path, case: str, bihuan: Call
) -> None:
    heads = here / "away.json"
    bihuan("audit", "export", "--output", str(heads))
    beside = ("case_owners", "case_related", "case_files", "clocks", "steps", "outbox", "identity", "cases")
    everything = ("publications", "events", "openings", "registers", *beside)
    tampered(*(f"DELETE FROM {table}" for table in everything))
    assert bihuan("audit", "verify").out == "no rules were published for any locality; there is nothing to verify\n"
    said = bihuan("audit", "verify", "--against", str(heads), "--format", "json")
    assert ("case-gone", case) in {(fault, where) for fault, where, _ in found(said)}


def test_an_export_that_was_altered_or_signed_by_another_is_not_compared_with(here: Path, bihuan: Call) -> None:
    heads = here / "away.json"
    bihuan("audit", "export", "--output", str(heads))
    heads.write_text(heads.read_text(encoding="utf-8").replace("town", "tuwn"), encoding="utf-8")
    said = bihuan("audit", "verify", "--against", str(heads))
    assert said.code == 1
    assert "[export-not-signed]" in said.out
    bihuan("audit", "export", "--output", str(heads))
    foreign = bihuan("audit", "verify", "--against", str(heads), "--public-key", SigningKey(b"x" * 32).public)
    assert foreign.code == 1


@pytest.mark.parametrize("content", ["", "[]", "3", '{"a": 1}'])
def test_another_file_is_wrong_use_or_not_signed(here: Path, bihuan: Call, content: str) -> None:
    (here / "x.json").write_text(content, encoding="utf-8")
    said = bihuan("audit", "verify", "--against", str(here / "x.json"))
    assert said.code == (1 if content.startswith("{") else 2)


@pytest.mark.parametrize("words", [("nowhere",), ("--against", "gone.json"), ("--database", "sqlite:///gone.db")])
def test_wrong_use_is_one_line(here: Path, bihuan: Call, words: tuple[str, ...]) -> None:
    said = bihuan("audit", "verify", *words)
    assert said.code == 2
    assert len(said.err.splitlines()) == 1
    assert not Path("gone.db").exists()


def test_it_stays_whole_after_the_vaults_key_was_destroyed(here: Path, bihuan: Call) -> None:
    (here / "var" / "bihuan.key").unlink()
    said = bihuan("audit", "verify", "--format", "json")
    assert (said.code, said.json["localities"][0]["files_not_opened"]) == (0, 1)
    assert not (here / "var" / "bihuan.key").exists()
    assert "not compared" in bihuan("audit", "verify").out


def test_the_clock_exports_once_a_day_and_never_writes_over(here: Path, bihuan: Call) -> None:
    key, folder, at = SigningKey(b"s" * 32), here / "heads", datetime(2030, 3, 1, 1, tzinfo=UTC)
    with Office.open(f"sqlite:///{here / 'var' / 'bihuan.db'}", here, now=lambda: at) as office:
        sweep(office, folder, key, "en")
        (first,) = folder.iterdir()
        before = first.read_bytes()
        sweep(office, folder, key, "en")
        assert first.read_bytes() == before
        at = datetime(2030, 3, 2, 1, tzinfo=UTC)
        sweep(office, folder, key, "en")
    assert [p.name for p in sorted(folder.iterdir())] == ["heads-2030-03-01.json", "heads-2030-03-02.json"]
    against = [w for p in folder.iterdir() for w in ("--against", str(p))]
    assert bihuan("audit", "verify", *against, "--public-key", key.public).code == 0


def test_a_folder_that_cannot_be_written_stops_no_clock(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "blocked").write_text("", encoding="utf-8")
    with Office.open(f"sqlite:///{here / 'var' / 'bihuan.db'}", here) as office:
        sweep(office, here / "blocked", SigningKey(b"s" * 32), "en")
    assert "cannot be written" in capsys.readouterr().out


def test_the_export_names_nobody(here: Path, bihuan: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    said = bihuan("audit", "export", "--output", "-")
    content = said.json["content"]
    assert set(content) == {"format", "at", "localities"}
    assert not [p.name for p in PEOPLE.persons.values() if p.name in said.out]
