"""One locality comes into an installation that others use: the calendars there are as they are, which is told
before anything is restored, and what moves by it afterwards."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.backups import described
from engine.cli.changes import listed, record_of
from engine.cli.installation import installation
from engine.cli.misuse import WrongUse
from engine.cli.printing import aligned, as_json, say
from engine.errors import EngineError
from engine.i18n import text
from engine.store.addresses import without_password

if TYPE_CHECKING:
    from engine.casework.upkeep.changes import Change
    from engine.office import Office
    from engine.store.backups.arriving_calendars import DayDiffers
    from engine.store.backups.backup import Manifest
    from engine.store.sql import SqlStore


def restore_one(
    file: Path, url: str, home: Path, locality: str, format_: str, lang: str, *, keep_calendars: bool
) -> Manifest:  # fmt: skip
    """Restore it and tell which days count otherwise here, and which due dates are others for that. Raises
    BackupError, and WrongUse after the list of days where nobody said that they may."""
    from engine.office.calendar_files import HomeCalendars
    from engine.store.backups.arriving_calendars import CalendarsDiffer
    from engine.store.backups.backup import BackupError
    from engine.store.backups.restore import restore_locality

    moved: list[Change] = []
    follow = partial(_brought_under, moved, url, home, locality) if keep_calendars else None
    try:
        manifest, days = restore_locality(file, url, locality, files=HomeCalendars(home), follow=follow)
    except CalendarsDiffer as differ:
        _tell(None, differ.days, (), None, format_, lang)
        raise
    except EngineError as error:
        if isinstance(error, BackupError | WrongUse):
            raise
        raise WrongUse("database", url=url, detail=error) from error
    if not days:
        _tell(None, (), (), manifest, format_, lang)
        return manifest
    with installation(url, home) as office:
        _tell(office, days, moved, manifest, format_, lang)
    return manifest


def _brought_under(
    moved: list[Change], url: str, home: Path, locality: str, staged: SqlStore, days: tuple[DayDiffers, ...]
) -> None:  # fmt: skip
    """Before it is brought: what moves by the calendars here becomes events, and the lists are derived by them. So
    there is no moment at which it is here and does not say so. Raises WrongUse without the key."""
    from engine.accounts.key_file import vault_at_hand
    from engine.office import Office
    from engine.office.keys import key_path

    vault = vault_at_hand(os.environ, key_path(url, home))
    if vault is None:
        raise WrongUse("key", url=without_password(url), path=key_path(url, home))
    office = Office(staged, vault, home)
    try:
        moved += _follow(office, locality, days)
    finally:
        office.supervisor.close()  # the store is closed by whoever staged it


def _follow(office: Office, locality: str, days: Sequence[DayDiffers]) -> tuple[Change, ...]:
    """What arrived is counted by the calendars that are here; each case that moves keeps that it did."""
    from engine.policy.amendment import Amendment

    found: list[Change] = []
    for calendar, several in groupby(days, lambda d: d.calendar):
        those = tuple(several)
        notice = ", ".join(dict.fromkeys(d.notice for d in those))
        there = Amendment(calendar, notice, {d.day: d.there for d in those if d.there is not None})
        here = Amendment(calendar, notice, {d.day: d.here for d in those if d.here is not None})
        found += office.changes.arrived(locality, there, here)
    office.desk.reproject(locality)
    return tuple(found)


def _tell(
    office: Office | None, days: Sequence[DayDiffers], changes: Sequence[Change], manifest: Manifest | None,
    format_: str, lang: str,
) -> None:  # fmt: skip
    if format_ == "json":
        told = described(manifest) if manifest else {}
        calendars, cases = [_day(d) for d in days], [record_of(c) for c in changes]
        as_json({**told, "restored": manifest is not None, "kept_as": None, "calendars": calendars, "cases": cases})
        return
    if days:
        heads = [text(f"cli.restore.{h}", lang) for h in ("calendar", "day", "there", "here", "notice")]
        print(aligned(heads, [_row(d, lang) for d in days]))
    if office is not None:
        listed(office, changes, lang)
        say("restore.moved", lang, days=len(days), cases=len(changes))


def _day(d: DayDiffers) -> dict[str, Any]:
    return {
        "calendar": d.calendar, "day": d.day.isoformat(), "worked_there": d.there, "worked_here": d.here,
        "notice": d.notice,
    }  # fmt: skip


def _row(d: DayDiffers, lang: str) -> tuple[str, ...]:
    return d.calendar, d.day.isoformat(), _worked(d.there, lang), _worked(d.here, lang), d.notice


def _worked(worked: bool | None, lang: str) -> str:
    return "-" if worked is None else text(f"cli.restore.{'worked' if worked else 'free'}", lang)
