"""The engines, one module each, by the name that selects them. Importing this imports none of them."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from comparison.engine import Peer

MODULES = {
    "kaiken": "kaiken",
    "whoosh": "stock_whoosh",
    "tantivy": "tantivy_stored",
    "tantivy-column": "tantivy_column",
    "fts5": "fts5_stdlib",
    "fts5-apsw": "fts5_apsw",
    "xapian": "xapian_peer",
    "bm25s": "bm25s_peer",
}
"""In the order of the report: kaiken first, since ratios are to it."""


def load(name: str) -> Peer:
    """The module of an engine. Raises ImportError where the engine is not installed."""
    return cast(Peer, import_module(f"comparison.peers.{MODULES[name]}"))
