"""Style sheet and scripts: files of the package, served under names that change with their content."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FILES = {
    "kaiken.css": ("kaiken.css", "text/css; charset=utf-8"),
    "kaiken.js": ("kaiken.js", "text/javascript; charset=utf-8"),
    "htmx.js": ("vendor/htmx.min.js", "text/javascript; charset=utf-8"),
}


@dataclass(frozen=True, slots=True)
class Asset:
    path: str
    """The address."""
    media_type: str
    content: bytes
    compressed: bytes
    """The same by gzip."""


@cache
def assets() -> dict[str, Asset]:
    """Every file by its name."""
    folder = files("search.web") / "static"
    found = {}
    for name, (where, media_type) in FILES.items():
        content = (folder / where).read_bytes()
        stem, _, suffix = name.rpartition(".")
        digest = hashlib.sha256(content).hexdigest()[:10]
        found[name] = Asset(
            f"/static/{stem}.{digest}.{suffix}", media_type, content, gzip.compress(content, 9, mtime=0)
        )
    return found
