"""A kept content in which a scanner found malware later: it stays on the record of its cases and is handed out to
nobody, until the operator lets it go again because the signature was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Withheld:
    """What it was found by (the name of the signature), and when it was last looked through."""

    found: str
    at: datetime
