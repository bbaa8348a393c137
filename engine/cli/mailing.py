"""The mail server that the environment names, for the commands that send."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from engine.cli.misuse import WrongUse
from engine.i18n import text

if TYPE_CHECKING:
    from engine.delivery.smtp import SmtpSender
    from engine.office import Office


def sender_of(office: Office, lang: str) -> SmtpSender | None:
    """What mails are sent with; None where no server is named, and always with demo data. Raises
    WrongUse for a setting that cannot be used."""
    from engine.delivery.settings import BadMailSetting, mail_settings
    from engine.delivery.smtp import SmtpSender

    try:
        settings = mail_settings(os.environ)
    except BadMailSetting as bad:
        sentence = text(f"delivery.setting.{bad.code}", lang, variable=bad.variable, seen=bad.seen)
        raise WrongUse("mail", detail=sentence) from bad
    return SmtpSender(settings) if settings and not office.demo else None
