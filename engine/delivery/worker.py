"""One sweep of delivery: hand out the outbox, then claim → send → mark, mail by mail.

A mail is at least once: whoever dies between the server's yes and the mark leaves the mail to be sent
again after the lease, under the same Message-ID. A mail that was marked is never sent again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine import crash_points
from engine.casework.notices import Notice, may_see
from engine.casework.office_store import OfficeStore
from engine.delivery.handing_out import Units, hand_out
from engine.delivery.mail import message_of
from engine.delivery.schedule import LEASE, MOST_TRIES, next_try
from engine.delivery.smtp import Fault, Sender

MOST = 50
LONGEST_SWEEP = timedelta(minutes=1)
"""Mails in one sweep, and how long it goes on with a slow server, so that time acts on cases meanwhile."""


@dataclass(frozen=True)
class Delivered:
    """What a sweep did: outbox rows handed out; mails taken by the server, put off, given up."""

    handed_out: int = 0
    sent: int = 0
    waiting: int = 0
    failed: int = 0


def deliver(store: OfficeStore, units: Units, now: Callable[[], datetime], sender: Sender | None) -> Delivered:
    """One sweep. Without a sender (no mail server, demo data) notices are read in the app alone."""
    handed_out = hand_out(store, units, now(), mailing=sender is not None)
    done, until = Delivered(handed_out), now() + LONGEST_SWEEP
    for _ in range(MOST if sender else 0):
        assert sender is not None
        if now() >= until:
            break
        claimed = store.claim_mail(now(), now() + LEASE)
        if claimed is None:
            break
        crash_points.passing("after-mail-claim")
        settled, unreachable = _send(store, claimed, sender, now)
        store.settle_mail(settled)
        done = _counted(done, settled)
        if unreachable:  # the next mail would fail as well, and the cases wait
            break
    return done


def _send(store: OfficeStore, notice: Notice, sender: Sender, now: Callable[[], datetime]) -> tuple[Notice, bool]:
    """The notice with the fate of its mail, and whether the server could not be used at all."""
    row = store.row(notice.case)
    to = store.mail_address(notice.locality, notice.person)
    if to is None or not may_see(row, notice.person):  # recused, or no longer wishes to be written to
        return replace(notice, mail="none", next_try=None), False
    if notice.tries > MOST_TRIES:  # every sender so far died under it, and nobody counted
        return _put_off(notice, Fault("unfinished"), now()), False
    fault = sender.send(message_of(notice, row.number, to, sender.settings, now()))
    crash_points.passing("after-mail-answer")
    if fault is None:
        return replace(notice, mail="sent", sent=now(), next_try=None, fault=""), False
    return _put_off(notice, fault, now()), fault.kind == "unreachable"


def _put_off(notice: Notice, fault: Fault, at: datetime) -> Notice:
    again = None if fault.kind == "refused" else next_try(notice.tries, at)
    return replace(notice, mail="waiting" if again else "failed", next_try=again, fault=str(fault))


def _counted(done: Delivered, settled: Notice) -> Delivered:
    if settled.mail == "none":
        return done
    return replace(done, **{settled.mail: getattr(done, settled.mail) + 1})
