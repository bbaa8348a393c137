"""What the measures of Kandun say, fact by fact, against the rule set that models them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from engine.casework.rulebook import conditions_in
from engine.loading.load import load_ruleset
from engine.policy import conditions as cond
from engine.policy.actors import Led, Named, Of, OneOf
from engine.policy.definitions import Citation, FirstOf, RuleSet
from engine.policy.limits import parse_limit

ROOT = Path(__file__).resolve().parents[2]


@cache
def kandun() -> RuleSet:
    loaded = load_ruleset("kandun", home=ROOT)
    assert loaded.ruleset is not None, [p.line("en") for p in loaded.problems]
    return loaded.ruleset


def cited(cites: tuple[Citation, ...]) -> set[str]:
    return {c.article for c in cites if c.document == "measures"}


def test_it_loads_without_a_problem() -> None:
    assert load_ruleset("kandun", home=ROOT).problems == ()


def test_it_is_in_force_from_6_july_2020() -> None:
    rules = kandun()
    assert str(rules.in_force.from_) == "2020-07-06"
    assert rules.in_force.until is None
    assert str(rules.documents["measures"].issued) == "2020-07-06"


def test_its_body_is_a_township() -> None:
    assert (kandun().body.zh, kandun().body.level) == ("坎墩街道", "township")


def test_the_leading_group_has_two_heads_one_kind_of_deputy_and_the_team() -> None:
    group = kandun().units["leading-group"]
    assert group.heads == ("party-secretary", "director")
    assert group.deputies == ("deputy-secretary",)
    assert group.members == ("team-member",)


def test_the_coordination_office_sits_in_the_committee_and_shares_its_head() -> None:
    office, committee = kandun().units["coordination-office"], kandun().units["discipline-committee"]
    assert office.part_of == committee.key
    assert office.heads == committee.heads == ("discipline-secretary",)
    assert office.members == ("petition-head", "party-building-head", "discipline-member")


def test_line_offices_are_a_kind_of_unit_led_by_the_team() -> None:
    offices = kandun().units["line-offices"]
    assert offices.each
    assert offices.leaders == ("team-member",)


def test_nothing_depends_on_the_channel() -> None:
    """The text lists no channels."""
    read = {fact for condition in conditions_in(kandun()) for fact in cond.facts_read(condition)}
    assert "channel" not in read
    assert {"request", "accused.supervised", "track"} <= read


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("kind", ["accusation", "other"]),
        ("remit", ["inside", "outside"]),
        ("track", ["discipline", "line"]),
    ],
)
def test_two_axes_and_the_track_that_follows(table: str, values: list[str]) -> None:
    assert list(kandun().tables[table].values) == values


def test_only_the_remit_decides_between_the_tracks() -> None:
    track = kandun().tables["track"]
    assert [r.then for r in track.rules.values()] == ["discipline", "discipline"]
    assert [r.if_ for r in track.rules.values()] == [
        cond.All((cond.Test("kind", "is", kind), cond.Test("remit", "is", "inside")))
        for kind in ("accusation", "other")
    ]
    assert track.otherwise == "line"


def test_hard_repeated_and_long_unresolved_are_one_flag() -> None:
    hard = kandun().flags["hard-case"]
    assert hard.if_ == cond.Any(
        (
            cond.Test("hard", "is", True),
            cond.Test("long-unresolved", "is", True),
            cond.Test("same-matter", "at_least", 2),
        )
    )
    assert cited(hard.cite) == {"三(一).2"}


def test_several_units_and_major_matters_are_flags() -> None:
    assert kandun().flags["many-units"].if_ == cond.Test("co-handlers", "present", True)
    assert kandun().flags["major"].raised_by == "found-major"


def test_the_slip_is_due_in_three_working_days() -> None:
    deadline = kandun().deadlines["assigning-time"]
    assert deadline.limit == parse_limit("3 working days")
    assert deadline.strength == "must"
    assert deadline.starts == "case.opened"
    assert cited(deadline.cite) == {"四(一).1"}


def test_the_slip_holds_a_proposed_opinion_and_either_head_approves() -> None:
    slip = kandun().papers["slip"]
    assert "proposed-opinion" in slip.contains
    assert slip.signed_by == OneOf((Named("party-secretary"), Named("director")))
    assert slip.to == (Named("handler"), Named("co-handlers"))


def test_a_leader_or_an_office_may_be_chosen_to_handle() -> None:
    assert kandun().seats["handler"].filled[1].from_ == ("line-offices", "team-member")


def test_the_committee_handles_what_is_inside_the_remit_without_a_limit() -> None:
    assert kandun().seats["handler"].filled[0].with_ == Named("discipline-committee")
    assert kandun().deadlines["investigating-time"].limit.kind == "unspecified"


def test_the_report_is_due_in_one_month_with_four_parts_and_a_signature() -> None:
    deadline, report = kandun().deadlines["handling-time"], kandun().papers["report"]
    assert deadline.limit == parse_limit("1 month")
    assert deadline.strength == "must"
    assert list(report.contains) == [
        "investigators", "first-look", "plan", "evidence", "outcome", "materials",
    ]  # fmt: skip
    assert report.signed_by == Named("leader-in-charge")
    assert report.to == (Named("coordination-office"),)


def test_the_leader_in_charge_is_the_leader_of_the_handler() -> None:
    assert kandun().seats["leader-in-charge"].filled[0].with_ == Of("leader", "handler")


def test_reported_means_signed() -> None:
    """签字背书: the clock of the report stops when it is sent, and unsigned it cannot be."""
    stops = kandun().deadlines["handling-time"].stops
    assert isinstance(stops, FirstOf)
    assert stops.of[0] == "report.sent"
    assert kandun().papers["report"].signed_by is not None


def test_an_extension_is_at_most_half_a_month_in_all_once_and_for_objective_causes() -> None:
    extension = kandun().deadlines["handling-time"].extension
    assert extension is not None
    assert extension.up_to == extension.in_all == parse_limit("half a month")
    assert (extension.times, extension.ask, extension.from_) == (1, "before expiry", "nominal")
    assert "reasons" in kandun().papers[extension.request].contains


def test_a_lead_moves_to_the_committee_promptly_and_the_first_case_goes_on() -> None:
    assert kandun().deadlines["transfer-time"].limit == parse_limit("promptly")
    transfer = kandun().papers["lead-transfer"]
    assert transfer.to == (Named("discipline-committee"),)
    assert transfer.then[0].in_ == "investigating"  # type: ignore[union-attr]
    assert "lead-transfer.sent" not in kandun().states["handling"].transitions


def test_who_handles_answers() -> None:
    assert kandun().papers["answer"].by == Named("handler")
    assert cited(kandun().papers["answer"].cite) == {"三(二).3", "四(三).1"}


def test_several_offices_may_answer_together() -> None:
    joint = kandun().papers["joint-answer"]
    assert joint.by == Led("discipline-committee", ("handler", "co-handlers"))
    assert (joint.strength, joint.instead_of) == ("may", "answer")


def test_a_public_answer_is_optional_and_says_policy_facts_and_responsibility() -> None:
    public = kandun().papers["public-answer"]
    assert public.strength == "may"
    assert list(public.contains) == ["policy", "facts-found", "responsibility"]


def test_names_are_cleared_and_matters_explained() -> None:
    rules = kandun()
    assert rules.papers["clearing-letter"].if_ == cond.Test("findings.outcome", "is", "unfounded")
    assert rules.duties["clarification-meeting"].who == Named("handler")
    assert cited(rules.duties["clarification-meeting"].cite) == {"三(四).1"}


def test_urging_is_spoken_then_written_then_an_order_then_accountability() -> None:
    steps = kandun().escalations["urging"].steps
    assert list(steps) == ["remind", "urge", "rectify", "call-to-account"]
    assert steps["remind"].channel == "spoken"
    assert steps["urge"].send == "urging-letter"
    assert steps["rectify"].send == "rectification"
    assert steps["call-to-account"].to == Named("next-higher-body")


def test_harm_to_people_leads_to_accountability() -> None:
    duty = kandun().duties["hold-to-account"]
    assert duty.after == "harm-found"
    assert cited(duty.cite) == {"三(五).1"}


def test_the_ledger_is_kept_by_the_coordination_office() -> None:
    assert kandun().registers["ledger"].kept_by == Named("coordination-office")


def test_nothing_is_lost_hidden_destroyed_or_leaked() -> None:
    bans = kandun().prohibitions
    assert bans["no-loss"].never == ("lose", "hide", "destroy")
    assert bans["no-leak"].what == ("content", "progress")
    assert all(cited(bans[b].cite) == {"五(三)"} for b in ("no-loss", "no-leak"))


def test_the_seven_contradictions_and_silences_are_recorded() -> None:
    rules = kandun()
    assert set(rules.conflicts) == {
        "must-or-normally", "who-gets-report", "who-approves", "who-leads-answer", "two-axes",
    }  # fmt: skip
    assert {"start-of-3-days", "start-of-month", "extension-terms"} <= set(rules.unspecified)


def test_accused_heads_send_the_case_to_the_next_higher_body() -> None:
    rule = kandun().recusal["head-accused"]
    heads = ("party-secretary", "director", "discipline-secretary")
    assert rule.if_ == cond.Rows("accused", "some", cond.Test("official.office", "in", heads))
    assert (rule.goes_to, rule.sealed) == (Named("next-higher-body"), True)


@pytest.mark.parametrize("key", ["fewer-petitions", "state-of-mind", "persuade-people"])
def test_control_of_people_is_refused_with_a_reason(key: str) -> None:
    row = kandun().not_modelled[key]
    assert row.kind in ("rewards-silence", "control-of-person")
    assert row.because


def test_every_sentence_is_modelled_or_refused_with_a_reason() -> None:
    rules = kandun()
    refused = {c.article for n in rules.not_modelled.values() for c in n.cite}
    modelled = _articles_cited(rules)
    for article in rules.documents["measures"].articles:
        assert article in modelled | refused, article


def test_at_least_85_percent_of_the_sentences_of_three_and_four_are_modelled() -> None:
    rules = kandun()
    sentences = [a for a in rules.documents["measures"].articles if a[0] in "三四"]
    assert len(sentences) == 18
    assert sum(a in _articles_cited(rules) for a in sentences) / len(sentences) >= 0.85


def _articles_cited(rules: RuleSet) -> set[str]:
    holders: list[Any] = [
        *rules.roles.values(), *rules.units.values(), *rules.seats.values(), *rules.tables.values(),
        *rules.flags.values(), *rules.events.values(), *rules.states.values(), *rules.papers.values(),
        *rules.deadlines.values(), *rules.escalations.values(), *rules.duties.values(),
        *rules.registers.values(), *rules.prohibitions.values(), *rules.metrics.values(),
    ]  # fmt: skip
    found = {a for h in holders for a in cited(h.cite)}
    return found | cited(rules.in_force.cite)
