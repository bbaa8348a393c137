"""Logs tell what happened to the machine, never what people told it.

Own notes keep a closed list of fields; anything else is dropped. Of an error, whoever raised it, the
kind and the places in the code are written and not its message, because messages quote values.
Numbers that could be a telephone, an identity card or a follow-up code are masked wherever they stand,
and a message stays on its line, so that nobody can write lines of their own.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Callable
from typing import Any

NAME = "bihuan"
KEPT = frozenset({"door", "code", "status", "locality", "case", "attempt", "signature"})
_MASK = "***"
_PERSONAL = re.compile(
    r"(?<![\d.])(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)"  # a mobile telephone
    r"|(?<!\d)\d{17}[\dXx](?![\dA-Za-z])"  # an identity card
    r"|\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}\b"  # a follow-up code
    r"|[\w.+-]+@[\w-]+\.[\w.]+"  # a mail address
)
_BREAKS = re.compile(r"[\r\n\x00-\x08\x0b-\x1f\x7f\u0085\u2028\u2029]")
Factory = Callable[..., logging.LogRecord]


class _StandardError(logging.Handler):
    """Writes to the standard error of the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        print(self.format(record), file=sys.stderr)


def note(event: str, **fields: object) -> None:
    """Write one line about something that happened: `event`, and of the fields those that are kept."""
    kept = {key: str(value) for key, value in sorted(fields.items()) if key in KEPT}
    logging.getLogger(NAME).info(json.dumps({"event": event, **kept}, ensure_ascii=False))


def told(error: BaseException) -> str:
    """An error as it may be written down: its kind and where it came through, causes included."""
    chain = traceback.TracebackException.from_exception(error)
    lines: list[str] = []
    found: traceback.TracebackException | None = chain
    while found is not None:
        frames = (f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in found.stack)
        lines += [_kind(found), *frames]
        found = found.__cause__ or found.__context__
    return "\n".join(lines)


def _kind(found: traceback.TracebackException) -> str:
    return str(getattr(found, "exc_type_str", None) or getattr(found.exc_type, "__qualname__", "error"))


def masked(text: str) -> str:
    """The text without what could be a number of a person.

    >>> masked("call 138 1234 5678 now")
    'call *** now'
    """
    return _PERSONAL.sub(_MASK, text)


def install() -> None:
    """Make every log record of this process, of whichever library, a sparing one; own notes go to the
    standard error as lines of JSON. Doing it twice is doing it once."""
    present = logging.getLogRecordFactory()
    if not getattr(present, "sparing", False):
        logging.setLogRecordFactory(_sparing(present))
    own = logging.getLogger(NAME)
    if not own.handlers:
        handler = _StandardError()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
        own.addHandler(handler)
        own.setLevel(logging.INFO)


def _sparing(inner: Factory) -> Factory:
    def make(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = inner(*args, **kwargs)
        error = record.exc_info[1] if record.exc_info else None
        text = _BREAKS.sub(lambda m: repr(m[0])[1:-1], record.getMessage())
        if error is not None:
            text = f"{text}\n{told(error)}"
        record.msg, record.args, record.exc_info = masked(text), (), None
        return record

    make.sparing = True  # type: ignore[attr-defined]
    return make
