# ruff: noqa: E501 (rules and tables of cases read best on one line)
"""A small town whose rules are written in the test itself, and an office of it in virtual time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from textwrap import dedent, indent
from typing import Any
from zoneinfo import ZoneInfo

from engine.casework.case import Case
from engine.casework.events import CaseEvent
from engine.casework.requests import Refused
from engine.casework.rulebook import Rulebook, prepare
from engine.casework.virtual import VirtualOffice
from engine.loading import load_ruleset
from engine.loading.calendars import load_calendar
from engine.policy.calendar import Calendar
from engine.policy.directory import HIGHER, Directory, Person, UnitInstance
from engine.policy.tables import Match, plain_match

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = "title: {zh: 平日, en: Plain}\nzone: Asia/Shanghai\n"
FRAME = """\
title: {zh: 小镇办法, en: Measures of a small town}
body: {zh: 小镇, en: Small town, level: township}
calendar: plain
intake: [note]
"""
SECTIONS = {
    "roles": """
        head:   {label: {zh: 主任, en: Head}}
        clerk:  {label: {zh: 登记员, en: Clerk}}
        leader: {label: {zh: 分管领导, en: Leader}}
    """,
    "units": """
        office: {label: {zh: 办公室, en: Office}, heads: [head], members: [clerk]}
        lines:  {label: {zh: 科室, en: Lines}, each: true}
    """,
    "seats": """
        intake-office: {filled: [{with: office}]}
        handler: {label: {zh: 承办, en: Handler}, filled: [{chosen_in: slip, from: [lines]}]}
    """,
    "states": """
        registering:
          label: {zh: 登记, en: Registering}
          initial: true
          owner: office
          transitions: {slip.sent: handling, slip.refused: registering}
        handling: {label: {zh: 承办, en: Handling}, owner: handler, transitions: {answer.sent: closed}}
        closed: {label: {zh: 办结, en: Closed}, final: true}
    """,
    "papers": """
        slip:
          label: {zh: 交办单, en: Slip}
          by: office
          contains: {summary: {zh: 内容, en: Summary}}
          signed_by: head
          to: [handler]
        answer: {label: {zh: 答复, en: Answer}, by: handler, contains: {opinion: {zh: 意见, en: Opinion}}, to: [complainant]}
    """,
}
FORM = """\
title: {zh: 登记表, en: Note}
sections:
  you:
    label: {zh: 您, en: You}
    fields:
      identity:
        label: {zh: 身份, en: Identity}
        type: choice
        choices: {real-name: {zh: 实名, en: named}, anonymous: {zh: 匿名, en: anonymous}}
        required: true
      name:    {label: {zh: 姓名, en: Name}, show_if: {identity: real-name}, required: true, keep: sealed}
      contact: {label: {zh: 电话, en: Contact}, type: contact, show_if: {identity: real-name}, keep: sealed}
      danger:  {label: {zh: 危险, en: Danger}, type: yes-no}
  matter-section:
    label: {zh: 事项, en: Matter}
    fields:
      request: {label: {zh: 诉求, en: Request}, type: choice, choices: {help: {zh: 求助, en: help}, accusation: {zh: 检举, en: accusation}}, required: true}
      matter:  {label: {zh: 事项, en: Matter}, type: matter, choices: {road: {zh: 路, en: Road}, water: {zh: 水, en: Water}}, required: true}
      place:   {label: {zh: 地方, en: Place}, type: place, choices: {east: {zh: 东, en: East}, west: {zh: 西, en: West}}}
      people:  {label: {zh: 人数, en: People}, type: number, at_least: 1, at_most: 1000}
      since:   {label: {zh: 始于, en: Since}, type: date}
      what:    {label: {zh: 经过, en: What}, type: long-text, keep: on-the-case}
      proof:   {label: {zh: 材料, en: Proof}, type: files, at_most: 3}
  accused-section:
    label: {zh: 被反映人, en: Accused}
    show_if: {request: accusation}
    fields:
      accused:
        label: {zh: 被反映人, en: Accused}
        type: group
        repeats: {at_least: 1, at_most: 3}
        fields:
          official: {label: {zh: 姓名, en: Name}, type: official, required: true, keep: on-the-case}
          supervised: {label: {zh: 监察对象, en: Supervised}, type: yes-no, by: intake-office}
  office-part:
    label: {zh: 经办, en: For the office}
    by: intake-office
    fields:
      hard: {label: {zh: 疑难, en: Hard}, type: yes-no, required: true}
"""
PEOPLE = Directory(
    {
        "huang": Person("huang", "黄", roles=("head",)),
        "cai": Person("cai", "蔡", roles=("clerk",)),
        "wang": Person("wang", "王", member_of=("roads",)),
        "wei": Person("wei", "魏", member_of=("waters",)),
        "ling": Person("ling", "凌", roles=("leader",), leads=("roads",)),
        "gao": Person("gao", "高", member_of=(HIGHER,)),
    },
    {
        "office": UnitInstance("office", "office", "办公室"),
        "roads": UnitInstance("roads", "lines", "道路科"),
        "waters": UnitInstance("waters", "lines", "水务科"),
        HIGHER: UnitInstance(HIGHER, HIGHER, "上级机关"),
    },
)
HELP = {"identity": "anonymous", "request": "help", "matter": "road", "place": "east", "what": "路灯不亮"}


def text_of(sections: Mapping[str, str]) -> str:
    """A rule file: the frame, then each section."""
    body = "".join(f"{key}:\n{indent(dedent(text), '  ')}\n" for key, text in sections.items())
    return FRAME + body


def write_home(home: Path, *, without: tuple[str, ...] = (), form: str = FORM, **more: str) -> Path:
    """Rules, form and calendar of the town under `home`; `more` adds to a section or makes one."""
    sections = {k: v for k, v in SECTIONS.items() if k not in without}
    for key, text in more.items():
        sections[key] = dedent(sections.get(key, "")) + dedent(text)
    for folder in ("rules/calendars", "forms"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    (home / "rules/town.yaml").write_text(text_of(sections), encoding="utf-8")
    (home / "forms/note.yaml").write_text(form, encoding="utf-8")
    (home / "rules/calendars/plain.yaml").write_text(CALENDAR, encoding="utf-8")
    return home


def book_at(home: Path) -> Rulebook:
    """The town's rules, which must have no problem."""
    loaded = load_ruleset("town", home=home)
    assert loaded.ruleset is not None, "\n".join(p.line("en") for p in loaded.problems)
    return prepare(loaded.ruleset)


def calendar_at(home: Path) -> Calendar:
    found = load_calendar("plain", home=home)
    assert isinstance(found, Calendar)
    return found


def at(text: str) -> datetime:
    """`01-05 09:00` of 2026 (or a whole date), local time. 2026-01-05 is a Monday."""
    return datetime.fromisoformat(text if len(text) > 11 else f"2026-{text}").replace(tzinfo=ZONE)


@dataclass
class Town:
    """An office in virtual time with one case in hand; acts return the refusal's code, or None."""

    office: VirtualOffice
    id: str = "case-1"

    def file(self, when: str = "01-05 09:00", **answers: Any) -> Case | Refused:
        """Open a case with the plain answers and these."""
        found = self.office.open("note", {**HELP, **answers}, at=at(when))
        if isinstance(found, Case):
            self.id = found.id
        return found

    def do(self, event: str, actor: str, when: str, **with_: Any) -> str | None:
        done = self.office.act(self.id, event, actor, with_, at=at(when))
        return done.code if isinstance(done, Refused) else None

    def wait(self, when: str) -> None:
        self.office.advance(at(when))

    @property
    def case(self) -> Case:
        return self.office.cases[self.id]

    @property
    def log(self) -> list[CaseEvent]:
        return self.office.log[self.id]

    def kinds(self, kind: str) -> list[CaseEvent]:
        return [e for e in self.log if e.kind == kind]

    def assign(self, when: str = "01-05 10:00", handler: str = "roads") -> None:
        """Slip written by the clerk and signed by the head, so that the case is in hand."""
        assert self.do("slip.written", "cai", when, summary="s", handler=handler) is None
        assert self.do("slip.signed", "huang", when) is None


def build(home: Path, *, people: Directory = PEOPLE, match: Match = plain_match, **sections: Any) -> Town:
    """A town with these rules."""
    write_home(home, **sections)
    return Town(VirtualOffice(book_at(home), calendar_at(home), people, match))
