"""Headers on everything the server sends: nothing foreign is loaded, nothing is framed or guessed.

Streamlit brings scripts of its own into the page and compiles drawings there, so that inline scripts
and evaluation cannot be forbidden; where data could be sent to can.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = {
    "default-src": "'self'",
    # Streamlit compiles Vega and Graphviz in the browser.
    "script-src": "'self' 'unsafe-eval' 'wasm-unsafe-eval' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "content-security-policy": "; ".join(f"{k} {v}" for k, v in _POLICY.items()),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
OVER_TLS = {"strict-transport-security": "max-age=31536000; includeSubDomains"}
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:]{2,45}\](:\d{1,5})?", re.ASCII)


def headers_for(scope: Scope) -> Mapping[str, str]:
    """The headers of one answer. The page talks to the socket of the host that it was asked from, and
    to no other; older browsers want that host by name."""
    asked = Headers(scope=scope)
    found = dict(HEADERS)
    host = asked.get("host", "")
    if _HOST.fullmatch(host):
        own = f"connect-src 'self' ws://{host} wss://{host}"
        found["content-security-policy"] = found["content-security-policy"].replace("connect-src 'self'", own)
    over_tls = scope.get("scheme") == "https" or asked.get("x-forwarded-proto") == "https"
    return {**found, **OVER_TLS} if over_tls else found


class SecureHeaders:
    """ASGI middleware that adds the headers; of the request it reads the host alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, with the headers on each answer."""

        wanted = headers_for(scope) if scope["type"] == "http" else {}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)
