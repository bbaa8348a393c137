"""Everything beside the cases: rule sets, directory, accounts, sessions, drafts, files, settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine.casework.ports import Draft, Published, Store, UnknownCase
from engine.casework.ports.accounts import Account, AccountRecord, SecondFactor, Session
from engine.errors import EngineError
from engine.policy.directory import Directory, Person, UnitInstance
from tests.store.samples import AT, more, opening, write

ACCOUNT = Account("zhang", "east", "p1", "hash")
DRAFT = Draft("d1", "east", "zhang", "complaint", "digest", b"\x00\xff", AT)


def test_publications_are_listed_by_day_in_force_then_by_moment(store: Store) -> None:
    late = Published("east", "b", date(2026, 7, 1), AT)
    early = Published("east", "a", date(2026, 1, 1), AT + timedelta(days=1))
    again = Published("east", "c", date(2026, 7, 1), AT + timedelta(days=2))
    for published in (again, late, early, replace(early, locality="west")):
        store.publish(published, published.digest.encode())
    assert store.published("east") == (early, late, again)
    assert store.localities() == ("east", "west")
    assert store.canonical("b") == b"b"


def test_publishing_twice_is_publishing_once(store: Store) -> None:
    first = Published("east", "a", date(2026, 1, 1), AT)
    store.publish(first, b"rules")
    store.publish(replace(first, at=AT + timedelta(days=1)), b"rules")
    assert store.published("east") == (first,)


def test_a_digest_stands_for_one_rule_set(store: Store) -> None:
    store.publish(Published("east", "a", date(2026, 1, 1), AT), b"rules")
    with pytest.raises(EngineError, match="another"):
        store.publish(Published("east", "a", date(2027, 1, 1), AT), b"other")
    assert len(store.published("east")) == 1
    with pytest.raises(UnknownCase):
        store.canonical("z")


def test_the_directory_is_replaced_as_a_whole_and_keeps_its_order(store: Store) -> None:
    wang = Person("p2", "王", ("clerk",), ("office",), ("bureau",), "deputy", "county", away=True)
    zhang = Person("p1", "张")
    office = UnitInstance("office", "office", "信访办", "town", "township")
    store.put_directory("east", Directory({"p2": wang, "p1": zhang}, {"office": office}))
    store.put_directory("west", Directory({"p1": zhang}))
    read = store.directory("east")
    assert (list(read.persons.values()), dict(read.units)) == ([wang, zhang], {"office": office})
    store.put_directory("east", Directory({"p1": zhang}))
    assert store.directory("east") == Directory({"p1": zhang})
    assert store.directory("north") == Directory()


def test_accounts_are_kept_by_name(store: Store) -> None:
    other = Account("li", "west", "p9", "hash", demo=True, admin=True)
    store.put_account(ACCOUNT)
    store.put_account(other)
    store.put_account(replace(ACCOUNT, revoked=True))
    assert store.account("zhang") == replace(ACCOUNT, revoked=True)
    assert store.account("nobody") is None
    assert [a.name for a in store.accounts()] == ["li", "zhang"]
    assert store.accounts("west") == (other,)


def test_sessions_are_kept_until_dropped(store: Store) -> None:
    first, second, other = (Session(f"t{n}", "li" if n == 3 else "zhang", AT, AT) for n in (1, 2, 3))
    for session in (first, second, other):
        store.put_session(session)
    first = replace(first, last=AT + timedelta(minutes=5), proved=True)
    store.put_session(first)
    assert store.session("t1") == first
    assert store.sessions("zhang") == (first, second)
    store.drop_session("t1")
    store.drop_session("t1")
    assert (store.session("t1"), store.session("t2")) == (None, second)
    store.drop_sessions("zhang")
    assert (store.session("t2"), store.session("t3")) == (None, other)


def test_a_change_of_an_account_leaves_the_rest_as_it_is(store: Store) -> None:
    store.put_account(ACCOUNT)
    store.change_account("zhang", revoked=True)
    assert store.change_account("zhang", initial_until=AT) == replace(ACCOUNT, revoked=True, initial_until=AT)
    assert store.account("zhang") == replace(ACCOUNT, revoked=True, initial_until=AT)
    assert store.change_account("nobody", revoked=True) is None


def test_a_second_factor_is_kept_until_dropped(store: Store) -> None:
    store.put_offer("zhang", b"offer", AT)
    assert store.offer("zhang") == (b"offer", AT)
    store.put_second_factor("zhang", SecondFactor(b"sealed", AT), 7, ("a", "b"))
    assert (store.second_factor("zhang"), store.offer("zhang")) == (SecondFactor(b"sealed", AT), None)
    assert (store.recovery_code("zhang", 1), store.recovery_codes_left("zhang")) == ("b", 2)
    store.put_second_factor("zhang", SecondFactor(b"other", AT), 9, ("c",))
    assert (store.recovery_code("zhang", 1), store.recovery_codes_left("zhang")) == (None, 1)
    store.drop_second_factor("zhang")
    store.drop_second_factor("zhang")
    assert (store.second_factor("zhang"), store.recovery_codes_left("zhang")) == (None, 0)


def test_a_step_and_a_recovery_code_are_used_once(store: Store) -> None:
    store.put_second_factor("zhang", SecondFactor(b"sealed", AT), 7, ("a", "b"))
    assert [store.use_step("zhang", n) for n in (7, 9, 8, 9, 10)] == [False, True, False, False, True]
    assert [store.use_recovery_code("zhang", n) for n in (1, 1, 5)] == [True, False, False]
    assert [store.use_step("li", 11), store.use_recovery_code("li", 0)] == [False, False]


def test_roles_that_need_a_second_factor_are_kept_by_locality(store: Store) -> None:
    for _ in range(2):
        store.ask_factor_of_role("east", "clerk", asked=True)
    store.ask_factor_of_role("west", "head", asked=True)
    assert store.factor_roles("east") == {"clerk"}
    store.ask_factor_of_role("east", "clerk", asked=False)
    assert (store.factor_roles("east"), store.factor_roles("west")) == (frozenset(), {"head"})


def test_records_of_accounts_are_kept_in_order(store: Store) -> None:
    made = [AccountRecord("zhang", AT, what, "operator") for what in ("made", "revoked")]
    for record in (*made, AccountRecord("li", AT, "made", "operator")):
        store.record(record)
    assert store.records("zhang") == tuple(made)


def test_of_two_who_saw_the_same_setting_one_replaces_it(store: Store) -> None:
    assert [store.replace_setting("k", None, v) for v in "ab"] == [True, False]
    assert [store.replace_setting("k", "a", v) for v in "cd"] == [True, False]
    assert store.setting("k") == "c"


def a_try(store: Store, name: str, minutes: int = 0, *, most: int = 9) -> str | None:
    return store.begin_try(name, AT + timedelta(minutes=minutes), since=AT + timedelta(minutes=minutes - 15), most=most)


def fail(store: Store, name: str, minutes: int = 0) -> None:
    place = a_try(store, name, minutes)
    assert place is not None
    store.end_try(place, failed=True)


def test_failed_tries_count_from_a_moment_until_they_are_forgotten(store: Store) -> None:
    for minute in (0, 5, 10):
        fail(store, "zhang", minute)
    fail(store, "li")
    assert store.sign_in_failures("zhang", AT + timedelta(minutes=5)) == 2
    store.forget_failures("zhang")
    assert store.sign_in_failures("zhang", AT) == 0
    assert store.sign_in_failures("li", AT) == 1


def test_a_try_holds_its_place_until_it_gives_it_back_or_is_too_old(store: Store) -> None:
    first, second = (a_try(store, "zhang", most=2) for _ in range(2))
    assert (a_try(store, "zhang", most=2), a_try(store, "li", most=2) is None) == (None, False)
    assert second is not None
    store.end_try(second, failed=False)
    assert store.sign_in_failures("zhang", AT) == 0, "none of them failed"
    store.forget_failures("zhang")
    assert a_try(store, "zhang", 1, most=2) is not None, "the place that was given back"
    assert a_try(store, "zhang", 1, most=2) is None, "the first was not judged, so it is not forgotten"
    assert first is not None
    assert a_try(store, "zhang", 16, most=2) is not None, "fifteen minutes later it counts no more"
    store.end_try(first, failed=True)
    assert store.sign_in_failures("zhang", AT) == 0


def test_drafts_are_a_persons_own_newest_first(store: Store) -> None:
    newer = replace(DRAFT, id="d2", at=AT + timedelta(hours=1))
    for draft in (
        DRAFT,
        newer,
        replace(DRAFT, id="d3", owner=None),
        replace(DRAFT, id="d4", locality="west"),
    ):
        store.put_draft(draft)
    assert store.drafts("east", "zhang") == (newer, DRAFT)
    more = replace(DRAFT, answers=b"more", at=AT + timedelta(hours=2))
    assert store.put_draft(more, instead_of=DRAFT)
    assert [d.id for d in store.drafts("east", "zhang")] == ["d1", "d2"]
    assert store.draft("d3") == replace(DRAFT, id="d3", owner=None)
    store.drop_draft("d1")
    store.drop_draft("d1")
    assert store.draft("d1") is None


def test_a_draft_takes_the_place_of_the_one_that_was_read_and_of_no_other(store: Store) -> None:
    first, second = replace(DRAFT, answers=b"first"), replace(DRAFT, answers=b"second")
    assert not store.put_draft(second, instead_of=first), "there is none"
    assert store.put_draft(first)
    assert not store.put_draft(second), "there is one"
    assert store.put_draft(second, instead_of=first)
    assert not store.put_draft(replace(DRAFT, answers=b"third"), instead_of=first), "another was put meanwhile"
    assert store.draft("d1") == second


def test_a_file_is_kept_once_by_its_content_and_attached_to_cases(store: Store) -> None:
    store.put_file("f1", "image/png", b"sealed once", AT)
    store.put_file("f1", "image/png", b"sealed anew", AT)
    store.put_file("f0", "application/pdf", b"%PDF", AT)
    assert store.file("f1") == ("image/png", b"sealed anew")
    assert store.file("f2") is None
    write(store, opening("c1", files=("f1",)))
    write(store, more("c1", 1, files=("f0", "f1")))
    assert (store.files_of("c1"), store.files_of("c2")) == (("f0", "f1"), ())


def test_a_file_is_called_on_each_case_as_that_case_says(store: Store) -> None:
    for digest in ("f0", "f1"):
        store.put_file(digest, "image/png", b"sealed", AT)
    write(store, opening("c1", files=("f0", "f1"), names={"f1": b"mine"}))
    write(store, opening("c2", files=("f1",), names={"f1": b"theirs", "f0": b"not attached"}))
    assert (dict(store.file_names("c1")), dict(store.file_names("c2"))) == ({"f1": b"mine"}, {"f1": b"theirs"})
    write(store, more("c1", 1, files=("f0", "f1"), names={"f0": b"late", "f1": b"other"}))
    assert dict(store.file_names("c1")) == {"f0": b"late", "f1": b"mine"}
    write(store, more("c1", 2, files=("f0",)))
    assert dict(store.file_names("c1")) == {"f0": b"late", "f1": b"mine"}
    assert dict(store.file_names("c3")) == {}


def test_settings_are_kept(store: Store) -> None:
    assert store.setting("clock-offset") is None
    store.put_setting("clock-offset", "60")
    store.put_setting("clock-offset", "120")
    assert store.setting("clock-offset") == "120"
    store.put_setting("demo", "yes")
    assert store.settings("clock-offset", "demo", "nothing") == {"clock-offset": "120", "demo": "yes"}
    assert store.settings("nothing") == {}
