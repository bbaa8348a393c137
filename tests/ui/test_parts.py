"""Small parts of the app without a page: files, rows, headers, the port."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.accounts.vault import KeyVault
from engine.casework.files.contents import MOST_BYTES
from engine.casework.requests import Refused
from engine.i18n import catalogue
from engine.policy.forms import Text
from engine.ui.fields.registry import entry_of, mark_of, taken
from engine.ui.filling import uploads
from engine.ui.filling.filling import ROW_ID, add_row, drop_row, rows
from engine.ui.security import HEADERS
from engine.ui.server import overrides
from engine.ui.shelf import StoreShelf
from tests.ui.samples import ACCUSED, filling, form


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("照片.JPG", 5, None),
        ("程序.exe", 5, "kind"),
        ("无后缀", 5, "kind"),
        ("大.pdf", MOST_BYTES + 1, "size"),
        ("空.txt", 0, "empty"),
    ],
)
def test_files_are_checked_on_the_server(name: str, size: int, code: str | None) -> None:
    refusal = uploads.why_not(name, size)
    assert (refusal.code if refusal else None) == code


def test_rows_have_ids_of_their_own_and_are_never_fewer_than_asked() -> None:
    given = filling()
    first = rows(given, ACCUSED)
    add_row(given, "accused")
    assert len({r[ROW_ID] for r in rows(given, ACCUSED)}) == 2
    drop_row(given, "accused", first[0][ROW_ID])
    drop_row(given, "accused", given.answers["accused"][0][ROW_ID])
    assert len(rows(given, ACCUSED)) == 1


def test_what_is_submitted_has_no_row_ids_and_nothing_empty() -> None:
    given = filling()
    given.answers = {
        "what": "路灯",
        "place": None,
        "accused": [{ROW_ID: "a", "official": {"text": "甲"}, "conduct": None}],
    }
    assert given.to_submit() == {"what": "路灯", "accused": [{"official": {"text": "甲"}}]}


def test_rows_that_are_only_there_are_not_content() -> None:
    given = filling()
    rows(given, ACCUSED)
    assert given.is_empty()
    given.answers["accused"][0]["official"] = {"text": "甲"}
    assert not given.is_empty()


@pytest.mark.parametrize(
    ("key", "answer"),
    [("protection", True), ("happened-on", "2026-03-01"), ("request", "help"), ("what", "路灯"), ("people", 12)],
)
def test_an_answer_survives_the_widget(key: str, answer: object) -> None:
    field = form().find(key)
    assert field is not None
    entry = entry_of(field)
    assert entry is not None
    assert taken({"w": entry.show(field, answer)}, "w", field) == answer


def test_a_date_that_is_none_leaves_the_widget_empty() -> None:
    field = form().find("happened-on")
    assert field is not None
    entry = entry_of(field)
    assert entry is not None
    assert entry.show(field, "yesterday") is None


def test_other_words_above_a_field_leave_its_widget_and_other_choices_do_not() -> None:
    field = form().find("request")
    assert field is not None
    assert mark_of(replace(field, label=Text("诉求", "Request"), required=False)) == mark_of(field)
    assert mark_of(replace(field, type="choices")) != mark_of(field)
    more = {**field.choices, "advice": Text("建议", "Advice")}
    assert mark_of(replace(field, choices=more)) != mark_of(field)


def test_files_in_the_store_are_ciphertext_and_come_back_whole() -> None:
    from types import SimpleNamespace

    from engine.store import open_store
    from engine.ui.runtime import wall_clock

    office = SimpleNamespace(store=open_store("memory:"), vault=KeyVault(b"k" * 32), now=wall_clock)
    shelf = StoreShelf(office)  # type: ignore[arg-type]
    id_ = shelf.keep("text/plain", "路灯".encode())
    media_type, content = office.store.file(id_)
    assert (media_type, "路灯".encode() in content) == ("text/plain", False)
    assert shelf.open(id_) == (f"{id_[:12]}.txt", "路灯".encode())
    assert shelf.open("0" * 64) is None


def test_nothing_foreign_is_loaded_and_no_page_is_framed() -> None:
    policy = HEADERS["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http:" not in policy.replace("https:", "")


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1"])
def test_a_port_that_is_none_stops_the_server(port: str) -> None:
    with pytest.raises(SystemExit):
        overrides(port, None)


def test_the_environment_names_port_and_address() -> None:
    assert overrides("8600", "0.0.0.0").items() >= {"server.port": 8600, "server.address": "0.0.0.0"}.items()
    assert overrides(None, None).keys() & {"server.port", "server.address"} == set()


def test_tracebacks_never_go_around_the_log() -> None:
    assert overrides(None, None)["logger.enableRich"] is False


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_refusal_of_the_desk_has_a_sentence(lang: str) -> None:
    import re
    from pathlib import Path

    casework = Path(__file__).resolve().parents[2] / "engine" / "casework"
    codes = {
        c for f in casework.rglob("*.py") for c in re.findall(r'Refused\(\s*"([a-z-]+)"', f.read_text(encoding="utf-8"))
    }
    assert codes
    assert sorted(c for c in codes if f"refusal.{c}" not in catalogue(lang)) == []
    assert Refused("stale").code in codes


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_place_in_the_style_sheet_is_left_without_its_words(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's own English words are replaced there, and a place nobody fills would be read as it stands."""
    import re

    from engine.ui import style

    sent: list[str] = []
    monkeypatch.setattr(style, "lang", lambda: lang)
    monkeypatch.setattr(style.st, "html", sent.append)
    style.inject()
    (sheet,) = sent
    assert all(f'content: "{place}"' in style._SHEET for place in style._WORDS)
    assert re.findall(r'content: "[A-Z-]{3,}"', sheet) == []


@pytest.mark.parametrize(
    ("lang", "shown"),
    [("zh", ["2026-12-16\u00a0周三", "2027-01-18\u00a0周一（待当年放假安排公布后确定）"]),
     ("en", ["Wed\u00a02026-12-16", "Mon\u00a02027-01-18 (provisional until that year's holidays are announced)"])],
)  # fmt: skip
def test_a_due_day_has_its_weekday(lang: str, shown: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.ui import blocks, words

    monkeypatch.setattr(words, "lang", lambda: lang)
    assert [blocks.due_day(date(2026, 12, 16)), blocks.due_day(date(2027, 1, 18), provisional=True)] == shown


@pytest.mark.parametrize("provisional", [False, True])
def test_the_day_of_a_line_of_the_work_list_is_not_broken(provisional: bool) -> None:
    from engine.ui import blocks
    from engine.views.clocks import ClockLine

    due = date(2026, 11, 30)
    clock = ClockLine("c", "受理告知期限", "red", "逾期", due, "已过 1 天", (), "", "", provisional, True, False, ())
    shown = blocks.time_left(clock, due)
    assert '<span class="bh-day">2026-11-30\u00a0周一</span>' in shown
    assert ("待当年放假安排公布后确定" in shown) == provisional
