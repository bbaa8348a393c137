"""How a rule set stands to the one it builds on: silent, in part, stricter, looser."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from engine.lint import Subject, against_floor
from engine.loading import load_ruleset
from engine.loading.calendars import load_calendar
from engine.policy.calendar import Calendar
from tests.lint.towns import child, written

ROOT = Path(__file__).resolve().parents[2]
POINTS = """conflicts:
floor:
  replying: {label: {zh: 答复, en: Reply}, at: [deadlines.reply-time], cite: 3}
  telling: {label: {zh: 告知, en: Telling}, at: [papers.reply, duties.inform], cite: 3}
  words: {label: {zh: 内容, en: Words}, at: [papers.reply.contains], cite: 3}
"""
ASKED = {"conflicts:\n": POINTS.replace("conflicts:\n", "") + "conflicts:\n"}


def shipped(id_: str) -> Subject:
    loaded = load_ruleset(id_, home=ROOT)
    assert loaded.ruleset is not None
    calendar = load_calendar(loaded.ruleset.calendar, home=ROOT)
    assert isinstance(calendar, Calendar)
    return Subject(loaded.ruleset, loaded.parents, calendar)


def codes(village: Subject) -> list[str]:
    return [p.code for p in against_floor(village)]


def test_the_shipped_locality_has_nine_notes_and_one_stricter() -> None:
    found = against_floor(shipped("kandun"))
    assert {p.severity for p in found} == {"note"}
    assert Counter(p.code == "floor-stricter" for p in found) == {False: 9, True: 1}
    (stricter,) = [p for p in found if p.code == "floor-stricter"]
    assert (stricter.params["mine"], stricter.params["theirs"]) == ("1 month", "60 days")


def test_every_note_names_the_articles_of_the_floor() -> None:
    told = " ".join(p.message("en") for p in against_floor(shipped("kandun")))
    for article in ("work 23", "work 28", "work 30", "work 32", "work 34", "work 35", "work 36"):
        assert f"Regulation on petition {article}" in told
    for article in (15, 29, 30, 47):
        assert f"accusations {article}" in told


def test_a_floor_is_not_held_against_itself() -> None:
    assert codes(shipped("national")) == []


def test_a_text_that_says_nothing_is_silent_on_every_point(tmp_path: Path) -> None:
    assert codes(child(written(tmp_path, ASKED), "")) == ["floor-silent"] * 3


def test_a_text_with_an_article_of_its_own_has_spoken(tmp_path: Path) -> None:
    said = (
        "deadlines: {reply-time: {cite: 甲}}\nduties: {inform: {cite: 乙}}\n"
        "papers: {reply: {contains: {more: {zh: 更多, en: More}}, cite: 乙}}\n"
    )
    assert codes(child(written(tmp_path, ASKED), said)) == []


def test_a_text_may_speak_in_part(tmp_path: Path) -> None:
    found = codes(child(written(tmp_path, ASKED), "papers: {reply: {cite: 乙}}\n"))
    assert sorted(found) == ["floor-partly", "floor-partly", "floor-silent"]


def test_what_the_file_leaves_open_is_spoken_of_in_part(tmp_path: Path) -> None:
    concepts = "concepts: {answer: {zh: 答复, en: Answer}}\nmetrics:\n"
    edits = {
        **ASKED,
        "metrics:\n": concepts,
        "to: [complainant], cite: 3}": "to: [complainant], concept: answer, cite: 3}",
    }
    own = (
        "papers: {answer: {label: {zh: 回复, en: Answer}, by: office, to: [complainant], concept: answer, cite: 甲}}\n"
        "unspecified: {open: {at: [papers.answer.to], because: the text names nobody}}\n"
    )
    assert codes(child(written(tmp_path, edits), own)).count("floor-partly") == 1


@pytest.mark.parametrize(
    ("limit", "code"),
    [("9 days", "floor-stricter"), ("11 days", "floor-looser"), ("7 working days", "floor-incomparable")],
)
def test_a_limit_under_the_floors_own_key(tmp_path: Path, limit: str, code: str) -> None:
    village = child(written(tmp_path, {}), f"deadlines: {{reply-time: {{limit: {limit}, cite: 甲}}}}\n")
    assert codes(village) == [code]


def test_the_complainants_time_may_only_grow(tmp_path: Path) -> None:
    edits = {"limit: 10 days, starts": "who: complainant, limit: 10 days, starts"}
    shorter = "deadlines: {reply-time: {limit: 9 days, cite: 甲}}\n"
    assert codes(child(written(tmp_path, edits), shorter)) == ["floor-looser"]
    assert codes(child(written(tmp_path, edits), shorter.replace("9", "12"))) == ["floor-stricter"]


def test_the_floor_may_say_which_way_is_stricter(tmp_path: Path) -> None:
    edits = {"limit: 10 days, starts": "limit: 10 days, stricter: neither, starts"}
    village = child(written(tmp_path, edits), "deadlines: {reply-time: {limit: 90 days, cite: 甲}}\n")
    assert codes(village) == []


def test_a_reminder_without_a_number_is_never_called_stricter(tmp_path: Path) -> None:
    village = child(written(tmp_path, {}), "deadlines: {reply-time: {limit: promptly, cite: 甲}}\n")
    assert "floor-stricter" not in codes(village)


def test_a_duty_of_the_floor_may_not_take_longer(tmp_path: Path) -> None:
    village = child(written(tmp_path, {}), "duties: {inform: {limit: 30 days, cite: 甲}}\n")
    assert codes(village) == ["floor-looser"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("deadlines: {reply-time: {strength: normally}}", "floor-weaker"),
        ("deadlines: {reply-time: {if: {request: help}}}", "floor-narrowed"),
        ("deadlines: {reply-time: {pauses: {away: {from: checked, until: reply.written}}}}", "floor-paused"),
        ("deadlines: {reply-time: {extension: {request: clearing, up_to: 5 days}}}", "floor-extended"),
        ("papers: {reply: {to: [office]}}", "floor-lost"),
        ("recusal: {accused-out: {if: {request: help}}}", "floor-narrowed"),
    ],
)
def test_a_term_of_the_floor_is_not_loosened(tmp_path: Path, text: str, code: str) -> None:
    found = against_floor(child(written(tmp_path, {}), text + "\n"))
    assert [(p.code, p.severity, p.at.file) for p in found] == [(code, "error", "rules/village.yaml")]


@pytest.mark.parametrize("terms", ["up_to: 6 days, times: 1", "up_to: 5 days, times: 2", "up_to: 5 days"])
def test_an_extension_of_the_floor_grows_no_longer(tmp_path: Path, terms: str) -> None:
    base = {"stops: reply.sent,": "stops: reply.sent, extension: {request: clearing, up_to: 5 days, times: 1},"}
    more = f"deadlines: {{reply-time: {{extension: {{request: clearing, {terms}}}}}}}\n"
    found = codes(child(written(tmp_path, base), more))
    assert found == ([] if terms == "up_to: 5 days" else ["floor-extended-longer"])


def test_a_ban_of_the_floor_keeps_every_word(tmp_path: Path) -> None:
    base = {"conflicts:\n": "prohibitions: {quiet: {never: [show, send], what: [content], cite: 3}}\nconflicts:\n"}
    village = child(written(tmp_path, base), "prohibitions: {quiet: {never: [show]}}\n")
    assert codes(village) == ["floor-lost"]


def test_a_locality_may_be_stricter_in_every_term(tmp_path: Path) -> None:
    text = (
        "deadlines: {reply-time: {limit: 5 days, cite: 甲}}\n"
        "papers: {reply: {to: [complainant, office], signed_by: head, cite: 甲}, clearing: {strength: must}}\n"
    )
    assert codes(child(written(tmp_path, {}), text)) == ["floor-stricter"]


@pytest.mark.parametrize(
    ("locality", "point", "article"),
    [
        ("kandun", "Nothing goes to the accused; the complainant is protected", "五(三)"),
        ("longnan", "Telling of receipt", "用心用情.1"),
        ("longnan", "Review and second review", "系统施治.7"),
        ("hengyang", "Review and second review", "10"),
        ("laixi", "What a named accuser is told", "2-一"),
    ],
)
def test_a_text_that_speaks_in_part_is_shown_where_it_does(locality: str, point: str, article: str) -> None:
    (note,) = [p for p in against_floor(shipped(locality)) if f"“{point}”" in p.message("en")]
    assert (note.code, note.at.file) == ("floor-partly", f"rules/{locality}.yaml")
    assert f" {article} speaks only in part" in note.message("en")


def test_the_other_place_of_a_silent_point_is_in_the_floor() -> None:
    notes = [p for p in against_floor(shipped("hengyang")) if p.code == "floor-silent"]
    assert {p.also.file for p in notes if p.also} == {"rules/national.yaml"}
    assert all(p.also for p in notes)


def test_a_neighbour_binds_nobody_but_the_floor_behind_it_does(tmp_path: Path) -> None:
    """A township over another township: its month may become 40 days, the nation's fifteen days may not."""
    for folder in ("rules", "forms"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "rules/next.yaml").write_text(
        "title: {zh: 丙镇, en: C}\nbody: {zh: 丙镇, en: C, level: township}\nextends: kandun\n"
        "documents: {own: {title: {zh: 丙镇办法, en: Own}, articles: [一]}}\n"
        "deadlines:\n  handling-time: {limit: 40 days, cite: 一}\n  receipt-time: {limit: 20 days, cite: 一}\n",
        encoding="utf-8",
    )
    loaded = load_ruleset("next", home=tmp_path)
    assert loaded.ruleset is not None, [p.line("en") for p in loaded.problems]
    assert loaded.ruleset.calendar == "cn"  # inherited
    found = against_floor(Subject(loaded.ruleset, loaded.parents, shipped("kandun").calendar))
    assert [(p.code, p.params["item"], p.also and p.also.file) for p in found if p.severity == "error"] == [
        ("floor-looser", "receipt-time", "rules/national.yaml")
    ]
