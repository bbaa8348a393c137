"""A wire between a store and its PostgreSQL server that a test can cut, at once or at a certain word."""

from __future__ import annotations

import contextlib
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_BLOCK = 1 << 16


class Wire:
    """Carries what both say. While it is cut nobody gets through, and whoever was talking is thrown out."""

    def __init__(self, server: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bihuan-wire-"))
        self._server, self._cut = server, False
        self._words: tuple[bytes, ...] = ()
        self._last: socket.socket | None = None
        self._ends: list[socket.socket] = []
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self.folder / server.name))
        self._door.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def address(self, url: str) -> str:
        """The same database, through this wire."""
        return url.replace(parse_qs(urlsplit(url).query)["host"][0], str(self.folder))

    def cut(self) -> None:
        """Now."""
        self._cut = True
        ends, self._ends = self._ends, []  # whoever is cut may mend it and talk again before all are cut
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut_after(self, *words: bytes) -> None:
        """Once one of those who talk has said these words, one after another; the server hears the last one, and
        nobody hears the answer."""
        self._words = words

    def mend(self) -> None:
        """From now on everybody gets through."""
        self._cut, self._words, self._last = False, (), None

    def close(self) -> None:
        """No more."""
        self.cut()
        self._door.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._door.accept()
                if self._cut:
                    near.close()
                    continue
                far = socket.socket(socket.AF_UNIX)
                far.connect(str(self._server))
                self._ends += [near, far]
                threading.Thread(target=self._carry, args=(near, far, True), daemon=True).start()
                threading.Thread(target=self._carry, args=(far, near, False), daemon=True).start()

    def _carry(self, here: socket.socket, there: socket.socket, told: bool) -> None:
        heard = 0
        with contextlib.suppress(OSError):
            while said := here.recv(_BLOCK):
                if here is self._last:  # the answer to the last word: it is done
                    self.cut()
                    return
                while told and heard < len(self._words) and self._words[heard] in said:
                    heard += 1
                if told and self._words and heard == len(self._words):
                    self._words, self._last = (), there
                there.sendall(said)
        for end in (here, there):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def wired(url: str) -> Iterator[Wire]:
    """A wire to the server of this address."""
    made = Wire(Path(parse_qs(urlsplit(url).query)["host"][0]) / ".s.PGSQL.5432")
    try:
        yield made
    finally:
        made.close()
