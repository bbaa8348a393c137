"""A file that was sent, before it is kept: looked through by the scanner of the installation, where there is one."""

from __future__ import annotations

from engine.accounts.logs import note
from engine.ui.runtime import scanner


def why_not(content: bytes) -> str | None:
    """Why it is not taken: `infected`; `unscanned` when nothing is known about it, unless the operator wants such
    files taken. Either is a line in the log, with nothing about the file or whoever sent it."""
    looking = scanner()
    if looking is None:
        return None
    verdict = looking.scan(content)
    if verdict.found is not None:
        note("scan", code="infected", signature=verdict.found)
        return "infected"
    if verdict.trouble is None:
        return None
    taken = looking.settings.away == "take"
    note("scan", code=verdict.trouble, status="taken" if taken else "refused")
    return None if taken else "unscanned"
