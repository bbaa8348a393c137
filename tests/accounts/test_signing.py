"""Exports are signed: another key's, or one altered since, is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.accounts.key_file import open_vault, vault_at_hand
from engine.accounts.signing import SigningKey, WrongSignature, beside, checked, signing_key
from engine.errors import EngineError

KEY = SigningKey(b"s" * 32)
CONTENT = {"b": [1, "二"], "a": {"x": None}}


def test_what_was_signed_is_given_back() -> None:
    assert checked(KEY.sign(CONTENT), KEY.public) == CONTENT


def test_the_order_of_keys_does_not_matter() -> None:
    signed = KEY.sign(CONTENT)
    turned = {"a": {"x": None}, "b": [1, "二"]}
    assert checked({**signed, "content": turned}, KEY.public) == CONTENT


@pytest.mark.parametrize(
    "change",
    [
        {"content": {"b": [2, "二"], "a": {"x": None}}}, {"signature": "00" * 64}, {"signature": "zz"},
        {"signature": None}, {"content": None},
    ],
)  # fmt: skip
def test_what_was_altered_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(WrongSignature):
        checked({**KEY.sign(CONTENT), **change}, KEY.public)


@pytest.mark.parametrize("public", [SigningKey(b"t" * 32).public, "", "12", "no key"])
def test_another_key_has_not_signed_it_whatever_the_file_says(public: str) -> None:
    with pytest.raises(WrongSignature):
        checked({**KEY.sign(CONTENT), "public_key": public}, public)


def test_the_key_lies_beside_the_vaults_and_stays(tmp_path: Path) -> None:
    path = beside(tmp_path / "bihuan.key")
    made = signing_key({}, path)
    assert path.stat().st_mode & 0o077 == 0
    assert signing_key({}, path).public == made.public
    assert signing_key({"BIHUAN_SIGNING_KEY": "ab" * 32}, path).public != made.public


def test_a_key_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="32"):
        signing_key({"BIHUAN_SIGNING_KEY": "abcd"}, tmp_path / "x")


def test_an_audit_makes_no_key_for_the_vault(tmp_path: Path) -> None:
    path = tmp_path / "bihuan.key"
    assert vault_at_hand({}, path) is None
    assert not path.exists()
    vault = open_vault({}, path)
    again = vault_at_hand({}, path)
    assert again is not None
    assert again.key_id == vault.key_id
