"""What every request and answer must keep to: the host that is asked for, the headers that protect a reader.

A page on some other site may make a browser ask this server for things. It reads nothing of the answers
unless its own name is made to point here (DNS rebinding), and then the Host header carries that name. So only
names that were meant are served. Of the answers, nothing may be framed, no script runs but the files shipped
here, and nothing is fetched from anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("localhost", "127.0.0.1", "::1")

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


class Guard:
    """ASGI middleware. `hosts` are the names that are served, without ports."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower().strip("[]") for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        named = Headers(scope=scope).getlist("host")
        if len(named) != 1 or host_name(named[0]) not in self._hosts:
            await _refuse(send_guarded)
            return
        await self._app(scope, receive, send_guarded)


def host_name(header: str) -> str:
    """The host of a Host header, without its port and the brackets of an IPv6 address, in small letters."""
    value = header.strip().lower()
    if value.startswith("["):
        return value[1:].partition("]")[0]
    return value.rpartition(":")[0] if value.count(":") == 1 else value


async def _refuse(send: Send) -> None:
    text = (
        "This address is not served under this name. Use http://127.0.0.1, or start the server with "
        "--allow-host NAME.\n"
    )
    body = text.encode()
    await send(
        {
            "type": "http.response.start",
            "status": 421,
            "headers": [
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", str(len(body)).encode()),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})
