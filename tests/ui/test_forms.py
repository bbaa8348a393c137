"""Forms as they are drawn: what shows, what is kept, what is said about wrong answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.policy.answers import validate
from engine.ui.filling.filling import ROW_ID, Filling, all_fields
from engine.ui.filling.mending import amiss_in
from tests.ui.samples import MemoryShelf, filling, form, widget_key

SCRIPT = str(Path(__file__).with_name("form_script.py"))


def page(given: Filling | None = None, *, by: str | None = None, lang: str = "zh") -> AppTest:
    at = AppTest.from_file(SCRIPT, default_timeout=300)
    at.session_state["form"] = form()
    at.session_state["filling"] = given or filling()
    at.session_state["shelf"] = MemoryShelf()
    at.session_state["by"] = by
    at.session_state["lang"] = lang
    return at.run()


def answers(at: AppTest) -> dict[str, Any]:
    return dict(at.session_state["filling"].answers)


def problems(at: AppTest) -> list[str]:
    return [h.proto.body for h in at.get("html") if "bh-problem" in h.proto.body]


def labels(at: AppTest) -> str:
    kinds = ("text_input", "text_area", "radio", "selectbox", "date_input")
    return " ".join(w.label for k in kinds for w in at.get(k))


def key(field: str, row: str | None = None) -> str:
    return widget_key(form(), filling(), field, row)


def test_widget_keys_name_form_version_draft_and_field() -> None:
    form_, version, draft, field = key("matter").split(".")
    assert (form_, version[:8], draft, field) == ("sample", "0123abcd", "d1", "matter")
    assert page().text_input(key=key("matter")).value == ""


def test_conditional_question_shows_when_its_condition_holds() -> None:
    at = page()
    assert "姓名" not in labels(at)
    at.radio(key=key("identity")).set_value("real-name").run()
    assert "姓名" in labels(at)


def test_hidden_answer_that_is_to_be_kept_is_kept_and_not_submitted() -> None:
    at = page()
    at.radio(key=key("identity")).set_value("real-name").run()
    at.text_input(key=key("name")).set_value("甲").run()
    at.radio(key=key("identity")).set_value("anonymous").run()
    assert answers(at)["name"] == "甲"
    assert "name" not in validate(form(), at.session_state["filling"].to_submit(), by=None)[0]
    at.radio(key=key("identity")).set_value("real-name").run()
    assert at.text_input(key=key("name")).value == "甲"


def test_hidden_answer_is_forgotten_unless_it_is_to_be_kept() -> None:
    at = page()
    at.radio(key=key("identity")).set_value("real-name").run()
    at.text_input(key=key("contact")).set_value("a@b.cn").run()
    at.radio(key=key("identity")).set_value("anonymous").run()
    assert "contact" not in answers(at)


def test_office_questions_show_to_the_office_only() -> None:
    assert "疑难复杂" not in labels(page())
    assert "疑难复杂" in labels(page(by="office"))


def test_rows_are_kept_by_id_when_one_before_them_goes() -> None:
    given = filling()
    given.answers = {
        "request": "accusation",
        "accused": [
            {ROW_ID: "a", "official": {"text": "甲"}},
            {ROW_ID: "b", "official": {"text": "乙"}},
        ],
    }
    at = page(given)
    at.button(key=key("accused-drop", "a")).click().run()
    assert at.text_input(key=key("accused-official", "b")).value == "乙"
    assert answers(at)["accused"] == [{ROW_ID: "b", "official": {"text": "乙"}, "conduct": None}]


def test_a_row_can_be_added_up_to_the_most() -> None:
    at = page()
    at.radio(key=key("request")).set_value("accusation").run()
    for _ in range(2):
        at.button(key=key("accused-add")).click().run()
    assert len(answers(at)["accused"]) == 3
    assert not [b for b in at.button if b.key == key("accused-add")]


def test_problems_stand_at_the_field_once_somebody_tried_to_submit() -> None:
    at = page()
    assert problems(at) == []
    at.session_state["filling"].tried = True
    at.run()
    assert len(problems(at)) == 4
    assert at.session_state["fine"] is False


def test_problems_go_as_they_are_mended() -> None:
    given = filling()
    given.tried = True
    at = page(given)
    at.text_input(key=key("matter")).set_value("路灯").run()
    assert len(problems(at)) == 3


def test_what_is_wrong_is_named_in_the_order_of_the_page_and_rows_by_their_number() -> None:
    given = {"request": "accusation", "accused": [{"official": {"text": "甲"}}, {"conduct": "占地"}]}
    amiss = amiss_in(all_fields(form()), validate(form(), given, by=None)[1])
    assert [a.label for a in amiss] == [
        "您愿意", "事项", "经过", "被反映人 1 · 反映的行为", "被反映人 2 · 姓名或单位",
    ]  # fmt: skip
    assert amiss[-1].place == "amiss-accused-1-official"


def test_many_that_are_wrong_are_counted_and_the_first_of_them_named() -> None:
    def told() -> None:
        from engine.ui.filling import mending

        mending.show([mending.Amiss(f"amiss-{i}", f"第{i}项") for i in range(1, 9)])

    (said,) = [e.value for e in AppTest.from_function(told, default_timeout=300).run().error]
    assert said.startswith("还有 8 处没填好")
    assert "[第5项](#amiss-5)，另有 3 处" in said


def test_what_people_wrote_is_back_from_the_draft() -> None:
    given = filling()
    given.answers = {"happened-on": "2026-03-01", "place": "v3", "protection": True, "people": 12}
    at = page(given)
    assert at.date_input(key=key("happened-on")).value == date(2026, 3, 1)
    assert at.selectbox(key=key("place")).value == "v3"
    assert at.radio(key=key("protection")).value is True
    assert answers(at) == given.answers


def test_a_date_long_ago_may_be_entered() -> None:
    at = page()
    at.date_input(key=key("happened-on")).set_value(date(1979, 5, 1)).run()
    assert answers(at)["happened-on"] == "1979-05-01"


def test_retired_choice_stays_readable() -> None:
    given = filling()
    given.answers = {"place": "old-village"}
    at = page(given)
    assert any("old" in o and "停用" in o for o in at.selectbox(key=key("place")).options)
    assert answers(at)["place"] == "old-village"


def test_labels_cannot_carry_markdown() -> None:
    from engine.ui.plain import escape, tag

    assert escape("![x](http://a/b.png)").startswith("\\!\\[x\\]\\(")
    assert tag("p", "<img src=x onerror=1>") == "<p>&lt;img src=x onerror=1&gt;</p>"


@pytest.mark.parametrize(("lang", "word"), [("zh", "您愿意"), ("en", "(required)")])
def test_labels_follow_the_language(lang: str, word: str) -> None:
    assert word in labels(page(lang=lang)).replace("\\", "")
