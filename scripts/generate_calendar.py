"""Writes a calendar under `rules/calendars/` from the package `holidays`: days off, make-up days, sources.

Run it when a government has announced a year and the package knows it:

    python scripts/generate_calendar.py cn 2007 2026 > rules/calendars/cn.yaml

Places: cn, england-and-wales, scotland, us-federal. A year that nobody has announced is refused: it
does not go into the file, and the engine then counts weekends only and calls the result provisional.
A test compares the files with the package, the one of China with a second package too.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version

from holidays import country_holidays
from holidays.countries.china import China

FIRST_LINE = "# yaml-language-server: $schema=../../engine/loading/schemas/calendar.json\n"
HEAD = """\
# {what} Written by scripts/generate_calendar.py; change a day here only with
# its notice as `source`. A year that is not listed is not announced: weekends are off, nothing else
# is known, and every due date that touches it says so (provisional).
# Basis: {basis}
title: {{zh: {zh}, en: "{en}"}}
zone: {zone}
weekend: [saturday, sunday]
years:
"""
MAKE_UP = ("调休上班", "Make-up working day")
GAZETTE = re.compile(r"\[(\d{4})\]\(\S*?(https://www\.gov\.cn/\S+)\)")
US_DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
Day = tuple[date, bool, str, str]


@dataclass(frozen=True)
class Place:
    """Where a calendar holds, what it rests on, the last announced year, and how its days are named."""

    head: str
    source: Callable[[int], str | None]
    days: Callable[[int], Iterator[Day]]
    one_off: dict[str, str]


CHINESE = {
    "New Year's Day": "元旦", "New Year Holiday": "新年假日", "Good Friday": "耶稣受难日",
    "Easter Monday": "复活节星期一", "May Day": "五月初银行假日", "Spring Bank Holiday": "春季银行假日",
    "Late Summer Bank Holiday": "夏季银行假日", "Summer Bank Holiday": "夏季银行假日",
    "Saint Andrew's Day": "圣安德鲁日", "Christmas Day": "圣诞节", "Boxing Day": "节礼日",
    "Wedding of William and Catherine": "威廉王子大婚", "Diamond Jubilee of Elizabeth II": "女王登基六十周年",
    "Platinum Jubilee of Elizabeth II": "女王登基七十周年", "State Funeral of Queen Elizabeth II": "女王国葬",
    "Coronation of Charles III": "国王加冕",
    "Scotland's participation in the FIFA World Cup final": "苏格兰参加世界杯决赛圈",
    "Martin Luther King Jr. Day": "马丁·路德·金纪念日", "Washington's Birthday": "华盛顿诞辰纪念日",
    "Memorial Day": "阵亡将士纪念日", "Juneteenth National Independence Day": "六月节", "Independence Day": "独立日",
    "Labor Day": "劳动节", "Columbus Day": "哥伦布日", "Veterans Day": "退伍军人节", "Thanksgiving Day": "感恩节",
}  # fmt: skip
PROCLAIMED = "royal proclamation under section 1 of the Banking and Financial Dealings Act 1971"
ONE_OFF_UK = dict.fromkeys(
    (
        "Wedding of William and Catherine", "Diamond Jubilee of Elizabeth II", "Platinum Jubilee of Elizabeth II",
        "State Funeral of Queen Elizabeth II", "Coronation of Charles III",
        "Scotland's participation in the FIFA World Cup final",
    ),
    PROCLAIMED,
)  # fmt: skip


def announcements() -> dict[int, str]:
    """Year → the gazette page of its notice, as the package documents it."""
    return {int(year): page for year, page in GAZETTE.findall(China.__doc__ or "")}


def chinese_source(year: int) -> str | None:
    """The notice of the State Council for that year."""
    page = announcements().get(year)
    return f"国务院办公厅关于{year}年部分节假日安排的通知 {page}" if page else None


def chinese_days(year: int) -> Iterator[Day]:
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


def days_off(country: str, subdivision: str | None) -> Callable[[int], Iterator[Day]]:
    """The days off of a place without make-up days, named in English by the package."""

    def found(year: int) -> Iterator[Day]:
        holidays = country_holidays(country, subdiv=subdivision, years=year)
        for day, name in sorted(holidays.items()):
            if day.year == year:
                yield day, False, "、".join(_chinese(n) for n in name.split("; ")), name

    return found


def _chinese(name: str) -> str:
    plain = name.removesuffix(" (observed)")
    return CHINESE[plain] + ("（补休）" if plain != name else "")


def until(last: int, source: str) -> Callable[[int], str | None]:
    """The same source for every year that has been announced."""
    return lambda year: source if year <= last else None


def _kingdom(zh: str, en: str, subdivision: str) -> Place:
    basis, title = (
        "Banking and Financial Dealings Act 1971, Schedule 1, with royal proclamations",
        f"Working days of {en}",
    )
    head = HEAD.format(what=f"{title}.", basis=f"{basis}.", zh=f"{zh}工作日历", en=title, zone="Europe/London")
    source = until(2027, f"{basis} https://www.gov.uk/bank-holidays")
    return Place(head, source, days_off("GB", subdivision), ONE_OFF_UK)


PLACES = {
    "cn": Place(
        HEAD.format(
            what="Working days of mainland China.", zone="Asia/Shanghai", zh="全国工作日历（含调休）",
            en="Working days of China, make-up days included",
            basis="全国年节及纪念日放假办法 (2024-11-10) and the State Council's yearly notice.",
        ),
        chinese_source, chinese_days, {},
    ),
    "england-and-wales": _kingdom("英格兰和威尔士", "England and Wales", "ENG"),
    "scotland": _kingdom("苏格兰", "Scotland", "SCT"),
    "us-federal": Place(
        HEAD.format(
            what="Working days of United States federal offices.",
            zone="America/New_York", zh="美国联邦工作日历",
            en="Working days of United States federal offices",
            basis="legal public holidays, 5 U.S.C. 6103(a), and the days in lieu of 6103(b) and Executive Order\n"
            "# 11582. Days on which offices close by executive order alone are worked here: they are no legal\n"
            "# public holidays.",
        ),
        until(2030, "5 U.S.C. 6103 https://www.opm.gov/policy-data-oversight/pay-leave/federal-holidays/"),
        days_off("US", None), {},
    ),
}  # fmt: skip


def year_lines(place: Place, year: int, source: str) -> Iterator[str]:
    """One year of the file. Raises ValueError when the package only estimates it."""
    yield f"  {year}:"
    yield "    status: official"
    yield f"    source: {source}"
    yield f'    version: "holidays {version("holidays")}"'
    yield "    days:"
    for day, worked, zh, en in place.days(year):
        if "estimated" in en:
            raise ValueError(f"{year} is not announced ({day}: {en})")
        word, why = "true" if worked else "false", place.one_off.get(en)
        notice = f', source: "{why}"' if why else ""
        yield f'      {day}: {{worked: {word}, name: {{zh: "{zh}", en: "{en}"}}{notice}}}'


def main(arguments: list[str]) -> int:
    """A place, its first and its last year; prints the file."""
    place, first, last = PLACES[arguments[0]], int(arguments[1]), int(arguments[2])
    sources = {year: place.source(year) for year in range(first, last + 1)}
    missing = [y for y, source in sources.items() if source is None]
    if missing:
        print(f"no announcement known for {missing}", file=sys.stderr)
        return 1
    print(FIRST_LINE + place.head, end="")
    for year, source in sources.items():
        print(*year_lines(place, year, source or ""), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
