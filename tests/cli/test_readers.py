"""The commands that only read: due, test, decide, simulate, coverage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.cli.test_check import spoil

ANSWERS = {"identity": "anonymous", "request": "help", "matter": "drainage", "place": "zhitang", "what": "…"}


def test_due_across_spring_festival(bihuan: Call) -> None:
    said = bihuan("due", "3 working days", "--from", "2026-02-13", "--calendar", "cn", "--format", "json")
    assert said.json == {"due": "2026-02-25", "nominal": "2026-02-25", "provisional": False}


@pytest.mark.parametrize(
    ("limit", "start", "due"),
    [
        ("1 day", "2026-03-02", "2026-03-03"),
        ("1 months", "2026-01-31", "2026-02-28"),
        ("half a month", "2026-03-02", "2026-03-17"),
        ("1 half-month", "2026-03-02", "2026-03-17"),
        ("36 hours", "2026-03-02", "2026-03-03"),
        ("36 hours", "2026-03-02 16:00", "2026-03-04"),
        ("same day", "2026-03-02", "2026-03-02"),
    ],
)
def test_due_in_every_unit(bihuan: Call, limit: str, start: str, due: str) -> None:
    assert bihuan("due", limit, "--from", start).out.strip() == due


def test_due_says_where_a_year_is_not_announced(bihuan: Call) -> None:
    assert "provisional" in bihuan("due", "10 working days", "--from", "2031-02-13").out


def test_all_scenarios_pass_and_the_last_line_counts_them(bihuan: Call) -> None:
    said = bihuan("test", "kandun")
    assert said.code == 0
    passed, word, failed, last = said.out.splitlines()[-1].split()
    assert (word, failed, last) == ("passed,", "0", "failed")
    assert int(passed) >= 25


@pytest.mark.full
def test_a_failure_names_place_story_step_and_both_values(bihuan: Call, home: Path) -> None:
    spoil(home, "limit: 3 working days", "limit: 4 working days")
    said = bihuan("test", "kandun", "--home", str(home))
    first = said.out.splitlines()[0]
    assert said.code == 1
    assert first.startswith("rules/scenarios/kandun.yaml:")
    assert "step 1" in first
    assert "due.assigning-time should be" in first
    failed = int(said.out.splitlines()[-1].split()[2])
    (record,) = [
        r for r in bihuan("test", "kandun", "--home", str(home), "--format", "json").json if r["scenario"] in first
    ]
    assert failed > 0
    assert record["differences"][0].keys() == {"at", "step", "what", "expected", "seen"}


def test_rules_that_cannot_be_read_fail_and_are_counted(bihuan: Call, home: Path) -> None:
    spoil(home, "extends: national", "extends: nation")
    said = bihuan("test", "kandun", "--home", str(home))
    assert said.code == 1
    assert said.out.splitlines()[-1] == "0 passed, 1 failed"


def test_decide_routes_by_durable_rules_and_cites(bihuan: Call, tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps({"request": "accusation", "accused": [{"supervised": True}]}), encoding="utf-8")
    said = bihuan("decide", "kandun", "--facts", str(facts), "--format", "json").json
    assert said["outputs"].items() >= {"kind": "accusation", "remit": "inside", "track": "discipline"}.items()
    assert "tables.track.rules.accusation-inside" in said["rules"]
    cites = {r["path"]: r["cites"] for r in said["reasons"]}
    assert cites["tables.track.rules.accusation-inside"] == ["measures 三(一).1", "measures 四(一).1"]
    assert (said["decided_by"], said["troubles"]) == ("durable_rules", [])


def test_decide_tells_flags_counts_and_recusal(bihuan: Call, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    row = "{official: x, official.office: [director]}"
    facts.write_text(f"request: accusation\nsame-matter: 3\naccused: [{row}]\n", encoding="utf-8")
    outputs = bihuan("decide", "kandun", "--facts", str(facts), "--format", "json").json["outputs"]
    assert outputs["hard-case"] is True
    assert outputs["head-accused"] is True


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ("reqest: help", "did you mean `request`?"),
        ("request: helping", "`request` cannot be `helping`"),
        ("hard: 3", "must be a yes-no"),
        ("accused: x", "must be a list of maps"),
        ("accused: [{superviced: true}]", "no fact `accused.superviced`"),
        ("same-matter: many", "must be a number"),
        ("happened-on: soon", "must be a date"),
        ("- 1", "must hold"),
        ("a: [", "cannot be read"),
    ],
)
def test_decide_refuses_facts_that_are_none(bihuan: Call, tmp_path: Path, facts: str, told: str) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(facts, encoding="utf-8")
    said = bihuan("decide", "kandun", "--facts", str(path))
    assert said.code == 2
    assert len(said.err.splitlines()) == 1
    assert told in said.err or "file cannot be read" in said.err


def test_a_story_is_told_with_clause_and_due_date_at_each_step(bihuan: Call) -> None:
    said = bihuan("simulate", "kandun", "--scenario", "assigned-extended-answered", "--format", "json").json
    assert all({"at", "event", "state", "owner", "due", "cite"} <= set(m) for m in said)
    (sent,) = [m for m in said if m["event"] == "slip.sent"]
    assert sent["due"] == "2026-01-16"
    (handling,) = [m for m in said if m["event"] == "handling.entered"]
    assert (handling["owner"], handling["clocks"]["handling-time"]) == (["construction-office"], "2026-02-24")
    assert handling["cite"] == ["measures 四(二).1"]
    assert said[-1]["state"] == "closed"


def test_a_story_reads_as_an_aligned_table(bihuan: Call) -> None:
    lines = bihuan("simulate", "kandun", "--scenario", "assigned-extended-answered", "--lang", "zh").out.splitlines()
    assert lines[0].startswith("时间")
    assert any("四(二).1" in line for line in lines)
    assert any("2026-02-24 办理期限" in line for line in lines)
    assert all(line.startswith("2026-") for line in lines[1:-1])


def test_left_alone_a_case_climbs_the_ladder(bihuan: Call, tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(ANSWERS), encoding="utf-8")
    said = bihuan("simulate", "kandun", "--answers", str(path), "--at", "2026-02-13 09:00", "--format", "json").json
    assert "assigning-time.expired" in {m["event"] for m in said if m["kind"] == "clock-expired"}
    assert len([m for m in said if m["kind"] == "step-taken" and m["event"].startswith("assigning-time")]) == 3
    short = bihuan(
        "simulate",
        "kandun",
        "--answers",
        str(path),
        "--at",
        "2026-02-13 09:00",
        "--until",
        "2026-02-14",
        "--format",
        "json",
    ).json
    assert len(short) < len(said)


def test_a_story_of_ones_own_is_told_from_a_file(bihuan: Call, tmp_path: Path) -> None:
    story = {
        "scenarios": {
            "mine": {
                "label": {"zh": "自", "en": "Mine"}, "opened": "2026-03-02 09:00", "form": "registration",
                "answers": ANSWERS, "story": [{"expect": {"state": "registering"}}],
            }
        }
    }  # fmt: skip
    path = tmp_path / "mine.yaml"
    path.write_text(json.dumps(story), encoding="utf-8")
    said = bihuan("simulate", "kandun", "--scenario", str(path), "--format", "json")
    assert said.json[0]["at"] == "2026-03-02T09:00+08:00"


def test_most_articles_of_the_two_chapters_are_modelled(bihuan: Call) -> None:
    said = bihuan("coverage", "kandun", "--of", "三,四", "--format", "json").json
    modelled = [a for a in said if a["status"] == "modelled"]
    assert len(modelled) / len(said) >= 0.85
    assert all(a["scenarios"] and a["where"] for a in modelled)
    assert {a["chapter"] for a in said} == {"三", "四"}


def test_every_article_is_accounted_for_in_the_order_of_the_document(bihuan: Call) -> None:
    said = bihuan("coverage", "kandun", "--format", "json")
    assert said.code == 0
    assert "missing" not in {a["status"] for a in said.json}
    assert [a["article"] for a in said.json][:3] == ["一", "二", "三.1"]
    left_out = next(a for a in said.json if a["article"] == "附件2")
    assert (left_out["status"], left_out["not_modelled"][0]["kind"]) == ("not_modelled", "derived")


def test_an_article_that_no_rule_mentions_is_a_problem(bihuan: Call, home: Path) -> None:
    spoil(home, "      - 附件2\n", "      - 附件2\n      - 附件3\n")
    said = bihuan("coverage", "kandun", "--home", str(home))
    assert said.code == 1
    assert "missing" in next(line for line in said.out.splitlines() if line.startswith("附件3"))


def test_an_article_cited_by_a_rule_alone_is_not_called_modelled(bihuan: Call, home: Path) -> None:
    spare = "  spare: {label: {zh: 备, en: Spare}, if: {state: closed, sealed: true}, cite: 附件3}"
    spoil(home, "      - 附件2\n", "      - 附件2\n      - 附件3\n")
    spoil(home, "\nregisters:\n", f"\nregisters:\n{spare}\n")
    said = bihuan("coverage", "kandun", "--home", str(home), "--of", "附件3", "--format", "json").json
    assert (said[0]["status"], said[0]["where"]) == ("written", ["registers.spare"])
