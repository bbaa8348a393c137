# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""The Desk: one transaction per call, tokens, stale pages, races, and time."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from engine.casework.desk import Acted, CaseFile, Opened
from engine.casework.ports import Draft, StaleCase, StoreBusy
from engine.casework.react import EndlessReaction
from engine.casework.requests import Refused
from engine.errors import EngineError
from engine.policy.directory import Directory
from tests.casework.conftest import Open
from tests.casework.small import PEOPLE, at

SLIP = {"summary": "s", "handler": "roads"}
DEADLINE = """
    t: {label: {zh: 期, en: T}, limit: 4 days, starts: case.opened, stops: slip.sent, escalation: up}
"""
LADDER = "up: {label: {zh: 催, en: Up}, steps: {remind: {before: 1 day, act: remind, to: holder}, above: {after: 1 day, act: report, to: next-higher-body}}}"


def test_a_case_gets_a_number_and_a_code(front: Open) -> None:
    town = front()
    first, second = town.file("a"), town.file("b")
    assert isinstance(first, Opened)
    assert isinstance(second, Opened)
    assert (first.number, second.number) == ("town-2026-00001", "town-2026-00002")
    assert first.code != second.code


def test_a_double_click_opens_one_case_and_tells_the_same(front: Open) -> None:
    town = front()
    assert town.file("a") == town.file("a")
    assert len(town.store.rows("town")) == 1


def test_what_a_token_opened_is_told_again_for_a_while_and_to_nobody_else(front: Open) -> None:
    town = front()
    opened = town.file("a")

    def again(token: str = "a", actor: str | None = None, form: str = "note") -> Opened | None:
        return town.desk.opened_before("town", form, actor=actor, token=token, within=timedelta(minutes=10))

    assert again() == opened
    assert (again(token="b"), again(actor="cai"), again(form="other")) == (None, None, None)
    town.clock.at += timedelta(minutes=10)
    assert again() == opened
    town.clock.at += timedelta(seconds=1)
    assert again() is None


def test_somebody_elses_token_tells_nothing(front: Open) -> None:
    town = front()
    mine = town.file("a")
    theirs = town.file("a", by="cai")
    assert isinstance(mine, Opened)
    assert not isinstance(theirs, Opened) or theirs.case != mine.case


def test_a_double_click_acts_once_and_answers_the_same(front: Open) -> None:
    town = front()
    town.file()
    one = town.desk.act(town.id, "slip.written", actor="cai", with_=SLIP, token="x")
    town.do("slip.signed", "huang")
    two = town.desk.act(town.id, "slip.written", actor="cai", with_=SLIP, token="x")
    assert isinstance(one, Acted)
    assert one == two
    assert town.kinds().count("written") == 1


def test_a_used_token_opens_no_door_to_a_case(front: Open) -> None:
    town = front()
    town.file()
    town.do("slip.written", "cai", token="x", **SLIP)
    done = town.desk.act(town.id, "slip.written", actor="wei", with_=SLIP, token="x")
    assert isinstance(done, Refused)
    assert done.code == "unknown-case"
    assert town.desk.act("nowhere", "slip.written", actor="cai", token="x") == Refused("unknown-case")


def test_a_token_of_a_refused_act_may_be_used_again(front: Open) -> None:
    town = front()
    town.file()
    assert town.do("slip.written", "cai", token="x", summary="s") == "missing"
    assert town.do("slip.written", "cai", token="x", **SLIP) is None


def test_a_page_that_is_out_of_date_says_so(front: Open) -> None:
    town = front()
    town.file()
    seen = town.desk.whole(town.id).seq
    assert town.do("slip.written", "cai", seen=seen, **SLIP) is None
    assert town.do("slip.signed", "huang", seen=seen) == "stale"
    assert town.kinds().count("signed") == 0


def test_two_at_once_make_one_record_each_and_lose_none(front: Open) -> None:
    town = front(events="ping: {label: {zh: 标记, en: Ping}, by: office}")
    town.file()
    results: list[str | None] = []

    def click(who: str) -> None:
        results.extend(town.do("ping", who) for _ in range(5))

    threads = [threading.Thread(target=click, args=(who,)) for who in ("cai", "huang")]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert results == [None] * 10
    assert town.kinds().count("happened") == 10
    assert [e.seq for e in town.store.events(town.id)] == list(range(1, len(town.kinds()) + 1))


def test_two_clicks_of_one_token_at_once_act_once(front: Open) -> None:
    town = front(events="ping: {label: {zh: 标记, en: Ping}, by: office}")
    town.file()
    threads = [threading.Thread(target=town.do, args=("ping", "cai", "same")) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert town.kinds().count("happened") == 1


@pytest.mark.parametrize("case", ["nowhere", "", " ", "x" * 500, "case\x00"])
def test_an_unknown_case_and_one_that_one_is_not_on_look_the_same(front: Open, case: str) -> None:
    town = front()
    town.file()
    hidden = town.desk.view(town.id, "wei")
    assert hidden == town.desk.view(case, "wei") == Refused("unknown-case")
    assert town.desk.actions(town.id, "wei") == town.desk.actions(case, "wei") == ()
    assert town.do("slip.written", "wei", **SLIP) == "unknown-case"


def test_the_accused_see_nothing_anywhere(front: Open) -> None:
    town = front(recusal="out: {who: accused, goes_to: next-higher-body}")
    town.file(request="accusation", accused=[{"official": "cai"}])
    assert town.desk.view(town.id, "cai") == Refused("unknown-case")
    assert town.desk.work("town", "cai") == town.desk.cases("town", "cai") == ()
    assert town.desk.actions(town.id, "cai") == ()
    assert town.desk.unseal(town.id, "cai", "必须知道") == Refused("unknown-case")
    assert town.do("slip.written", "cai", **SLIP) == "unknown-case"
    assert isinstance(town.desk.view(town.id, "huang"), CaseFile)


def test_localities_do_not_see_one_another(front: Open) -> None:
    town = front()
    town.publish("other")
    town.store.put_directory("other", Directory({"zhao": replace(PEOPLE.persons["cai"], id="zhao")}, PEOPLE.units))
    town.file()
    assert town.desk.view(town.id, "zhao") == Refused("unknown-case")
    assert town.desk.cases("other", "zhao") == town.desk.cases("other", "cai") == ()
    assert isinstance(town.file("b", locality="other", by="cai"), Refused)
    there = town.file("c", locality="other", by="zhao")
    assert isinstance(there, Opened)
    assert there.number == "other-2026-00001"
    assert town.desk.view(there.case, "cai") == Refused("unknown-case")
    assert [r.number for r in town.desk.cases("town", "cai")] == ["town-2026-00001"]


def test_a_forbidden_act_by_somebody_who_is_not_on_the_case_is_kept_and_tells_him_nothing(front: Open) -> None:
    town = front(prohibitions="no-loss: {never: [lose], what: papers}")
    town.file()
    assert town.do("lose", "wei", what="papers") == "unknown-case"
    denied = town.store.events(town.id)[-1]
    assert (denied.kind, denied.actor) == ("denied", "wei")
    assert town.desk.view(town.id, "wei") == Refused("unknown-case")
    assert town.do("lose", "stranger", what="papers") == "unknown-case"
    assert town.kinds().count("denied") == 1


def test_a_tick_does_each_thing_once(front: Open) -> None:
    town = front(deadlines=DEADLINE, escalations=LADDER)
    town.file()
    town.clock.at = at("01-15 09:00")
    assert [town.desk.tick() for _ in range(3)] == [1, 0, 0]
    assert [k for k in town.kinds() if k in ("step-taken", "clock-expired")] == [
        "step-taken",
        "clock-expired",
        "step-taken",
    ]
    assert [o.kind for o in town.store.outbox()] == ["step", "step"]


def test_two_clock_processes_take_a_step_once(front: Open) -> None:
    town = front(deadlines=DEADLINE, escalations=LADDER)
    town.file()
    town.clock.at = at("01-15 09:00")
    threads = [threading.Thread(target=town.desk.tick) for _ in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert town.kinds().count("step-taken") == 2


class Killed(BaseException):
    """The machine went away."""


def test_a_kill_between_judging_and_writing_loses_nothing(front: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    town = front()
    town.file()
    before = town.store.events(town.id)

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(town.store, "append", die)
        with pytest.raises(Killed):
            town.do("slip.written", "cai", token="x", **SLIP)
    assert town.store.events(town.id) == before
    assert town.do("slip.written", "cai", token="x", **SLIP) is None


def test_somebody_was_faster_each_time(front: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    town = front()
    town.file()

    def late(*_: object, **__: object) -> None:
        raise StaleCase("again")

    monkeypatch.setattr(town.store, "append", late)
    assert town.do("slip.written", "cai", **SLIP) == "busy"


def test_one_case_that_turns_in_circles_does_not_stop_the_others(front: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    town = front(deadlines=DEADLINE, escalations=LADDER)
    town.file("a")
    bad = town.id
    town.file("b")
    town.clock.at = at("01-15 09:00")
    real = town.desk._writing.judged

    def judged(case: object, *rest: object) -> object:
        if case.id == bad:  # type: ignore[attr-defined]
            raise EndlessReaction("circle")
        return real(case, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(town.desk._writing, "judged", judged)
    with pytest.raises(EndlessReaction):
        town.desk.tick()
    assert town.kinds().count("step-taken") == 2


def test_rules_that_cannot_be_read_stop_their_own_cases_alone(front: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of another locality, and those of an older version of this one."""
    town = front(deadlines=DEADLINE, escalations=LADDER)
    town.file("a")
    old = town.desk.whole(town.id).digest
    path = town.home / "rules/town.yaml"
    path.write_text(path.read_text("utf-8").replace("{zh: 办结, en: Closed}", "{zh: 办毕, en: Ended}"), "utf-8")
    town.clock.at = at("01-05 10:00")
    town.publish(from_=date(2026, 1, 5))
    town.file("b")
    assert town.desk.whole(town.id).digest != old
    book, in_force = town.desk.rules.book, town.desk.rules.in_force

    def altered(digest: str) -> object:
        if digest == old:
            raise EngineError("altered")
        return book(digest)

    def elsewhere(locality: str, moment: datetime) -> str | None:
        if locality == "a-town":
            raise EngineError("altered elsewhere")
        return in_force(locality, moment)

    monkeypatch.setattr(town.desk.rules, "book", altered)
    monkeypatch.setattr(town.desk.rules, "in_force", elsewhere)
    monkeypatch.setattr(town.store, "localities", lambda: ("a-town", "town"))
    town.clock.at = at("01-15 09:00")
    with pytest.raises(EngineError, match=r"^altered$"):
        town.desk.tick()
    assert town.kinds().count("step-taken") == 2


def test_a_database_that_goes_away_ends_the_sweep_at_once(front: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    town = front(deadlines=DEADLINE, escalations=LADDER)
    town.file("a")
    town.file("b")
    town.clock.at = at("01-15 09:00")
    asked: list[object] = []

    def away(*given: object) -> object:
        asked.append(given)
        raise StoreBusy("gone")

    monkeypatch.setattr(town.desk._writing, "judged", away)
    with pytest.raises(StoreBusy):
        town.desk.tick()
    assert len(asked) == 1


def test_publishing_twice_is_publishing_once(front: Open) -> None:
    town = front()
    assert town.publish() == town.publish()
    assert len(town.store.published("town")) == 1


def test_a_case_stays_with_the_rules_it_began_under(front: Open, tmp_path: object) -> None:
    town = front()
    town.file("a")
    first, old = town.id, town.desk.whole(town.id).digest
    path = town.home / "rules/town.yaml"
    path.write_text(path.read_text("utf-8").replace("{zh: 办结, en: Closed}", "{zh: 办毕, en: Ended}"), "utf-8")
    town.clock.at = at("01-05 10:00")
    new = town.publish(from_=date(2026, 1, 5))
    town.file("b")
    assert (town.desk.whole(first).digest, town.desk.whole(town.id).digest) == (old, new)
    view = town.desk.view(first, "cai")
    assert isinstance(view, CaseFile)
    assert view.ruleset.states["closed"].label.en == "Closed"


def test_rules_not_in_force_yet_take_no_case(front: Open) -> None:
    town = front()
    town.store.put_directory("later", PEOPLE)
    town.publish("later", date(2026, 1, 6))
    found = town.file(locality="later")
    assert isinstance(found, Refused)
    assert found.code == "no-rules"
    town.clock.at = at("01-06 00:00")
    assert isinstance(town.file(locality="later"), Opened)


def test_the_complainant_follows_and_acts_by_code(front: Open) -> None:
    town = front(events="safe: {label: {zh: 保护, en: Safe}, by: complainant}")
    opened = town.file()
    assert isinstance(opened, Opened)
    followed = town.desk.follow(opened.code)
    assert isinstance(followed, CaseFile)
    assert followed.case.id == opened.case
    assert not followed.may_unseal
    assert isinstance(town.desk.act_with_code(opened.code, "safe"), Acted)
    refused = town.desk.act_with_code(opened.code, "slip.signed")
    assert isinstance(refused, Refused)
    assert refused.code == "not-now"
    for wrong in ("", "1234-5678-9012-3456", "x" * 500, opened.code[:-1] + "?"):
        assert town.desk.follow(wrong) == Refused("unknown-code")
        assert town.desk.act_with_code(wrong, "safe") == Refused("unknown-code")


def test_who_owns_a_case_follows_the_directory(front: Open) -> None:
    town = front()
    town.file()
    assert [r.id for r in town.desk.work("town", "cai")] == [town.id]
    moved = {
        **PEOPLE.persons,
        "cai": replace(PEOPLE.persons["cai"], roles=()),
        "wei": replace(PEOPLE.persons["wei"], roles=("clerk",)),
    }
    town.store.put_directory("town", Directory(moved, PEOPLE.units))
    before = town.kinds()
    assert town.desk.reproject("town") == 1
    assert town.desk.work("town", "cai") == ()
    assert [r.id for r in town.desk.work("town", "wei")] == [town.id]
    assert town.kinds() == before


def test_a_preview_keeps_nothing(front: Open) -> None:
    town = front()
    shown = town.desk.preview("town", "note", {"matter": "road"})
    assert not isinstance(shown, Refused)
    assert shown.state == "registering"
    assert town.store.rows("town") == ()
    assert town.desk.preview("town", "nothing", {}) == Refused("unknown-form", {"form": "nothing"})


def test_a_linked_case_has_a_number_of_its_own(front: Open) -> None:
    town = front(
        papers="lead: {label: {zh: 线索, en: Lead}, by: office, then: [{open_case: {in: registering, carry: [place]}}]}"
    )
    town.file()
    assert town.do("lead.written", "cai") is None
    assert sorted(r.number for r in town.store.rows("town")) == ["town-2026-00001", "town-2026-00002"]
    assert isinstance(town.desk.view(f"{town.id}.1", "cai"), CaseFile)


def test_a_linked_case_has_the_files_that_it_carries_and_asks_for_none_that_was_erased(front: Open) -> None:
    town = front(
        papers="lead: {label: {zh: 线索, en: Lead}, by: office, then: [{open_case: {in: registering, carry: [proof]}}]}"
    )
    store, photo = town.store, "a" * 64
    store.put_file(photo, "image/png", b"x", town.clock.at)
    town.file(proof=[photo])
    assert town.do("lead.written", "cai") is None
    assert store.files_of(f"{town.id}.1") == (photo,)
    store.erase_files(town.id, [photo])  # type: ignore[attr-defined]
    assert store.file(photo) is not None  # the other case has it
    store.erase_files(f"{town.id}.1", [photo])  # type: ignore[attr-defined]
    assert town.do("lead.written", "cai") is None
    assert store.files_of(f"{town.id}.2") == ()


def test_only_the_office_says_that_the_accused_is_nobody_here(front: Open) -> None:
    town = front()
    accused = [{"official": {"text": "黄主任", "link": "none-here"}}]
    town.file("a", request="accusation", accused=accused)
    assert town.desk.whole(town.id).accused == (None,)
    assert town.do("slip.written", "cai", **SLIP) == "unlinked"
    town.file("b", by="cai", request="accusation", accused=accused)
    assert town.desk.whole(town.id).accused == ("none-here",)


def test_a_duty_after_the_end_is_still_owed(front: Open) -> None:
    town = front(
        duties="revisit: {label: {zh: 回访, en: Revisit}, who: handler, act: revisit, toward: complainant, after: case.closed, limit: 1 month}"
    )
    town.file()
    town.assign()
    town.do("answer.sent", "wang", opinion="x")
    case = town.desk.whole(town.id)
    assert case.closed
    assert case.clocks["revisit"].outcome == "running"
    town.clock.at = at("03-05 09:00")
    assert town.desk.tick() == 1
    assert "revisit.missed" in town.desk.whole(town.id).happened
    assert town.do("revisit.done", "wang", note="满意") is None


def test_other_words_under_a_token_that_was_used_are_told_and_kept_nowhere(front: Open) -> None:
    town = front()
    first, same, other = town.file("a"), town.file("a"), town.file("a", what="另外的话")
    assert isinstance(first, Opened)
    assert same == first
    assert other == replace(first, otherwise=True)
    assert "另外的话" not in str(town.store.events(first.case))


def test_a_draft_is_untouched_by_a_refusal_and_by_a_kill(front: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    town = front()
    draft = Draft("d", "town", "cai", "note", "digest", b"sealed", at("01-05 09:00"))
    town.store.put_draft(draft)
    assert isinstance(town.file("a", what=5), Refused)

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(town.store, "append", die)
        with pytest.raises(Killed):
            town.file("b")
    kept = town.store.draft("d")
    assert kept is not None
    assert (kept.answers, kept.owner) == (b"sealed", "cai")
