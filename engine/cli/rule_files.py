"""Which files a path on the command line means, and everything that is wrong with one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.casework.rulebook import prepare
from engine.cli.home import home_of
from engine.cli.misuse import WrongUse, unknown
from engine.lint import Subject, against_floor, lint
from engine.loading import Loaded, check_file, load_ruleset
from engine.loading.calendars import load_calendar
from engine.loading.home import Home
from engine.matching.unmatchable import unmatchable
from engine.policy.calendar import Calendar
from engine.policy.definitions import RuleSet
from engine.source import Problem, in_order

_KINDS = ("rules", "rules/examples", "rules/scenarios", "rules/calendars", "forms", "forms/divisions")


@dataclass(frozen=True)
class Checked:
    """A file to be checked, and the home it belongs to."""

    path: Path
    home: Path

    @property
    def is_rule_file(self) -> bool:
        """Whether it holds a rule set (and not a form, a calendar or scenarios)."""
        return self.path.resolve().parent.name not in ("scenarios", "calendars", "forms", "divisions")


def files_meant(paths: list[str], home: Path | None) -> list[tuple[Path, Path]]:
    """(file, home) for every file meant; without paths, all that a home holds."""
    if not paths:
        root = home_of(home)
        return [(p, root) for folder in _KINDS for p in sorted((root / folder).glob("*.yaml"))]
    found = [pair for written in paths for pair in _meant(written, home)]
    return list(dict.fromkeys(found))


def _meant(written: str, home: Path | None) -> Iterator[tuple[Path, Path]]:
    path = Path(written)
    if path.is_dir():
        inside = sorted(p for p in path.rglob("*.yaml") if p.is_file())
        yield from ((p, _home_over(p, home)) for p in inside)
    elif path.exists():
        yield path, _home_over(path, home)
    else:
        root = home_of(home)
        named = Home(root).rules(written)
        if named is None:
            beside = (p.name for p in path.parent.glob("*.yaml")) if path.parent.is_dir() else ()
            raise (
                unknown("path", path.name, beside)
                if path.suffix
                else unknown("rule-set", written, Home(root).rule_ids())
            )
        yield named, root


def _home_over(path: Path, home: Path | None) -> Path:
    """The home said, else the nearest directory above the file that has rules, else the default."""
    if home is not None:
        return home_of(home)
    above = next((d for d in path.resolve().parents if (d / "rules").is_dir()), None)
    return above or home_of(None)


def problems_of(checked: Checked, *, floor: bool) -> Iterator[Problem]:
    """Everything wrong with a file; `floor` adds the notes of the comparison with the parent."""
    if not checked.is_rule_file:
        yield from check_file(checked.path, checked.home)
        return
    loaded = load_ruleset(checked.path, home=checked.home)
    yield from loaded.problems
    if loaded.ruleset is not None:
        yield from in_order([p for version in loaded.each for p in _judged(version, checked.home, floor=floor)])


def _judged(version: Loaded, home: Path, *, floor: bool) -> Iterator[Problem]:
    """What the checks say of one version that loads."""
    assert version.ruleset is not None
    yield from calendar_problems(version.ruleset, home)
    subject = subject_of(version.ruleset, version.parents, home)
    if subject is None:
        return
    yield from lint(subject)
    if version.ruleset.intake:
        yield from unmatchable(version.ruleset, prepare(version.ruleset).groups.values())
    compared = against_floor(subject)
    yield from (p for p in compared if floor or p.severity == "error")


def calendar_problems(ruleset: RuleSet, home: Path) -> tuple[Problem, ...]:
    """What is wrong with the calendar that a rule set counts on."""
    found = load_calendar(ruleset.calendar, home=home)
    return () if isinstance(found, Calendar) else found


def subject_of(ruleset: RuleSet, parents: tuple[RuleSet, ...], home: Path) -> Subject | None:
    """What the checks look at, or None without a calendar to count on."""
    calendar = load_calendar(ruleset.calendar, home=home)
    return Subject(ruleset, parents, calendar) if isinstance(calendar, Calendar) else None


def checked_rule_set(id_: str, home: Path) -> tuple[RuleSet, tuple[RuleSet, ...]]:
    """A rule set that can be used, with its parents. Raises WrongUse when its file has errors."""
    loaded = load_ruleset(id_, home=home)
    if loaded.ruleset is None:
        errors = [p for p in loaded.problems if p.severity == "error"]
        raise WrongUse("rules-broken", id=id_, count=len(errors), at=errors[0].at)
    return loaded.ruleset, loaded.parents
