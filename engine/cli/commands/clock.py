"""The worker: time acts on every case at its moment, until the worker is stopped.

Any number of them may run on one database: a step is taken at most once.
"""

from __future__ import annotations

import os
import time
from typing import Annotated

import typer

from engine.casework.ports import StoreBusy
from engine.cli.home import home_of
from engine.cli.installation import installation
from engine.cli.misuse import WrongUse
from engine.cli.options import Database, HomePath, Lang
from engine.cli.printing import say

SECONDS = 20


def command(
    every: Annotated[int, typer.Option("--every", metavar="SECONDS")] = SECONDS,
    database: Database = None,
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Sweep again and again; ends with the process that started it."""
    if every < 1:
        raise WrongUse("seconds", seen=every)
    parent = os.getppid()
    with installation(database, home_of(home)) as office:
        say("clock.started", lang, every=every)
        while os.getppid() == parent:
            try:
                office.desk.tick()
            except StoreBusy:
                say("clock.busy", lang)
            time.sleep(every)
    return 0
