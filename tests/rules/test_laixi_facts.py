"""What the report on Laixi's practice says, fact by fact, against the rule set that models it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.loading.load import load_ruleset
from engine.policy import conditions as cond
from engine.policy.actors import AllOf, Each, Named, OneOf
from engine.policy.conditions import facts_read
from engine.policy.definitions import Citation, RuleSet
from engine.policy.limits import parse_limit
from engine.scenarios import run_file
from engine.scenarios.coverage import Article, coverage
from engine.scenarios.runner import Outcome

ROOT = Path(__file__).resolve().parents[2]
CLAIMS_AND_DECLARATIONS = {"引言", "4-一", "4-二", "4-三"}


@cache
def laixi() -> RuleSet:
    loaded = load_ruleset("laixi", home=ROOT)
    assert loaded.ruleset is not None, [p.line("en") for p in loaded.problems]
    return loaded.ruleset


@cache
def outcomes() -> tuple[Outcome, ...]:
    return run_file("laixi", home=ROOT)[0]


@cache
def articles() -> dict[str, Article]:
    parent = load_ruleset("national", home=ROOT).ruleset
    assert parent is not None
    return {a.article: a for a in coverage(laixi(), (parent,), outcomes())}


def cited(cites: tuple[Citation, ...]) -> set[str]:
    return {c.article for c in cites if c.document == "article"}


def test_it_loads_without_a_problem() -> None:
    assert load_ruleset("laixi", home=ROOT).problems == ()


def test_letter_visit_network_and_phone_are_the_four_channels() -> None:
    channel = laixi().forms["discipline-report"].sections["for-the-office"].fields["channel"]
    assert set(channel.choices) == {"letter", "visit", "network", "phone"}
    assert channel.required


def test_what_was_passed_down_is_signed_in_the_same_day() -> None:
    deadline = laixi().deadlines["sign-in-time"]
    assert deadline.limit == parse_limit("same day")
    assert deadline.if_ == cond.Test("source", "is", "from-above")
    assert cited(deadline.cite) == {"1-一"}


def test_the_day_depends_on_the_source_and_not_on_the_kind_of_case() -> None:
    rule = laixi().tables["source"].rules["passed-down"]
    assert set(facts_read(rule.if_)) == {"sent-by"}


def test_an_urgent_matter_goes_to_the_leaders_at_once() -> None:
    note = laixi().papers["urgent-note"]
    assert note.to == (Named("principal-leader"), Named("petition-leader"))
    assert laixi().deadlines["urgent-time"].limit == parse_limit("same day")
    assert "urgent-at-once" in laixi().unspecified


def test_every_item_received_here_is_entered_on_the_platform() -> None:
    assert laixi().deadlines["entry-time"].if_ == cond.Test("source", "is", "own")
    assert laixi().deadlines["entry-time"].stops == "entered"
    assert laixi().registers["platform"].if_ == cond.ALWAYS


def test_the_four_steps_are_asked_one_after_the_other() -> None:
    rules = laixi()
    assert rules.events["checked"].needs == cond.Test("told-apart", "is", True)
    assert {"told-apart", "checked", "hard", "consultation.signed"} <= set(facts_read(rules.papers["routing"].needs))


def test_hard_ones_are_consulted_on_by_both_offices() -> None:
    assert laixi().papers["consultation"].signed_by == AllOf((Named("petition-head"), Named("case-supervision-head")))


def test_a_leader_decides_the_routing() -> None:
    assert laixi().papers["routing"].signed_by == OneOf((Named("petition-leader"), Named("principal-leader")))


def test_relabelled_and_empty_reports_are_looked_for() -> None:
    assert set(laixi().forms["discipline-report"].sections["checking"].fields) >= {"relabelled", "no-substance"}


def test_a_simple_first_report_is_dispatched_monthly_and_a_complex_one_listed() -> None:
    rules = laixi()
    assert rules.duties["monthly-dispatch"].every == parse_limit("1 month")
    assert {"state", "grade"} == set(facts_read(rules.duties["monthly-dispatch"].if_))
    assert "grade" in facts_read(rules.papers["listing"].if_)
    assert rules.flags["listed"].raised_by == "listing.sent"


def test_offices_may_work_together_on_a_first_report() -> None:
    line = laixi().seats["co-handlers"].filled[0]
    assert line.from_ == ("discipline-offices", "resident-groups", "town-committees")


def test_a_named_reporter_is_kept_told() -> None:
    duty = laixi().duties["keep-in-touch"]
    assert (duty.act, duty.toward) == ("notify", Named("complainant"))
    assert "identity" in facts_read(duty.if_)


def test_of_five_classes_two_are_named() -> None:
    classes = laixi().forms["discipline-report"].sections["screening"].fields["key-class"].choices
    assert len(classes) == 5
    assert sum("原文未列" in label.zh for label in classes.values()) == 3
    assert laixi().unspecified["three-more-classes"].at == ("flags.other-key-class",)


@pytest.mark.parametrize("flag", ["closed-not-accepted", "repeated-report", "other-key-class"])
def test_a_colour_is_on_the_matter_and_never_on_a_person(flag: str) -> None:
    found = laixi().flags[flag]
    assert found.colour is not None
    assert found.if_ is not None
    assert not {"identity", "name", "contact"} & set(facts_read(found.if_))


def test_repeated_reports_are_reported_on_monthly_and_screened_again_and_again() -> None:
    rules = laixi()
    assert rules.duties["monthly-report"].every == parse_limit("1 month")
    assert rules.duties["screen-key-classes"].scope == "body"


def test_what_is_outside_goes_to_the_department_with_a_copy_to_the_linked_office() -> None:
    hand_over = laixi().papers["hand-over"]
    assert hand_over.to == (Named("handler"), Named("watcher"))
    assert laixi().seats["watcher"].filled[0].from_ == ("discipline-offices", "resident-groups")
    assert laixi().seats["watcher"].except_ == ("handler",)


def test_the_watcher_follows_up_and_handles_nothing() -> None:
    rules = laixi()
    assert rules.duties["follow-the-handing"].who == Named("watcher")
    assert all(state.owner != Named("watcher") for state in rules.states.values())


def test_only_the_department_feeds_back() -> None:
    feedback = laixi().papers["department-feedback"]
    assert feedback.by == Named("handler")
    assert feedback.to == (Named("petition-office"), Named("watcher"))


def test_there_are_three_ways_of_urging_and_the_last_step_leaves_the_organ() -> None:
    steps = laixi().escalations["three-ways"].steps
    assert list(steps) == ["remind", "letter", "on-site", "tell-above"]
    assert steps["tell-above"].to == Named("next-higher-body")


def test_an_analysis_goes_to_the_city_committee_every_half_year() -> None:
    duty = laixi().duties["report-half-yearly"]
    assert (duty.scope, duty.every, duty.send) == ("body", parse_limit("6 months"), "half-year-analysis")
    assert laixi().papers["half-year-analysis"].to == (Named("city-party-committee"),)


@pytest.mark.parametrize("duty", ["attend-town-meeting", "receive-the-public", "go-out-with-cases"])
def test_each_leader_receives_goes_out_and_attends(duty: str) -> None:
    assert laixi().duties[duty].who == Each("team-member")


def test_leaders_take_what_is_from_above_hard_or_resisted() -> None:
    flag = laixi().flags["for-a-leader"]
    assert flag.if_ is not None
    assert set(facts_read(flag.if_)) == {"source", "hard", "interference"}
    assert laixi().seats["case-leader"].filled[0].from_ == ("team-member",)


def test_claims_of_results_are_no_rules() -> None:
    kinds = {key: row.kind for key, row in laixi().not_modelled.items()}
    assert kinds["rules-made"] == kinds["contest"] == "claim"
    assert kinds["people-accept"] == "rewards-silence"
    assert not laixi().metrics


def test_every_article_is_told_in_a_story_or_left_out_with_a_reason() -> None:
    status = {a.article: a.status for a in articles().values()}
    left_out = {a for a, s in status.items() if s == "not_modelled"}
    assert left_out == CLAIMS_AND_DECLARATIONS
    assert all(s == "modelled" for a, s in status.items() if a not in left_out)
