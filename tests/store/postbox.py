"""A mail server that counts what it takes, so that a mail sent twice can be told from one sent once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from threading import Semaphore
from typing import Any

from tests import mail_server

PATIENCE = 300.0


@dataclass
class Postbox:
    """`taken` counts mails by Message-ID. With `later` it puts each off once before it takes it."""

    later: bool = False
    taken: Counter[str] = field(default_factory=Counter)
    put_off: set[str] = field(default_factory=set)
    port: int = 0
    _answered: Semaphore = field(default_factory=lambda: Semaphore(0))

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        id_ = message_from_bytes(envelope.content)["Message-ID"]
        if self.later and id_ not in self.put_off:
            self.put_off.add(id_)
            return "451 later"
        self.taken[id_] += 1
        self._answered.release()
        return "250 taken"

    def wait_for(self, mails: int) -> None:
        """Until so many more were taken."""
        for _ in range(mails):
            assert self._answered.acquire(timeout=PATIENCE), f"only {self.taken.total()} mails came"


@contextmanager
def serving(*, later: bool = False) -> Iterator[Postbox]:
    """One that listens on this machine, without encryption."""
    box = Postbox(later)
    with mail_server.serving(box) as server:
        box.port = server.port
        yield box
