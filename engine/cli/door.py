"""One door for every command: arguments in, an exit code out.

0 fine, 1 problems found, 2 wrong use or a database out of reach (one line), 3 our bug (one line that
names the log file).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import typer

from engine.casework.ports import KeyChanged, StoreBusy
from engine.cli.discovery import root
from engine.cli.home import default_home
from engine.cli.language import spoken
from engine.cli.misreading import misread
from engine.cli.misuse import WrongUse
from engine.i18n import text

FINE, PROBLEMS, WRONG_USE, OUR_BUG = 0, 1, 2, 3
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    lang = spoken(given)
    try:
        done = root(lang).main(args=given, prog_name="bihuan", standalone_mode=False)
    except (WrongUse, StoreBusy) as wrong:
        return _tell(_line(wrong, lang))
    except typer.TyperException as wrong:
        return _tell(misread(wrong, lang))
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return FINE
    except Exception as error:  # noqa: BLE001 - the last door: whatever it is, the person gets one line
        print(text("cli.our-bug", lang, log=_log(given, error)), file=sys.stderr)
        return OUR_BUG
    return done if isinstance(done, int) else FINE


def _line(wrong: WrongUse | StoreBusy, lang: str) -> str:
    if isinstance(wrong, WrongUse):
        return wrong.line(lang)
    if isinstance(wrong, KeyChanged):
        return text("cli.key.changed-meanwhile", lang)
    return text("cli.busy", lang, detail=wrong)


def _tell(line: str) -> int:
    print(line, file=sys.stderr)
    return WRONG_USE


def _log(arguments: Sequence[str], error: Exception) -> Path:
    """Which command it was and where it broke, written where it can be found; never where a person
    must read it, and without the values that were given, which may be about somebody."""
    from engine.accounts.logs import told  # only here: needed when something broke

    named = " ".join(a.partition("=")[0] for i, a in enumerate(arguments) if i == 0 or a.startswith("-"))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    entry = f"{now} bihuan {named}\n{told(error)}\n"
    for folder in (default_home() / "var", Path(tempfile.gettempdir())):
        path = folder / "bihuan.log"
        try:
            folder.mkdir(exist_ok=True)
            with path.open("a", encoding="utf-8") as log:
                log.write(entry)
        except OSError:
            continue
        return path
    return Path("-")
