"""4. Identity is kept apart and sealed; unsealing needs a role and a reason and leaves a record."""

from __future__ import annotations

import json

import pytest

import engine.casework.desk.openings as openings_module
from engine.casework.chain import to_json
from engine.casework.intake import Intake, take_in
from engine.casework.requests import Refused
from engine.lint import Subject
from engine.policy.forms import Field
from tests.casework.conftest import Open
from tests.casework.front import Front

NAME, PHONE = "司马相如", "13955667788"


def filed(front: Open) -> Front:
    town = front()
    town.file(identity="real-name", name=NAME, contact=PHONE)
    town.assign()
    return town


def kept(town: Front) -> str:
    rows = [repr(r) for r in town.store.rows("town")]
    events = [json.dumps(to_json(e), ensure_ascii=False) for e in town.store.events(town.id)]
    return "".join([*rows, *events, repr(town.store.outbox(pending=False))])


def test_handlers_see_a_case_without_a_name(front: Open) -> None:
    town = filed(front)
    view = town.desk.view(town.id, "wang")
    assert not isinstance(view, Refused)
    assert NAME not in repr(view)
    assert NAME not in kept(town)
    assert PHONE not in kept(town)


def test_this_test_fails_when_identity_is_left_among_the_answers(front: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def open_handed(form: object, answers: dict[str, str], **rest: object) -> Intake:
        found = take_in(form, answers, **rest)  # type: ignore[arg-type]
        return Intake({**found.answers, **found.identity}, {}, found.accused, found.problems)

    monkeypatch.setattr(openings_module, "take_in", open_handed)
    assert NAME in kept(filed(front))


def test_unsealing_needs_role_and_reason_and_cannot_be_undone(front: Open) -> None:
    town = filed(front)
    assert isinstance(town.desk.unseal(town.id, "wang", "联系本人"), Refused)
    assert isinstance(town.desk.unseal(town.id, "cai", " "), Refused)
    assert "identity-read" not in town.kinds()
    assert town.desk.unseal(town.id, "cai", "联系本人") == {"name": NAME, "contact": PHONE}
    record = town.store.events(town.id)[-1]
    assert (record.kind, record.actor, record.data["why"]) == ("identity-read", "cai", "联系本人")
    town.do("answer.sent", "wang", opinion="已修")
    assert town.store.events(town.id)[record.seq - 1] == record


def test_shipped_forms_seal_name_and_contact(shipped: Subject) -> None:
    def personal(f: Field) -> bool:
        return f.type == "contact" or f.key == "name"

    for form in (shipped.ruleset.forms[i] for i in shipped.ruleset.intake):
        assert [f.key for _, f in form.all_fields() if personal(f) and f.keep != "sealed"] == []


def test_a_case_is_shown_to_nobody_without_a_duty_on_it(front: Open) -> None:
    town = filed(front)
    assert town.desk.view(town.id, "wei") == town.desk.view(town.id, "gao") == Refused("unknown-case")
