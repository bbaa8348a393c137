"""How commands tell what a change does to open cases: the cases that move, those that cannot, and how many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from engine.cli.printing import aligned, as_json, say
from engine.i18n import text

if TYPE_CHECKING:
    from engine.casework.upkeep.changes import Change
    from engine.office import Office


def report(office: Office, changes: Sequence[Change], format_: str, lang: str, *, applied: bool) -> int:
    """Print a preview or what was done; exit code 1 when a case cannot follow."""
    if format_ == "json":
        as_json({"applied": applied, "cases": [record_of(c) for c in changes]})
    else:
        _print(office, changes, lang, applied=applied)
    return 1 if any(c.obstacles for c in changes) else 0


def record_of(change: Change) -> dict[str, Any]:
    """A change as JSON holds it."""
    dues = [
        {
            "clock": d.clock, "epoch": d.epoch, "old": _iso(d.old), "new": _iso(d.new),
            "provisional": d.provisional, "expired": d.expired,
        }
        for d in change.dues
    ]  # fmt: skip
    stays = [{"code": o.code, "what": o.what} for o in change.obstacles]
    return {"case": change.case, "number": change.number, "dues": dues, "obstacles": stays, "done": change.done}


def _print(office: Office, changes: Sequence[Change], lang: str, *, applied: bool) -> None:
    listed(office, changes, lang)
    stay = sum(bool(c.obstacles) for c in changes)
    say("change.applied" if applied else "change.preview", lang, cases=len(changes) - stay, stay=stay)


def listed(office: Office, changes: Sequence[Change], lang: str) -> None:
    """Print each due date that moves, or what hinders it."""
    heads = [text(f"cli.change.{h}", lang) for h in ("case", "clock", "old", "new", "remark")]
    rows = [row for c in changes for row in _rows(office, c, lang)]
    if rows:
        print(aligned(heads, rows))


def _rows(office: Office, change: Change, lang: str) -> Sequence[tuple[str, ...]]:
    from engine.views.names import Names  # only here: a check need not load it

    row = office.store.row(change.case)
    names = Names(office.ruleset_of(row.digest), office.directory(row.locality), lang)
    stays = [(change.number, "-", "-", "-", obstacle(o.code, o.what, lang)) for o in change.obstacles]
    moves = [
        (
            change.number,
            names.of(d.clock),
            _iso(d.old) or "-",
            _iso(d.new) or "-",
            _remark(d.provisional, d.expired, lang),
        )
        for d in change.dues
    ]
    return stays or moves or [(change.number, "-", "-", "-", text("cli.change.same", lang))]


def obstacle(code: str, what: str, lang: str) -> str:
    """Why a case stays, in words."""
    return text(f"moving.{code}", lang, missing=code, what=what)


def _remark(provisional: bool, expired: bool, lang: str) -> str:
    words = [w for w, said in (("provisional", provisional), ("expired", expired)) if said]
    return ", ".join(text(f"cli.change.{w}", lang) for w in words)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
