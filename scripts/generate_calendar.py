"""Writes `rules/calendars/cn.yaml` from the package `holidays`: days off, make-up days, sources.

Run it when the State Council has announced a year and the package knows it:

    python scripts/generate_calendar.py 2007 2026 > rules/calendars/cn.yaml

A year that the package only estimates is refused: what nobody has announced does not go into the
file, and the engine then counts weekends only and calls the result provisional. A test compares the
file with a second package on every day.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.metadata import version

from holidays import country_holidays
from holidays.countries.china import China

HEAD = """\
# yaml-language-server: $schema=../../engine/loading/schemas/calendar.json
# Working days of mainland China. Written by scripts/generate_calendar.py; change a day here only with
# its notice as `source`. A year that is not listed is not announced: weekends are off, nothing else
# is known, and every due date that touches it says so (provisional).
# Basis: 全国年节及纪念日放假办法 (2024-11-10) and the State Council's yearly notice.
title: {zh: 全国工作日历（含调休）, en: "Working days of China, make-up days included"}
zone: Asia/Shanghai
weekend: [saturday, sunday]
years:
"""
MAKE_UP = ("调休上班", "Make-up working day")
GAZETTE = re.compile(r"\[(\d{4})\]\(\S*?(https://www\.gov\.cn/\S+)\)")
US_DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})")


def announcements() -> dict[int, str]:
    """Year → the gazette page of its notice, as the package documents it."""
    return {int(year): page for year, page in GAZETTE.findall(China.__doc__ or "")}


def named_days(year: int) -> Iterator[tuple[date, bool, str, str]]:
    """Every day of the year that has a name: (day, worked, Chinese, English)."""
    zh = country_holidays("CN", years=year, language="zh_CN")
    en = country_holidays("CN", years=year, language="en_US")
    day = date(year, 1, 1)
    while day.year == year:
        if day in zh:
            yield day, False, zh[day], US_DATE.sub(r"\3-\1-\2", en[day])
        elif zh.is_working_day(day) and day.weekday() >= 5:
            yield day, True, *MAKE_UP
        day += timedelta(days=1)


def year_lines(year: int, page: str) -> Iterator[str]:
    """One year of the file. Raises ValueError when the package only estimates it."""
    yield f"  {year}:"
    yield "    status: official"
    yield f"    source: 国务院办公厅关于{year}年部分节假日安排的通知 {page}"
    yield f'    version: "holidays {version("holidays")}"'
    yield "    days:"
    for day, worked, zh, en in named_days(year):
        if "estimated" in en:
            raise ValueError(f"{year} is not announced ({day}: {en})")
        word = "true" if worked else "false"
        yield f'      {day}: {{worked: {word}, name: {{zh: "{zh}", en: "{en}"}}}}'


def main(arguments: list[str]) -> int:
    """First and last year; prints the file."""
    first, last = (int(a) for a in arguments)
    pages = announcements()
    missing = [y for y in range(first, last + 1) if y not in pages]
    if missing:
        print(f"no announcement known for {missing}", file=sys.stderr)
        return 1
    print(HEAD, end="")
    for year in range(first, last + 1):
        print(*year_lines(year, pages[year]), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
