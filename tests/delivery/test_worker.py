"""A sweep: who gets a notice, who a mail, what stands in it, and what happens when it cannot be sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from itertools import pairwise
from typing import Any

import pytest

from engine.casework.notices import MailAddress
from engine.casework.office_store import OfficeStore
from engine.casework.ports import OutboxRow
from engine.delivery import worker
from engine.delivery.schedule import LEASE, MOST_TRIES
from engine.delivery.settings import MailSettings
from engine.delivery.smtp import Fault, SmtpSender
from engine.delivery.worker import LONGEST_SWEEP, Delivered, deliver
from engine.errors import EngineError
from engine.policy.definitions import Unit
from engine.policy.directory import Directory, Person
from engine.policy.forms import Text
from tests.delivery.conftest import PEOPLE, SECRET, Letterbox, later
from tests.store.samples import AT, more, opening, write

PLAIN = MailSettings("127.0.0.1", 25, "none", "office@example.org", "https://bihuan.example.org")


@dataclass
class Recording:
    """Answers as told, and keeps what it was given."""

    answers: list[Fault | None] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    settings: MailSettings = PLAIN

    def send(self, mail: EmailMessage) -> Fault | None:
        self.mails.append(mail)
        return self.answers.pop(0) if self.answers else None


def units(_digest: str) -> dict[str, Unit]:
    return {"office": Unit("office", Text("办", "Office"), members=("clerk",))}


def sweep(store: OfficeStore, sender: Any, at: datetime = AT) -> Delivered:
    return deliver(store, units, lambda: at, sender)


def test_a_reminder_reaches_the_mailbox_of_who_asked_for_mail(
    store: OfficeStore, settings: MailSettings, letterbox: Letterbox
) -> None:
    done = deliver(store, units, lambda: AT, SmtpSender(settings))
    assert done == Delivered(handed_out=1, sent=1)
    assert letterbox.recipients == ["zhang@example.org"]
    assert [n.sent for n in store.mails("sent", limit=9)] == [AT]


def test_everybody_on_the_case_has_a_notice_and_nobody_else(store: OfficeStore) -> None:
    sweep(store, None)
    shown = {p: len(store.notices("east", p, limit=9)) for p in ("zhang", "li", "wang", "complainant", "office")}
    assert shown == {"zhang": 1, "li": 1, "wang": 0, "complainant": 0, "office": 0}


def test_who_holds_an_office_of_a_unit_gets_its_post_without_being_a_member(store: OfficeStore) -> None:
    clerk = Person("wu", "Wu", roles=("clerk",))
    store.put_directory("east", Directory({**PEOPLE.persons, "wu": clerk}, PEOPLE.units))
    write(store, more("c1", 1, on_case=("office", "zhang", "li", "wu")))
    sweep(store, None)
    assert [len(store.notices("east", p, limit=9)) for p in ("wu", "zhang")] == [1, 1]


def test_the_mail_says_number_and_link_and_nothing_of_the_case(store: OfficeStore) -> None:
    sender = Recording()
    sweep(store, sender)
    (mail,) = sender.mails
    body = mail.get_content()
    assert "east-2026-00001" in mail["Subject"]
    assert "https://bihuan.example.org/case?id=c1" in body
    raw = mail.as_string() + body
    assert not [word for word in (SECRET, "zhang-name", "Zhang", "handle", "noise") if word in raw]


def test_the_mail_is_in_the_language_asked_for(store: OfficeStore) -> None:
    store.put_mail_address(MailAddress("east", "zhang", "zhang@example.org", "en"))
    sender = Recording()
    sweep(store, sender)
    assert "a reminder" in sender.mails[0]["Subject"]
    assert sender.mails[0]["Content-Language"] == "en"


def test_a_second_sweep_sends_nothing(store: OfficeStore) -> None:
    sender = Recording()
    sweep(store, sender)
    assert (sweep(store, sender, later(days=9)), len(sender.mails)) == (Delivered(), 1)


def test_a_sender_that_dies_is_followed_under_the_same_message_id(
    store: OfficeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = Recording()

    def die(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(store, "settle_mail", die)
        with pytest.raises(KeyboardInterrupt):
            sweep(store, sender)
    assert sweep(store, sender, AT + LEASE - timedelta(seconds=1)).sent == 0
    assert sweep(store, sender, AT + LEASE).sent == 1
    first, second = sender.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_a_mail_under_which_every_sender_dies_is_given_up_at_last(
    store: OfficeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where nobody lives to count the failure: a claim is a try."""

    def die(_mail: EmailMessage) -> None:
        raise KeyboardInterrupt

    sender, at = Recording(), AT
    monkeypatch.setattr(sender, "send", die)
    for _ in range(MOST_TRIES):
        with pytest.raises(KeyboardInterrupt):
            sweep(store, sender, at)
        at += LEASE
    assert sweep(store, sender, at) == Delivered(failed=1)
    assert [n.fault for n in store.mails("failed", limit=9)] == ["unfinished"]


def test_what_cannot_be_handed_out_keeps_nothing_else_back(store: OfficeStore) -> None:
    """Rules that are damaged, or a case that is: its own notices wait, those of others go out."""
    fine = OutboxRow("c2/1", "step", ("zhang",), {"case": "c2", "clock": "handle", "act": "remind"})
    write(store, opening("c2", outbox=(fine,), digest="d2"))

    def altered(digest: str) -> dict[str, Unit]:
        if digest == "d1":
            raise EngineError("altered")
        return units(digest)

    sender = Recording()
    assert deliver(store, altered, lambda: AT, sender) == Delivered(handed_out=1, sent=1)
    assert [o.key for o in store.outbox()] == ["c1/1"]


def test_a_mail_is_tried_ever_later_and_then_given_up(store: OfficeStore) -> None:
    sender = Recording([Fault("later", "451")] * 20)
    at, tried = AT, []
    while not store.mails("failed", limit=1):
        sweep(store, sender, at)
        tried.append(at)
        (waiting,) = store.mails("waiting", limit=1) or store.mails("failed", limit=1)
        at = waiting.next_try or at
    minutes = [round((b - a).total_seconds() / 60) for a, b in pairwise(tried)]
    assert (len(tried), minutes) == (MOST_TRIES, [1, 4, 16, 64, 256, 360, 360])
    assert [n.fault for n in store.mails("failed", limit=1)] == ["later 451"]


def test_a_mail_refused_for_good_is_not_tried_again(store: OfficeStore) -> None:
    sender = Recording([Fault("refused", "550")])
    assert sweep(store, sender) == Delivered(handed_out=1, failed=1)
    assert (sweep(store, sender, later(days=9)), len(sender.mails)) == (Delivered(), 1)


def test_where_the_server_is_away_the_other_mails_wait_untried(store: OfficeStore) -> None:
    store.put_mail_address(MailAddress("east", "li", "li@example.org"))
    sender = Recording([Fault("unreachable", "TimeoutError")])
    assert sweep(store, sender) == Delivered(handed_out=1, waiting=1)
    assert sorted(n.tries for n in store.mails("waiting", limit=9)) == [0, 1]


def test_whoever_was_recused_since_gets_no_mail(store: OfficeStore) -> None:
    sweep(store, Recording([Fault("later", "451")]))
    write(store, more("c1", 1, on_case=("office", "zhang"), out=("zhang",)))
    sender = Recording()
    sweep(store, sender, later(days=1))
    assert (sender.mails, store.mails("waiting", limit=9)) == ([], ())


def test_whoever_took_the_address_back_gets_no_mail(store: OfficeStore) -> None:
    sweep(store, Recording([Fault("later", "451")]))
    store.put_mail_address(MailAddress("east", "zhang", ""))
    sender = Recording()
    sweep(store, sender, later(days=1))
    assert sender.mails == []


def test_one_sweep_sends_so_many_and_the_next_goes_on(store: OfficeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put_mail_address(MailAddress("east", "li", "li@example.org"))
    monkeypatch.setattr(worker, "MOST", 1)
    sender = Recording()
    assert (sweep(store, sender).sent, sweep(store, sender).sent, sweep(store, sender).sent) == (1, 1, 0)


def test_a_slow_server_keeps_time_from_the_cases_no_longer_than_a_sweep_may_take(store: OfficeStore) -> None:
    """Every mail takes half of it here: two go out, the third waits for the next sweep."""
    for person in ("li", "wang"):
        store.put_mail_address(MailAddress("east", person, f"{person}@example.org"))
    write(store, more("c1", 1, on_case=("office", "zhang", "li", "wang"), out=()))
    at = AT

    def slow(_mail: EmailMessage) -> None:
        nonlocal at
        at += LONGEST_SWEEP / 2

    sender = Recording()
    sender.send = slow  # type: ignore[method-assign]
    assert deliver(store, units, lambda: at, sender).sent == 2
    assert deliver(store, units, lambda: at, sender).sent == 1
