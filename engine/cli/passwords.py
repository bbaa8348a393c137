"""How commands come by a password (never from the command line), and what they tell of an account."""

from __future__ import annotations

import getpass
import sys

from engine.casework.ports.accounts import Account
from engine.cli.misuse import WrongUse
from engine.i18n import text


def password_asked(lang: str, *, from_stdin: bool) -> str:
    """Asked twice at a terminal; one line of standard input otherwise."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise WrongUse("no-terminal")
    first = getpass.getpass(text("cli.user.password", lang))
    if first != getpass.getpass(text("cli.user.password-again", lang)):
        raise WrongUse("passwords-differ")
    return first


def standing(account: Account, lang: str, *, has_factor: bool) -> str:
    """What is particular about an account, in words."""
    words = [w for w in ("revoked", "demo", "admin") if getattr(account, w)]
    words += ["initial"] if account.initial_until else []
    words += ["factor"] if has_factor else ["factor-asked"] if account.factor_asked else []
    return ", ".join(text(f"cli.user.standing-{w}", lang) for w in words) or "-"
