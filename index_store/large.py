"""Large files of JSON Lines: taken in some documents at a time, by this process or by a team.

FileRecord --ranges--> Scans --joined, shares--> Taken, or Taken and Piece ...
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from index_store.intake import BadFileError, Seen, Taken, take_share
from index_store.reading.jsonl import nothing_found
from index_store.reading.jsonl_large import LargeFile, NotPlainError
from index_store.reading.jsonl_scan import Scan, joined

if TYPE_CHECKING:
    from index_store.authority import Authority
    from index_store.catalogue import FileRecord
    from index_store.columnar.piece import Piece
    from index_store.team import Team, Vocabulary

    Analysed = tuple[Piece, Vocabulary]


class Again(Exception):
    """The file has to be taken in as a whole: it is no plain JSON Lines, or has a document twice."""


class LargeIntake:
    """The intake of one file. Raises BadFileError wherever something is wrong with it, and Again."""

    def __init__(self, record: FileRecord, authority: Authority, team: Team | None) -> None:
        self._record = record
        self._file = LargeFile(record.path, record.size, record.sha256)
        self._authority = authority
        self._team = team

    def taken(self, problems: list[str]) -> Iterator[tuple[Taken, Analysed | None]]:
        """The documents of the file, in order: with their rows, or with a piece that has them.

        What cannot be read of the file is added to `problems`.
        """
        seen = Seen()
        try:
            if not self._file.is_readable():
                raise Again
            found = joined(self._scans())
            if not len(found.places) and not found.others:
                raise BadFileError(nothing_found(found.problems))
            problems += (f"line {line}: {why}" for line, why in found.problems)
            for taken, analysed in self._shares(found):
                if taken.failure is not None:
                    raise BadFileError(taken.failure)
                for record, content in zip(taken.records, taken.contents, strict=False):
                    if not seen.is_new(record.part, content):
                        raise Again
                yield taken, analysed
            status = Path(self._record.path).stat()
        except OSError as error:
            raise BadFileError(f"cannot be read: {error.strerror}") from error
        except NotPlainError:
            raise Again from None
        if (status.st_size, status.st_mtime_ns) != (self._record.size, self._record.mtime_ns):
            raise BadFileError("has changed while it was read: index it again")

    def _scans(self) -> Iterator[Scan]:
        ranges = self._file.ranges()
        if self._team is None:
            return (self._file.scan(begin, end) for begin, end in ranges)
        calls = (("scan", self._file, begin, end) for begin, end in ranges)
        return (scan for scan, _ in self._team.results(calls))

    def _shares(self, found: Scan) -> Iterator[tuple[Taken, Analysed | None]]:
        shares = self._file.shares(found)
        if self._team is None:
            for share in shares:
                yield take_share(self._file, share, self._authority), None
            return
        calls = (("take_share", self._file, share) for share in shares)
        for batch, vocabulary in self._team.results(calls):
            yield batch.taken[0], (batch.piece, vocabulary)
