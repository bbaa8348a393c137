"""The key that an installation is sealed under: which one it is, and a change of it."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from engine.casework.upkeep.resealing import KEY, Step
from engine.cli.discovery import Family
from engine.cli.home import home_of
from engine.cli.installation import existing
from engine.cli.misuse import WrongUse
from engine.cli.options import Database, Format, HomePath, Lang
from engine.cli.printing import as_json, say
from engine.errors import EngineError
from engine.i18n import text
from engine.store.addresses import without_password

if TYPE_CHECKING:
    from engine.casework.office_store import OfficeStore
    from engine.office.key_change import KeyChange, UnderWay

app = typer.Typer(cls=Family, add_completion=False, rich_markup_mode=None)
TOLD_EVERY = 1_000
"""Rows between two lines that tell how far it has come."""
NAMED = 20


@dataclass(frozen=True)
class _Here:
    """A database that is sealed under a key, and where that key lies as a file."""

    store: OfficeStore
    mark: str
    path: Path
    begun: UnderWay | None


@app.command()
def show(database: Database = None, format_: Format = "text", lang: Lang = "zh", home: HomePath = None) -> int:
    """The id of the key; 1 when the key at hand is another, or a change of it is not at its end."""
    from engine.accounts.key_file import vault_at_hand

    with _opened(database, home) as here:
        vault = vault_at_hand(os.environ, here.path)
        held = vault.key_id if vault else None
    if format_ == "json":
        as_json({"key": here.mark, "at_hand": held, "changing": vars(here.begun) if here.begun else None})
    else:
        say("key.sealed-under", lang, id=here.mark, held=held or "-", path=here.path)
        if here.begun:
            say("key.not-ended", lang, old=here.begun.old, new=here.begun.new)
    return 0 if held == here.mark and here.begun is None else 1


@app.command()
def change(database: Database = None, format_: Format = "text", lang: Lang = "zh", home: HomePath = None) -> int:
    """Seal everything anew under a new key; 1 when something did not open and stayed as it was."""
    from engine.accounts.new_key import take_place

    with _opened(database, home) as here:
        changing, old, new = _begun(here)
        _tell(format_, lang, "key.begun", old=old, new=new)
        last = _carried_out(changing, format_, lang)
        unopened = {step.what: step.left for step in last if step.left}
        still = changing.left() - sum(map(len, unopened.values()))
        if still:
            raise WrongUse("key-left", count=still)
        kept = take_place(here.path, old, new)
        overwritten = _overwritten(here.store, format_, lang)
        changing.end()
    done = Counter({step.what: step.done for step in last})
    if format_ == "json":
        named = {what: ["/".join(place) for place in places] for what, places in unopened.items()}
        file = str(kept) if kept else None
        as_json(
            {"old": old, "new": new, "done": done, "unopened": named, "old_key_file": file, "overwritten": overwritten}
        )
    else:
        say("key.changed", lang, old=old, new=new, count=done.total())
        _tell_unopened(unopened, lang)
        _tell_what_now(here, kept, lang, old=old, new=new)
    return 1 if unopened else 0


@contextmanager
def _opened(given: str | None, home: Path | None) -> Iterator[_Here]:
    """Raises WrongUse when there is no database, nothing is sealed there yet, or it cannot be used."""
    from engine.accounts.new_key import NoKeyForChange
    from engine.office.key_change import under_way
    from engine.office.keys import key_path
    from engine.store import open_store

    root = home_of(home)
    url = existing(given, root)
    try:
        store = open_store(url)
        mark = store.setting(KEY)
        if mark is None:
            raise WrongUse("key-none", url=without_password(url))
        try:
            yield _Here(store, mark, key_path(url, root), under_way(store))
        finally:
            store.close()
    except NoKeyForChange as error:
        raise WrongUse(f"key-{error.code}", **error.params) from error
    except EngineError as error:
        if isinstance(error, WrongUse):
            raise
        raise WrongUse("database", url=without_password(url), detail=error) from error


def _begun(here: _Here) -> tuple[KeyChange, str, str]:
    """The change, begun now or before; and the ids of the old and the new key."""
    from engine.accounts.new_key import keys_to_begin, keys_to_go_on
    from engine.accounts.vault import KeyUsedBefore
    from engine.office.key_change import KeyChange

    if here.begun is not None:
        old, new = keys_to_go_on(os.environ, here.path, here.begun.old, here.begun.new)
    else:
        old, new = keys_to_begin(os.environ, here.path, here.mark)
    try:
        changing = KeyChange(here.store, old, new)
    except KeyUsedBefore as error:
        raise WrongUse("key-used", key=new.key_id) from error
    changing.begin()
    return changing, old.key_id, new.key_id


def _carried_out(changing: KeyChange, format_: str, lang: str) -> tuple[Step, ...]:
    """The last step of each kind; how far it has come is told on the way."""
    last, told = list[Step](), 0
    for step in changing.steps():
        if step.ended:
            last.append(step)
            told = 0
        if step.ended or step.done >= told + TOLD_EVERY:
            told = 0 if step.ended else step.done
            _tell(
                format_,
                lang,
                "key.done" if step.ended else "key.so-far",
                what=_called(step.what, lang),
                count=step.done,
            )
    return tuple(last)


def _overwritten(store: OfficeStore, format_: str, lang: str) -> bool:
    """What stood there before is removed from the disk too; where it cannot be, that is said and stops nothing."""
    try:
        done = store.overwrite_freed()
    except EngineError as error:
        _tell(format_, lang, "key.not-overwritten", detail=error)
        return False
    if not done:
        _tell(format_, lang, "key.vacuum")
    return done


def _tell(format_: str, lang: str, key: str, **values: Any) -> None:
    """For people on the standard output; beside JSON on the other one."""
    if format_ == "json":
        print(text(f"cli.{key}", lang, missing=None, **values), file=sys.stderr)
    else:
        say(key, lang, **values)
        sys.stdout.flush()


def _tell_unopened(unopened: dict[Any, tuple[tuple[str, ...], ...]], lang: str) -> None:
    for what, places in unopened.items():
        named = ", ".join("/".join(place) for place in places[:NAMED])
        more = "" if len(places) <= NAMED else ", …"
        say("key.unopened", lang, what=_called(what, lang), count=len(places), named=named + more)


def _tell_what_now(here: _Here, kept: Path | None, lang: str, *, old: str, new: str) -> None:
    if "BIHUAN_KEY" in os.environ:
        say("key.now-environment", lang, old=old, kept=kept or "BIHUAN_OLD_KEY")
    else:
        say("key.now-file", lang, path=here.path, new=new, kept=kept or "-")
    say("key.backups", lang, old=old)


def _called(what: str, lang: str) -> str:
    return text(f"cli.key.kind.{what}", lang, missing=None)
