"""Answers are compressed for readers elsewhere; on this machine bytes cost less than compressing them."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from search.web.guard import LOOPBACK

SMALLEST = 1000
"""Bytes from which on it is worth the while."""
LEVEL = 4


class Compression:
    """ASGI middleware: gzip, unless the reader is on this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._compressed = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        here = client is not None and client[0] in LOOPBACK
        await (self._plain if here else self._compressed)(scope, receive, send)
