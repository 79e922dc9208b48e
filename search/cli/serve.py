"""`kaiken serve`: a folder in, a page in the browser out, until Ctrl-C."""

from __future__ import annotations

import socket
import sys

import click

from index_store.basics import KaikenError
from search.cli import options

PORT = 8620
"""Where the page is, when nobody says and nothing else is there."""

EPILOG = """\b
Examples:
  kaiken serve
  kaiken serve --port 9000 --no-open
  kaiken serve --index ~/indexes/ministry

The page is for you alone: it listens on 127.0.0.1 and answers under the names
of this machine only. To share it with others, on a network that you trust,
say where to listen and under which name it is called:
  kaiken serve --host 0.0.0.0 --allow-host newsroom.example

New files need no restart: run "kaiken index" and load the page again."""


@click.command(epilog=EPILOG)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help=f"Port to listen on; 0 takes any that is free. Without it: {PORT}, or any other if that is taken.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="NAME",
    help="Also answer under this name or address. Repeatable.",
)
@click.option(
    "--open/--no-open",
    "browse",
    default=None,
    help="Open the page in the browser. Without it: on a terminal.",
)
@options.index_option
def command(
    port: int | None, host: str, allowed: tuple[str, ...], browse: bool | None, index: str | None
) -> None:
    """Open the page: search, read and cite in a browser, on this machine.

    Every page is JSON as well: /search.json?q=taiwan, /openapi.json describes it.
    """
    import uvicorn

    from search.web import make_app
    from search.web.guard import LOOPBACK

    folder = options.folder(index)
    listening = _listen(host, port)
    number = listening.getsockname()[1]
    app = make_app(folder, {*LOOPBACK, host, *allowed})
    name = f"[{host}]" if ":" in host else "127.0.0.1" if host == "0.0.0.0" else host
    address = f"http://{name}:{number}/"
    click.echo(f"kaiken is at {address} (Ctrl-C ends it)")
    sys.stdout.flush()
    if browse if browse is not None else sys.stdout.isatty():
        click.launch(address)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int | None) -> socket.socket:
    """A socket that listens; where no port was asked for and the usual one is taken, on another."""
    try:
        return _bound(host, PORT if port is None else port)
    except OSError as error:
        if port is None:
            return _bound(host, 0)
        raise KaikenError(
            f"port {port} of {host} can't be used ({error.strerror}): choose another with --port"
        ) from error


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise KaikenError(f'there is no address "{host}" to listen on: {error.strerror}') from error
    found = socket.socket(family)
    try:
        if sys.platform != "win32":
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(128)
    except BaseException:
        found.close()
        raise
    return found
