"""What the opinion of Hengyang says, item by item, against the rule set that models it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.loading.load import load_ruleset
from engine.policy import conditions as cond
from engine.policy.actors import Each, FirstPresent, Named
from engine.policy.conditions import facts_read
from engine.policy.definitions import Duty, RuleSet
from engine.policy.limits import parse_limit
from engine.scenarios import run_file
from engine.scenarios.coverage import coverage

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {"2", "4", "12", "19", "21"}


@cache
def hengyang() -> RuleSet:
    loaded = load_ruleset("hengyang", home=ROOT)
    assert loaded.ruleset is not None, [p.line("en") for p in loaded.problems]
    return loaded.ruleset


def duty(key: str, item: str) -> Duty:
    """A duty that the item orders."""
    found = hengyang().duties[key]
    assert item in {c.article for c in found.cite if c.document == "opinion"}
    return found


def test_it_loads_without_a_problem() -> None:
    assert load_ruleset("hengyang", home=ROOT).problems == ()


def test_it_is_in_force_from_10_april_2020_and_has_21_items() -> None:
    assert str(hengyang().in_force.from_) == "2020-04-10"
    assert hengyang().documents["opinion"].articles == tuple(str(n) for n in range(1, 22))


def test_standing_meetings_hear_once_a_quarter_each() -> None:
    found = duty("hear-petition-work", "1")
    assert (found.scope, found.who, found.every) == ("body", Each("standing-meetings"), parse_limit("3 months"))


def test_leaders_of_county_level_and_up_visit_once_a_quarter() -> None:
    found = duty("visit-linked-area", "3")
    assert (found.who, found.every) == (Each("linked-leader"), parse_limit("3 months"))


def test_the_conference_is_accounted_to_and_its_groups_study() -> None:
    assert duty("account-to-conference", "5").who == Each("convener")
    assert duty("study-hot-topics", "6").who == Each("special-groups")


def test_one_member_a_day_at_the_reception_centre() -> None:
    found = duty("on-duty-at-centre", "7")
    assert (found.every, found.at_least) == (parse_limit("1 working day"), 1)


def test_a_group_visit_calls_the_units_and_is_reported_at_once() -> None:
    rules = hengyang()
    assert rules.papers["call-to-site"].to == (Named("handler"), Named("co-handlers"))
    assert rules.deadlines["site-time"].limit == rules.deadlines["instant-time"].limit == parse_limit("same day")
    assert set(facts_read(rules.events["came-together"].if_)) == {"many-units", "state"}


@pytest.mark.parametrize(
    ("table", "item", "otherwise"), [("reception-cadence", "8", "1 week"), ("screening-cadence", "14", "half a month")]
)
def test_how_often_depends_on_the_level(table: str, item: str, otherwise: str) -> None:
    found = hengyang().tables[table]
    assert [c.article for c in found.cite] == [item]
    assert {r.if_: r.then for r in found.rules.values()} == {
        cond.Test("who.level", "is", "city"): parse_limit("3 months"),
        cond.Test("who.level", "is", "county"): parse_limit("1 month"),
    }
    assert found.otherwise == parse_limit(otherwise)


def test_leaders_receive_at_least_one_day_by_level() -> None:
    found = duty("receive-in-person", "8")
    assert found.every is not None
    assert (found.every.fact, found.at_least, found.who) == ("reception-cadence", 1, Each("leader"))


def test_in_a_declared_period_a_leader_is_on_duty_every_day() -> None:
    found = duty("leader-on-duty", "8")
    assert found.every == parse_limit("1 day")
    assert set(facts_read(found.if_)) == {"period"}
    assert hengyang().periods["protection-period"].declared_by == "declaration.signed"


def test_what_is_heard_at_a_reception_has_its_ledger() -> None:
    assert hengyang().registers["reception-ledger"].if_ == cond.Test("source", "is", "leader-reception")


def test_leaders_take_cases_party_before_government_and_principal_before_deputy() -> None:
    order = hengyang().seats["case-leader"].filled[0].with_
    assert order == FirstPresent(
        (Named("party-secretary"), Named("deputy-secretary"), Named("mayor"), Named("deputy-mayor"))
    )
    assert "order-of-leaders" in hengyang().unspecified
    assert {"team", "plan"} <= set(hengyang().papers["taking-on"].contains)


def test_a_matter_for_the_courts_is_told_apart_and_a_hearing_may_be_held() -> None:
    rules = hengyang()
    assert rules.papers["route-note"].to == (Named("complainant"),)
    assert rules.papers["hearing-record"].strength == "may"


def test_five_things_are_tracked_and_others_may_be_invited() -> None:
    flag = hengyang().flags["tracked"]
    assert flag.if_ is not None
    assert set(facts_read(flag.if_)) == {"source", "long-unresolved", "high-attention"}
    assert "invited" in hengyang().papers["inspection-note"].contains


def test_disputes_are_screened_entered_and_struck_off_one_by_one() -> None:
    rules = hengyang()
    assert rules.registers["dispute-ledger"].if_ == cond.Test("source", "is", "screened")
    assert rules.events["struck-off"].needs == cond.Test("answer.sent", "is", True)
    assert duty("screen-city-units", "14").every == parse_limit("1 month")


def test_three_rates_have_no_target() -> None:
    metrics = hengyang().metrics
    assert set(metrics) == {"registered-in-time", "answered-in-time", "satisfied"}
    assert all(m.target == "unspecified" for m in metrics.values())


@pytest.mark.parametrize(
    ("deadline", "limit"),
    [("simplified-acceptance-time", "3 working days"), ("simplified-opinion-time", "10 working days")],
)
def test_the_simplified_track_has_three_and_ten_working_days(deadline: str, limit: str) -> None:
    found = hengyang().deadlines[deadline]
    assert found.limit == parse_limit(limit)
    assert ("opinion", "16") in {(c.document, c.article) for c in found.cite}


def test_low_ratings_and_repeats_are_supervised_for_the_problem_and_the_first_handling() -> None:
    found = duty("supervise-again", "16")
    assert set(facts_read(found.if_)) == {"rating.rating", "repeats-a-matter"}
    assert set(hengyang().papers["supervision-note"].contains) == {"problem", "first-handling"}
    assert duty("visit-again", "16").act == "revisit"


def test_units_are_evaluated_half_yearly_listed_and_talked_to() -> None:
    assert duty("evaluate", "18").every == parse_limit("6 months")
    assert duty("talk-with-listed", "18").after == "half-year-evaluation.sent"


def test_a_staff_change_is_filed_with_the_county_conference() -> None:
    assert duty("file-staff-change", "20").send == "staff-filing"
    assert hengyang().papers["staff-filing"].to == (Named("county-conference"),)


@pytest.mark.parametrize(
    ("item", "kind"),
    [("4", "rewards-silence"), ("9", "control-of-person"), ("12", "rewards-silence"), ("18", "rewards-silence")],
)
def test_control_of_people_and_counting_them_is_refused_with_a_reason(item: str, kind: str) -> None:
    rows = [
        n for n in hengyang().not_modelled.values() if item in {c.article for c in n.cite if c.document == "opinion"}
    ]
    assert [n.kind for n in rows] == [kind]
    assert rows[0].because.zh


def test_every_item_is_told_in_a_story_or_left_out_with_a_reason() -> None:
    parent = load_ruleset("national", home=ROOT).ruleset
    assert parent is not None
    articles = coverage(hengyang(), (parent,), run_file("hengyang", home=ROOT)[0])
    assert {a.article for a in articles if a.status == "not_modelled"} == LEFT_OUT
    assert all(a.status == "modelled" for a in articles if a.article not in LEFT_OUT)
