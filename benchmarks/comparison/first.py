"""A new process opens an index and answers one question: python -m comparison.first ENGINE FOLDER QUESTION

Without arguments it does nothing, so that what starting and this module take can be told from what the engine
takes. It imports as little as it can.
"""

from __future__ import annotations

import sys


def main(name: str, folder: str, record: str) -> None:
    """Answer the question, a JSON object of its fields."""
    import json
    from pathlib import Path

    from comparison import peers
    from comparison.engine import Question

    fields = json.loads(record)
    question = Question(**{**fields, "words": tuple(fields["words"])})
    peers.load(name).open_index(Path(folder)).prepare(question)()


if __name__ == "__main__" and sys.argv[1:]:
    main(*sys.argv[1:])
