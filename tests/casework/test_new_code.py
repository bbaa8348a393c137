"""A new follow-up code: the intake office issues it on cases that it entered, with a reason; the old one is void."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest

from engine.casework.chain import to_json
from engine.casework.desk import Opened
from engine.casework.ports import StaleCase
from engine.casework.requests import Refused
from engine.casework.upkeep.importing import Importing
from engine.store.auditing.chains import verify
from tests.casework.conftest import Open
from tests.casework.front import Front
from tests.casework.test_importing import GOOD, MAP, csv

WHY = "本人来访，查询码丢失"
LEAD = "lead: {label: {zh: 线索, en: Lead}, by: office, then: [{open_case: {in: registering, carry: [place]}}]}"


def entered(front: Open, **sections: Any) -> tuple[Front, str]:
    """A town in which the intake office entered a case, and its code."""
    town = front(**sections)
    done = town.file(by="cai")
    assert isinstance(done, Opened)
    return town, done.code


def renewed(town: Front, actor: str = "cai") -> str:
    code = town.desk.renew_code(town.id, actor, WHY)
    assert isinstance(code, str), code
    return code


def follows(town: Front, code: str) -> bool:
    found = town.desk.follow(code)
    return not isinstance(found, Refused) and found.case.id == town.id


def refused(town: Front, case: str, actor: str, **more: Any) -> str:
    found = town.desk.renew_code(case, actor, WHY, **more)
    assert isinstance(found, Refused), "a code was issued"
    return found.code


def test_the_new_one_follows_and_acts_and_the_old_one_does_neither(front: Open) -> None:
    town, old = entered(front)
    new = renewed(town)
    assert (follows(town, new), follows(town, old)) == (True, False)
    assert town.desk.act_with_code(old, "rated") == Refused("unknown-code")
    assert town.desk.act_with_code(new, "rated") != Refused("unknown-code")
    assert follows(town, renewed(town))
    assert not follows(town, new)
    assert verify(town.store, "town") == ()


def test_an_act_with_a_code_that_becomes_void_meanwhile_is_none(front: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The office issues another after the act looked whose code it is, and before it is written."""
    town, old = entered(front, events="safe: {label: {zh: 保护, en: Safe}, by: complainant}")
    acting, new = town.desk._acting, list[str]()
    case = acting.reading.case

    def renewing(case_id: str) -> Any:
        found = case(case_id)
        if not new:
            monkeypatch.undo()
            new.append(renewed(town))
        return found

    monkeypatch.setattr(acting.reading, "case", renewing)
    assert town.desk.act_with_code(old, "safe") == Refused("unknown-code")
    assert (len(new), town.kinds()[-1]) == (1, "code-renewed")


def test_it_leaves_an_event_that_says_who_and_why_and_no_code(front: Open) -> None:
    town, old = entered(front)
    new = renewed(town)
    event = town.store.events(town.id)[-1]
    assert (event.kind, event.actor, event.data) == ("code-renewed", "cai", {"why": WHY})
    kept = json.dumps([to_json(e) for e in town.store.events(town.id)]) + repr(asdict(town.store.row(town.id)))
    assert [code in kept for code in (old, new)] == [False, False]


def test_only_the_intake_office_on_the_case_issues_one(front: Open) -> None:
    town, old = entered(front)
    town.assign()
    assert [refused(town, town.id, who) for who in ("wang", "wei", "nobody", "complainant", "")] == [
        "not-yours", "unknown-case", "unknown-case", "unknown-case", "unknown-case",
    ]  # fmt: skip
    assert refused(town, town.id, "cai", locality="elsewhere") == "unknown-case"
    assert follows(town, old)
    assert "code-renewed" not in town.kinds()


def test_what_somebody_filed_themselves_is_followed_by_their_code_alone(front: Open) -> None:
    """Nobody at a counter could tell whether it is them."""
    town = front()
    own = town.file()
    assert isinstance(own, Opened)
    assert refused(town, town.id, "cai") == "not-yours"
    assert follows(town, own.code)


def test_who_entered_what_is_about_them_issues_none(front: Open) -> None:
    town = front(recusal="accused-out: {who: accused, goes_to: next-higher-body}")
    assert isinstance(town.file(by="cai", request="accusation", accused=[{"official": "cai"}]), Opened)
    assert refused(town, town.id, "cai") == "unknown-case"


def test_a_case_that_grew_out_of_one_has_no_code_and_gets_none(front: Open) -> None:
    town, _ = entered(front, papers=LEAD)
    town.assign()
    assert town.do("lead.written", "cai") is None
    assert refused(town, f"{town.id}.1", "cai") == "not-yours"


def test_a_row_of_a_sheet_whose_code_nobody_saw_gets_another(front: Open) -> None:
    town = front()
    (row,) = Importing(town.desk).apply("town", csv(GOOD), MAP, told_to="head")
    (kept,) = town.store.rows("town")
    new = town.desk.renew_code(kept.id, "cai", WHY)
    assert isinstance(new, str)
    assert [isinstance(town.desk.follow(code), Refused) for code in (new, row.code)] == [False, True]
    (again,) = Importing(town.desk).apply("town", csv(GOOD), MAP, told_to="head")
    assert (again.number, again.code) == (row.number, ""), "an old code is not told again"


def test_a_receipt_is_not_told_again_once_its_code_is_void(front: Open) -> None:
    town, old = entered(front)
    again = town.file(by="cai")
    assert isinstance(again, Opened)
    assert again.code == old
    renewed(town)
    late = town.file(by="cai")
    assert isinstance(late, Opened)
    assert (late.case, late.code) == (town.id, "")


@pytest.mark.parametrize("why", ["", "   ", "丢", None, 5, ["丢失了"], "丢失\x00了了"])
def test_without_a_reason_there_is_none(front: Open, why: Any) -> None:
    town, old = entered(front)
    assert town.desk.renew_code(town.id, "cai", why) == Refused("why-new-code")
    assert follows(town, old)


def test_who_comes_second_is_told_and_the_code_of_the_first_holds(front: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    town, old = entered(front)

    def late(*_: object, **__: object) -> None:
        raise StaleCase("somebody else was first")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(town.store, "append", late)
        assert refused(town, town.id, "cai") == "stale"
    assert follows(town, old)


def test_what_others_do_afterwards_keeps_the_new_one(front: Open) -> None:
    town, _ = entered(front)
    new = renewed(town)
    town.assign()
    town.desk.reproject("town")
    assert follows(town, new)
