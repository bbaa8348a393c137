"""Who is meant in the end: offices behind units, places on a case and expressions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.policy.actors import ActorRef, AllOf, Each, FirstPresent, Led, Meeting, Named, NotOn, Of, OneOf
from engine.printing.holders import holders, seats_of, units_of
from tests.printing.conftest import Made

Manuals = Callable[[str, str], Made]


@pytest.mark.parametrize(
    ("ref", "who"),
    [
        (Named("service-head"), {"service-head"}),
        (Named("counter"), {"counter-clerk"}),
        (Named("district-team"), {"district-team"}),
        (Each("services"), {"service-head"}),
        (Named("intake-office"), {"counter-clerk"}),
        (Named("stage-two"), {"district-team", "investigator"}),
        (Of("head", "services"), {"service-head"}),
        (Of("superior", "handler"), {"next-higher-body"}),
        (Of("leader", "handler"), {"service-head"}),
        (OneOf((Named("counter"), Named("investigations"))), {"counter-clerk", "investigator"}),
        (AllOf((Named("counter"),)), {"counter-clerk"}),
        (FirstPresent((Named("counter"),)), {"counter-clerk"}),
        (Meeting("investigations", 2), {"investigator"}),
        (Led("counter", ("investigations",)), {"counter-clerk", "investigator"}),
        (NotOn("on_the_case"), set()),
        (Named("complainant"), {"complainant"}),
    ],
)
def test_an_expression_comes_down_to_offices(manual_of: Manuals, ref: ActorRef, who: set[str]) -> None:
    assert holders(ref, manual_of("glenmuir", "en").source.ruleset) == who


def test_a_signer_is_whoever_signs_the_paper(manual_of: Manuals) -> None:
    rules = manual_of("plain-county", "zh").source.ruleset
    paper = rules.papers["objection"]
    assert paper.signed_by is not None
    assert holders(Of("signer", "objection"), rules) == holders(paper.signed_by, rules)


def test_an_office_knows_where_it_sits_and_what_it_may_hold(manual_of: Manuals) -> None:
    rules = manual_of("glenmuir", "en").source.ruleset
    assert [(unit.key, place) for unit, place in units_of("service-head", rules)] == [("services", "heads")]
    assert "handler" in seats_of("service-head", rules)


@pytest.mark.parametrize("id_", ["glenmuir", "plain-county", "reception-hall"])
def test_every_act_of_the_manual_has_a_holder(manual_of: Manuals, id_: str) -> None:
    from engine.printing.acts import acts
    from engine.printing.speaker import Speaker

    source = manual_of(id_, "zh").source
    found = acts(Speaker(source, "zh"))
    assert len(found) > 5
    assert [a.what for a in found if not holders(a.who, source.ruleset)] == []
