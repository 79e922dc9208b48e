"""The page for tests: asked directly, served over the wire, shown by a browser."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from pathlib import Path

import uvicorn
from starlette.testclient import TestClient

from search.web import make_app

CORPUS = Path(__file__).parents[2] / "corpus"


def client_of(folder: Path) -> TestClient:
    return TestClient(make_app(folder), base_url="http://localhost", raise_server_exceptions=False)


class Server:
    """The page, served in a thread on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen()
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        config = uvicorn.Config(make_app(folder), log_level="error", access_log=False)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]})

    def __enter__(self) -> Server:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join()
        self.socket.close()


ARGUMENTS = [
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-default-browser-check"),
]


def browser_path() -> str | None:
    """An installed Chromium or Chrome: KAIKEN_BROWSER, or one of the usual names."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("KAIKEN_BROWSER") or next(filter(None, map(shutil.which, names)), None)
