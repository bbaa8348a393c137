"""The rule sets of `data/`: the sound one, and each defect as one edit of it."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from engine.casework.rulebook import Rulebook, prepare
from engine.loading import load_ruleset
from engine.loading.calendars import load_calendar
from engine.policy.calendar import Calendar
from engine.policy.directory import HIGHER, Directory, Person, UnitInstance
from engine.proof.findings import Proof
from engine.proof.prove import prove

DATA = Path(__file__).parent / "data"
START = datetime(2026, 1, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
PEOPLE = Directory(
    {
        "huang": Person("huang", "黄", roles=("head",)),
        "cai": Person("cai", "蔡", roles=("clerk",)),
        "gao": Person("gao", "高", member_of=(HIGHER,)),
    },
    {"office": UnitInstance("office", "office", "办公室"), HIGHER: UnitInstance(HIGHER, HIGHER, "上级机关")},
)


def text_with(*edits: tuple[str, str], name: str = "sound") -> str:
    """A file of `data/` with each of the edits made; an edit that finds nothing to change is a mistake."""
    text = (DATA / f"{name}.yaml").read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return text


def proved(home: Path, *edits: tuple[str, str], name: str = "sound", people: Directory = PEOPLE) -> Proof:
    """The proof of a rule set of `data/`, edited."""
    book, calendar = loaded(home, text_with(*edits, name=name))
    return prove(book, calendar=calendar, directory=people, start=START)


def loaded(home: Path, text: str) -> tuple[Rulebook, Calendar]:
    for folder in ("rules/calendars", "forms"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    shutil.copy(DATA / "form.yaml", home / "forms" / "note.yaml")
    (home / "rules/calendars/plain.yaml").write_text(
        "title: {zh: 平日, en: Plain}\nzone: Asia/Shanghai\n", encoding="utf-8"
    )
    (home / "rules/town.yaml").write_text(text, encoding="utf-8")
    found = load_ruleset("town", home=home)
    assert found.ruleset is not None, "\n".join(p.line("en") for p in found.problems)
    calendar = load_calendar("plain", home=home)
    assert isinstance(calendar, Calendar)
    return prepare(found.ruleset), calendar
