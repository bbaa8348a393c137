"""Rule sets side by side: concept by concept, and which cases each treats differently."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from engine.cli.home import calendar_named, day_of, home_of, rule_file
from engine.cli.misuse import WrongUse
from engine.cli.options import HomePath, Lang
from engine.cli.printing import as_json, say
from engine.compare.findings import Side
from engine.compare.localities import compare
from engine.i18n import text
from engine.loading import load_ruleset
from engine.policy.calendar import local_date
from engine.printing.comparison_html import as_html
from engine.printing.comparison_xlsx import as_xlsx
from engine.views.comparison.lines import lines
from engine.views.comparison.page import ComparisonView, by_label
from engine.views.comparison.pairs import view_of
from engine.views.comparison.record import record

ReportFormat = Annotated[Literal["text", "json", "xlsx", "html"], typer.Option("--format")]
_TWO = 2


def command(
    compared: Annotated[list[str], typer.Argument(metavar="ID ID…")],
    report_format: ReportFormat = "text",
    report_file: Annotated[Path | None, typer.Option("--output", metavar="FILE")] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="DATE")] = None,
    all_terms: Annotated[bool, typer.Option("--all")] = False,
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Compare; 0 also when they differ, 1 when a rule set was left out."""
    root = home_of(home)
    if report_format == "xlsx" and report_file is None:
        raise WrongUse("compare-output")
    sides, left_out = sides_of(compared, root, lang)
    day = day_of(at) if at else local_date(sides[0].calendar, datetime.now(UTC))
    view = view_of(compare(sides, day), lang)
    _give(view, report_format, report_file, day, everything=all_terms)
    return 1 if left_out else 0


def sides_of(written: list[str], home: Path, lang: str) -> tuple[list[Side], int]:
    """The rule sets that can be compared, and how many cannot; those are told on the error output.

    Raises WrongUse when fewer than two can.
    """
    if len(written) < _TWO:
        raise WrongUse("compare-two")
    twice = next((w for n, w in enumerate(written) if w in written[:n]), None)
    if twice is not None:
        raise WrongUse("compare-twice", seen=twice)
    found = [_side(w, home, lang) for w in written]
    sides = [s for s in found if isinstance(s, Side)]
    broken = [s for s in found if isinstance(s, str)]
    if len(sides) < _TWO:
        raise WrongUse("compare-broken", detail="; ".join(broken))
    for line in broken:
        print(line, file=sys.stderr)
    return sides, len(broken)


def _side(written: str, home: Path, lang: str) -> Side | str:
    """A side, or the line that says why it cannot be one. Raises WrongUse for what names nothing."""
    name, _, day = written.partition("@")
    is_file = name.endswith((".yaml", ".yml")) and Path(name).is_file()
    path = Path(name) if is_file else rule_file(name, home)
    loaded = load_ruleset(path, home=home)
    version = loaded.on(day_of(day)) if day else loaded
    if day and version is None:
        raise WrongUse("no-version-then", id=name, day=day)
    if version is None or version.ruleset is None:
        errors = [p for p in loaded.problems if p.severity == "error"]
        at = errors[0].at if errors else "-"
        return text("cli.compare.left-out", lang, id=written, count=len(errors), at=at)
    calendar = calendar_named(version.ruleset.calendar, home)
    return Side(written if is_file or day else name, version.ruleset, calendar, version.parents)


def _give(view: ComparisonView, format_: str, path: Path | None, day: date, *, everything: bool) -> None:
    """Print the report, or write it where one says."""
    if path is None:
        if format_ == "json":
            as_json(record(view))
        else:
            print(as_html(by_label(view), day) if format_ == "html" else "\n".join(lines(view, everything=everything)))
        return
    try:
        path.write_bytes(_content(view, format_, day, everything=everything))
    except OSError as error:
        raise WrongUse("unwritable", path=path) from error
    say("compare.written", view.lang, path=path)


def _content(view: ComparisonView, format_: str, day: date, *, everything: bool) -> bytes:
    if format_ == "xlsx":
        return as_xlsx(by_label(view))
    if format_ == "html":
        return as_html(by_label(view), day).encode("utf-8")
    return _plain(view, format_, everything=everything).encode("utf-8")


def _plain(view: ComparisonView, format_: str, *, everything: bool) -> str:
    if format_ == "json":
        return json.dumps(record(view), ensure_ascii=False, indent=2) + "\n"
    return "\n".join(lines(view, everything=everything)) + "\n"
