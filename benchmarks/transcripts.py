"""What the segmenter makes of a body of transcripts that nobody has marked up: a report to be read by eye.

usage: python benchmarks/transcripts.py PATH... [--labels N] [--documents] [--profile]

For every readable file below the paths: the share of the text that is in passages, the share of passages
with a speaker, the number of distinct speakers, the labels that were taken and the label-like strings that
were refused or doubted, and the documents that were flagged. Prints Markdown.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from index_store.model import KaikenError, Source
from index_store.passages import from_transcript
from index_store.reading import read
from index_store.transcript import Parse


def sources(paths: list[str]) -> Iterator[Source | str]:
    """The documents of all files; a message for every file that cannot be read."""
    for path in paths:
        for file in sorted(Path(path).rglob("*")) if Path(path).is_dir() else [Path(path)]:
            if not file.is_file():
                continue
            try:
                yield from (item for item in read(file) if isinstance(item, Source))
            except KaikenError as error:
                yield str(error)


def main() -> None:
    """Read, segment, report."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("paths", nargs="+")
    options.add_argument("--labels", type=int, default=40, help="how many labels to list")
    options.add_argument("--documents", action="store_true", help="a line for every document")
    options.add_argument("--profile", action="store_true")
    args = options.parse_args()
    taken: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    doubted: Counter[str] = Counter()
    flags: list[tuple[str, str]] = []
    rows: list[tuple[str, int, float, float, int, str | None, str | None]] = []
    unread: list[str] = []
    size, spent = 0, 0.0
    profile = cProfile.Profile()
    for source in sources(args.paths):
        if isinstance(source, str):
            unread.append(source)
            continue
        if args.profile:
            profile.enable()
        began = time.perf_counter()
        parse = Parse(source)
        transcript = parse.transcript()
        spent += time.perf_counter() - began
        profile.disable()
        document = from_transcript(source, transcript)
        size += len(source.text)
        taken.update(f.label.printed for f in parse.inventory.at.values() if f.accepted)
        doubted.update(f.label.printed for f in parse.inventory.at.values() if f.doubtful)
        refused.update(parse.inventory.refused)
        flags.extend((source.path, f) for f in document.flags)
        in_blocks = sum(b.end - b.start for b in source.blocks) or 1
        kept = sum(len(p.text) for p in document.passages) / in_blocks
        named = sum(p.speaker is not None or p.role is not None for p in document.passages)
        speakers = len({p.speaker for p in document.passages if p.speaker})
        rows.append(
            (
                Path(source.path).name,
                len(document.passages),
                kept,
                named / (len(document.passages) or 1),
                speakers,
                document.date,
                document.title,
            )
        )
    if args.profile:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(35)
    if not rows:
        raise SystemExit("no document could be read")
    print(f"{len(rows)} documents, {size / 1e6:.1f} M characters, {sum(r[1] for r in rows)} passages")
    print(f"speed: {size / 1e6 / spent * 60:.0f} M characters a minute")
    print(f"text in passages: median {median(r[2] for r in rows):.3f}, least {min(r[2] for r in rows):.3f}")
    named = [r[3] for r in rows]
    print(f"passages with a speaker or role: median {median(named):.3f}, least {min(named):.3f}")
    print(
        f"distinct speakers a document: median {median(r[4] for r in rows)}, most {max(r[4] for r in rows)}"
    )
    print(f"dated: {sum(r[5] is not None for r in rows)}, titled: {sum(r[6] is not None for r in rows)}")
    for name, counts in (("taken", taken), ("refused", refused), ("doubted", doubted)):
        print(f"\n## Labels {name}: {sum(counts.values())}, {len(counts)} forms\n")
        print(", ".join(f"`{label}` {n}" for label, n in counts.most_common(args.labels)))
    print(f"\n## Flagged: {len(flags)}\n")
    for path, flag in flags:
        print(f"- {path}: {flag}")
    for message in unread:
        print(f"- {message}")
    if args.documents:
        print("\n| document | passages | in passages | named | speakers | date | title |")
        print("|---|---|---|---|---|---|---|")
        for row in sorted(rows, key=lambda r: r[2]):
            print(
                f"| {row[0][:60]} | {row[1]} | {row[2]:.3f} | {row[3]:.3f} | {row[4]} | {row[5]} | {row[6]} |"
            )


if __name__ == "__main__":
    main()
