"""Keeps one durable_rules process alive for this process, and never waits for it without end.

The child is started when first needed, with `subprocess.Popen` (a threaded server must not fork).
A reply that does not come in time kills it; a crash is noticed on its pipe; the next question starts
a new one. It ends when its input closes, so it cannot outlive this process. Thread safe.
"""

from __future__ import annotations

import json
import math
import os
import select
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from engine.errors import EngineError
from engine.matching.hydration import Fact

COMMAND = (sys.executable, "-m", "engine.matching.child")
MOST_LOADED = 600
"""Rule sets are never freed by the engine: beyond this many the child is replaced."""
PATIENCE = 10.0
"""Seconds without any progress on a request, after which the child is ended."""
_CHUNK = 1 << 16
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


class ChildCrashError(EngineError):
    """The engine's process died, or answered something that is no answer."""


class ChildTimeoutError(EngineError):
    """The engine's process did not answer in time and was killed."""


@dataclass(frozen=True)
class Ask:
    """One decision: the rule set's name, its definition, and the facts of the case."""

    name: str
    definition: str
    facts: Sequence[Fact]


@dataclass
class _Child:
    process: subprocess.Popen[bytes]
    owner: int
    writes: int
    reads: int
    ready: select.poll
    loaded: set[str] = field(default_factory=set)


class Supervisor:
    """One child, restarted as needed. `time_limit` is seconds without progress on a request; PATIENCE by default."""

    def __init__(self, command: Sequence[str] = COMMAND, *, time_limit: float | None = None) -> None:
        self._command = tuple(command)
        self._time_limit = PATIENCE if time_limit is None else time_limit
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._end: weakref.finalize[[subprocess.Popen[bytes]], Supervisor] | None = None
        self._starts = 0

    @property
    def starts(self) -> int:
        """How many times a child was started."""
        return self._starts

    @property
    def pid(self) -> int | None:
        """Process id of the living child."""
        child = self._child
        return child.process.pid if child and child.process.poll() is None else None

    def ask(self, asks: Iterable[Ask], meanwhile: Callable[[], None] | None = None) -> list[list[str]]:
        """Engine rules fired, per question. Raises when the child crashed or hung; both leave no child.

        `meanwhile` is called once the child has something to work on.
        """
        batch = list(asks)
        with self._lock:
            child = self._ready()
            load = {a.name: a.definition for a in batch if a.name not in child.loaded}
            request = {"load": load, "ask": [(a.name, _encode(a.facts)) for a in batch]}
            try:
                reply = self._exchange(child, _encode(request).encode() + b"\n", meanwhile)
                fired = _fired(reply, len(batch))
            except BaseException:  # whatever interrupts a question: its reply must not answer the next
                self._kill()
                raise
            child.loaded.update(load)
            return fired

    def restart(self) -> None:
        """Forget every loaded rule set by ending the child; called when rules are published."""
        with self._lock:
            self._kill()

    def close(self) -> None:
        """End the child; a later question starts another."""
        self.restart()

    def _ready(self) -> _Child:
        child = self._child
        if child is not None and child.owner != os.getpid():
            _close_pipes(child.process)  # this process was forked: the child answers its parent only
            self._forget()
        elif child and (child.process.poll() is not None or len(child.loaded) > MOST_LOADED):
            self._kill()
        if self._child is None:
            self._child = self._start()
        return self._child

    def _start(self) -> _Child:
        process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            bufsize=0,
            env={**os.environ, "PYTHONPATH": _search_path()},
        )
        writes, reads = (pipe.fileno() for pipe in _pipes(process))
        os.set_blocking(writes, False)
        os.set_blocking(reads, False)
        ready = select.poll()
        ready.register(reads, select.POLLIN)
        self._end = weakref.finalize(self, _end_process, process)
        self._starts += 1
        return _Child(process, os.getpid(), writes, reads, ready)

    def _kill(self) -> None:
        if self._child and self._child.owner == os.getpid() and self._end:
            self._end()
        self._forget()

    def _forget(self) -> None:
        if self._end:
            self._end.detach()
        self._child = self._end = None

    def _exchange(self, child: _Child, request: bytes, meanwhile: Callable[[], None] | None) -> bytes:
        """One write, work of our own, one read; in pieces where a request or a reply is long."""
        written = _write(child.writes, memoryview(request))
        if meanwhile is not None and written == len(request):
            meanwhile()
        reply = b"" if written < len(request) else _read(child.reads)
        if reply.endswith(b"\n"):
            return reply
        return self._in_pieces(child, memoryview(request)[written:], bytearray(reply))

    def _in_pieces(self, child: _Child, waiting: memoryview, reply: bytearray) -> bytes:
        """Write the request while reading the reply, so that neither pipe can fill up and stop us."""
        patience = math.ceil(self._time_limit * 1000)
        if waiting:
            child.ready.register(child.writes, select.POLLOUT)
        while not reply.endswith(b"\n"):
            if not child.ready.poll(patience):
                raise ChildTimeoutError("no answer in time")
            if waiting:
                waiting = waiting[_write(child.writes, waiting) :]
                if not waiting:
                    child.ready.unregister(child.writes)
            reply += _read(child.reads)
        return bytes(reply)


def _search_path() -> str:
    """Where the child finds this project, wherever the process was started."""
    root = str(Path(__file__).parents[2])
    return os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))


def _read(descriptor: int) -> bytes:
    """What has come so far, perhaps nothing yet."""
    try:
        data = os.read(descriptor, _CHUNK)
    except BlockingIOError:
        return b""
    if not data:
        raise ChildCrashError("the process ended before it answered")
    return data


def _write(descriptor: int, data: memoryview) -> int:
    try:
        return os.write(descriptor, data[:_CHUNK])
    except BlockingIOError:
        return 0
    except BrokenPipeError as error:
        raise ChildCrashError("the process ended before it was asked") from error


def _fired(reply: bytes, asked: int) -> list[list[str]]:
    try:
        document: Mapping[str, list[list[str]]] = json.loads(reply.decode())
        fired = document["fired"]
    except (ValueError, KeyError, TypeError) as error:
        raise ChildCrashError("the process answered something else") from error
    if not isinstance(fired, list) or len(fired) != asked:
        raise ChildCrashError("the process answered another number of questions")
    return fired


def _end_process(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    _close_pipes(process)
    process.wait()


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in _pipes(process):
        pipe.close()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Its input and its output."""
    if process.stdin is None or process.stdout is None:
        raise ChildCrashError("the process has no pipes")
    return process.stdin, process.stdout
