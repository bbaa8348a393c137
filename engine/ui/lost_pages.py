"""Addresses of one word that no page and no route has lead to a page of ours that says so.

Streamlit would draw the first page under an English notice. What it asks for itself has a dot or several words.
"""

from __future__ import annotations

import re

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from engine.ui.address import LOST, PAGES

_WORD = re.compile(r"/([^/.]+)/?")
_SERVED = frozenset(("alive", "healthz", "static", "media", "component", "_stcore"))
"""Words that something else answers: our routes and Streamlit's."""


def is_lost(path: str) -> bool:
    """Whether this is an address of one word that nobody has.

    >>> [is_lost(p) for p in ("/", "/work", "/nonsense", "/favicon.png", "/files/a/b", "/alive")]
    [False, False, True, False, False, False]
    """
    word = _WORD.fullmatch(path)
    return word is not None and word[1] not in PAGES | _SERVED


class LostPages:
    """ASGI middleware that sends them there."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for lost addresses, and pass everything else on."""
        if scope["type"] == "http" and scope["method"] == "GET" and is_lost(scope["path"]):
            await RedirectResponse(f"/{LOST}", 303)(scope, receive, send)
        else:
            await self.app(scope, receive, send)
