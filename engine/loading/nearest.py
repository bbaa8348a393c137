"""What an author probably meant: the nearest word, limit, date or id.

Used in messages only; nothing is ever read as something else than what is written.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import date

from engine.policy.limits import Unit, parse_limit

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "sixty": 60,
    "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
    "十五": 15, "二十": 20, "三十": 30, "六十": 60,
}  # fmt: skip
_UNITS = {
    "个工作日": Unit.WORKING_DAY, "工作日": Unit.WORKING_DAY, "日": Unit.DAY, "天": Unit.DAY,
    "个自然日": Unit.DAY, "自然日": Unit.DAY, "个月": Unit.MONTH, "月": Unit.MONTH, "年": Unit.YEAR,
    "小时": Unit.HOUR, "个小时": Unit.HOUR, "分钟": Unit.MINUTE, "workday": Unit.WORKING_DAY,
    "work day": Unit.WORKING_DAY, "business day": Unit.WORKING_DAY, "working-day": Unit.WORKING_DAY,
    "calendar day": Unit.DAY, "natural day": Unit.DAY, "half month": Unit.HALF_MONTH,
    "wd": Unit.WORKING_DAY, "d": Unit.DAY, "h": Unit.HOUR,
}  # fmt: skip
_WORDS = {
    "半个月": "half a month", "half month": "half a month", "half-month": "half a month",
    "当日": "same day", "当天": "same day", "today": "same day", "及时": "promptly",
    "立即": "promptly", "immediately": "promptly", "未规定": "unspecified", "依法": "as the law says",
}  # fmt: skip
_FIXED = (
    "same day", "promptly", "as the law says", "same as limit", "unspecified", "half a month",
)  # fmt: skip
_SPAN = re.compile(r"(\d{1,4}(?!\d)|[A-Za-z]+|[一二两三四五六七八九十]+)\s*(.+)")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like it, or None when none is near."""
    names = list(known)
    plain = re.sub(r"[\s_]+", "-", word.strip().lower())
    for name in names:
        if name.replace("_", "-") == plain:
            return name
    found = difflib.get_close_matches(word, names, n=1, cutoff=0.65)
    return found[0] if found else None


def nearest_limit(text: str) -> str | None:
    """`3 work days` → `3 working days`, `半个月` → `half a month`; None when it is like no limit."""
    clean = " ".join(text.split()).lower()
    if clean in _WORDS:
        return _WORDS[clean]
    found = _SPAN.fullmatch(clean)
    amount = _amount(found[1]) if found else None
    unit = _unit(found[2]) if found else None
    if amount is not None and unit is not None:
        one = amount == 1
        return _legal(f"{amount} {unit.value.removesuffix('s') if one else unit.value}")
    near = difflib.get_close_matches(clean, _FIXED, n=1, cutoff=0.7)
    return near[0] if near else None


def nearest_date(text: str) -> str | None:
    """`2020/7/6` or `2020年7月6日` → `2020-07-06`; None when no day can be made out."""
    found = _DATE.fullmatch(text.strip()) or _COMPACT.fullmatch(text.strip())
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None


def nearest_id(text: str) -> str | None:
    """`Slip_Sent` → `slip-sent`; None when no letters are left."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    made = "-".join(words)
    return made if re.fullmatch(r"[a-z][a-z0-9-]*", made) else None


def _amount(word: str) -> int | None:
    return int(word) if word.isdecimal() else _NUMBERS.get(word)


def _unit(word: str) -> Unit | None:
    single = word.removesuffix("s")
    known = {u.value.removesuffix("s"): u for u in Unit} | _UNITS
    if single in known:
        return known[single]
    near = difflib.get_close_matches(single, known, n=1, cutoff=0.75)
    return known[near[0]] if near else None


def _legal(limit: str) -> str | None:
    return limit if parse_limit(limit) else None
