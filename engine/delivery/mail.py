"""The mail about a notice: the number of the case and where to read on. Nothing of what is in the case.

Its Message-ID is derived from the notice, so that a mail that had to be sent twice can be known as one.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from engine.casework.notices import MailAddress, Notice
from engine.delivery.settings import MailSettings
from engine.i18n import text

KINDS = frozenset({"paper", "step"})


def message_of(notice: Notice, number: str, to: MailAddress, settings: MailSettings, at: datetime) -> EmailMessage:
    """The mail, in the language that the recipient asked for."""
    kind = notice.kind if notice.kind in KINDS else "other"
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = settings.sender, to.address
    mail["Subject"] = text(f"delivery.subject-{kind}", to.lang, number=number)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(notice, settings)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note answers it
    mail.set_content(_body(kind, number, _link(notice, settings), to.lang), charset="utf-8", cte="base64")
    mail["Content-Language"] = to.lang  # after the content, which takes away what was said of an earlier one
    return mail


def message_id(notice: Notice, settings: MailSettings) -> str:
    """The same for every try to send the same notice; it tells nothing about the case."""
    domain = settings.sender.rpartition("@")[2]
    return f"<{hashlib.sha256(notice.key.encode()).hexdigest()[:40]}@{domain}>"


def _link(notice: Notice, settings: MailSettings) -> str:
    return f"{settings.url}/case?id={notice.case}" if settings.url else ""


def _body(kind: str, number: str, link: str, lang: str) -> str:
    where = text("delivery.link", lang, link=link) if link else text("delivery.no-link", lang)
    parts = (text(f"delivery.body-{kind}", lang, number=number), where, text("delivery.foot", lang))
    return "\n\n".join(parts) + "\n"
