"""A notice as a line of a list: which case, what it is about in the words of its rules, when, read or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.casework.notices import Notice
from engine.casework.ports import CaseRow
from engine.i18n import text
from engine.views.names import Names
from engine.views.work import number_of, title_of


@dataclass(frozen=True)
class NoticeLine:
    """One line; `at` in the time zone of the locality's calendar."""

    case: str
    number: str
    title: str
    words: str
    at: datetime
    unread: bool


def notice_line(notice: Notice, row: CaseRow, names: Names, zone: str) -> NoticeLine:
    """The notice in words, by the rules that the case is under."""
    at = notice.at.astimezone(ZoneInfo(zone))
    return NoticeLine(row.id, number_of(row, names), title_of(row, names), _words(notice, names), at, not notice.read)


def _words(notice: Notice, names: Names) -> str:
    data = notice.data
    if notice.kind == "paper":
        return text("delivery.line-paper", names.lang, paper=names.of(data["paper"]))
    if notice.kind == "step":
        return text("delivery.line-step", names.lang, clock=names.of(data["clock"]), act=names.act(data["act"]))
    return text("delivery.line-other", names.lang)
