"""The vault: only the right key, in the right place, opens what was sealed unaltered."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.accounts.key_file import VARIABLE, open_vault
from engine.accounts.vault import BrokenSeal, KeyVault, WrongKey, bind
from engine.casework.ports import Store, Vault
from engine.errors import EngineError

KEY = bytes(range(32))
PLAIN = "张三 330282"


@pytest.fixture
def vault() -> KeyVault:
    return KeyVault(KEY)


def test_what_was_sealed_opens(vault: KeyVault) -> None:
    port: Vault = vault
    sealed = port.seal(PLAIN, case="c1", name="name")
    assert KeyVault(KEY).open(sealed, case="c1", name="name") == PLAIN
    assert "张三".encode() not in sealed


def test_the_same_text_never_seals_the_same(vault: KeyVault) -> None:
    assert vault.seal(PLAIN, case="c1", name="name") != vault.seal(PLAIN, case="c1", name="name")


@pytest.mark.parametrize(("case", "name"), [("c2", "name"), ("c1", "phone"), ("c1name", ""), ('c1", "name', "")])
def test_moved_ciphertext_does_not_open(vault: KeyVault, case: str, name: str) -> None:
    sealed = vault.seal(PLAIN, case="c1", name="name")
    with pytest.raises(BrokenSeal, match="moved"):
        vault.open(sealed, case=case, name=name)


def test_ciphertext_altered_in_any_byte_does_not_open(vault: KeyVault) -> None:
    sealed = vault.seal(PLAIN, case="c1", name="name")
    for at in range(len(sealed)):
        altered = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises((BrokenSeal, WrongKey)):
            vault.open(altered, case="c1", name="name")


def test_ciphertext_cut_anywhere_does_not_open(vault: KeyVault) -> None:
    sealed = vault.seal(PLAIN, case="c1", name="name")
    for length in range(len(sealed)):
        with pytest.raises((BrokenSeal, WrongKey)):
            vault.open(sealed[:length], case="c1", name="name")


def test_another_key_is_named_as_such(vault: KeyVault) -> None:
    other = KeyVault(bytes(32))
    with pytest.raises(WrongKey, match=vault.key_id):
        other.open(vault.seal(PLAIN, case="c1", name="name"), case="c1", name="name")


@pytest.mark.parametrize("key", [b"", bytes(16), bytes(33)])
def test_a_key_has_32_bytes(key: bytes) -> None:
    with pytest.raises(WrongKey):
        KeyVault(key)


def test_equal_texts_have_equal_blind_hashes_under_one_key_only(vault: KeyVault) -> None:
    assert vault.blind("13800000000") == KeyVault(KEY).blind("13800000000")
    assert vault.blind("13800000000") != vault.blind("13800000001")
    assert vault.blind("13800000000") != KeyVault(bytes(32)).blind("13800000000")
    assert len(bytes.fromhex(vault.blind(""))) == 32


def test_a_store_remembers_its_key(store: Store, vault: KeyVault) -> None:
    bind(store, vault)
    bind(store, KeyVault(KEY))
    with pytest.raises(WrongKey, match="sealed under"):
        bind(store, KeyVault(bytes(32)))


def test_the_environments_key_is_used_and_no_file_made(tmp_path: Path, vault: KeyVault) -> None:
    path = tmp_path / "key"
    assert open_vault({VARIABLE: f" {KEY.hex()}\n"}, path).key_id == vault.key_id
    assert not path.exists()


@pytest.mark.parametrize("text", ["", "secret", "zz" * 32, "00" * 31])
def test_a_malformed_key_is_refused_and_not_shown(tmp_path: Path, text: str) -> None:
    with pytest.raises(WrongKey) as refused:
        open_vault({VARIABLE: text}, tmp_path / "key")
    assert not text or text not in str(refused.value)


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "key"
    first = open_vault({}, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert open_vault({}, path).key_id == first.key_id
    assert list(path.parent.iterdir()) == [path]


def test_those_who_make_the_key_file_at_once_share_one_key(tmp_path: Path) -> None:
    path = tmp_path / "key"
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda _: open_vault({}, path).key_id, range(16)))
    assert len(ids) == 1


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    open_vault({}, path)
    path.chmod(0o644)
    with pytest.raises(EngineError, match="chmod 600"):
        open_vault({}, path)


def test_a_damaged_key_file_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"\xff\x00damaged")
    path.chmod(0o600)
    with pytest.raises(WrongKey, match="hexadecimal"):
        open_vault({}, path)
