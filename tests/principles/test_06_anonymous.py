"""6. Anonymous complaints are possible and followed by code; nothing is sent to who did not ask."""

from __future__ import annotations

from engine.casework.desk import CaseFile, Opened
from engine.lint import Subject
from tests.casework.conftest import Open

NEVER_ASKED = ("address", "ip", "device", "handwriting", "browser", "location", "id-card")


def test_an_anonymous_complaint_is_taken_and_followed(front: Open) -> None:
    town = front()
    opened = town.file(identity="anonymous")
    assert isinstance(opened, Opened)
    assert town.store.identity(opened.case) == {}
    followed = town.desk.follow(opened.code)
    assert isinstance(followed, CaseFile)
    assert followed.number == opened.number


def test_the_code_is_kept_as_a_keyed_hash_only(front: Open) -> None:
    town = front()
    opened = town.file(identity="anonymous")
    assert isinstance(opened, Opened)
    row = town.store.row(opened.case)
    assert row.follow_hash
    assert opened.code not in repr((row, town.store.events(opened.case)))
    assert opened.code.replace("-", "") not in repr((row, town.store.events(opened.case)))


def test_every_shipped_form_may_be_filed_without_a_name(shipped: Subject) -> None:
    for form in (shipped.ruleset.forms[i] for i in shipped.ruleset.intake):
        identity = form.find("identity")
        assert identity is not None
        assert "anonymous" in identity.choices


def test_no_form_collects_what_gives_a_person_away(shipped: Subject) -> None:
    keys = [f.key for form in shipped.ruleset.forms.values() for _, f in form.all_fields()]
    assert [k for k in keys if k in NEVER_ASKED] == []
    assert [k for k in (*keys, "ip") if k in NEVER_ASKED] == ["ip"]


def test_nothing_is_sent_before_an_answer_and_nothing_is_known_of_where_to(front: Open) -> None:
    town = front()
    town.file(identity="anonymous")
    town.assign()
    assert not [o for o in town.store.outbox(pending=False) if "complainant" in o.to]
    town.do("answer.sent", "wang", opinion="已修")
    sent = [o for o in town.store.outbox(pending=False) if "complainant" in o.to]
    assert [o.data["paper"] for o in sent] == ["answer"]
    assert town.store.identity(town.id) == {}
