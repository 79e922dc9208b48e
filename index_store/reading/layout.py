"""What every format agrees on: which characters end a line, which are blank, and how far apart lines are.

text --lines--> (start, end) of every line that shows something, trimmed, with its gap --> Block
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from ..model import Block

BREAKS = "\n\r\v\f\u2028\u2029"
"""Characters that end a line. U+0085 and U+001C to U+001E are left out, although `str.splitlines` has them:
in files that were converted carelessly U+0085 stands for an ellipsis, and the others separate data, not
lines.
"""

INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u180e"
"""Characters without width that are no white space to Python, but show nothing at the end of a line: the byte
order mark, zero width spaces and joiners, direction marks."""

BLANK = "".join(filter(str.isspace, map(chr, range(sys.maxunicode + 1)))) + INVISIBLE
"""Characters that show nothing: those a line is trimmed of. A line that has no others is blank."""

LINE_END = re.compile(f"\r\n|[{BREAKS}]")

FIRST_GAP = 2
"""The gap of the first block of a document."""


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without blank characters at its ends; empty (at `end`) where there is nothing else."""
    line = text[start:end]
    rest = line.lstrip(BLANK)
    start = end - len(rest)
    return start, start + len(rest.rstrip(BLANK))


def is_blank(text: str) -> bool:
    """Whether the text shows nothing."""
    return not text.strip(BLANK)


def line_ranges(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, str]]:
    """Each line's range without its end, and the characters that end it (none for the last)."""
    end = len(text) if end is None else end
    for match in LINE_END.finditer(text, start, end):
        yield start, match.start(), match.group()
        start = match.end()
    yield start, end, ""


def plain_blocks(text: str) -> tuple[Block, ...]:
    """One block for every line that is not blank.

    The gap is 0 for a line that follows directly, otherwise 1 + the number of blank lines between. A form
    feed ends a page and so counts as a blank line of its own.
    """
    blocks: list[Block] = []
    breaks = FIRST_GAP
    page = False
    for first, last, ending in line_ranges(text):
        line = text[first:last]
        rest = line.lstrip(BLANK)
        if rest:
            start = last - len(rest)
            gap = max(breaks, FIRST_GAP) if page or not blocks else (0 if breaks == 1 else breaks)
            blocks.append(Block(start, start + len(rest.rstrip(BLANK)), gap if blocks else FIRST_GAP))
            breaks, page = 0, False
        breaks += 1
        page = page or ending == "\f"
    return tuple(blocks)
