"""Asks an ASGI application as a browser would, without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class Answer:
    """What came back; header names in lower case, the last of several of one name."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(
    app: ASGIApp, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None, client: str = "192.0.2.1",
) -> Answer:  # fmt: skip
    """One request. `form` is posted from our own page unless `headers` name another origin."""
    body = urlencode(form).encode() if form is not None else b""
    sent = {"host": "bihuan.test"}
    if form is not None:
        sent |= {
            "origin": "https://bihuan.test", "content-type": "application/x-www-form-urlencoded",
            "content-length": str(len(body)),
        }  # fmt: skip
    sent |= dict(headers or {})
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1",
        "method": "POST" if form is not None else method, "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [(k.encode(), v.encode()) for k, v in sent.items()], "client": (client, 4711),
        "server": ("bihuan.test", 80), "state": {},
    }  # fmt: skip
    return asyncio.run(_ask(app, scope, body))


async def _ask(app: ASGIApp, scope: dict[str, Any], body: bytes) -> Answer:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = next(m for m in sent if m["type"] == "http.response.start")
    headers = {k.decode().lower(): v.decode() for k, v in start["headers"]}
    content = b"".join(m.get("body", b"") for m in sent if m["type"] == "http.response.body")
    return Answer(start["status"], headers, content)
