"""The formats that the schemas name: limits, dates, times, moments, time zones."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from jsonschema import FormatChecker

from engine.policy.limits import parse_limit

CHECKER = FormatChecker(formats=())
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{2}:\d{2}", re.ASCII)


@CHECKER.checks("limit")
def is_limit(value: object) -> bool:
    """`3 working days`, `promptly` …"""
    return not isinstance(value, str) or parse_limit(value) is not None


@CHECKER.checks("date")
def is_date(value: object) -> bool:
    """`2020-07-06`, a day that exists."""
    if not isinstance(value, str):
        return True
    try:
        return bool(_DATE.fullmatch(value) and date.fromisoformat(value))
    except ValueError:
        return False


@CHECKER.checks("date-or-none")
def is_date_or_none(value: object) -> bool:
    """A date, a moment, or the word `none`."""
    return value == "none" or is_date(value) or is_moment(value)


@CHECKER.checks("time-of-day")
def is_time(value: object) -> bool:
    """`16:30`."""
    if not isinstance(value, str):
        return True
    try:
        return bool(_TIME.fullmatch(value) and time.fromisoformat(value) is not None)
    except ValueError:
        return False


@CHECKER.checks("time-span")
def is_time_span(value: object) -> bool:
    """`14:00-16:30`, the end later than the beginning."""
    if not isinstance(value, str):
        return True
    first, _, last = value.partition("-")
    return is_time(first) and is_time(last) and first < last


@CHECKER.checks("moment")
def is_moment(value: object) -> bool:
    """`2026-01-13 09:00`."""
    if not isinstance(value, str):
        return True
    day, _, hour = value.partition(" ")
    return is_date(day) and is_time(hour) and datetime.fromisoformat(value) is not None


@CHECKER.checks("zone")
def is_zone(value: object) -> bool:
    """A time zone by its IANA name, such as `Asia/Shanghai`."""
    if not isinstance(value, str):
        return True
    try:
        return bool(ZoneInfo(value).key)
    except (KeyError, ValueError, OSError):
        return False


FORMATS = {name: check for name, (check, _) in CHECKER.checkers.items()}
"""Name of a format → whether a value has it."""
