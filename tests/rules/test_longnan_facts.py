"""What the report on Longnan says, fact by fact, against the rule set that models it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.loading.load import load_ruleset
from engine.policy import conditions as cond
from engine.policy.actors import Named
from engine.policy.definitions import Citation, RuleSet
from engine.policy.limits import parse_limit
from engine.scenarios import run_file
from engine.scenarios.coverage import coverage

ROOT = Path(__file__).resolve().parents[2]


@cache
def longnan() -> RuleSet:
    loaded = load_ruleset("longnan", home=ROOT)
    assert loaded.ruleset is not None, [p.line("en") for p in loaded.problems]
    return loaded.ruleset


def cited(cites: tuple[Citation, ...]) -> set[str]:
    return {c.article for c in cites if c.document == "report"}


def test_it_loads_without_a_problem() -> None:
    assert load_ruleset("longnan", home=ROOT).problems == ()


def test_the_task_force_is_from_april_2022() -> None:
    assert str(longnan().in_force.from_) == "2022-04-01"
    assert cited(longnan().units["task-force"].cite) == {"系统施治.2"}


def test_a_leader_of_one_of_four_levels_takes_each_case() -> None:
    lines = longnan().seats["lead-of-case"].filled
    assert [(line.if_, line.from_) for line in lines] == [
        (cond.Test("level-of-case", "is", f"{level}-level"), (f"{level}-leader",))
        for level in ("city", "county", "office", "township")
    ]


def test_cases_stand_in_a_ledger_and_are_struck_off_one_by_one() -> None:
    rules = longnan()
    assert rules.registers["focus-book"].part_of == rules.registers["struck-off-book"].part_of == "ledger"
    assert rules.flags["struck-off"].raised_by == "strike-off"


def test_four_classes_are_in_focus() -> None:
    condition = longnan().flags["focus-class"].if_
    assert condition is not None
    assert set(cond.facts_read(condition)) == {
        "strongly-raised", "many-repeats", "went-higher", "long-unresolved",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("duty", "every", "who"),
    [
        ("monthly-analysis", "1 month", "task-force"),
        ("monthly-dispatch", "1 month", "discipline-committee"),
        ("yearly-assessment", "1 year", "discipline-committee"),
    ],
)
def test_analysis_and_dispatch_every_month_assessment_every_year(duty: str, every: str, who: str) -> None:
    found = longnan().duties[duty]
    assert (found.scope, found.every, found.who) == ("body", parse_limit(every), Named(who))


def test_one_project_is_dispatched_daily() -> None:
    assert longnan().duties["project-dispatch"].every == parse_limit("1 day")


def test_what_was_raised_many_times_gets_a_plan_of_its_own_and_may_be_answered_jointly() -> None:
    rules = longnan()
    assert rules.papers["case-plan"].if_ == rules.papers["joint-answer"].if_
    assert list(rules.papers["case-plan"].contains["ways"].choices) == [
        "re-examination", "field-visit", "talk-together", "joint-reply",
    ]  # fmt: skip
    assert rules.papers["joint-answer"].instead_of == "answer"


def test_simple_questions_are_answered_directly() -> None:
    way = longnan().states["registering"].transitions["registered"][0]
    assert way.to == "answering-directly"
    assert way.if_ == cond.Test("way", "is", "direct")
    rule = longnan().tables["way"].rules["simple-question"]
    assert set(cond.facts_read(rule.if_)) == {"simple-matter", "focus-class"}


def test_hard_ones_get_interim_answers_and_are_asked_again_by_consent() -> None:
    rules = longnan()
    assert rules.duties["interim"].send == "interim-answer"
    assert rules.papers["interim-answer"].to == (Named("complainant"),)
    revisit = rules.duties["revisit"]
    assert (revisit.act, revisit.toward) == ("revisit", Named("complainant"))
    assert "revisit-wanted" in cond.facts_read(revisit.if_)


def test_the_old_case_is_a_status_with_a_campaign() -> None:
    rules = longnan()
    assert rules.flags["backlog"].if_ == cond.Test("long-unresolved", "is", True)
    assert "backlog" in cond.facts_read(rules.duties["backlog-campaign"].if_)


def test_every_channel_is_there() -> None:
    channel = longnan().forms["longnan-registration"].sections["for-the-office"].fields["channel"]
    assert {
        "phone", "website", "wechat", "supervision-app", "province-platform", "village-station",
        "hall-window", "reception",
    } <= set(channel.choices)  # fmt: skip


def test_results_are_no_rules() -> None:
    rules = longnan()
    assert rules.metrics == {}
    assert {"fewer-reports", "solved-so-far", "gas-project"} <= set(rules.not_modelled)
    assert rules.not_modelled["focus-on-people"].kind == "control-of-person"


def test_every_sentence_is_shown_in_a_story_or_refused_with_a_reason() -> None:
    outcomes, _ = run_file("longnan", home=ROOT)
    found = [a for a in coverage(longnan(), (), outcomes) if a.document == "report"]
    assert {a.article: a.status for a in found if a.status not in ("modelled", "not_modelled")} == {}
