"""Processes that work on a database until they are killed.

`python -m tests.store.victims` has everything imported and forks one victim for each line that it reads:
a JSON object with `act`, `url`, `number`, `home`, `port`, `crash_at` and `out`, a named pipe that becomes the
victim's output. It answers with the victim's process id. The victim's end is seen at the pipe.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from alembic.runtime import migration  # noqa: F401  (imported before the fork: a victim starts in milliseconds)

from engine.accounts.vault import KeyVault
from engine.casework.desk import Desk
from engine.casework.desk.sweep import LEASE
from engine.casework.ports import StoreBusy
from engine.casework.upkeep.unfiled import Unfiled
from engine.cli import main as command_line
from engine.crash_points import VARIABLE
from engine.delivery.schedule import LEASE as MAIL_LEASE
from engine.delivery.settings import MailSettings
from engine.delivery.smtp import SmtpSender
from engine.delivery.worker import deliver
from engine.matching import supervisor
from engine.office import Office
from engine.office.keys import FollowCodes
from engine.office.published_rules import PublishedRules
from engine.policy.tables import plain_match
from engine.scenarios.playing import SetClock
from engine.store.sql import SqlStore
from tests.casework.front import KEY
from tests.casework.small import HELP, at
from tests.store.samples import AT, opening, patient, write
from tests.store.writers import poured

Job = dict[str, Any]
T = TypeVar("T")
DUE = at("01-20 09:00")
"""When the ladders of the small town's cases have come to their last step."""


def tell(line: object) -> None:
    """One line, out of this process before anything else happens."""
    os.write(1, f"{line}\n".encode())


def pour(job: Job) -> None:
    """Write batch after batch and say so after each, also to a server that goes away and comes back."""
    store = _until_done(job, lambda: patient(job["url"]))
    while True:
        number, turn = job["number"], job["turn"]
        batches = poured(number, turn)
        _until_done(job, partial(write, store, *batches, token=f"{number}/{turn}", answer=str(turn)))
        job["turn"] += 1
        tell(job["turn"])


def _until_done(job: Job, act: Callable[[], T]) -> T:
    """Do it; a stubborn victim does it again while the database is busy, under the same token."""
    while True:
        try:
            return act()
        except StoreBusy:
            if not job.get("stubborn"):
                raise


def sweep(job: Job) -> None:
    """Let time act until nothing is due; how many cases this process did something to."""
    desk = desk_at(job["url"], Path(job["home"]), DUE)
    tell("ready")
    touched = 0
    while desk.store.due(DUE, 1):
        touched += desk.tick()
    tell(touched)


def post(job: Job) -> None:
    """Let time act and send what goes out, as the clock process does, until nothing waits."""
    desk = desk_at(job["url"], Path(job["home"]), DUE)
    tell("ready")
    work_off(desk, job["port"])
    tell("done")


def work_off(desk: Desk, port: int) -> None:
    """Sweep after sweep, a minute apart, until no case is due and no mail waits at the server of that port."""
    sender = SmtpSender(MailSettings("127.0.0.1", port, "none", "office@example.org"))
    clock = cast(SetClock, desk.now)
    store = cast(SqlStore, desk.store)
    while True:
        desk.tick()
        deliver(store, lambda digest: desk.rules.book(digest).ruleset.units, clock, sender)
        if not (store.due(clock(), 1) or store.mails("waiting", limit=1)):
            return
        clock.at += timedelta(minutes=1)


def upload(job: Job) -> None:
    """Keep a large file."""
    store = patient(job["url"])
    store.put_file("digest", "image/jpeg", b"\xff" * 3_000_000, at("01-05 09:00"))
    tell("kept")


def unfile(job: Job) -> None:
    """Remove uploads that were never filed, a day and more after the samples were made."""
    store = patient(job["url"])
    tell(Unfiled(store, KeyVault(KEY), lambda: AT + timedelta(days=2)).sweep().files)


def open_once(job: Job) -> None:
    """Open the store, which makes its tables, and write a case."""
    write(patient(job["url"]), opening(f"c{job['number']}"))
    tell("ok")


def file_cases(job: Job) -> None:
    """File cases at a whole office, where durable_rules decides in a child process."""
    supervisor.PATIENCE = 300.0
    clock = SetClock(at("01-05 09:00"))
    with Office.open(job["url"], Path(job["home"]), now=clock, key=Path(job["home"]) / "office.key") as office:
        for n in range(job["number"]):
            opened = office.desk.open_case("town", "note", HELP, actor=None, token=str(n))
            tell(opened.case)  # type: ignore[union-attr]


def change_key(job: Job) -> None:
    """Change the key of the installation, as an operator does; the exit code."""
    tell(command_line(["key", "change", "--database", job["url"], "--home", job["home"]]))


ACTS: dict[str, Callable[[Job], None]] = {
    "pour": pour,
    "sweep": sweep,
    "open": open_once,
    "file": file_cases,
    "post": post,
    "upload": upload,
    "unfile": unfile,
    "change-key": change_key,
}


def desk_at(url: str, home: Path, moment: datetime, store: SqlStore | None = None) -> Desk:
    """A Desk on a database that already knows its rules and people."""
    kept, vault = store or patient(url), KeyVault(KEY)
    return Desk(
        store=kept, vault=vault, rules=PublishedRules(kept, home), match=plain_match,
        now=SetClock(moment), codes=FollowCodes(vault),
    )  # fmt: skip


def after_the_lease() -> datetime:
    """When the claims of a killed worker keep nobody away any more."""
    return DUE + LEASE + timedelta(seconds=1)


def after_the_mail_lease() -> datetime:
    """When the mail that a killed worker was sending may be sent by another; it ran for minutes at most."""
    return DUE + MAIL_LEASE + timedelta(hours=1)


def _become(job: Job) -> None:
    """Never returns: the fork is the victim."""
    out = os.open(job["out"], os.O_WRONLY)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.close(out)
    os.close(0)
    if job.get("crash_at"):
        os.environ[VARIABLE] = job["crash_at"]
    try:
        ACTS[job["act"]](job)
    except BaseException as error:  # noqa: BLE001 - told to the test, which fails
        tell(f"died of {error!r}")
        os._exit(1)
    os._exit(0)


def main() -> None:
    """Fork a victim for each line; several may live at once."""
    for line in sys.stdin:
        job = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(job)
        print(json.dumps({"pid": pid}), flush=True)


if __name__ == "__main__":
    main()
