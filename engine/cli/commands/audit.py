"""The chains of events: walked again, compared with what was exported, and exported."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.audit_report import Audit, Walked, print_audit, record_of
from engine.cli.discovery import Family
from engine.cli.home import home_of
from engine.cli.installation import Kept, kept
from engine.cli.misuse import WrongUse
from engine.cli.options import Database, Format, HomePath, Lang
from engine.cli.printing import as_json, say

if TYPE_CHECKING:
    from engine.store.auditing.chains import Finding
    from engine.store.auditing.heads import Heads

app = typer.Typer(cls=Family, add_completion=False, rich_markup_mode=None)


@dataclass(frozen=True)
class Scope:
    """A locality as a whole, or some cases of it."""

    locality: str
    cases: tuple[str, ...]
    whole: bool


@app.command()
def verify(
    subjects: Annotated[list[str] | None, typer.Argument(metavar="ID")] = None,
    against: Annotated[list[Path] | None, typer.Option("--against", metavar="FILE")] = None,
    public_key: Annotated[str | None, typer.Option("--public-key", metavar="HEX")] = None,
    chains_only: Annotated[bool, typer.Option("--chains-only")] = False,
    database: Database = None,
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Walk the chains of localities or of single cases (by number or id), all of them by default; then look at the
    database's own guards, and at the rows of lists."""
    root = home_of(home)
    with kept(database, root) as here:
        exported, foreign = _exported(here, against or [], public_key)
        scopes = _scopes(here, subjects or [], exported)
        walked = [_walk(here, scope, exported, None if chains_only else root) for scope in scopes]
        audit = Audit(tuple(walked), _guards(here), tuple(foreign), _numbers(here, walked))
    if format_ == "json":
        as_json(record_of(audit, lang))
    else:
        print_audit(audit, lang)
    return 0 if audit.fine else 1


@app.command()
def export(
    output: Annotated[Path | None, typer.Option("--output", metavar="PATH")] = None,
    database: Database = None,
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Write the heads of all chains, signed; `-` is the standard output."""
    from engine.cli.head_files import FOLDER, file_of, signed
    from engine.store.auditing.heads import heads_of

    with kept(database, home_of(home)) as here:
        heads, key = heads_of(here.store, datetime.now(UTC)), here.signing_key()
    content = json.dumps(signed(heads, key), ensure_ascii=False, indent=1)
    if str(output) == "-":
        sys.stdout.write(content + "\n")
        return 0
    path = output or file_of(here.beside(FOLDER), heads.at)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise WrongUse("unwritable", path=path) from error
    cases = sum(len(h.cases) for h in heads.localities.values())
    say("audit.exported", lang, path=path, cases=cases, public=key.public)
    return 0


def _scopes(here: Kept, subjects: list[str], exported: list[Heads]) -> list[Scope]:
    """What was asked for; by default every locality that is known here (by its rules, or by a case), or was when
    heads were exported.
    Raises WrongUse for a word that is neither a locality nor a case."""
    there = {*here.store.localities(), *here.store.registered()}
    known = sorted(there.union(*(heads.localities for heads in exported)))
    wanted = dict.fromkeys(subjects or known)
    found = [_whole(here, word) for word in wanted if word in known]
    return found + [_single(here, word) for word in wanted if word not in known]


def _whole(here: Kept, locality: str) -> Scope:
    return Scope(locality, tuple(sorted(here.store.heads(locality))), whole=True)


def _single(here: Kept, written: str) -> Scope:
    from engine.casework.ports import UnknownCase

    try:
        row = here.store.by_number(written) or here.store.row(written)
    except UnknownCase as error:
        raise WrongUse("audit-subject", seen=written, known=", ".join(here.store.localities()) or "-") from error
    return Scope(row.locality, (row.id,), whole=False)


def _exported(here: Kept, paths: list[Path], public: str | None) -> tuple[list[Heads], list[Path]]:
    """The heads to compare with, and the files that the key did not sign."""
    if not paths:
        return [], []
    from engine.cli.head_files import read

    key = public or here.signing_key().public
    read_ = [(path, read(path, key)) for path in paths]
    return [heads for _, heads in read_ if heads is not None], [path for path, heads in read_ if heads is None]


def _walk(here: Kept, scope: Scope, exported: list[Heads], root: Path | None) -> Walked:
    from engine.store.auditing.files import verify_files
    from engine.store.auditing.rules import verify_rules

    files = verify_files(here.store, scope.cases, here.vault)
    chains = tuple(_chains(here, scope))
    rows, underived = _rows(here, scope, {f.case for f in chains}, root)
    rules = verify_rules(here.store, scope.locality, scope.cases)
    found = dict.fromkeys((*chains, *rules, *rows, *files.findings, *_against(here, scope, exported)))
    events = sum(head[0] for case, head in here.store.heads(scope.locality).items() if case in set(scope.cases))
    return Walked(
        scope.locality, len(scope.cases), events, files.files, files.unread, files.erased, underived, tuple(found)
    )  # fmt: skip


def _rows(here: Kept, scope: Scope, broken: set[str], root: Path | None) -> tuple[list[Finding], int]:
    """What does not fit in the lists, of cases whose chains are whole; and how many could not be looked at."""
    if root is None:
        return [], 0
    from engine.office.auditing import verify_rows
    from engine.store.auditing.chains import Finding

    done = verify_rows(here.store, root, (case for case in scope.cases if case not in broken))
    return [Finding("row-differs", d.case, 0, what=d.column) for d in done.differences], done.unread


def _guards(here: Kept) -> tuple[Finding, ...]:
    from engine.store.auditing.guards import verify_guards

    return verify_guards(here.store)


def _chains(here: Kept, scope: Scope) -> Iterator[Finding]:
    from engine.store.auditing.chains import verify as walk
    from engine.store.auditing.chains import verify_case

    if scope.whole:
        yield from walk(here.store, scope.locality)
        return
    for case in scope.cases:
        finding = verify_case(here.store, scope.locality, case)
        if finding:
            yield finding


def _against(here: Kept, scope: Scope, exported: list[Heads]) -> Iterator[Finding]:
    """The earliest export that does not fit tells most, so those are compared in order of time."""
    from engine.store.auditing.heads import compare, compare_case

    told: set[str] = set()
    for heads in sorted(exported, key=lambda h: h.at):
        if scope.whole:
            found = compare(here.store, heads, scope.locality)
        else:
            found = tuple(f for c in scope.cases for f in compare_case(here.store, heads, scope.locality, c))
        yield from (f for f in found if f.case not in told)
        told |= {f.case for f in found}


def _numbers(here: Kept, walked: list[Walked]) -> dict[str, str]:
    """The numbers of the cases that findings are about, as far as they are there."""
    rows = (row for w in walked if w.findings for row in here.store.rows(w.locality))
    return {row.id: row.number for row in rows}
