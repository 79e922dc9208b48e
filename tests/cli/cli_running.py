"""Where the shipped documents are, and how the command line is run in tests."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

ROOT = Path(__file__).parents[2]
CORPUS = sorted((ROOT / "corpus").glob("*.txt"))

Run = Callable[..., Result]


def cli_runner(env: dict[str, str] | None = None) -> CliRunner:
    """A runner that keeps stdout and stderr apart (Click before 8.2 has to be told)."""
    if "mix_stderr" in inspect.signature(CliRunner).parameters:
        return CliRunner(env=env, mix_stderr=False)
    return CliRunner(env=env)
