"""Codes of six digits that change every thirty seconds, as RFC 6238 says, and the address to set them up."""

from __future__ import annotations

import hmac
import unicodedata
from datetime import datetime

import pyotp

ISSUER = "Bihuan"
STEP = 30
_DIGITS = 6
_EITHER_WAY = 1
"""Clocks of telephones are never quite right: the code before and the one after are taken too."""


def new_secret() -> str:
    """160 bits in base 32."""
    return pyotp.random_base32(32)


def address_of(secret: str, account: str, body: str) -> str:
    """What an authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=f"{ISSUER} {body}".strip())


def grouped(secret: str) -> str:
    """The secret as people type it: in fours."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def step_of(secret: str, written: str, at: datetime) -> int | None:
    """The time step that a code belongs to, of those around `at`; None when it belongs to none."""
    code, now = digits(written), int(at.timestamp()) // STEP
    if code is None:
        return None
    totp = pyotp.TOTP(secret)
    around = range(now - _EITHER_WAY, now + _EITHER_WAY + 1)
    fitting = [n for n in around if hmac.compare_digest(totp.generate_otp(n), code)]
    return max(fitting, default=None)


def digits(written: str) -> str | None:
    """The six digits of what somebody typed, or None.

    >>> digits(" １２３ 456")
    '123456'
    """
    plain = "".join(unicodedata.normalize("NFKC", written).split())
    return plain if len(plain) == _DIGITS and plain.isascii() and plain.isdecimal() else None
