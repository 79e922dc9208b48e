"""Runs: the characters between white space, numbered, so that equal ones have one number.

    bytes --`find_runs`--> starts, ends --RunNumbers.of--> a number for each, and which runs were new

A text of n words has about n runs, and nearly all of them were met before. So they are recognised without
making a Python object of each: the bytes of a run are read as one to three unaligned 64-bit words, and
compared with those that stand in a table at the place to which their hash points.

    place     the highest bits of a multiplicative hash of the words
    words     u64[places] for each of the words, zero-padded; 0: nobody stands here
    numbers   i32[places] the number of the run that stands here

A run holds no zero byte, so equal words are equal runs: a hit is never a guess. Whoever comes first stands
at a place and stays (frequent runs come early); the others are found in a dictionary of bytes.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

LAST_SPACE = 32
"""Bytes up to this one separate runs: ASCII white space, and control characters with it. No byte of a longer
UTF-8 sequence is among them."""

LONGEST = 96
"""Bytes of the longest run that has a number of its own: an address, or a line of Japanese, is hardly met
again."""

TOO_LONG = 0
"""The number of all runs that are longer."""

_WIDTH = 8
_MASKS = np.array([(1 << 8 * n) - 1 for n in range(_WIDTH + 1)], np.uint64)
"""What is left of a 64-bit word of which n bytes belong to the run, by n."""
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
_TABLES = ((1, 19), (3, 16))
"""Words of a run, and bits of a place: a table for runs of up to 8 bytes, and one for those of up to 24."""


def find_runs(stored: bytes) -> tuple[Places, Places]:
    """Where the runs begin and end in bytes of text, ascending."""
    inside = np.zeros(len(stored) + 2, np.bool_)
    np.greater(np.frombuffer(stored, np.uint8), LAST_SPACE, out=inside[1:-1])
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    return edges[0::2], edges[1::2]


class RunNumbers:
    """Gives each distinct run a number: 1, 2, ... in the order in which they are first met."""

    def __init__(self) -> None:
        self._known: dict[bytes, int] = {}
        self._tables = [_Table(words, bits) for words, bits in _TABLES]

    def __len__(self) -> int:
        """How many numbers were given."""
        return len(self._known)

    def of(self, stored: bytes, starts: Places, ends: Places) -> tuple[Places, list[bytes]]:
        """The number of each run of some text, and the runs that are new, in the order of their numbers."""
        padded = np.frombuffer(stored + bytes(_WIDTH * len(_FACTORS)), np.uint8)
        view: Words = np.ndarray((len(padded) - _WIDTH + 1,), np.dtype("<u8"), padded, strides=(1,))
        sizes = ends - starts
        numbers = np.full(len(starts), -1, np.int64)
        for table in self._tables:
            which = np.flatnonzero((sizes >= table.shortest) & (sizes <= table.longest))
            numbers[which] = table.find(table.read(view, starts[which], sizes[which]))
        missing = np.flatnonzero(numbers < 0)
        if not len(missing):
            return numbers, []
        known = len(self._known)
        numbers[missing] = self._looked_up(stored, starts[missing], ends[missing])
        new = missing[_first_of_each(numbers[missing], known)]
        for table in self._tables:
            which = new[(sizes[new] >= table.shortest) & (sizes[new] <= table.longest)]
            table.enter(table.read(view, starts[which], sizes[which]), numbers[which])
        return numbers, [stored[a:b] for a, b in zip(starts[new].tolist(), ends[new].tolist(), strict=True)]

    def _looked_up(self, stored: bytes, starts: Places, ends: Places) -> list[int]:
        """The numbers of runs, new ones included, by the dictionary."""
        known = self._known
        found = []
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            if end - start > LONGEST:
                found.append(TOO_LONG)
            else:
                found.append(known.setdefault(stored[start:end], len(known) + 1))
        return found


def _first_of_each(numbers: Places, above: int) -> Places:
    """Where each number greater than `above` stands for the first time; the numbers rise there by one."""
    at = np.flatnonzero(numbers > above)
    highest = np.maximum.accumulate(numbers[at])
    return at[np.diff(highest, prepend=above) > 0]


class _Table:
    """Numbers of runs by their words, as drawn above."""

    def __init__(self, words: int, bits: int) -> None:
        self.longest = _WIDTH * words
        """Bytes of the longest run that stands here."""
        self.shortest = 1 if words == 1 else _WIDTH + 1
        self._words = [np.zeros(1 << bits, np.uint64) for _ in range(words)]
        self._numbers = np.zeros(1 << bits, np.int32)
        self._shift = np.uint64(64 - bits)

    def read(self, view: Words, starts: Places, sizes: Places) -> list[Words]:
        """The words of runs; `view` gives the eight bytes from any byte on."""
        if len(self._words) == 1:
            return [view[starts] & _MASKS[sizes]]
        return [
            view[starts + _WIDTH * n] & _MASKS[np.clip(sizes - _WIDTH * n, 0, _WIDTH)]
            for n in range(len(self._words))
        ]

    def find(self, words: list[Words]) -> npt.NDArray[np.int32]:
        """The number of each run, -1 where it does not stand here."""
        places = self._places(words)
        hit = self._words[0][places] == words[0]
        for stand, word in zip(self._words[1:], words[1:], strict=True):
            hit &= stand[places] == word
        return np.where(hit, self._numbers[places], np.int32(-1))

    def enter(self, words: list[Words], numbers: Places) -> None:
        """Let runs stand here whose places are free; the first of those that want the same one."""
        places, first = np.unique(self._places(words), return_index=True)
        free = self._words[0][places] == 0
        places, first = places[free], first[free]
        for stand, word in zip(self._words, words, strict=True):
            stand[places] = word[first]
        self._numbers[places] = numbers[first]

    def _places(self, words: list[Words]) -> Words:
        hashed: Words = words[0] * _FACTORS[0]
        for word, factor in zip(words[1:], _FACTORS[1:], strict=False):
            hashed = (hashed ^ word) * factor
        return np.right_shift(hashed, self._shift)
