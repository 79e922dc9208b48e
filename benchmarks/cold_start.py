"""How long `kaiken search` takes from nothing: interpreter, imports, one query over the corpus, output.

usage: python benchmarks/cold_start.py [QUERY ...] [--runs N] [--command PATH]

Builds an index of the corpus in a temporary folder and runs each command N times, every time in a new
process, in turn with an interpreter that does nothing. Prints Markdown: wall and processor time of each
command, and the modules that cost most to import. On a machine that does something else as well, the
processor time and the minimum say more than the median of the wall time.

Modules are compiled before the clock starts, as they are on a machine where kaiken is installed. The compiled
files go to the temporary folder, whatever PYTHONDONTWRITEBYTECODE says. `--command` is an installed `kaiken`;
without it the package is run with this interpreter.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
IMPORTS = 12
"""How many imports are listed."""


class Run(NamedTuple):
    wall: float
    processor: float
    """User and system time, in seconds as `wall`; 0 where the system does not tell."""


class Import(NamedTuple):
    module: str
    own: int
    """Microseconds for the module itself, profiling included."""
    total: int
    """The same with what it imports first."""


def main() -> None:
    """Index, run, report."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("query", nargs="*", default=["Taiwan", "Strait"])
    options.add_argument("--runs", type=int, default=15, metavar="N")
    options.add_argument("--command", type=Path, metavar="PATH", help="an installed kaiken")
    args = options.parse_args()
    if args.runs < 1:
        options.error("at least one run is needed")
    with tempfile.TemporaryDirectory() as folder:
        python, kaiken = interpreter(args.command)
        env = environment(folder, installed=args.command is not None)
        index = ["--index", str(Path(folder, "index"))]
        run([*kaiken, "index", str(ROOT / "corpus"), *index], env)
        search = ["search", *args.query, *index]
        commands = {
            "python -c pass": [*python, "-c", "pass"],
            "kaiken search": [*kaiken, *search],
            "kaiken search --json": [*kaiken, *search, "--json"],
        }
        measured = alternate(commands, args.runs, env)
        imports = profile([*python, "-X", "importtime", *kaiken[len(python) :], *search], env)
    print(f"Python {sys.version.split()[0]}, {args.runs} runs of each, query `{' '.join(args.query)}`\n")
    print_times(measured)
    print(f"\n{len(imports)} modules are imported. The {IMPORTS} that take longest themselves:\n")
    print_imports(imports)


def interpreter(command: Path | None) -> tuple[list[str], list[str]]:
    """How to start Python, and how to start kaiken with it."""
    if command is None:
        return [sys.executable], [sys.executable, "-m", "search.cli"]
    # The interpreter of the same environment, so that options can be given to it.
    python = next((p for p in command.parent.glob("python*") if p.stem == "python"), None)
    if python is None:
        raise SystemExit(f"{command}: there is no python beside it")
    return [str(python)], [str(python), str(command)]


def environment(folder: str, installed: bool) -> dict[str, str]:
    """The environment of the processes that are measured."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    path = {} if installed else {"PYTHONPATH": str(ROOT)}
    return {**env, **path, "PYTHONPYCACHEPREFIX": str(Path(folder, "compiled"))}


def alternate(
    commands: Mapping[str, Sequence[str]], runs: int, env: Mapping[str, str]
) -> dict[str, list[Run]]:
    """The runs of each command, after one of each that is not counted."""
    measured: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            one = run(command, env)
            if turn:
                measured[name].append(one)
    return measured


def run(command: Sequence[str], env: Mapping[str, str]) -> Run:
    """Run a command to its end; its output is read and thrown away. Ends this program where it fails."""
    before, began = processor_time(), time.perf_counter()
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    wall, spent = time.perf_counter() - began, processor_time() - before
    if done.returncode not in (0, 1):  # 1: nothing was found
        raise SystemExit(f"{' '.join(command)}: {done.stderr.decode(errors='replace')}")
    return Run(wall, spent)


def processor_time() -> float:
    """Seconds that all processes took that were started here and have ended."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def profile(command: Sequence[str], env: Mapping[str, str]) -> list[Import]:
    """What a command imports, the most expensive first, from the lines of `-X importtime`:

    import time:       150 |        150 |   _io
    """
    done = subprocess.run(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
    )
    imports = []
    for line in done.stderr.splitlines():
        own, _, rest = line.removeprefix("import time:").partition("|")
        total, _, module = rest.partition("|")
        if line.startswith("import time:") and own.strip().isdigit():
            imports.append(Import(module.strip(), int(own), int(total)))
    return sorted(imports, key=lambda one: -one.own)


def print_times(measured: Mapping[str, Sequence[Run]]) -> None:
    print("| command | wall min | median | max | processor min | median |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, runs in measured.items():
        wall = sorted(one.wall * 1000 for one in runs)
        spent = sorted(one.processor * 1000 for one in runs)
        cells = (wall[0], median(wall), wall[-1], spent[0], median(spent))
        print(f"| `{name}` | {' | '.join(f'{cell:.0f} ms' for cell in cells)} |")


def print_imports(imports: Sequence[Import]) -> None:
    print("| module | itself | with its imports |")
    print("|---|---:|---:|")
    for one in imports[:IMPORTS]:
        print(f"| `{one.module}` | {one.own / 1000:.1f} ms | {one.total / 1000:.1f} ms |")


if __name__ == "__main__":
    main()
