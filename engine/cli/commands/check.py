"""Every problem of rule, form, calendar and scenario files, at its place and in plain words.

Shape, references, types, the checks of `engine.lint`, what durable_rules must not be asked, and
whether a locality is looser than the rules it builds on. `--floor` adds the notes of that comparison.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from engine.cli.home import home_of
from engine.cli.options import Format, HomePath, Lang
from engine.cli.printing import as_json, problem_record, say, tell
from engine.cli.rule_files import Checked, files_meant, problems_of
from engine.source import Problem, in_order


def command(
    paths: Annotated[list[str] | None, typer.Argument(metavar="PATH")] = None,
    floor: Annotated[bool, typer.Option("--floor")] = False,
    strict: Annotated[bool, typer.Option("--strict")] = False,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Check files; exit code 1 when one has an error (with `--strict`, or a warning)."""
    files = files_meant(paths or [], home)
    found = in_order(list(_all(files, floor=floor)))
    if format_ == "json":
        as_json([problem_record(p, lang) for p in found])
    else:
        tell(found, lang)
        _summary(found, len(files), lang)
    failing = {"error", "warning"} if strict else {"error"}
    return 1 if any(p.severity in failing for p in found) else 0


def _all(files: list[tuple[Path, Path]], *, floor: bool) -> Iterator[Problem]:
    for path, home in files:
        yield from problems_of(Checked(path, home_of(home)), floor=floor)


def _summary(found: list[Problem], files: int, lang: str) -> None:
    if not found:
        say("check.fine", lang, files=files)
        return
    counts = Counter(p.severity for p in found)
    say("check.found", lang, files=files, errors=counts["error"], warnings=counts["warning"], notes=counts["note"])
