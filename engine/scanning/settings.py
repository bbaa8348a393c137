"""Which scanner looks through files before they are kept, from the environment; without BIHUAN_SCANNER none does.

BIHUAN_SCANNER is where clamd listens: the path of its socket, or `host:port`. The protocol knows no encryption, so
that a host that is not this machine must be allowed by BIHUAN_SCANNER_PLAIN=yes. BIHUAN_SCANNER_AWAY says what is
done with a file that could not be looked through: `refuse` (as it is), or `take`. BIHUAN_SCANNER_SECONDS is how long
one file may take.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine.errors import EngineError

SECONDS = 30
_MOST_SECONDS = 600
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_PLACE = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9_.-]+)):(?P<port>[0-9]{1,5})", re.ASCII)
_LONGEST_PATH = 100
"""Bytes; what the kernel takes for the name of a socket is a little more."""


class BadScannerSetting(EngineError):
    """A setting that cannot be used: `variable`, and `code` with a sentence `scanning.setting.<code>`."""

    def __init__(self, code: str, variable: str, seen: str) -> None:
        super().__init__(f"{variable}={seen}: {code}")
        self.code, self.variable, self.seen = code, variable, seen


@dataclass(frozen=True)
class ScannerSettings:
    """Where it listens: a path, or host and port. `away`: what is done with a file that it could not look through."""

    where: str | tuple[str, int]
    away: Literal["refuse", "take"] = "refuse"
    seconds: float = SECONDS


def scanner_settings(environment: Mapping[str, str]) -> ScannerSettings | None:
    """The settings, or None where files are not scanned. Raises BadScannerSetting.

    >>> scanner_settings({"BIHUAN_SCANNER": "localhost:3310"}).where
    ('localhost', 3310)
    """
    written = environment.get("BIHUAN_SCANNER", "").strip()
    if not written:
        return None
    return ScannerSettings(_where(written, environment), _away(environment), _seconds(environment))


def _where(written: str, environment: Mapping[str, str]) -> str | tuple[str, int]:
    if written.startswith("/") and "\0" not in written and len(written.encode()) <= _LONGEST_PATH:
        return written
    place = _PLACE.fullmatch(written)
    if place is None or not 0 < int(place["port"]) < 65536:
        raise BadScannerSetting("place", "BIHUAN_SCANNER", written)
    host = place["six"] or place["host"]
    if host not in _HERE and environment.get("BIHUAN_SCANNER_PLAIN", "").strip() != "yes":
        raise BadScannerSetting("unencrypted", "BIHUAN_SCANNER", written)
    return host, int(place["port"])


def _away(environment: Mapping[str, str]) -> Literal["refuse", "take"]:
    variable = "BIHUAN_SCANNER_AWAY"
    wanted = environment.get(variable, "").strip() or "refuse"
    if wanted == "refuse":
        return "refuse"
    if wanted == "take":
        return "take"
    raise BadScannerSetting("away", variable, wanted)


def _seconds(environment: Mapping[str, str]) -> int:
    variable = "BIHUAN_SCANNER_SECONDS"
    written = environment.get(variable, "").strip() or str(SECONDS)
    if not (written.isascii() and written.isdecimal() and 0 < int(written) <= _MOST_SECONDS):
        raise BadScannerSetting("seconds", variable, written)
    return int(written)
