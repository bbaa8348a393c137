"""How long: the limits a policy may set, as written.

A `Limit` is what the text says; `engine.policy.counting` turns it into a due date on a calendar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Unit(StrEnum):
    """Units of a limit. Minutes and hours run on the wall clock and never roll."""

    MINUTE = "minutes"
    HOUR = "hours"
    DAY = "days"
    WORKING_DAY = "working days"
    WEEK = "weeks"
    HALF_MONTH = "half-months"
    MONTH = "months"
    YEAR = "years"


LimitKind = Literal["span", "same-day", "promptly", "as-the-law-says", "same-as-limit", "unspecified", "fact"]


@dataclass(frozen=True)
class Limit:
    """`span` uses `amount` and `unit`; `fact` names the fact (a table or a date field) that decides."""

    kind: LimitKind
    amount: int = 0
    unit: Unit | None = None
    fact: str | None = None


_WORDS: dict[str, Limit] = {
    "same day": Limit("same-day"),
    "promptly": Limit("promptly"),
    "as the law says": Limit("as-the-law-says"),
    "same as limit": Limit("same-as-limit"),
    "unspecified": Limit("unspecified"),
    "half a month": Limit("span", 1, Unit.HALF_MONTH),
}
_UNITS = {u.value.rstrip("s"): u for u in Unit}
_SPAN = re.compile(r"(\d{1,4}) (minute|hour|day|working day|week|half-month|month|year)s?")


def parse_limit(text: str) -> Limit | None:
    """`3 working days`, `1 month`, `half a month`, `same day` … or None when it is no limit."""
    if text in _WORDS:
        return _WORDS[text]
    found = _SPAN.fullmatch(text)
    return Limit("span", int(found[1]), _UNITS[found[2]]) if found else None


_CHINESE_UNITS = {
    "小时": Unit.HOUR, "天": Unit.DAY, "日": Unit.DAY, "工作日": Unit.WORKING_DAY, "个工作日": Unit.WORKING_DAY,
    "个月": Unit.MONTH, "月": Unit.MONTH, "年": Unit.YEAR,
}  # fmt: skip
_CHINESE_SPAN = re.compile(rf"(\d{{1,4}})({'|'.join(sorted(_CHINESE_UNITS, key=len, reverse=True))})")
_CHINESE_HALF_MONTH = ("半个月", "半月")


def written_limit(text: str) -> Limit | None:
    """A limit as somebody types it into a form: as in a rule file, or `15天`, `10 个工作日`, `半个月`."""
    plain = "".join(text.split())
    if plain in _CHINESE_HALF_MONTH:
        return Limit("span", 1, Unit.HALF_MONTH)
    found = _CHINESE_SPAN.fullmatch(plain)
    return Limit("span", int(found[1]), _CHINESE_UNITS[found[2]]) if found else parse_limit(text.strip())
