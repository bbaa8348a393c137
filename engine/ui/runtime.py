"""The one office of this process, opened when the first page asks for it."""

from __future__ import annotations

import gc
import os
import threading
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from engine.casework.files.room import FileLimits
from engine.casework.files.settings import file_limits
from engine.office import Office
from engine.scanning.clamd import Clamd, Scanner
from engine.scanning.settings import scanner_settings

DATABASE, HOME = "BIHUAN_DATABASE", "BIHUAN_HOME"
_LOCK = threading.Lock()


def office() -> Office:
    """The office that `BIHUAN_DATABASE` and `BIHUAN_HOME` name; by default what `make run` sets up."""
    with _LOCK:
        return _opened()


@cache
def _opened() -> Office:
    home = Path(os.environ.get(HOME, ".")).resolve()
    url = os.environ.get(DATABASE) or f"sqlite:///{home / 'var' / 'bihuan.db'}"
    opened = Office.open(url, home)
    # What is loaded now stays: the collector need not look at it again after every page.
    gc.collect()
    gc.freeze()
    return opened


@cache
def limits_on_files() -> FileLimits:
    """How much may be attached here. Raises BadFileSetting for a setting that is no number."""
    return file_limits(os.environ)


@cache
def scanner() -> Scanner | None:
    """What looks through files before they are kept, if anything does. Raises BadScannerSetting."""
    settings = scanner_settings(os.environ)
    return Clamd(settings) if settings else None


def wall_clock() -> datetime:
    """The real time, by which sessions end also where the demo moves the office's clock."""
    return datetime.now(UTC)
