"""The second factor of an account: a device that makes codes, and recovery codes for the day it is lost.

It is offered first (the secret and the codes lie sealed for a quarter of an hour), and holds once a code
of it was given. A code is taken once; wrong ones are counted and lock like wrong passwords.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from engine.accounts import recovery_codes, totp
from engine.accounts.keeping import code_name
from engine.accounts.own_account import SELF
from engine.accounts.passwords import Passwords
from engine.accounts.sign_in import (
    Refusal,
    SignedIn,
    alive,
    begin,
    factor_is_asked,
    knock,
    knows_password,
    needed,
    standard_passwords,
)
from engine.casework.ports import Store, Vault
from engine.casework.ports.accounts import Account, AccountRecord, SecondFactor, Session

OFFERED_FOR = timedelta(minutes=15)
_FIELD, _OFFER = "second-factor", "second-factor-offer"


@dataclass(frozen=True)
class Offer:
    """What is shown while a device is being set up."""

    secret: str
    recovery: tuple[str, ...]


@cache
def _of_paper() -> Passwords:
    """Hashes recovery codes: ten at a time, so a lighter one than for passwords; each has fifty random bits."""
    return Passwords(passes=2, kibibytes=19456, lanes=1)


def give_code(
    store: Store, vault: Vault, token: str, code: str, at: datetime, *, passwords: Passwords | None = None
) -> SignedIn | Refusal:
    """The second step of signing in. Refusals: `signed-out`, `wrong-code`, `locked-out`."""
    found = alive(store, token, at)
    if found is None or needed(store, *found) != "code":
        return Refusal("signed-out")
    account, half = found
    refused = _given(store, vault, account, code, at, passwords)
    if refused is not None:
        return refused
    store.drop_session(half.key)
    return begin(store, account, at, proved=True)


def offer(
    store: Store,
    vault: Vault,
    token: str,
    password: str,
    code: str,
    at: datetime,
    *,
    passwords: Passwords | None = None,
) -> Refusal | None:
    """Begin to set up a device, asked for by somebody who knows the password and, where there is a device
    already, gives a code of it. Refusals: those of `give_code`, `wrong-password`, `demo-account`."""
    found = _again(store, vault, token, password, code, at, passwords)
    if isinstance(found, Refusal):
        return found
    account, _ = found
    drawn = json.dumps([totp.new_secret(), *recovery_codes.new_codes()])
    store.put_offer(account.name, vault.seal(drawn, case=_place(account), name=_OFFER), at)
    return None


def offered(store: Store, vault: Vault, account: Account, at: datetime) -> Offer | None:
    """What was offered a short while ago and was not confirmed yet."""
    kept = store.offer(account.name)
    if kept is None or at - kept[1] >= OFFERED_FOR:
        return None
    secret, *codes = json.loads(vault.open(kept[0], case=_place(account), name=_OFFER))
    return Offer(secret, tuple(codes))


def confirm(
    store: Store, vault: Vault, token: str, code: str, at: datetime, *, passwords: Passwords | None = None
) -> SignedIn | Refusal:
    """The device holds from now on; other sessions end. Refusals: `signed-out`, `offer-gone`, `wrong-code`,
    `locked-out`."""
    found = alive(store, token, at)
    if found is None or needed(store, *found) not in (None, "second-factor"):
        return Refusal("signed-out")
    account, _ = found
    shown = offered(store, vault, account, at)
    if shown is None:
        return Refusal("offer-gone")
    step = totp.step_of(shown.secret, code, at)
    refused = knock(store, code_name(account.name), at, lambda: step is not None, wrong="wrong-code")
    if refused is not None or step is None:
        return refused or Refusal("wrong-code")
    hasher = passwords or _of_paper()
    hashes = tuple(hasher.hash(plain) for _, plain in filter(None, map(recovery_codes.read, shown.recovery)))
    sealed = vault.seal(shown.secret, case=_place(account), name=_FIELD)
    store.put_second_factor(account.name, SecondFactor(sealed, at), step, hashes)
    return _begin_anew(store, account, at, "factor-set", proved=True)


def remove(
    store: Store,
    vault: Vault,
    token: str,
    password: str,
    code: str,
    at: datetime,
    *,
    passwords: Passwords | None = None,
) -> SignedIn | Refusal:
    """Sign in with the password alone from now on; refused as `factor-required` where one is required."""
    found = _again(store, vault, token, password, code, at, passwords)
    if isinstance(found, Refusal):
        return found
    account, _ = found
    if factor_is_asked(store, account):
        return Refusal("factor-required")
    store.drop_second_factor(account.name)
    return _begin_anew(store, account, at, "factor-removed", proved=False)


def _again(
    store: Store, vault: Vault, token: str, password: str, code: str, at: datetime, passwords: Passwords | None
) -> tuple[Account, Session] | Refusal:
    """Whoever asks, with all that they can show: password, and a code where there is a device."""
    found = alive(store, token, at)
    if found is None or needed(store, *found) not in (None, "second-factor"):
        return Refusal("signed-out")
    account, _ = found
    if account.demo:
        return Refusal("demo-account")
    refused = knows_password(store, account, password, at, passwords=passwords)
    if refused is None and store.second_factor(account.name) is not None:
        refused = _given(store, vault, account, code, at, passwords)
    return refused or found


def _given(
    store: Store, vault: Vault, account: Account, code: str, at: datetime, passwords: Passwords | None
) -> Refusal | None:
    right = lambda: _takes(store, vault, account, code, at, passwords)  # noqa: E731 - made only when it may be
    return knock(store, code_name(account.name), at, right, wrong="wrong-code")


def _takes(
    store: Store, vault: Vault, account: Account, code: str, at: datetime, passwords: Passwords | None
) -> bool | None:
    """Whether the code is one of the device, or of the paper, that was not given before; None when it was."""
    factor = store.second_factor(account.name)
    if factor is None:
        return False
    if totp.digits(code) is not None:
        step = totp.step_of(vault.open(factor.secret, case=_place(account), name=_FIELD), code, at)
        return step is not None and (store.use_step(account.name, step) or None)
    return _takes_recovery(store, account, code, at, passwords or standard_passwords())


def _takes_recovery(store: Store, account: Account, code: str, at: datetime, passwords: Passwords) -> bool | None:
    read = recovery_codes.read(code)
    hashed = store.recovery_code(account.name, read[0]) if read else None
    if read is None or not passwords.check(hashed, read[1]):
        return False
    used = store.use_recovery_code(account.name, read[0])
    if used:
        store.record(AccountRecord(account.name, at, "recovery-code-used", SELF))
    return used or None


def _begin_anew(store: Store, account: Account, at: datetime, what: str, *, proved: bool) -> SignedIn:
    store.drop_sessions(account.name)
    store.record(AccountRecord(account.name, at, what, SELF))
    return begin(store, account, at, proved=proved)


def device_place(account: str, *, offered: bool = False) -> tuple[str, str]:
    """What a device's secret is sealed for (`case` and `name` of the vault): moved to another account it does not
    open."""
    return f"account/{account}", _OFFER if offered else _FIELD


def _place(account: Account) -> str:
    return device_place(account.name)[0]
