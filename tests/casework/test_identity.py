# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""Identity is kept apart, sealed; reading it needs a role and a reason and leaves an event."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from engine.casework.chain import to_json
from engine.casework.ports import Store
from engine.casework.requests import Refused
from engine.store.sql import SqlStore
from tests.casework.conftest import Open
from tests.casework.front import Front
from tests.casework.small import FORM

NAME, PHONE = "欧阳慕白", "13857412345"


def filed(front: Open) -> Front:
    town = front(
        papers="lead: {label: {zh: 线索, en: Lead}, by: office, then: [{open_case: {in: registering, carry: [place, name]}}]}"
    )
    town.file(identity="real-name", name=NAME, contact=PHONE)
    town.assign()
    town.do("lead.written", "cai")
    town.do("answer.sent", "wang", opinion="已修")
    return town


def traces(text: str | bytes) -> list[str]:
    raw = text if isinstance(text, bytes) else text.encode()
    forms = {w: [w.encode(), w.encode("utf-16-le"), json.dumps(w).strip('"').encode()] for w in (NAME, PHONE)}
    return [w for w, shapes in forms.items() if any(s in raw for s in shapes)]


def test_no_event_row_or_outbox_holds_identity(front: Open, store: Store) -> None:
    town = filed(front)
    rows = store.rows("town")
    everything = [asdict(r) for r in (*rows, *store.outbox(pending=False))]
    everything += [to_json(e) for r in rows for e in store.events(r.id)]
    assert traces(repr(everything) + json.dumps(everything, default=str)) == []
    assert town.desk.whole(town.id).answers["name"] == {"$sealed": True}


def test_the_whole_database_file_holds_no_identity(front: Open, store: Store, tmp_path: Path) -> None:
    filed(front)
    if isinstance(store, SqlStore):
        store.close()
    files = [p for p in tmp_path.glob("town.db*") if p.is_file()]
    assert bool(files) == isinstance(store, SqlStore)
    assert [t for p in files for t in traces(p.read_bytes())] == []


def test_the_search_would_find_it_if_it_were_there(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(NAME.encode() + b" \x00 " + PHONE.encode())
    assert traces((tmp_path / "plain").read_bytes()) == [NAME, PHONE]
    assert traces(json.dumps({"name": NAME})) == [NAME]


def test_nobody_without_the_role_reads_it(front: Open) -> None:
    town = filed(front)
    before = town.kinds()
    assert town.desk.unseal(town.id, "wei", "想知道是谁") == Refused("unknown-case")
    refused = town.desk.unseal(town.id, "wang", "想知道是谁")
    assert isinstance(refused, Refused)
    assert refused.code == "not-yours"
    assert town.kinds() == before


def test_nobody_reads_it_without_a_reason(front: Open) -> None:
    town = filed(front)
    for why in ("", "   ", "因", None, 5, ["因为必须"], "因\x00为必须"):
        assert town.desk.unseal(town.id, "cai", why) == Refused("reason-needed")  # type: ignore[arg-type]
    assert "identity-read" not in town.kinds()


def test_reading_leaves_an_event_that_names_who_and_why(front: Open) -> None:
    town = filed(front)
    assert town.desk.unseal(town.id, "cai", "电话核实情况") == {"name": NAME, "contact": PHONE}
    event = town.store.events(town.id)[-1]
    assert (event.kind, event.actor) == ("identity-read", "cai")
    assert event.data == {"fields": ["contact", "name"], "why": "电话核实情况"}


def test_a_linked_case_knows_nobody(front: Open) -> None:
    town = filed(front)
    assert town.desk.unseal(f"{town.id}.1", "cai", "电话核实情况") == {}


FORM_ASKED_LATER = FORM.replace(
    "      hard: {label",
    "      back: {label: {zh: 回访电话, en: Back}, type: contact, keep: sealed}\n      hard: {label",
)


def test_identity_is_never_asked_by_an_act_or_a_paper_for_what_they_say_is_not_sealed(front: Open) -> None:
    office = "called: {label: {zh: 来电, en: Called}, by: office, asks: office-part}"
    you = "told: {label: {zh: 补充, en: Told}, by: office, asks: you}"
    papers = "record: {label: {zh: 笔录, en: R}, by: office, contains: {who: {label: {zh: 谁, en: Who}, type: text, keep: sealed}}}"
    town = front(events=f"    {office}\n    {you}\n", papers=papers, form=FORM_ASKED_LATER)
    town.file()
    assert town.do("called", "cai", hard=False, back=PHONE) == "bad-answer"
    assert town.do("told", "cai", identity="real-name", name=NAME) == "bad-answer"
    assert town.do("record.written", "cai", who=NAME) == "bad-answer"
    assert town.do("called", "cai", hard=False) is None
    assert town.do("told", "cai", identity="real-name") is None
    offered = [f.key for a in town.desk.actions(town.id, "cai") for f in a.fields]
    assert not {"back", "name", "contact", "who"} & set(offered)
    assert NAME not in repr(town.store.events(town.id))
