"""Every type of field as it is drawn: what is typed becomes the answer, and the answer comes back."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.loading.check import load_form
from engine.policy.field_types.registry import kind_of, kinds
from engine.policy.forms import Form
from engine.ui.filling.filling import Filling
from tests.ui.samples import MemoryShelf, widget_key

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "golden"
SCRIPT = str(HERE / "form_script.py")


def every_type() -> Form:
    form, problems = load_form(GOLDEN / "forms" / "every-type.yaml", GOLDEN)
    assert form is not None, problems
    return form


def page(**answers: Any) -> AppTest:
    at = AppTest.from_file(SCRIPT, default_timeout=300)
    at.session_state["form"] = every_type()
    at.session_state["filling"] = Filling("d1", "every-type", "0123abcd", dict(answers))
    at.session_state["shelf"] = MemoryShelf()
    at.session_state["by"] = "office"
    return at.run()


def key(name: str, row: str | None = None) -> str:
    return widget_key(every_type(), Filling("d1", "every-type", "0123abcd"), name, row)


def answer(at: AppTest, field: str) -> Any:
    return at.session_state["filling"].answers.get(field)


SHOWN = {"identity": "real-name", "matter": "wages", "arrived-on": "2026-01-05", "urgent": False}
WIDGETS = (
    "text_input", "text_area", "radio", "selectbox", "multiselect", "button_group", "date_input", "time_input",
    "checkbox", "button", "file_uploader",
)  # fmt: skip
MONTHS = [{"amount": 150_000}, {"amount": 150}]


def test_the_sample_has_every_type() -> None:
    form = every_type()
    inside = {g.type for _, f in form.all_fields() for g in f.fields.values()}
    assert {f.type for _, f in form.all_fields()} | inside == set(kinds())


def test_every_type_is_drawn_without_error() -> None:
    at = page(**SHOWN, months=[dict(r) for r in MONTHS])
    assert not at.exception
    drawn = {w.key for kind in WIDGETS for w in at.get(kind)}
    asked = [f.key for _, f in every_type().all_fields() if kind_of(f).answered]
    missing = [f for f in asked if not any(k and k.split(".")[3].startswith(f) for k in drawn)]
    assert missing == ["court-date", "reason"]


@pytest.mark.parametrize(
    ("kind", "name", "typed", "kept"),
    [
        ("text_input", "people", "12", 12),
        ("text_input", "people", "twelve", "twelve"),
        ("text_input", "phone", "0574-63000000", "0574-63000000"),
        ("text_input", "id-number", "11010519491231002X", "11010519491231002X"),
        ("text_input", "speaker", "甲", "甲"),
        ("text_input", "company", "某公司", "某公司"),
        ("text_area", "what", "经过", "经过"),
        ("date_input", "arrived-on", date(1979, 5, 1), "1979-05-01"),
        ("time_input", "hour", time(9, 30), "09:30"),
        ("radio", "urgent", False, False),
        ("radio", "matter", "road", "road"),
        ("selectbox", "home.division", "east", {"division": "east"}),
        ("text_input", "signed.name", "甲", {"name": "甲"}),
        ("checkbox", "signed.confirmed", True, {"confirmed": True}),
    ],
)
def test_what_is_entered_becomes_the_answer(kind: str, name: str, typed: Any, kept: Any) -> None:
    at = page(**SHOWN)
    getattr(at, kind)(key=key(name)).set_value(typed).run()
    assert not at.exception
    assert answer(at, name.partition(".")[0]) == kept


def test_several_choices_become_a_list() -> None:
    at = page()
    at.button_group(key=key("ways")).set_value(["village", "county"]).run()
    assert answer(at, "ways") == ["village", "county"]
    assert "答复日期" in " ".join(d.label for d in at.date_input)


def test_money_is_entered_in_yuan_and_kept_in_fen() -> None:
    at = page(matter="wages", months=[{"$id": "r1", "amount": 150_000}])
    box = at.text_input(key=key("months-amount", "r1"))
    assert box.value == "1500.00"
    box.set_value("1,200.5").run()
    assert answer(at, "months")[0]["amount"] == 120_050


def test_a_calculated_number_is_shown_and_not_asked() -> None:
    at = page(matter="wages", months=[dict(r) for r in MONTHS])
    assert any("1501.5" in h.proto.body for h in at.get("html"))


def test_the_own_message_of_a_check_stands_at_its_field() -> None:
    at = page(**SHOWN, **{"left-on": "2026-01-01"})
    at.session_state["filling"].tried = True
    at.run()
    assert any("离岗不能早于到岗" in h.proto.body for h in at.get("html"))


def test_a_draft_is_back_in_every_widget() -> None:
    home = {"division": "west", "rest": "某路 1 号"}
    signed = {"name": "甲", "confirmed": True}
    at = page(**SHOWN, home=home, signed=signed, ways=["town"], hour="09:30")
    assert at.selectbox(key=key("home.division")).value == "west"
    assert at.text_input(key=key("home.rest")).value == "某路 1 号"
    assert at.checkbox(key=key("signed.confirmed")).value is True
    assert at.time_input(key=key("hour")).value == time(9, 30)
    assert (answer(at, "home"), answer(at, "signed"), answer(at, "ways")) == (home, signed, ["town"])


def test_a_retired_choice_is_readable_and_refused() -> None:
    at = page(identity="by-letter")
    assert any("停用" in o for o in at.radio(key=key("identity")).options)
    at.session_state["filling"].tried = True
    at.run()
    assert any("bh-problem" in h.proto.body for h in at.get("html"))


def test_a_note_is_shown() -> None:
    assert any("填写须知" in h.proto.body for h in page().get("html"))
