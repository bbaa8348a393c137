"""The environment: what is needed to send mail, and what is refused."""

from __future__ import annotations

import pytest

from engine.delivery.settings import BadMailSetting, is_mail_address, mail_settings
from engine.i18n import LANGUAGES, text

GOOD = {"BIHUAN_SMTP_HOST": "mail.example.org", "BIHUAN_MAIL_FROM": "office@example.org"}


def test_without_a_host_no_mail_is_sent() -> None:
    assert mail_settings({"BIHUAN_MAIL_FROM": "office@example.org"}) is None


def test_encryption_is_the_default() -> None:
    found = mail_settings(GOOD)
    assert found is not None
    assert (found.security, found.port) == ("starttls", 587)


def test_the_password_is_not_shown() -> None:
    assert "pass word" not in repr(mail_settings({**GOOD, "BIHUAN_SMTP_PASSWORD": "pass word"}))


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("BIHUAN_SMTP_SECURITY", "none", "unencrypted"),
        ("BIHUAN_SMTP_SECURITY", "ssl3", "security"),
        ("BIHUAN_SMTP_PORT", "0", "port"),
        ("BIHUAN_SMTP_PORT", "五", "port"),
        ("BIHUAN_MAIL_FROM", "", "sender"),
        ("BIHUAN_MAIL_FROM", "a@b\r\nBcc: x@y", "sender"),
        ("BIHUAN_URL", "javascript:alert(1)", "url"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(variable: str, value: str, code: str) -> None:
    with pytest.raises(BadMailSetting) as refused:
        mail_settings({**GOOD, variable: value})
    assert (refused.value.variable, refused.value.code) == (variable, code)
    for lang in LANGUAGES:
        assert variable in text(f"delivery.setting.{code}", lang, variable=variable, seen=value)


@pytest.mark.parametrize("written", ["", "a", "a@", "@b", "a b@c", "a@b\n", "a@b..c", "周@example.org", "a@b," * 2])
def test_what_is_no_address(written: str) -> None:
    assert not is_mail_address(written)
