"""A small town in which nothing is wrong, and ways to make something wrong in it."""

from __future__ import annotations

from pathlib import Path

from engine.lint import Subject
from engine.loading import load_ruleset
from engine.policy.calendar import Calendar, CalendarYear
from engine.policy.forms import Text

HERE = Path(__file__).parent
YEARS = {year: CalendarYear("official", "notice") for year in range(2007, 2027)}
PLAIN = Calendar("plain", Text("平日", "Plain"), "Asia/Shanghai", {}, YEARS)


def written(path: Path, edits: dict[str, str], *, form: dict[str, str] | None = None) -> Path:
    """A home with the town, each text of `edits` replaced by another; every one must be there."""
    (path / "rules").mkdir(parents=True, exist_ok=True)
    (path / "forms").mkdir(exist_ok=True)
    for name, folder, changes in (("town", "rules", edits), ("letter", "forms", form or {})):
        text = (HERE / f"{name}.yaml").read_text(encoding="utf-8")
        for old, new in changes.items():
            assert old in text, old
            text = text.replace(old, new, 1)
        (path / folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return path


def subject(home: Path, id_: str = "town") -> Subject:
    """The rule set as the checks see it; its shape must be right."""
    loaded = load_ruleset(id_, home=home)
    assert loaded.ruleset is not None, [p.line("en") for p in loaded.problems]
    return Subject(loaded.ruleset, loaded.parents, PLAIN)


def child(home: Path, text: str) -> Subject:
    """A rule set that extends the town."""
    frame = (
        "title: {zh: 村, en: Village}\nbody: {zh: 村, en: Village, level: village}\nextends: town\ncalendar: plain\n"
        "documents: {own: {title: {zh: 村规, en: Village rules}, articles: [甲, 乙]}}\n"
    )
    (home / "rules" / "village.yaml").write_text(frame + text, encoding="utf-8")
    return subject(home, "village")
