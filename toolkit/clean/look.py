"""What the characters of lines are, told for many lines at one look.

A search for each line and each question is what cleaning would spend its time on. Here numpy looks every character up
once, in tables from character to integer: bits that say which questions are worth asking, and counts of kinds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from operator import or_
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.uint64]
Kinds = npt.NDArray[np.uint8]
Entries = Sequence[tuple[str | range, int]]  # characters, or a range of their codes, and their bits
COUNT_BITS = 32  # of the first of two counts in one integer
_AT_ONCE = 1 << 16  # characters, so that a page of any size is looked at in bounded memory
_CHARACTERS = 0x110000


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What is looked up: the bits of `chars`; those that `first` has for a character and `second` for the next one."""

    chars: Table
    first: Table
    second: Table
    counts: Table


class Look(NamedTuple):
    """What one line holds: the bits of all its characters and pairs of characters, and their counts added up."""

    bits: int
    counts: int


def kinds(*classes: str | range) -> Kinds:
    """A table from character to the number of its class, from 1; the last class that has it, 0 where none has."""
    made = np.zeros(_CHARACTERS, dtype=np.uint8)
    for number, chars in enumerate(classes, 1):
        made[list(chars if isinstance(chars, range) else map(ord, chars))] = number
    return made


def count_kinds(text: str, of: Kinds, number: int) -> list[int]:
    """How many characters of a text are of each kind, from 0 up to `number`."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    counts: list[int] = np.bincount(of[codes], minlength=number + 1).tolist()
    return counts


def table(entries: Entries) -> Table:
    """A table from character to integer: the characters of each entry have its bits."""
    made = np.zeros(_CHARACTERS, dtype=np.uint64)
    for chars, bits in entries:
        codes = chars if isinstance(chars, range) else map(ord, chars)
        made[np.fromiter(codes, dtype=np.int64)] |= np.uint64(bits)
    return made


def look_at(lines: Sequence[str], tables: Tables) -> Iterator[Look]:
    """A look at each line."""
    for group in _groups(lines):
        if len(group[0]) <= _AT_ONCE:
            yield from _look(group, tables)
        else:
            yield _whole(look_at(list(_pieces(group[0])), tables))


def _groups(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """Neighbours that are looked at together; a very long line stands alone."""
    size = start = 0
    for place, line in enumerate(lines):
        size += len(line) + 1
        if size > _AT_ONCE and place > start:
            yield lines[start:place]
            size, start = len(line) + 1, place
    if start < len(lines):
        yield lines[start:]


def _look(lines: Sequence[str], tables: Tables) -> Iterator[Look]:
    text = "\n".join([*lines, ""])  # so that no line is empty; the line break has no bits
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    starts = [0, *(end + number for number, end in enumerate(accumulate(map(len, lines[:-1])), 1))]
    bits = tables.chars[codes]
    bits[:-1] |= tables.first[codes[:-1]] & tables.second[codes[1:]]
    counts = np.add.reduceat(tables.counts[codes], starts)
    return map(Look, np.bitwise_or.reduceat(bits, starts).tolist(), counts.tolist())


def _pieces(line: str) -> Iterator[str]:
    """A pair that is cut in two is not seen: no rule is tried on so long a line."""
    return (line[start : start + _AT_ONCE] for start in range(0, len(line), _AT_ONCE))


def _whole(looks: Iterable[Look]) -> Look:
    bits, counts = zip(*looks, strict=True)
    return Look(reduce(or_, bits), sum(counts))
