"""One mail to one server. What the server says is sorted into: taken, refused for good, try later.

Encryption is never given up: where the server cannot do it, the mail waits.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal, Protocol

from engine.delivery.settings import MailSettings
from engine.i18n import text

SECONDS = 15.0
_PERMANENT = range(500, 600)  # RFC 5321 4.2.1: the client should not repeat the exact request


@dataclass(frozen=True)
class Fault:
    """Why a mail was not taken. `refused`: for good; `later`: this mail may be tried again;
    `unreachable`: so will the others fail now; `unfinished`: every sender died under it. `detail` is the
    server's code or the kind of failure."""

    kind: Literal["refused", "later", "unreachable", "unfinished"]
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.detail}".rstrip()


def fault_words(fault: str, lang: str) -> str:
    """A fault as it is kept with a notice, in words; nothing for none."""
    kind, _, detail = fault.partition(" ")
    return text(f"delivery.fault-{kind}", lang, missing=fault, detail=detail) if fault else ""


class Sender(Protocol):
    """Something that sends mail."""

    @property
    def settings(self) -> MailSettings:
        """Which server, and who the mails are from."""

    def send(self, mail: EmailMessage) -> Fault | None:
        """None when the server took the mail."""


@dataclass(frozen=True)
class SmtpSender:
    """Sends through the server of the settings, one connection a mail."""

    settings: MailSettings
    seconds: float = SECONDS

    def send(self, mail: EmailMessage) -> Fault | None:
        """None when the server took the mail."""
        try:
            server = self._connected()
            try:
                server.send_message(mail)
            finally:
                _leave(server)
        except smtplib.SMTPRecipientsRefused as error:
            return _of_code(next(iter(error.recipients.values()))[0])
        except smtplib.SMTPDataError as error:
            return _of_code(error.smtp_code)
        except smtplib.SMTPResponseException as error:  # greeting, sign-in or sender: no fault of this mail
            return Fault("unreachable", str(error.smtp_code))
        except (smtplib.SMTPException, OSError, ValueError) as error:  # ValueError: a host that cannot be a name
            return Fault("unreachable", type(error).__name__)
        return None

    def _connected(self) -> smtplib.SMTP:
        """Connected, encrypted and signed in; closed again when any of these fails."""
        server = self._server()
        try:
            if self.settings.security == "starttls":
                server.starttls(context=self._context())
            if self.settings.user:
                server.login(self.settings.user, self.settings.password)
        except BaseException:
            server.close()
            raise
        return server

    def _server(self) -> smtplib.SMTP:
        host, port = self.settings.host, self.settings.port
        if self.settings.security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=self.seconds, context=self._context())
        return smtplib.SMTP(host, port, timeout=self.seconds)

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.settings.authority or None)


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye. What the server answers says nothing about the mail, which it has taken or refused by now."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _of_code(code: int) -> Fault:
    return Fault("refused" if code in _PERMANENT else "later", str(code))
