"""Passwords that somebody would try: leaked, patterned, or made of words of the surroundings."""

from __future__ import annotations

import pytest

from engine.accounts.context_words import OF_THE_PRODUCT, context_words
from engine.accounts.leaked import BYTES, FILE, count, fingerprint, is_leaked
from engine.accounts.passwords import LONGEST, weakness

WORDS = context_words("kandun", "zhou-xiaoyan", "周晓燕", "坎墩街道", "Kandun sub-district")


@pytest.mark.parametrize("password", ["1q2w3e4r5t6y", "qwertyqwerty", "LEAVEMEALONE", "1234567890123", "aaaaaaaaaaaa"])
def test_a_leaked_password_is_refused_in_any_case(password: str) -> None:
    assert weakness(password, "zhou") == "password-leaked"


def test_more_than_the_three_thousand_commonest_that_could_be_chosen_are_known() -> None:
    assert count() > 40_000
    assert FILE.stat().st_size == count() * BYTES


def test_the_list_is_sorted_and_finds_its_first_and_last(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = FILE.read_bytes()
    entries = [kept[at : at + BYTES] for at in range(0, len(kept), BYTES)]
    assert entries == sorted(set(entries))
    for known in (entries[0], entries[-1]):
        monkeypatch.setattr("engine.accounts.leaked.fingerprint", lambda _, known=known: known)
        assert is_leaked("whatever")
    for absent in (b"\x00" * BYTES, b"\xff" * BYTES):
        monkeypatch.setattr("engine.accounts.leaked.fingerprint", lambda _, absent=absent: absent)
        assert not is_leaked("whatever")


def test_case_makes_no_other_fingerprint() -> None:
    assert fingerprint("PassWord") == fingerprint("password")


@pytest.mark.parametrize(
    "password",
    ["kandun and seven geese", "seven geese of 坎墩", "ZHOU has seven geese", "燕子与周晓燕的七只鹅在岸边",
     "bihuan seven geese", "seven geese 密码", "xiaoyan's seven geese"],
)  # fmt: skip
def test_words_of_the_surroundings_are_refused(password: str) -> None:
    assert weakness(password, "zhou", WORDS) == "password-in-context"


@pytest.mark.parametrize(
    "password", ["abababababab", "asdfghjkl;'zx", "闭门闭门闭门闭门闭门闭门", "summer2026!!", "correct horse"]
)
def test_what_follows_a_pattern_is_refused(password: str) -> None:
    assert weakness(password, "zhou", WORDS) == "password-too-simple"


@pytest.mark.parametrize(
    "password",
    ["seven geese in a lift", "正午的河边有七只鹅在散步", "rW9-kk2Lxx81vn", "sub-district of geese"],
)  # fmt: skip
def test_any_characters_do_when_they_are_hard_to_guess(password: str) -> None:
    assert weakness(password, "zhou", WORDS) is None


def test_the_longest_password_is_weighed_in_no_time() -> None:
    assert weakness("4@8({[<369!1|70$5+2%" * 6 + "abcdefgh", "zhou") is None
    assert weakness("x" * (LONGEST + 1), "zhou") == "password-too-long"


def test_the_words_of_the_product_are_those_that_are_documented() -> None:
    assert {"bihuan", "闭环", "信访"} <= OF_THE_PRODUCT
