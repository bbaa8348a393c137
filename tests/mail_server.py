"""A mail server of aiosmtpd on a port that nobody else can have, however busy the machine is."""

from __future__ import annotations

import socket
from asyncio import AbstractServer
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller

PATIENCE = 300.0
"""Seconds in which it begins to answer."""


class MailServer(Controller):
    """Takes the port before it starts, and keeps it: one that was only found free may be somebody else's by then."""

    def __init__(self, handler: Any, **settings: Any) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        port: int = self._door.getsockname()[1]
        super().__init__(handler, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE, **settings)

    def _create_server(self) -> Awaitable[AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._door)


@contextmanager
def serving(handler: Any, **settings: Any) -> Iterator[MailServer]:
    """One that runs, and is stopped at the end."""
    server = MailServer(handler, **settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()
