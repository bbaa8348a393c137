"""Against a real server: encryption, sign-in, and what each of its answers means."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage

import pytest

from engine.delivery.settings import MailSettings
from engine.delivery.smtp import Fault, SmtpSender
from tests.delivery.conftest import Letterbox
from tests.mail_server import MailServer


def mail() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "office@example.org", "zhang@example.org", "一"
    made.set_content("一封信\n")
    return made


@contextmanager
def hanging_up(last: str) -> Iterator[int]:
    """A server that closes the connection in place of an answer to this."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        answering = threading.Thread(target=_answer, args=(listening, last))
        answering.start()
        yield listening.getsockname()[1]
        answering.join()


def _answer(listening: socket.socket, last: str) -> None:
    connection, _ = listening.accept()
    with connection, connection.makefile("rb") as heard:
        connection.sendall(b"220 here\r\n")
        for line in heard:
            word = "content" if line == b".\r\n" else line[:4].decode("ascii", "replace").upper()
            if word == last:
                return
            if word in ("EHLO", "MAIL", "RCPT"):
                connection.sendall(b"250 fine\r\n")
            elif word == "DATA":
                connection.sendall(b"354 go on\r\n")


def test_a_mail_goes_out_encrypted_and_signed_in(settings: MailSettings, letterbox: Letterbox) -> None:
    assert SmtpSender(settings).send(mail()) is None
    (taken,) = letterbox.mails
    assert (taken["Subject"], letterbox.encrypted, letterbox.recipients) == ("一", [True], ["zhang@example.org"])


def test_a_wrong_password_is_no_fault_of_the_mail(settings: MailSettings, letterbox: Letterbox) -> None:
    fault = SmtpSender(replace(settings, password="another")).send(mail())
    assert (fault, letterbox.mails) == (Fault("unreachable", "535"), [])


def test_a_server_nobody_vouches_for_gets_no_password(settings: MailSettings, letterbox: Letterbox) -> None:
    fault = SmtpSender(replace(settings, authority="")).send(mail())
    assert (fault, letterbox.mails) == (Fault("unreachable", "SSLCertVerificationError"), [])


def test_without_encryption_nothing_is_sent(plain_server: MailServer, letterbox: Letterbox) -> None:
    there = MailSettings("127.0.0.1", plain_server.port, "starttls", "office@example.org")
    fault = SmtpSender(there).send(mail())
    assert (fault, letterbox.mails) == (Fault("unreachable", "SMTPNotSupportedError"), [])


def test_a_server_on_this_machine_may_go_without(plain_server: MailServer, letterbox: Letterbox) -> None:
    there = MailSettings("127.0.0.1", plain_server.port, "none", "office@example.org")
    assert SmtpSender(there).send(mail()) is None
    assert len(letterbox.mails) == 1


def test_nobody_listening_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody else can begin to
        there = MailSettings("127.0.0.1", taken.getsockname()[1], "none", "office@example.org")
        assert SmtpSender(there).send(mail()) == Fault("unreachable", "ConnectionRefusedError")


@pytest.mark.parametrize(
    ("answer", "kind"), [("550 no such person", "refused"), ("450 mailbox busy", "later"), ("552 full", "refused")]
)
def test_an_answer_about_the_recipient(settings: MailSettings, letterbox: Letterbox, answer: str, kind: str) -> None:
    letterbox.answers["zhang@example.org"] = answer
    fault = SmtpSender(settings).send(mail())
    assert fault is not None
    assert (fault.kind, fault.detail) == (kind, answer[:3])


@pytest.mark.parametrize(("answer", "kind"), [("554 refused", "refused"), ("451 later", "later")])
def test_an_answer_about_the_content(settings: MailSettings, letterbox: Letterbox, answer: str, kind: str) -> None:
    letterbox.at_data = answer
    fault = SmtpSender(settings).send(mail())
    assert fault is not None
    assert (fault.kind, letterbox.mails) == (kind, [])


@pytest.mark.parametrize("answer", ["421 too busy", "500 what", "250 fine"])
def test_how_the_server_says_goodbye_is_no_fault_of_a_mail_it_took(
    settings: MailSettings, letterbox: Letterbox, answer: str
) -> None:
    letterbox.at_quit = answer
    assert SmtpSender(settings).send(mail()) is None
    assert len(letterbox.mails) == 1


def test_a_goodbye_does_not_hide_what_was_said_about_the_mail(settings: MailSettings, letterbox: Letterbox) -> None:
    letterbox.at_data, letterbox.at_quit = "554 refused", "421 too busy"
    assert SmtpSender(settings).send(mail()) == Fault("refused", "554")


def test_a_host_that_cannot_be_a_name_is_unreachable() -> None:
    there = MailSettings("a" * 70, 25, "tls", "office@example.org")
    fault = SmtpSender(there).send(mail())
    assert fault is not None
    assert fault.kind == "unreachable"


@pytest.mark.parametrize("last", ["MAIL", "RCPT", "DATA", "content"])
def test_a_server_that_hangs_up_is_unreachable(letterbox: Letterbox, last: str) -> None:
    """Also after the whole content was sent: whether it was taken is not known, and it is sent again."""
    with hanging_up(last) as port:
        fault = SmtpSender(MailSettings("127.0.0.1", port, "none", "office@example.org")).send(mail())
    assert fault == Fault("unreachable", "SMTPServerDisconnected")
