"""The complainant's code: hard to guess, easy to type, kept only as a keyed hash."""

from __future__ import annotations

import pytest

from engine.accounts.follow_code import ALPHABET, LENGTH, hash_of, new_code, normalised
from engine.accounts.vault import KeyVault

VAULT = KeyVault(bytes(32))
CODE = "7K2M-90QX-ABCD-EFGH"


def test_a_code_is_sixteen_unmistakable_characters_in_groups() -> None:
    code = new_code()
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert len(normalised(code) or "") == LENGTH
    assert len(set(ALPHABET)) == 32
    assert not set("OILU") & set(ALPHABET)


def test_codes_do_not_repeat() -> None:
    assert len({new_code() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "written",
    [
        "7k2m-90qx-abcd-efgh",
        " 7K2M 9OQX ABCD EFGH ",
        "７Ｋ２Ｍ－９０ＱＸ－ＡＢＣＤ－ＥＦＧＨ",
        "7k2m90qx\u3000abcdefgh",
        "7K2M—9oQX—ABCD—EFGH",
    ],
)
def test_a_code_is_read_however_it_was_typed(written: str) -> None:
    assert hash_of(written, VAULT) == hash_of(CODE, VAULT)


@pytest.mark.parametrize("written", ["", "7K2M", CODE + "1", "7K2M-90QX-ABCD-EFG!", "7K2M-90QX-ABCD-EFGU", "码" * 16])
def test_what_cannot_be_a_code_has_no_hash(written: str) -> None:
    assert normalised(written) is None
    assert hash_of(written, VAULT) is None


def test_the_hash_needs_the_key_and_is_no_blind_index_of_the_code() -> None:
    kept = hash_of(CODE, VAULT)
    assert kept not in (hash_of(CODE, KeyVault(bytes(range(32)))), VAULT.blind(normalised(CODE) or ""), None)
