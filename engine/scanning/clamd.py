"""clamd, asked about one file over one connection: https://docs.clamav.net/manual/Usage/ClamdProtocol.html

A file is clean only when clamd says so in full. Whatever else comes, or does not come in time, leaves it unknown.
"""

from __future__ import annotations

import re
import socket
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal, Protocol

from engine.scanning.settings import ScannerSettings

Trouble = Literal["away", "slow", "cut", "large", "error", "garbled"]
"""Nobody listens; no answer in time; the connection ended without one; larger than it takes; it says that it could
not; an answer that is none."""

_CHUNK = 64 * 1024
_LONGEST_REPLY = 4096
_FOUND = re.compile(r"stream: (\S.*) FOUND")
_UNUSUAL = re.compile(r"[^A-Za-z0-9._/:@+-]")
_LONGEST_NAME = 80
_PATIENCE = 5.0
"""Seconds that somebody who only asks how it is waits."""
CLEAN: Final = "stream: OK"


@dataclass(frozen=True)
class Verdict:
    """`found` names the signature that a file fits; `trouble` says why nothing is known. Neither: it is clean."""

    found: str | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True)
class State:
    """Whether a scanner answers: `version` as it tells it, or what the trouble is."""

    version: str = ""
    trouble: Trouble | None = None


class Scanner(Protocol):
    """Something that looks through files."""

    @property
    def settings(self) -> ScannerSettings:
        """Where it is, and what is done while it is away."""

    def scan(self, content: bytes) -> Verdict:
        """What it says about a file."""

    def state(self) -> State:
        """Whether it answers."""


class _Troubled(Exception):
    def __init__(self, trouble: Trouble) -> None:
        self.trouble: Trouble = trouble


@dataclass(frozen=True)
class Clamd:
    """The clamd of the settings. `clock` measures how long an answer takes, from any beginning."""

    settings: ScannerSettings
    clock: Callable[[], float] = time.monotonic

    def scan(self, content: bytes) -> Verdict:
        """What clamd says about a file."""
        try:
            said, whole = self._asked(b"zINSTREAM\0", _chunks(content), self.settings.seconds)
        except _Troubled as told:
            return Verdict(trouble=told.trouble)
        verdict = verdict_of(said)
        return verdict if whole or verdict != Verdict() else Verdict(trouble="cut")

    def state(self) -> State:
        """Whether it answers, and which version with which signatures it says it is."""
        try:
            said, _ = self._asked(b"zVERSION\0", iter(()), min(self.settings.seconds, _PATIENCE))
        except _Troubled as told:
            return State(trouble=told.trouble)
        version = "".join(c for c in said if c.isprintable())[: 2 * _LONGEST_NAME]
        return State(version) if version.startswith("ClamAV") else State(trouble="garbled")

    def _asked(self, command: bytes, parts: Iterator[bytes], seconds: float) -> tuple[str, bool]:
        """Its answer, and whether it was sent everything before. Raises _Troubled."""
        end = self.clock() + seconds
        with self._connected(end) as line:
            whole = self._sent(line, chain((command,), parts), end)
            return self._answer(line, end), whole

    def _sent(self, line: socket.socket, parts: Iterable[bytes], end: float) -> bool:
        try:
            for part in parts:
                self._limit(line, end)
                line.sendall(part)
        except TimeoutError as error:
            raise _Troubled("slow") from error
        except OSError:  # it may have said why before it hung up
            return False
        return True

    def _connected(self, end: float) -> socket.socket:
        where = self.settings.where
        try:
            if not isinstance(where, str):
                return socket.create_connection(where, timeout=self._left(end))
            line = socket.socket(socket.AF_UNIX)
            try:
                self._limit(line, end)
                line.connect(where)
            except BaseException:
                line.close()
                raise
        except OSError as error:
            raise _Troubled("away") from error
        return line

    def _answer(self, line: socket.socket, end: float) -> str:
        """All up to the byte that ends it."""
        said = b""
        while b"\0" not in said:
            if len(said) > _LONGEST_REPLY:
                raise _Troubled("garbled")
            try:
                self._limit(line, end)
                more = line.recv(_LONGEST_REPLY)
            except TimeoutError as error:
                raise _Troubled("slow") from error
            except OSError as error:
                raise _Troubled("cut") from error
            if not more:
                raise _Troubled("cut")
            said += more
        answer, _, more = said.partition(b"\0")
        if more:
            raise _Troubled("garbled")
        return answer.decode("utf-8", "replace")

    def _limit(self, line: socket.socket, end: float) -> None:
        line.settimeout(self._left(end))

    def _left(self, end: float) -> float:
        left = end - self.clock()
        if left <= 0:
            raise TimeoutError
        return left


def verdict_of(said: str) -> Verdict:
    """What an answer means.

    >>> verdict_of("stream: OK"), verdict_of("stream: Eicar-Signature FOUND").found
    (Verdict(found=None, trouble=None), 'Eicar-Signature')
    """
    if said == CLEAN:
        return Verdict()
    if found := _FOUND.fullmatch(said):
        return Verdict(found=_UNUSUAL.sub("_", found[1])[:_LONGEST_NAME])
    if "size limit exceeded" in said:
        return Verdict(trouble="large")
    return Verdict(trouble="error" if said.endswith(" ERROR") else "garbled")


def _chunks(content: bytes) -> Iterator[bytes]:
    """Each with its length before it; an empty one ends the stream."""
    for start in range(0, len(content), _CHUNK):
        part = content[start : start + _CHUNK]
        yield struct.pack("!I", len(part)) + part
    yield struct.pack("!I", 0)
