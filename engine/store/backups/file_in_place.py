"""An SQLite file that was rebuilt beside its place is put there: at every moment the old file or the new one stands
under the name, and an old one that holds something is kept under another.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from engine.casework.ports import StoreBusy
from engine.errors import EngineError
from engine.store.backups.backup import BackupError, settle
from engine.store.sql import SqlStore

JOURNALS = ("-wal", "-shm")


def put_in_place(
    target: Path, rebuild: Callable[[Path], None], is_empty: Callable[[SqlStore], bool], at: datetime, *, replace: bool
) -> Path | None:  # fmt: skip
    """Let `rebuild` make the file beside its place, and put it there; where the old one was kept. Raises
    BackupError: something is there and nobody said `replace`, somebody has it open, it cannot be written."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target.parent):
            return _put(target, rebuild, is_empty, at, replace=replace)
    except OSError as error:
        raise BackupError("unwritable", path=target, detail=error.strerror or error) from error


def _put(
    target: Path, rebuild: Callable[[Path], None], is_empty: Callable[[SqlStore], bool], at: datetime, *, replace: bool
) -> Path | None:  # fmt: skip
    damaged, taken = _looked_at(target, is_empty)
    if taken and not replace:
        raise BackupError("in-use", url=target)
    rebuilt = target.with_name(target.name + ".restoring")
    remove(rebuilt)
    try:
        rebuild(rebuilt)
        if not damaged and _with(target, "-wal").exists():  # the last to close an SQLite file removes its journal
            raise BackupError("open-elsewhere", url=target)
        return _named(rebuilt, target, _aside(target, at) if taken else None)
    finally:
        remove(rebuilt)


def _looked_at(target: Path, is_empty: Callable[[SqlStore], bool]) -> tuple[bool, bool]:
    """Whether the file is none that can be read, and whether it holds something, as far as that can be known.
    Raises StoreBusy while it cannot be looked at."""
    if not target.exists():
        return False, False
    try:
        with closing(SqlStore(f"sqlite:///{target}")) as store:
            return False, not is_empty(store)
    except StoreBusy:
        raise
    except EngineError:
        return True, True


def _aside(target: Path, at: datetime) -> Path:
    """The name under which the old file is kept. A restore that died before the last step has left it a second
    name; that one goes, for the file is still the one in use."""
    for other in target.parent.glob(f"{target.name}.before-*"):
        if other.samefile(target):
            other.unlink()
    aside = target.with_name(f"{target.name}.before-{at:%Y%m%dT%H%M%S}")
    if aside.exists():
        raise BackupError("taken", path=aside)
    return aside


def _named(rebuilt: Path, target: Path, aside: Path | None) -> Path | None:
    """The old file gets its second name first, so that the new one takes the first from it in one step."""
    if aside is not None:
        _second_name(target, aside)
    for suffix in JOURNALS:  # of a damaged file; the journal of another must not be read into the new one
        journal = _with(target, suffix)
        if aside is not None and journal.exists():
            os.replace(journal, _with(aside, suffix))
        journal.unlink(missing_ok=True)
    try:
        os.replace(rebuilt, target)
    except OSError:
        if aside is not None:
            _one_name(target, aside)
        raise
    settle(target.parent)
    return aside


def _second_name(target: Path, aside: Path) -> None:
    try:
        os.link(target, aside)
    except OSError:  # a disk on which a file has one name only
        os.replace(target, aside)


def _one_name(target: Path, aside: Path) -> None:
    """As it was before."""
    for suffix in JOURNALS:
        with suppress(FileNotFoundError):
            os.replace(_with(aside, suffix), _with(target, suffix))
    os.replace(aside, target)
    aside.unlink(missing_ok=True)  # of two names for one file the system leaves both where one is to be the other


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else puts a file into this folder; the system lets go of it when the process ends, however it does."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError("restoring-elsewhere", path=folder) from error
        yield
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """An SQLite file with its journals; nothing happens when there is none."""
    for suffix in ("", *JOURNALS):
        _with(path, suffix).unlink(missing_ok=True)


def _with(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
