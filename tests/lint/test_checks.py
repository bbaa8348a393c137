"""Each check finds what its page says, at its place, and is silent where nothing is wrong."""

# ruff: noqa: E501 (a wrong rule and its place read best on one line)

from __future__ import annotations

from pathlib import Path

import pytest

from engine.i18n import catalogue
from engine.lint import lint
from engine.lint.registry import pages
from tests.lint.towns import subject, written

OVERLAP = "      harm: {if: {request: accusation}, then: grave}\n"
URGING = "      remind: {before: 2 days, by: head, act: remind, to: holder}\n      report: {after: 1 day, by: head, act: tell, to: next-higher-body}\n"
REMIND, REPORT = URGING.splitlines(keepends=True)

WRONG = {  # code, path of the place → what is changed in the town
    ("complainant-duty", "duties.inform.act"): {"act: notify, toward": "act: accompany, toward"},
    ("complainant-duty", "escalations.urging.steps.remind.act"): {"act: remind, to: holder": "act: calm, to: complainant"},
    ("rewards-silence", "metrics.in-time.target"): {
        "count: {reply-time: met}, among: {reply-time: started}, target: {at_least: 95%}":
        "count: {request: help}, among: {reply-time: started}, target: {at_most: 5%}",
    },
    ("metric-nested", "metrics.by-month"): {"conflicts:\n": "  by-month: {label: {zh: 月, en: Month}, count: {reply-time: late}, among: {reply-time: started}, per: month, cite: 3}\nconflicts:\n"},
    ("person-described", "flags.calm"): {"events:\n": "flags:\n  calm: {label: {zh: 情绪, en: Calm}, if: {request: help}, cite: 2}\nevents:\n"},
    ("person-described", "states.arrived"): {"{zh: 收到, en: Arrived}": "{zh: 收到, en: Family visited}"},
    ("accused-reads-complaint", "papers.clearing.contains.story"): {"finding: {zh: 结论, en: Finding}": "story: {zh: 结论, en: Finding}"},
    ("accused-reads-complaint", "papers.clearing.contains.said"): {"finding: {zh: 结论, en: Finding}": "said: {zh: 信访人所述, en: Said}"},
    ("accused-reads-complaint", "papers.clearing.form"): {"contains: {finding: {zh: 结论, en: Finding}}, to: [accused]": "form: letter, to: [accused]"},
    ("promise-to-stop", "papers.vow"): {"  clearing:": "  vow: {label: {zh: 息访保证书, en: Vow}, by: complainant, cite: 3}\n  clearing:"},
    ("promise-to-stop", "states.waiting.transitions.pledge.written"): {
        "reply.sent: done,": "pledge.written: done, reply.sent: done,",
        "  clearing:": "  pledge: {label: {zh: 书面, en: Letter}, by: complainant, cite: 3}\n  clearing:",
    },
    ("ladder-stays", "escalations.urging.steps.report"): {"act: tell, to: next-higher-body": "act: tell, to: head"},
    ("ladder-order", "escalations.urging.steps.remind"): {REMIND + REPORT: REPORT + REMIND},
    ("ladder-order", "escalations.urging.steps.report"): {"before: 2 days": "before: 3 days", "report: {after: 1 day": "report: {before: 1 month"},
    ("state-without-owner", "states.waiting"): {"en: Waiting}\n    owner: office\n": "en: Waiting}\n"},
    ("state-without-owner", "states.arrived"): {"initial: true\n    owner: office\n": "initial: true\n    owner: public\n"},
    ("duty-without-owner", "duties.inform.who"): {"who: office, act: notify": "who: anyone, act: notify"},
    ("deadline-without-holder", "deadlines.reply-time"): {"starts: case.opened": "starts: done.entered"},
    ("unreachable-state", "states.lost"): {"  done: {": "  lost: {label: {zh: 丢, en: Lost}, owner: office, transitions: {reply.sent: done}, cite: 2}\n  done: {"},
    ("nobody-may", "events.checked"): {"en: Checked}, by: office": "en: Checked}, by: public"},
    ("never-expires", "states.waiting.transitions.reply-time.expired"): {"limit: 10 days": "limit: promptly"},
    ("calendar-ends", "in_force.until"): {"counting: {": "in_force: {from: 2026-01-01, until: 2027-06-30}\ncounting: {"},
    ("counting-undefined", "counting.promptly"): {"promptly: 2 working days": "promptly: promptly"},
    ("retention-uncounted", "retention.after_closing"): {"counting: {": "retention: {after_closing: promptly}\ncounting: {"},
    ("identity-in-an-act", "events.checked.asks"): {"en: Checked}, by: office": "en: Checked}, asks: you, by: office"},
    ("identity-in-an-act", "papers.clearing.contains.who"): {"finding: {zh: 结论, en: Finding}": "who: {label: {zh: 姓名, en: Name}, type: text, keep: sealed}, finding: {zh: 结论, en: Finding}"},
    ("unspecified-unexplained", "duties.inform.limit"): {"limit: 3 days": "limit: unspecified"},
    ("conflict-with-itself", "conflicts.one.between"): {"between: [2, 3]": "between: [3, 3]"},
    ("conflict-chosen-elsewhere", "conflicts.one.chosen"): {"chosen: 3": "chosen: 1"},
    ("recusal-missing", "recusal"): {"  accused-out: {who: accused,": "  clerk-out: {who: clerk,"},
    ("row-never-matches", "tables.kind.rules.odd"): {OVERLAP: OVERLAP + "      odd: {if: {all: [{request: help}, {request: advice}]}, then: grave}\n"},
    ("row-never-reached", "tables.road.rules.late"): {"      few: {": "      late: {if: {kind: grave, accused: {every: {supervised: true}}}, then: short}\n      few: {"},
    ("rows-overlap", "tables.kind.rules.big"): {OVERLAP: OVERLAP + "      big: {if: {people: {above: 20}}, then: grave}\n"},
    ("rows-disagree", "tables.kind.rules.big"): {"hit: unique": "hit: any", OVERLAP: OVERLAP + "      big: {if: {people: {above: 20}}, then: plain}\n"},
}  # fmt: skip
FORMS = {
    ("person-described", "mood"): {"people: {label: {zh: 人数": "mood: {label: {zh: 态度, en: How}, type: text}\n      people: {label: {zh: 人数"},
    ("identity-beyond-name", "work"): {"phone: {label": "work: {label: {zh: 单位, en: Where}, type: text, keep: sealed}\n      phone: {label"},
    ("identity-beyond-name", "number of everybody"): {"phone: {label": "number: {label: {zh: 身份证号码, en: Number}, type: identity-number, keep: sealed}\n      phone: {label"},
    ("identity-beyond-name", "day of birth"): {"phone: {label": "born: {label: {zh: 出生日期, en: Born}, type: date, keep: sealed}\n      phone: {label"},
}  # fmt: skip
REAL_NAME = """identity: {label: {zh: 您愿意, en: You wish to}, type: choice, choices: {real-name: {zh: 实名, en: real}, anonymous: {zh: 匿名, en: none}}, required: true}
      mobile: {label: {zh: 手机, en: Mobile}, type: phone, keep: sealed, show_if: {identity: real-name}}
      number: {label: {zh: 身份证号码, en: Identity number}, type: identity-number, keep: sealed, show_if: {identity: real-name}}
      name: {label"""


def test_nothing_is_wrong_in_the_town(tmp_path: Path) -> None:
    assert lint(subject(written(tmp_path, {}))) == ()


@pytest.mark.parametrize(("code", "path"), WRONG, ids=[" ".join(k) for k in WRONG])
def test_what_is_wrong_is_found_at_its_place(tmp_path: Path, code: str, path: str) -> None:
    town = subject(written(tmp_path, WRONG[code, path]))
    assert (code, town.at(path)) in {(p.code, p.at) for p in lint(town)}


@pytest.mark.parametrize(("code", "field"), FORMS)
def test_a_form_that_describes_the_person_is_found(tmp_path: Path, code: str, field: str) -> None:
    found = lint(subject(written(tmp_path, {}, form=FORMS[code, field])))
    assert [(p.code, p.at.file) for p in found] == [(code, "forms/letter.yaml")]


def test_who_gives_a_name_may_be_asked_for_telephone_and_identity_number(tmp_path: Path) -> None:
    assert lint(subject(written(tmp_path, {}, form={"name: {label": REAL_NAME}))) == ()


def test_a_second_identity_number_is_somebody_else(tmp_path: Path) -> None:
    second = REAL_NAME.replace(
        "      name: {label",
        "      other: {label: {zh: 另一个, en: Other}, type: identity-number, keep: sealed, show_if: {identity: real-name}}\n      name: {label",
    )
    found = lint(subject(written(tmp_path, {}, form={"name: {label": second})))
    assert [p.code for p in found] == ["identity-beyond-name"]


def test_an_overlap_comes_with_a_case_that_shows_it(tmp_path: Path) -> None:
    town = subject(written(tmp_path, WRONG["rows-overlap", "tables.kind.rules.big"]))
    (found,) = [p for p in lint(town) if p.code == "rows-overlap"]
    assert found.params["case"] == "{people: 21, request: accusation}"
    assert found.also == town.at("tables.kind.rules.harm")


def test_a_row_that_only_fits_where_the_form_does_not_ask_never_matches(tmp_path: Path) -> None:
    edit = {OVERLAP: OVERLAP + "      odd: {if: {request: help, accused: {some: {supervised: true}}}, then: grave}\n"}
    found = lint(subject(written(tmp_path, edit)))
    assert [p.code for p in found] == ["row-never-matches"]


def wide(tmp_path: Path, rows: str, *, type_: str = "yes-no", count: int = 12) -> Path:
    """The town with a dozen more questions, and these rows after the first of its table."""
    fields = "".join(f"      q{i}: {{label: {{zh: 问, en: Q}}, type: {type_}}}\n" for i in range(count))
    return written(tmp_path, {OVERLAP: OVERLAP + rows}, form={"      people: {": f"{fields}      people: {{"})


def test_a_table_of_many_facts_is_examined_too(tmp_path: Path) -> None:
    asked = ", ".join(f"q{i}: true" for i in range(12))
    rows = f"      all: {{if: {{request: help, {asked}}}, then: grave}}\n"
    assert lint(subject(wide(tmp_path, rows))) == ()
    again = f"      too: {{if: {{request: help, {asked}, people: {{at_least: 3}}}}, then: plain}}\n"
    (found,) = lint(subject(wide(tmp_path, rows + again)))
    assert found.code == "rows-overlap"
    assert "q0: true" in str(found.params["case"])
    assert "people: 3" in str(found.params["case"])


def test_a_question_with_too_many_named_choices_is_said_not_to_be_examined(tmp_path: Path) -> None:
    words = ", ".join(f"w{i}: {{zh: 词, en: W}}" for i in range(12))
    rows = "".join(
        f"      r{i}: {{if: {{request: help, q0: w{i}, q1: w{i}, q2: w{i}, q3: w{i}}}, then: grave}}\n"
        for i in range(12)
    )
    home = wide(tmp_path, rows, type_=f"choices, choices: {{{words}}}", count=4)
    assert "table-not-examined" in {p.code for p in lint(subject(home))}


@pytest.mark.parametrize("word", ["notify", "ask", "answer", "help", "protect", "mediate", "revisit"])
def test_what_may_be_done_for_a_complainant_passes(tmp_path: Path, word: str) -> None:
    assert lint(subject(written(tmp_path, {"act: notify, toward": f"act: {word}, toward"}))) == ()


@pytest.mark.parametrize(
    ("count", "target"),
    [
        ("{reply-time: late}", "at_most: 5%"),
        ("{inform: done}", "at_least: 90%"),
        ("{reply.sent: done}", "at_most: 50%"),
    ],
)
def test_a_target_on_the_work_itself_passes(tmp_path: Path, count: str, target: str) -> None:
    edit = {"count: {reply-time: met}": f"count: {count}", "at_least: 95%": target}
    assert lint(subject(written(tmp_path, edit))) == ()


def test_every_check_has_a_page() -> None:
    assert all(len(page.splitlines()) > 2 for page in pages().values())
    assert len(pages()) >= 18


def test_every_code_is_broken_once_and_has_a_hint() -> None:
    ours = {k.split(".")[1] for k in catalogue("en") if k.startswith("problem.") and _is_of_a_check(k.split(".")[1])}
    shown = {code for code, _ in (*WRONG, *FORMS)} | {"table-not-examined"}
    assert ours - shown == {"ladder-empty"}  # the schema refuses a ladder without steps before
    assert all(f"problem.{code}.hint" in catalogue(lang) for code in shown for lang in ("zh", "en"))


def _is_of_a_check(code: str) -> bool:
    return any(f"`{code}`" in page for page in pages().values()) or code == "ladder-empty"
