"""The worker: time acts on every case at its moment, until the worker is stopped.

Any number of them may run on one database: a step is taken at most once. Once a day the heads of all
chains are exported, signed, to a folder from which they should be taken away. After each sweep the
outbox is handed out and mails are sent; every few hours uploads that were never filed are removed.
"""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.casework.ports import KeyChanged, StoreBusy
from engine.cli.home import home_of
from engine.cli.installation import address, installation
from engine.cli.mailing import sender_of
from engine.cli.misuse import WrongUse
from engine.cli.options import Database, HomePath, Lang
from engine.cli.printing import say
from engine.errors import EngineError

if TYPE_CHECKING:
    from engine.accounts.signing import SigningKey
    from engine.delivery.smtp import SmtpSender
    from engine.office import Office

SECONDS = 20


def command(
    every: Annotated[int, typer.Option("--every", metavar="SECONDS")] = SECONDS,
    heads_folder: Annotated[Path | None, typer.Option("--export-to", metavar="DIR", envvar="BIHUAN_HEADS")] = None,
    database: Database = None,
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Sweep again and again; ends with the process that started it."""
    if every < 1:
        raise WrongUse("seconds", seen=every)
    parent, root = os.getppid(), home_of(home)
    with installation(database, root) as office:
        folder, key = _exports(address(database, root), root, heads_folder)
        sender_of(office, lang)  # a wrong setting is told before anything runs
        say("clock.started", lang, every=every)
        while os.getppid() == parent:
            once(office, sender_of(office, lang), folder, key, lang)
            time.sleep(every)
    return 0


def once(office: Office, sender: SmtpSender | None, folder: Path, key: SigningKey, lang: str) -> None:
    """Time acts, the outbox is delivered, and what had its time goes; what cannot go on keeps back no other."""
    acting, delivering = partial(sweep, office, folder, key, lang), partial(_deliver, office, sender)
    for part in (acting, delivering, partial(tidy, office, lang)):
        try:
            part()
        except KeyChanged:  # it would never write again: whoever started it starts it anew, with the new key
            raise
        except StoreBusy:
            say("clock.busy", lang)
        except EngineError as stuck:  # a damaged case, rules in a circle or altered: the others had their turn
            say("clock.stuck", lang, detail=stuck)


def sweep(office: Office, folder: Path, key: SigningKey, lang: str) -> int:
    """Time acts once, and the day's heads are exported unless they were; how many cases it touched.

    A folder that cannot be written stops no clock: it is said at every sweep. Nor does a case that cannot go on keep
    back the heads, which tell how all others stand.
    """
    try:
        return office.desk.tick()
    finally:
        _export(office, folder, key, lang)


def _export(office: Office, folder: Path, key: SigningKey, lang: str) -> None:
    from engine.cli.head_files import write_daily
    from engine.store.auditing.heads import heads_of

    try:
        written = write_daily(folder, office.now(), lambda at: heads_of(office.store, at), key)
    except OSError as error:
        say("clock.no-export", lang, folder=folder, detail=error.strerror)
    else:
        if written:
            say("clock.exported", lang, path=written)


def tidy(office: Office, lang: str) -> None:
    """Drafts that had their time and uploads that were never filed go, a few times a day."""
    done = office.unfiled.sweep_when_due()
    if done is not None and (done.drafts or done.files):
        say("files.swept", lang, drafts=done.drafts, files=done.files, size=done.bytes)


def _deliver(office: Office, sender: SmtpSender | None) -> None:
    """Hand out the outbox and send what is due."""
    from engine.delivery.worker import deliver

    deliver(office.store, office.units_of, office.now, sender)


def _exports(url: str, home: Path, given: Path | None) -> tuple[Path, SigningKey]:
    """Where heads are exported to, and what they are signed with."""
    from engine.accounts.signing import beside, signing_key
    from engine.cli.head_files import FOLDER
    from engine.office.keys import key_path

    place = key_path(url, home)
    return given or place.with_name(FOLDER), signing_key(os.environ, beside(place))
