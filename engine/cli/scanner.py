"""The scanner for malware that the environment names, for the commands that ask it or start the app."""

from __future__ import annotations

import os

from engine.cli.misuse import WrongUse
from engine.i18n import text
from engine.scanning.settings import BadScannerSetting, ScannerSettings, scanner_settings


def scanner_settings_of(lang: str) -> ScannerSettings | None:
    """None where files are not scanned. Raises WrongUse for a setting that cannot be used."""
    try:
        return scanner_settings(os.environ)
    except BadScannerSetting as bad:
        sentence = text(f"scanning.setting.{bad.code}", lang, variable=bad.variable, seen=bad.seen)
        raise WrongUse("scanner", detail=sentence) from bad
