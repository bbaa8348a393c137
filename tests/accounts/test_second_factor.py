"""Codes of a device: set up, asked for, taken once; and the paper for the day it is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from engine.accounts import second_factor, totp
from engine.accounts.keeping import ask_factor, reset_factor
from engine.accounts.own_account import change_password
from engine.accounts.passwords import Passwords
from engine.accounts.second_factor import OFFERED_FOR, Offer
from engine.accounts.sign_in import FAILURES, LOCKED_FOR, Refusal, SignedIn, halfway, sign_in, who
from engine.accounts.vault import BrokenSeal, KeyVault
from engine.casework.ports import Store
from engine.casework.ports.accounts import Account
from engine.policy.directory import Directory, Person
from tests.accounts.conftest import AT, PASSWORD

VAULT = KeyVault(bytes(range(32)))
STEP = timedelta(seconds=30)
LATER = AT + 2 * STEP


class Hand:
    """Somebody with a password and a telephone, at one moment or another."""

    def __init__(self, store: Store, passwords: Passwords) -> None:
        self.store, self.passwords = store, passwords

    def sign_in(self, at: datetime = AT) -> str:
        done = sign_in(self.store, "zhang", PASSWORD, at, passwords=self.passwords)
        assert isinstance(done, SignedIn), done
        return done.token

    def offer(self, token: str, code: str = "", at: datetime = AT, password: str = PASSWORD) -> Refusal | None:
        return second_factor.offer(self.store, VAULT, token, password, code, at, passwords=self.passwords)

    def offered(self, at: datetime = AT) -> Offer:
        account = self.store.account("zhang")
        assert account is not None
        found = second_factor.offered(self.store, VAULT, account, at)
        assert found is not None
        return found

    def confirm(self, token: str, code: str, at: datetime = AT) -> SignedIn | Refusal:
        return second_factor.confirm(self.store, VAULT, token, code, at, passwords=self.passwords)

    def give(self, token: str, code: str, at: datetime = LATER) -> SignedIn | Refusal:
        return second_factor.give_code(self.store, VAULT, token, code, at, passwords=self.passwords)

    def remove(self, token: str, code: str, at: datetime = LATER) -> SignedIn | Refusal:
        return second_factor.remove(self.store, VAULT, token, PASSWORD, code, at, passwords=self.passwords)

    def set_up(self) -> tuple[str, Offer]:
        """A device that holds; the token of then, and what was shown."""
        token = self.sign_in()
        assert self.offer(token) is None
        shown = self.offered()
        done = self.confirm(token, code(shown, AT))
        assert isinstance(done, SignedIn), done
        return done.token, shown


def code(shown: Offer, at: datetime) -> str:
    return pyotp.TOTP(shown.secret).at(int(at.timestamp()))


@pytest.fixture
def hand(store: Store, account: Account, passwords: Passwords) -> Hand:
    return Hand(store, passwords)


# ── the codes themselves ────────────────────────────────────────────────────

RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The secret of RFC 6238, appendix B, whose codes of eight digits end in these six."""


@pytest.mark.parametrize(
    ("second", "expected"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
     (20000000000, "353130")],
)  # fmt: skip
def test_the_codes_are_those_of_the_standard(second: int, expected: str) -> None:
    at = datetime.fromtimestamp(second, UTC)
    assert totp.step_of(RFC, expected, at) == second // 30


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_either_way_is_borne(steps: int, taken: bool) -> None:
    written = pyotp.TOTP(RFC).at(int((AT + steps * STEP).timestamp()))
    assert (totp.step_of(RFC, written, AT) is not None) == taken


@pytest.mark.parametrize("written", ["", "12345", "1234567", "12345x", "一二三四五六", "7K2M9"])
def test_what_is_no_code_belongs_to_no_step(written: str) -> None:
    assert totp.step_of(RFC, written, AT) is None


def test_the_address_names_account_and_body_and_holds_the_secret() -> None:
    address = totp.address_of(RFC, "zhang", "坎墩街道")
    parsed = pyotp.parse_uri(address)
    assert (parsed.name, parsed.issuer, parsed.secret) == ("zhang", "Bihuan 坎墩街道", RFC)


# ── setting up ──────────────────────────────────────────────────────────────


def test_a_device_holds_once_a_code_of_it_was_given(hand: Hand, store: Store) -> None:
    token, shown = hand.set_up()
    assert who(store, token, AT) is not None
    assert len(shown.recovery) == store.recovery_codes_left("zhang") == 10
    assert halfway(store, hand.sign_in(LATER), LATER) == (store.account("zhang"), "code")
    assert [(r.what, r.by) for r in store.records("zhang")][-1] == ("factor-set", "self")


def test_setting_up_ends_the_other_sessions(hand: Hand, store: Store) -> None:
    other = hand.sign_in()
    hand.set_up()
    assert who(store, other, AT) is None
    assert halfway(store, other, AT) is None


def test_neither_secret_nor_recovery_codes_stand_in_the_store(hand: Hand, store: Store) -> None:
    _, shown = hand.set_up()
    kept = repr(vars(store))
    assert [s for s in (shown.secret, *(c[2:].replace("-", "") for c in shown.recovery)) if s in kept] == []


def test_a_secret_moved_to_another_account_does_not_open(hand: Hand, store: Store, account: Account) -> None:
    hand.set_up()
    factor = store.second_factor("zhang")
    assert factor is not None
    store.put_account(replace(account, name="li"))
    store.put_second_factor("li", factor, 0, ())
    done = sign_in(store, "li", PASSWORD, AT, passwords=hand.passwords)
    assert isinstance(done, SignedIn)
    with pytest.raises(BrokenSeal):
        hand.give(done.token, "123456")


def test_an_offer_that_is_not_confirmed_changes_nothing(hand: Hand, store: Store) -> None:
    token = hand.sign_in()
    hand.offer(token)
    assert hand.confirm(token, "000000") == Refusal("wrong-code")
    assert who(store, hand.sign_in(), AT) is not None
    late = AT + OFFERED_FOR
    shown = hand.offered()
    assert hand.confirm(token, code(shown, late), late) == Refusal("offer-gone")


def test_an_offer_asks_for_the_password(hand: Hand, store: Store) -> None:
    assert hand.offer(hand.sign_in(), password="wrong") == Refusal("wrong-password")
    assert store.offer("zhang") is None


def test_changing_the_device_asks_for_a_code_of_the_old_one_which_holds_until_then(hand: Hand, store: Store) -> None:
    token, old = hand.set_up()
    assert hand.offer(token, at=LATER) == Refusal("wrong-code")
    assert hand.offer(token, code(old, LATER), LATER) is None
    assert isinstance(hand.give(hand.sign_in(LATER), code(old, LATER + STEP), LATER + STEP), SignedIn)
    new = hand.offered(LATER)
    assert isinstance(hand.confirm(token, code(new, LATER), LATER), SignedIn)
    after = LATER + 4 * STEP
    half = hand.sign_in(after)
    assert hand.give(half, code(old, after), after) == Refusal("wrong-code")
    assert hand.give(half, old.recovery[0], after) == Refusal("wrong-code")
    assert isinstance(hand.give(half, code(new, after), after), SignedIn)


# ── signing in ──────────────────────────────────────────────────────────────


def test_the_password_alone_opens_nothing(hand: Hand, store: Store) -> None:
    hand.set_up()
    half = hand.sign_in(LATER)
    assert who(store, half, LATER) is None
    change = change_password(store, half, PASSWORD, "seven geese in a lift", LATER, passwords=hand.passwords)
    assert change == Refusal("signed-out")
    assert hand.offer(half, at=LATER) == Refusal("signed-out")
    assert hand.remove(half, "") == Refusal("signed-out")


def test_a_code_opens_a_session_of_its_own(hand: Hand, store: Store) -> None:
    _, shown = hand.set_up()
    half = hand.sign_in(LATER)
    done = hand.give(half, f" {code(shown, LATER)} ")
    assert isinstance(done, SignedIn)
    assert who(store, done.token, LATER) is not None
    assert halfway(store, half, LATER) is None


def test_a_code_is_taken_once(hand: Hand) -> None:
    _, shown = hand.set_up()
    first = code(shown, LATER)
    assert isinstance(hand.give(hand.sign_in(LATER), first), SignedIn)
    assert hand.give(hand.sign_in(LATER), first) == Refusal("wrong-code")
    earlier = code(shown, LATER - STEP)
    assert hand.give(hand.sign_in(LATER), earlier) == Refusal("wrong-code"), "nor one from before it"


def test_the_code_that_set_the_device_up_opens_nothing_more(hand: Hand) -> None:
    _, shown = hand.set_up()
    assert hand.give(hand.sign_in(), code(shown, AT), AT) == Refusal("wrong-code")


def test_of_many_with_the_same_code_at_once_one_gets_in_and_nobody_is_locked_out(hand: Hand) -> None:
    _, shown = hand.set_up()
    halves = [hand.sign_in(LATER) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda half: hand.give(half, code(shown, LATER)), halves))
    assert sum(isinstance(d, SignedIn) for d in done) == 1
    assert done.count(Refusal("wrong-code")) == 7
    late = LATER + STEP
    assert isinstance(hand.give(hand.sign_in(late), code(shown, late), late), SignedIn)


def test_guessing_codes_locks_and_a_right_password_does_not_unlock(hand: Hand) -> None:
    _, shown = hand.set_up()
    for _ in range(FAILURES):
        assert hand.give(hand.sign_in(LATER), "7K2M9") == Refusal("wrong-code")
    assert hand.give(hand.sign_in(LATER), code(shown, LATER)) == Refusal("locked-out")
    late = LATER + LOCKED_FOR + STEP
    assert isinstance(hand.give(hand.sign_in(late), code(shown, late), late), SignedIn)


@pytest.mark.parametrize("written", [lambda c: c, lambda c: f" {c.lower().replace('-', ' ')} "])
def test_a_recovery_code_opens_once(hand: Hand, store: Store, written: object) -> None:
    _, shown = hand.set_up()
    paper = written(shown.recovery[3])  # type: ignore[operator]
    assert isinstance(hand.give(hand.sign_in(LATER), paper), SignedIn)
    assert hand.give(hand.sign_in(LATER), paper) == Refusal("wrong-code")
    assert store.recovery_codes_left("zhang") == 9
    assert "recovery-code-used" in [r.what for r in store.records("zhang")]


def test_a_new_password_keeps_the_proof_of_the_second_factor(hand: Hand, store: Store) -> None:
    token, _ = hand.set_up()
    done = change_password(store, token, PASSWORD, "seven geese in a lift", AT, passwords=hand.passwords)
    assert isinstance(done, SignedIn)
    assert who(store, done.token, AT) is not None


# ── required, reset, removed ────────────────────────────────────────────────


def test_where_it_is_required_nothing_opens_without_one(hand: Hand, store: Store) -> None:
    token = hand.sign_in()
    ask_factor(store, "zhang", AT, asked=True)
    assert who(store, token, AT) is None
    assert halfway(store, token, AT) == (store.account("zhang"), "second-factor")
    ready, shown = hand.set_up()
    assert who(store, ready, AT) is not None
    assert hand.remove(ready, code(shown, LATER)) == Refusal("factor-required")
    ask_factor(store, "zhang", AT, asked=False)
    assert isinstance(hand.remove(ready, code(shown, LATER + STEP), LATER + STEP), SignedIn)


def test_it_can_be_required_of_a_role(hand: Hand, store: Store) -> None:
    token = hand.sign_in()
    store.ask_factor_of_role("east", "head", asked=True)
    assert who(store, token, AT) is not None
    store.put_directory("east", Directory({"p1": Person("p1", "张三", roles=("head",))}))
    assert who(store, token, AT) is None
    store.ask_factor_of_role("east", "head", asked=False)
    assert who(store, token, AT) is not None


def test_one_that_is_turned_off_is_asked_for_no_more(hand: Hand, store: Store) -> None:
    token, shown = hand.set_up()
    done = hand.remove(token, code(shown, LATER))
    assert isinstance(done, SignedIn)
    assert [who(store, t, LATER) is None for t in (token, done.token)] == [True, False]
    assert who(store, hand.sign_in(LATER), LATER) is not None


def test_a_lost_device_is_cleared_with_a_record_and_everybody_is_out(hand: Hand, store: Store) -> None:
    token, _ = hand.set_up()
    assert isinstance(reset_factor(store, "zhang", LATER), Account)
    assert who(store, token, LATER) is None
    assert who(store, hand.sign_in(LATER), LATER) is not None
    assert [(r.what, r.by) for r in store.records("zhang")][-1] == ("factor-reset", "operator")
    assert reset_factor(store, "nobody", LATER) == Refusal("unknown-account")


def test_demo_accounts_stay_without(store: Store, account: Account, passwords: Passwords) -> None:
    store.put_account(replace(account, demo=True))
    store.ask_factor_of_role("east", "clerk", asked=True)
    done = sign_in(store, "zhang", PASSWORD, AT, demo=True, passwords=passwords)
    assert isinstance(done, SignedIn)
    assert who(store, done.token, AT) is not None
    assert ask_factor(store, "zhang", AT, asked=True) == Refusal("demo-account")
    assert Hand(store, passwords).offer(done.token) == Refusal("demo-account")
