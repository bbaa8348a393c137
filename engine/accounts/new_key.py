"""The two keys of a change: which is the old one and which the new, and where each lies before, during and after.

Keys are told apart by their ids, never by where they lie, so that the same command goes on wherever one was killed.

| | before | meanwhile | after |
|---|---|---|---|
| key files | `bihuan.key` | and `bihuan.new-key` | the new one as `bihuan.key`, the old one as `bihuan-<id>.key` |
| environment | `BIHUAN_KEY` | the new one there, the old one in `BIHUAN_OLD_KEY` | `BIHUAN_OLD_KEY` is taken away |
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from engine import crash_points
from engine.accounts.key_file import VARIABLE, made_or_read, read_given, read_if_there
from engine.accounts.vault import KeyVault
from engine.errors import EngineError

OLD_VARIABLE = "BIHUAN_OLD_KEY"
_COMING = ".new-key"


class NoKeyForChange(EngineError):
    """A key is missing, or is not the one that it should be; `code` says which."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(f"{code} {params}")
        self.code, self.params = code, params


def coming(path: Path) -> Path:
    """Where the new key lies until the change is over."""
    return path.with_suffix(_COMING)


def retired(path: Path, id_: str) -> Path:
    """Where an old key lies afterwards, under its id: backups name the id of the key that they need."""
    return path.with_name(f"{path.stem}-{id_}{path.suffix}")


def keys_to_begin(environment: Mapping[str, str], path: Path, mark: str) -> tuple[KeyVault, KeyVault]:
    """The old key, which has this id, and the new one: that of the environment, else that of the file when it is
    another, else one that is drawn now and lies on the disk before anything depends on it.

    Raises NoKeyForChange, WrongKey for a malformed key, EngineError for a file that others may read."""
    at_hand = list(_at_hand(environment, path, mark))
    old = _of(mark, at_hand)
    if old is None:
        seen = ", ".join(dict.fromkeys(v.key_id for v in at_hand)) or "-"
        raise NoKeyForChange("old", needed=mark, seen=seen, path=path)
    given = read_given(environment, VARIABLE) or read_if_there(path)
    new = given if given is not None and (VARIABLE in environment or given.key_id != mark) else _drawn(path)
    if new.key_id == mark:
        raise NoKeyForChange("same", key=mark)
    return old, new


def keys_to_go_on(environment: Mapping[str, str], path: Path, old: str, new: str) -> tuple[KeyVault, KeyVault]:
    """The keys of a change that was begun. Raises as `keys_to_begin` does."""
    at_hand = list(_at_hand(environment, path, old))
    found = [_of(id_, at_hand) for id_ in (old, new)]
    for id_, vault in zip((old, new), found, strict=True):
        if vault is None:
            raise NoKeyForChange("gone", needed=id_, old=old, new=new)
    first, second = found
    assert first is not None
    assert second is not None
    return first, second


def take_place(path: Path, old: str, new: str) -> Path | None:
    """The new key file takes the place of the old one, which stays beside it under its id: where it lies. None where
    it came from the environment. A third key that lies there meanwhile stays too, under its own id. Raises
    NoKeyForChange when the folder cannot be written."""
    came, kept = coming(path), retired(path, old)
    try:
        here, there = read_if_there(path), read_if_there(came)
        arrives = there is not None and there.key_id == new
        goes = here is not None and (here.key_id == old or (arrives and here.key_id != new))
        if here is not None and goes and not (aside := retired(path, here.key_id)).exists():
            (os.link if arrives else os.replace)(path, aside)  # there is a key file at every moment, if one is used
            _settle(path.parent)
            crash_points.passing("key-file")
        if arrives:
            os.replace(came, path)
            _settle(path.parent)
            crash_points.passing("key-file")
    except OSError as error:
        raise NoKeyForChange("unwritable", path=path, detail=error.strerror or error) from error
    return kept if kept.exists() else None


def _drawn(path: Path) -> KeyVault:
    try:
        vault = KeyVault(made_or_read(coming(path)))
        _settle(path.parent)
    except OSError as error:
        raise NoKeyForChange("unwritable", path=coming(path), detail=error.strerror or error) from error
    crash_points.passing("key-file")
    return vault


def _at_hand(environment: Mapping[str, str], path: Path, old: str) -> Iterator[KeyVault]:
    for variable in (VARIABLE, OLD_VARIABLE):
        if (given := read_given(environment, variable)) is not None:
            yield given
    for place in (path, coming(path), retired(path, old)):
        if (found := read_if_there(place)) is not None:
            yield found


def _of(id_: str, at_hand: list[KeyVault]) -> KeyVault | None:
    return next((vault for vault in at_hand if vault.key_id == id_), None)


def _settle(folder: Path) -> None:
    """What was named anew survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
