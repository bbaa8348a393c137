"""What the report of Dafeng says, fact by fact, against the rule set that models it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.loading.load import load_ruleset
from engine.policy import conditions as cond
from engine.policy.actors import Meeting, Named, OneOf
from engine.policy.definitions import Citation, Duty, FirstOf, RuleSet
from engine.policy.limits import Limit, parse_limit
from engine.scenarios.coverage import coverage
from engine.scenarios.runner import Stage, set_stage
from tests.rules.told import told

ROOT = Path(__file__).resolve().parents[2]


@cache
def dafeng() -> RuleSet:
    loaded = load_ruleset("dafeng", home=ROOT)
    assert loaded.ruleset is not None, [p.line("en") for p in loaded.problems]
    return loaded.ruleset


@cache
def stage() -> Stage:
    found, problems = set_stage("dafeng", home=ROOT)
    assert found is not None, [p.line("en") for p in problems]
    return found


def cited(cites: tuple[Citation, ...]) -> set[str]:
    return {c.article for c in cites if c.document == "report"}


def test_it_loads_without_a_problem() -> None:
    assert load_ruleset("dafeng", home=ROOT).problems == ()


def test_a_letter_names_the_leader_the_person_and_the_date() -> None:
    rules = dafeng()
    assert rules.seats["lead-of-case"].filled[0].chosen_in == "assignment"
    assert rules.seats["responsible-person"].filled[0].chosen_in == "assignment"
    assert rules.papers["assignment"].contains["close-by"].type == "date"
    assert rules.deadlines["fixed-date"].limit == Limit("fact", fact="assignment.close-by")


def test_the_committee_vets_a_plan_before_work_begins() -> None:
    rules = dafeng()
    sent = rules.states["approving"].transitions["assignment.sent"]
    assert (sent[0].if_, sent[0].to) == (cond.Test("key-matter", "is", True), "planning")
    assert rules.papers["plan"].signed_by == OneOf((Named("discipline-secretary"), Named("deputy-secretary")))
    assert [t.to for t in rules.states["vetting"].transitions["plan.sent"]] == ["handling"]


def test_supervision_is_by_phone_by_visit_and_stationed() -> None:
    steps = dafeng().escalations["supervision"].steps
    assert [s.channel for s in steps.values()][:3] == ["phone", "visit", "stationed"]


def test_hard_cases_are_consulted_on_jointly() -> None:
    assert dafeng().papers["consultation"].signed_by == Meeting("joint-conference", 3, "majority")


def test_an_incident_is_reported_by_the_leader_or_the_person_responsible() -> None:
    report = dafeng().papers["incident-report"]
    assert report.by == OneOf((Named("lead-of-case"), Named("responsible-person")))
    assert dafeng().deadlines["incident-time"].limit == parse_limit("promptly")


def test_striking_off_waits_for_the_revisit_and_for_no_promise() -> None:
    needs = dafeng().events["strike-off"].needs
    assert set(cond.facts_read(needs)) == {"revisit.done", "revisit-wanted"}


def test_reports_on_the_net_are_collected_screened_audited_and_handled() -> None:
    states = dafeng().states
    assert states["registering"].transitions["registered"][1].to == "screening"
    assert states["screening"].transitions["lead-note.written"][0].to == "auditing"
    assert states["auditing"].transitions["lead-note.signed"][0].to == "assigning"


def test_first_letters_and_visits_have_a_month_and_a_floor_of_95_percent() -> None:
    deadline, metric = dafeng().deadlines["first-month"], dafeng().metrics["first-in-a-month"]
    assert (deadline.limit, deadline.strength) == (parse_limit("1 month"), "normally")
    assert set(cond.facts_read(deadline.if_)) == {"channel", "first-time"}
    assert metric.target == {"at_least": "95%"}
    assert metric.among == {"first-month": "started"}


def test_what_is_kept_on_file_has_a_ceiling_of_1_percent_of_all() -> None:
    metric = dafeng().metrics["kept-share"]
    assert (metric.among, metric.target) == ({"case.opened": "happened"}, {"at_most": "1%"})


def test_what_is_taken_up_again_has_the_month_the_text_names_for_handling_and_the_choice_is_told_as_ours() -> None:
    rules = dafeng()
    deadline = rules.deadlines["resumed-time"]
    assert rules.states["kept"].transitions["taken-up"][0].to == "handling"
    assert deadline.limit == rules.deadlines["first-month"].limit == parse_limit("1 month")
    assert (deadline.starts, deadline.if_) == ("kept.left", cond.Test("taken-up", "is", True))
    assert (deadline.strength, deadline.escalation) == ("must", "supervision")
    assert rules.unspecified["resumed-a-month"].at == ("deadlines.resumed-time",)


def test_every_way_on_from_handling_ends_the_limit_of_what_was_taken_up_again() -> None:
    rules = dafeng()
    assert set(rules.deadlines["resumed-time"].stops.of) == set(rules.states["handling"].transitions)
    assert rules.deadlines["resumed-time"].stops == rules.deadlines["fixed-date"].stops


def test_the_limit_of_the_floor_does_not_stand_still_while_a_case_is_kept() -> None:
    assert dafeng().deadlines["matter-time"].pauses == {}


def test_repeat_visits_have_no_target() -> None:
    assert dafeng().not_modelled["fewer-repeat-visits"].kind == "rewards-silence"
    assert not any("repeat" in key for m in dafeng().metrics.values() for key in (*m.count, *m.among))


def test_23_units_and_8_topic_groups() -> None:
    units = stage().directory.units.values()
    assert sum(u.kind in ("member-units", "discipline-committee") for u in units) == 23
    assert sum(u.kind == "topic-groups" for u in units) == 8


def test_a_leader_brings_several_units_together() -> None:
    duty: Duty = dafeng().duties["lead-jointly"]
    assert (duty.who, duty.if_) == (Named("lead-of-case"), cond.Test("many-units", "is", True))


def test_party_affairs_are_checked_by_the_superior_and_put_right_locally() -> None:
    states = dafeng().states
    assert states["direct-checking"].owner == Named("openness-office")
    assert states["fixing"].owner == Named("fixer")


def test_the_public_notice_has_five_contents() -> None:
    notice = dafeng().papers["result-notice"]
    assert list(notice.contains) == ["progress", "conclusion", "disposal", "fact-basis", "policy-basis"]
    assert notice.to == (Named("public"),)


def test_taking_part_is_offered_in_four_ways_and_leaving_it_out_has_consequences() -> None:
    rules = dafeng()
    assert list(rules.papers["assist-record"].contains["manner"].choices) == [
        "on-the-spot", "video", "voice", "web-text",
    ]  # fmt: skip
    assert [r.then for r in rules.tables["assistance"].rules.values()] == ["required", "trial"]
    assert list(rules.papers["reprimand"].contains["measure"].choices) == ["admonition", "self-examination"]
    assert rules.deadlines["accounting-time"].starts == FirstOf(("rude-handling-found", "assist-omitted"))


def test_every_channel_is_there() -> None:
    channel = dafeng().forms["dafeng-registration"].sections["for-the-office"].fields["channel"]
    assert {"green-post", "fax", "text-message", "e-mail", "hotline", "weibo", "qq"} <= set(channel.choices)


def test_decisions_are_assessed_first() -> None:
    duty = dafeng().duties["assess-first"]
    assert (duty.scope, duty.after, duty.send) == ("body", "decision-proposed", "decision-assessment")


@pytest.mark.parametrize("article", ["一.2(三)", "一.2(八)", "一.3.2"])
def test_control_of_people_is_refused_with_a_reason(article: str) -> None:
    rows = [n for n in dafeng().not_modelled.values() if article in cited(n.cite)]
    assert [n.kind for n in rows] == ["control-of-person"]
    assert rows[0].because.zh


def test_every_sentence_is_shown_in_a_story_or_refused_with_a_reason() -> None:
    found = [a for a in coverage(dafeng(), (), told("dafeng")) if a.document == "report"]
    assert {a.article for a in found if a.status not in ("modelled", "not_modelled")} == set()
