"""The scripts of this folder, at a small count: none of what must not happen does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or not Path("/proc/self/fd").exists(),
    reason="forks, sends signals and asks /proc which file a descriptor is",
)


def run(script: str, *options: str) -> tuple[int, dict[str, int], str]:
    """A script's exit status, figures and examples."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(HERE / script), *options],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    print(script, done.stdout)
    return done.returncode, json.loads(done.stdout), done.stderr


@pytest.mark.parametrize(
    ("script", "count", "happened"),
    [
        ("kills.py", 30, "killed"),
        ("power_cuts.py", 30, "cuts"),
        ("failing_calls.py", 40, "reported"),
        ("flips.py", 60, "detected"),
        ("readers.py", 6, "reads"),
    ],
)
def test_an_index_survives(script: str, count: int, happened: str) -> None:
    status, figures, examples = run(script, "--count", str(count))
    assert status == 0, examples
    assert figures[happened] > count * 0.8


def test_without_syncing_power_cuts_are_noticed() -> None:
    status, figures, _ = run("power_cuts.py", "--count", "20", "--no-sync")
    assert status == 1
    assert figures["unreadable"] + figures["lost"] + figures["mixed"] > 10
