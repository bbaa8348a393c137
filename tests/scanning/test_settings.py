"""The environment: which scanner, and what is refused."""

from __future__ import annotations

import pytest

from engine.i18n import LANGUAGES, text
from engine.scanning.settings import SECONDS, BadScannerSetting, ScannerSettings, scanner_settings


def test_without_one_nothing_is_scanned() -> None:
    assert scanner_settings({"BIHUAN_SCANNER": " ", "BIHUAN_SCANNER_AWAY": "nonsense"}) is None


@pytest.mark.parametrize(
    ("written", "where"),
    [
        ("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("127.0.0.1:3310", ("127.0.0.1", 3310)),
        (" localhost:1 ", ("localhost", 1)),
        ("[::1]:65535", ("::1", 65535)),
    ],
)
def test_it_is_a_socket_or_a_port_and_refuses_when_it_is_away(written: str, where: object) -> None:
    assert scanner_settings({"BIHUAN_SCANNER": written}) == ScannerSettings(where, "refuse", SECONDS)  # type: ignore[arg-type]


def test_another_machine_must_be_allowed() -> None:
    away = {"BIHUAN_SCANNER": "scan.example.org:3310"}
    with pytest.raises(BadScannerSetting, match="unencrypted"):
        scanner_settings(away)
    allowed = scanner_settings({**away, "BIHUAN_SCANNER_PLAIN": "yes", "BIHUAN_SCANNER_AWAY": "take"})
    assert allowed == ScannerSettings(("scan.example.org", 3310), "take")


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("BIHUAN_SCANNER", "clamd.ctl", "place"),
        ("BIHUAN_SCANNER", "localhost", "place"),
        ("BIHUAN_SCANNER", "localhost:0", "place"),
        ("BIHUAN_SCANNER", "localhost:65536", "place"),
        ("BIHUAN_SCANNER", "localhost:３３１０", "place"),
        ("BIHUAN_SCANNER", "::1:3310", "place"),
        ("BIHUAN_SCANNER", "http://localhost:3310", "place"),
        ("BIHUAN_SCANNER", "/" + "x" * 100, "place"),
        ("BIHUAN_SCANNER", "10.0.0.7:3310", "unencrypted"),
        ("BIHUAN_SCANNER_AWAY", "ignore", "away"),
        ("BIHUAN_SCANNER_SECONDS", "0", "seconds"),
        ("BIHUAN_SCANNER_SECONDS", "601", "seconds"),
        ("BIHUAN_SCANNER_SECONDS", "1.5", "seconds"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(variable: str, value: str, code: str) -> None:
    with pytest.raises(BadScannerSetting) as refused:
        scanner_settings({"BIHUAN_SCANNER": "/run/s", variable: value})
    assert (refused.value.variable, refused.value.code) == (variable, code)
    for lang in LANGUAGES:
        assert variable in text(f"scanning.setting.{code}", lang, variable=variable, seen=value)
