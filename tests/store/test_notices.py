"""Notices on each store: handed out once, read by whom they are for, one mail claimed at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from engine.casework.notices import MailAddress, Notice
from engine.casework.office_store import OfficeStore
from engine.casework.ports import OutboxRow
from tests.store.samples import AT, more, opening, write

OUT = OutboxRow("c1/1", "step", ("zhang",), {"case": "c1", "clock": "handle"})
NOTICE = Notice("c1/1/zhang", "east", "zhang", "c1", "step", {"clock": "handle"}, AT, "waiting", next_try=AT)
LATER = AT + timedelta(minutes=10)


def begun(store: OfficeStore) -> OfficeStore:
    write(store, opening("c1", outbox=(OUT,)))
    assert store.hand_out(OUT, [NOTICE], AT)
    return store


def test_an_outbox_row_is_handed_out_once(store: OfficeStore) -> None:
    begun(store)
    assert not store.hand_out(OUT, [replace(NOTICE, key="c1/1/li", person="li")], LATER)
    assert (store.outbox(), store.notices("east", "li", limit=9)) == ((), ())


def test_a_notice_comes_back_as_it_was_kept(store: OfficeStore) -> None:
    ((notice, row),) = begun(store).notices("east", "zhang", limit=9)
    assert (notice, row.number) == (NOTICE, "east-2026-00001")


def test_notices_are_shown_newest_first_and_no_more_than_asked(store: OfficeStore) -> None:
    begun(store)
    second = OutboxRow("c1/2", "paper", ("zhang",), {"case": "c1"})
    write(store, more("c1", 1, outbox=(second,)))
    store.hand_out(second, [replace(NOTICE, key="c1/2/zhang", at=LATER)], LATER)
    assert [n.key for n, _ in store.notices("east", "zhang", limit=9)] == ["c1/2/zhang", "c1/1/zhang"]
    assert [n.key for n, _ in store.notices("east", "zhang", limit=1)] == ["c1/2/zhang"]


def test_whoever_is_recused_later_no_longer_sees_the_notice(store: OfficeStore) -> None:
    write(begun(store), more("c1", 1, out=("zhang",)))
    assert store.notices("east", "zhang", limit=9) == ()


def test_the_first_reading_counts(store: OfficeStore) -> None:
    begun(store)
    own = ("east", "zhang", (NOTICE.key,))
    assert (store.note_read(*own, AT), store.note_read(*own, LATER)) == (1, 0)
    ((notice, _),) = store.notices("east", "zhang", limit=9)
    assert notice.read == AT


def test_what_came_while_somebody_read_stays_unread(store: OfficeStore) -> None:
    begun(store)
    second = OutboxRow("c1/2", "paper", ("zhang",), {"case": "c1"})
    write(store, more("c1", 1, outbox=(second,)))
    store.hand_out(second, [replace(NOTICE, key="c1/2/zhang")], AT)
    assert store.note_read("east", "zhang", (NOTICE.key,), LATER) == 1
    assert {n.key: n.read for n, _ in store.notices("east", "zhang", limit=9)} == {
        "c1/2/zhang": None,
        "c1/1/zhang": LATER,
    }


def test_nobody_marks_what_is_for_another(store: OfficeStore) -> None:
    begun(store)
    assert store.note_read("east", "li", (NOTICE.key,), AT) == 0
    assert store.note_read("west", "zhang", (NOTICE.key,), AT) == 0


def test_what_may_not_be_seen_takes_no_room_from_what_may(store: OfficeStore) -> None:
    begun(store)
    for number in range(2, 6):
        later = OutboxRow(f"c{number}/1", "step", ("zhang",), {"case": f"c{number}", "clock": "handle"})
        write(store, opening(f"c{number}", outbox=(later,), out=("zhang",) if number < 5 else ()))
        store.hand_out(later, [replace(NOTICE, key=f"c{number}/1/zhang", case=f"c{number}")], LATER)
    assert [n.case for n, _ in store.notices("east", "zhang", limit=2)] == ["c5", "c1"]


def test_a_claimed_mail_is_not_claimed_again_before_its_time(store: OfficeStore) -> None:
    begun(store)
    claimed = store.claim_mail(AT, LATER)
    assert claimed is not None
    assert (claimed.key, claimed.tries) == ("c1/1/zhang", 1)
    assert store.claim_mail(AT + timedelta(minutes=9), LATER) is None
    again = store.claim_mail(LATER, LATER + timedelta(minutes=10))
    assert again is not None
    assert again.tries == 2


def test_a_mail_that_was_sent_stays_sent(store: OfficeStore) -> None:
    claimed = begun(store).claim_mail(AT, LATER)
    assert claimed is not None
    store.settle_mail(replace(claimed, mail="sent", sent=LATER, next_try=None))
    store.settle_mail(replace(claimed, mail="failed", next_try=None, fault="later 451"))
    (kept,) = store.mails("sent", limit=9)
    assert (kept.sent, kept.fault, store.mails("failed", limit=9)) == (LATER, "", ())
    assert store.claim_mail(LATER + timedelta(days=1), LATER + timedelta(days=2)) is None


def test_mails_that_were_given_up_can_be_tried_again(store: OfficeStore) -> None:
    claimed = begun(store).claim_mail(AT, LATER)
    assert claimed is not None
    store.settle_mail(replace(claimed, mail="failed", next_try=None, fault="refused 550"))
    assert [n.fault for n in store.mails("failed", limit=9)] == ["refused 550"]
    assert (store.retry_mails(LATER), store.mails("failed", limit=9)) == (1, ())
    again = store.claim_mail(LATER, LATER + timedelta(minutes=10))
    assert again is not None
    assert again.tries == 1


def test_an_address_is_replaced_and_taken_out(store: OfficeStore) -> None:
    store.put_mail_address(MailAddress("east", "zhang", "a@example.org"))
    store.put_mail_address(MailAddress("east", "zhang", "b@example.org", "en"))
    assert store.mail_address("east", "zhang") == MailAddress("east", "zhang", "b@example.org", "en")
    store.put_mail_address(MailAddress("east", "zhang", ""))
    assert (store.mail_address("east", "zhang"), store.mail_address("west", "zhang")) == (None, None)
