"""How this installation sends mail, from the environment; without BIHUAN_SMTP_HOST it sends none.

BIHUAN_SMTP_HOST, BIHUAN_SMTP_PORT, BIHUAN_SMTP_SECURITY (`starttls`, `tls`, or `none` on this machine
only), BIHUAN_SMTP_USER, BIHUAN_SMTP_PASSWORD, BIHUAN_SMTP_CA (certificates of an authority of one's
own), BIHUAN_MAIL_FROM, and BIHUAN_URL, under which the app is reached.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from engine.errors import EngineError

Security = Literal["starttls", "tls", "none"]
PORTS: Mapping[str, int] = {"starttls": 587, "tls": 465, "none": 25}
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")


class BadMailSetting(EngineError):
    """A setting that cannot be used: `variable`, and `code` with a sentence `delivery.setting.<code>`."""

    def __init__(self, code: str, variable: str, seen: str) -> None:
        super().__init__(f"{variable}={seen}: {code}")
        self.code, self.variable, self.seen = code, variable, seen


@dataclass(frozen=True)
class MailSettings:
    """One mail server, and who the mails are from. The password is in no representation."""

    host: str
    port: int
    security: Security
    sender: str
    url: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""


def mail_settings(environment: Mapping[str, str]) -> MailSettings | None:
    """The settings, or None where no mail is to be sent. Raises BadMailSetting."""
    host = environment.get("BIHUAN_SMTP_HOST", "").strip()
    if not host:
        return None
    security = _security(environment, host)
    return MailSettings(
        host, _port(environment, security), security, _sender(environment), _url(environment),
        environment.get("BIHUAN_SMTP_USER", ""), environment.get("BIHUAN_SMTP_PASSWORD", ""),
        environment.get("BIHUAN_SMTP_CA", ""),
    )  # fmt: skip


def is_mail_address(written: str) -> bool:
    """Whether mail can be sent there: one ASCII address without name, comment or line break.

    >>> is_mail_address("zhou@example.org"), is_mail_address("Zhou <zhou@example.org>")
    (True, False)
    """
    return len(written) <= 254 and _ADDRESS.fullmatch(written) is not None and ".." not in written


def _security(environment: Mapping[str, str], host: str) -> Security:
    variable = "BIHUAN_SMTP_SECURITY"
    wanted = environment.get(variable, "starttls")
    if wanted == "none" and host not in HERE:
        raise BadMailSetting("unencrypted", variable, wanted)
    for known in ("starttls", "tls", "none"):
        if wanted == known:
            return known
    raise BadMailSetting("security", variable, wanted)


def _port(environment: Mapping[str, str], security: Security) -> int:
    variable = "BIHUAN_SMTP_PORT"
    written = environment.get(variable) or str(PORTS[security])
    if not (written.isascii() and written.isdecimal() and 0 < int(written) < 65536):
        raise BadMailSetting("port", variable, written)
    return int(written)


def _sender(environment: Mapping[str, str]) -> str:
    variable = "BIHUAN_MAIL_FROM"
    written = environment.get(variable, "").strip()
    if not is_mail_address(written):
        raise BadMailSetting("sender", variable, written)
    return written


def _url(environment: Mapping[str, str]) -> str:
    variable = "BIHUAN_URL"
    written = environment.get(variable, "").strip().rstrip("/")
    parts = urlsplit(written)
    if written and (parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"\s", written)):
        raise BadMailSetting("url", variable, written)
    return written
