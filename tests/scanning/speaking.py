"""A small server that speaks clamd's protocol, well or badly, for one connection after another."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

Line = socket.socket
Answer = Callable[[Line], None]


@dataclass
class Heard:
    """What was sent: each file whole, in order."""

    files: list[bytes] = field(default_factory=list)


def whole(line: Line, size: int) -> bytes:
    got = b""
    while len(got) < size:
        more = line.recv(size - len(got))
        if not more:
            raise EOFError
        got += more
    return got


def command(line: Line) -> bytes:
    got = b""
    while not got.endswith(b"\0"):
        got += whole(line, 1)
    return got


def stream(line: Line) -> bytes:
    """A file, chunk by chunk."""
    got = b""
    while size := struct.unpack("!I", whole(line, 4))[0]:
        got += whole(line, size)
    return got


def saying(*parts: bytes, heard: Heard | None = None, then: Answer | None = None) -> Answer:
    """Read all of a file and answer this, part by part."""

    def answer(line: Line) -> None:
        if command(line) == b"zINSTREAM\0":
            content = stream(line)
            if heard is not None:
                heard.files.append(content)
        for part in parts:
            line.sendall(part)
        if then is not None:
            then(line)

    return answer


@contextmanager
def listening(answer: Answer, path: Path | None = None) -> Iterator[str | tuple[str, int]]:
    """Where it listens: a socket at this path, or a port of this machine. Each connection gets the same answer."""
    server = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
    server.bind(str(path) if path else ("127.0.0.1", 0))
    server.listen()
    serving = threading.Thread(target=_serve, args=(server, answer), daemon=True)
    serving.start()
    try:
        yield str(path) if path else ("127.0.0.1", server.getsockname()[1])
    finally:
        server.shutdown(socket.SHUT_RDWR)  # wakes who waits for the next
        server.close()
        serving.join()


def _serve(server: Line, answer: Answer) -> None:
    while True:
        try:
            line, _ = server.accept()
        except OSError:
            return
        with line:
            try:
                answer(line)
            except (OSError, EOFError):
                continue
