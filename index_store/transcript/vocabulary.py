"""The words that transcripts are made with, kept as data: one TOML file a subject under `data/`.

In: the name of a table. Out: its contents, read once. Everything that depends on a language or on the habits
of issuers stands in those files; the modules beside this one hold the grammar only.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The contents of `data/<name>.toml`."""
    return tomllib.loads(files(__package__).joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def words(name: str, key: str) -> frozenset[str]:
    """All strings of a list, or of the lists of a table, in `data/<name>.toml`."""
    value = table(name)
    for part in key.split("."):
        value = value[part]
    if isinstance(value, dict):
        return frozenset(w for group in value.values() for w in group)
    return frozenset(value)


@cache
def pattern(name: str, key: str, form: str = "(?:{})", flags: int = 0) -> re.Pattern[str]:
    """The alternatives of a list of regular expressions in `data/<name>.toml`, put into `form`."""
    value = table(name)
    for part in key.split("."):
        value = value[part]
    return re.compile(form.replace("{}", "|".join(f"(?:{p})" for p in value)), flags)
