"""The script that times indexing and changes of an index."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_documents_are_indexed_and_changes_found(tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {"doc_id": f"d{n // 5}", "date": "2024-01-09", "speaker": "MS. ABLE", "text": f"Word w{n}."}
        )
        for n in range(30)
    ]
    (tmp_path / "data.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, ROOT / "benchmarks" / "indexing.py", tmp_path / "data.jsonl"),
            *("--passages", "23", "--changes", "3", "--jobs", "1,2"),
        ],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("23 passages in 5 files")
    jobs = re.findall(
        r"^\| ([0-9]+) \| [0-9.]+ \| [0-9,]+ \| [0-9,–]+ \| [0-9.]+ \| [0-9.]+ \|$", done.stdout, re.M
    )
    assert jobs == ["1", "2"]
    rows = re.findall(r"^\| ([a-z ]+) \| ([0-9.]+) \| ([0-9.]+) \| ([0-9.]+) \|$", done.stdout, re.MULTILINE)
    assert [row[0] for row in rows] == ["indexed and synced", "opened", "found", "together"]
    assert all(0 < float(low) <= float(high) for _, low, _, high in rows)
