"""Decontamination: articles that share runs of characters with texts that models are tested on.

Compared are n-grams of characters in NFC, letters, marks and digits only: punctuation, symbols and white space are no
part of a text. They are looked up by a 64-bit hash and then held against the very characters, so that no collision ever
leaves an article out; that one hides a shared n-gram has a chance of 1 in 1,000 over a hundred million n-grams
altogether. What is paraphrased, translated or in the other script is not found.
"""

import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from toolkit.curate.signature import mix

Hashes = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]
Points = npt.NDArray[np.uint32]
Bits = npt.NDArray[np.uint8]

_BASE = np.uint64(0x9E3779B97F4A7C15)
_PIECE = 1 << 16  # n-grams hashed or compared at a time


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a source: the number of its file, and of its line or record in it, from 1.

    `follows`: it goes on where the passage before it ended, and n-grams run across.
    """

    file: int
    number: int
    text: str
    follows: bool = False


@dataclass(frozen=True)
class NgramIndex:
    """The n-grams of all passages.

    `points`: their code points, one after another; passage k begins at `bounds[k]` and is number `numbers[k]` of file
    `files[k]`. `hashes`: of the distinct n-grams, sorted; `starts`: where in `points` each stands first. `sieve`: a bit
    for each value of the first bits of a hash, set where there is such a hash; one in ten is, so that most n-grams of a
    page cost one look.
    """

    hashes: Hashes
    starts: Integers
    points: Points
    bounds: Integers
    files: Integers
    numbers: Integers
    sieve: Bits


@dataclass(frozen=True, slots=True)
class Overlap:
    """What an article shares with the passages: how many distinct n-grams.

    `file` and `number` name the passage with most of them; `start:end` is the stretch of the article, in characters of
    its NFC, from the first n-gram shared with that passage to the end of the last.
    """

    shared: int
    file: int
    number: int
    start: int
    end: int


def build_ngrams(passages: Iterable[Passage], n: int) -> NgramIndex:
    """Index all n-grams; a passage of fewer than `n` characters has none. Some 60 bytes of memory a character."""
    read = [(passage, plain(passage.text)[0]) for passage in passages]
    lengths = np.array([len(points) for _, points in read], dtype=np.int64)
    points = np.concatenate([np.zeros(0, dtype=np.uint32), *(points for _, points in read)])
    ends = np.cumsum(lengths)
    starts = _starts(read, ends, n)
    hashes, first = np.unique(_hashes(points, n)[starts], return_index=True)
    return NgramIndex(
        hashes,
        starts[first],
        points,
        ends - lengths,
        np.array([passage.file for passage, _ in read], dtype=np.int64),
        np.array([passage.number for passage, _ in read], dtype=np.int64),
        _sieve(hashes),
    )


def _sieve(hashes: Hashes) -> Bits:
    """Eight to sixteen bits a hash."""
    sieve = np.zeros(1 << max(3, len(hashes).bit_length()), dtype=np.uint8)
    places, masks = _slots(hashes, sieve)
    np.bitwise_or.at(sieve, places, masks)
    return sieve


def _slots(hashes: Hashes, sieve: Bits) -> tuple[Hashes, Bits]:
    """The byte of the sieve that each hash falls on, and its bit there."""
    slots = hashes >> np.uint64(64 - 3 - (len(sieve).bit_length() - 1))
    return slots >> np.uint64(3), np.uint8(1) << (slots & np.uint64(7)).astype(np.uint8)


def _starts(read: list[tuple[Passage, Points]], ends: Integers, n: int) -> Integers:
    """Where n-grams begin: those that end within their passage or one that follows it."""
    breaks = [int(end) for end, (after, _) in zip(ends, read[1:], strict=False) if not after.follows]
    cuts = [0, *breaks, *ends[-1:].tolist()]
    runs = [np.arange(start, max(start, end - n + 1)) for start, end in pairwise(cuts)]
    return np.concatenate([np.zeros(0, dtype=np.int64), *runs])


def find_overlap(index: NgramIndex, text: str, n: int, hits: int) -> Overlap | None:
    """What `text` shares with the passages, where it is `hits` distinct n-grams or more. Linear in the text."""
    points, places = plain(text)
    here, there = _known(index, _hashes(points, n))
    real = np.concatenate([np.zeros(0, dtype=bool), *_equal(points, here, index.points, there, n)])
    if np.count_nonzero(real) < hits:
        return None
    return _overlap(index, here[real], there[real], places, n)


def _known(index: NgramIndex, hashes: Hashes) -> tuple[Integers, Integers]:
    """Where distinct hashes that the index has stand first, here and there."""
    slots, masks = _slots(hashes, index.sieve)
    likely = np.flatnonzero(index.sieve[slots] & masks)
    if not len(likely):
        return likely, likely
    grams, first = np.unique(hashes[likely], return_index=True)
    at = np.minimum(np.searchsorted(index.hashes, grams), len(index.hashes) - 1)
    known = index.hashes[at] == grams
    return likely[first[known]], index.starts[at[known]]


def _overlap(index: NgramIndex, here: Integers, there: Integers, places: Integers, n: int) -> Overlap:
    """From where in the article and in the index the shared n-grams begin."""
    passages = np.searchsorted(index.bounds, there, side="right") - 1
    met, counts = np.unique(passages, return_counts=True)
    most = int(met[np.argmax(counts)])
    inside = here[passages == most]
    start, end = places[inside.min()], places[inside.max() + n - 1] + 1
    return Overlap(len(here), int(index.files[most]), int(index.numbers[most]), int(start), int(end))


def _equal(one: Points, starts: Integers, other: Points, others: Integers, n: int) -> Iterator[npt.NDArray[np.bool_]]:
    """Whether the n-grams are the same characters."""
    window = np.arange(n)
    for first in range(0, len(starts), _PIECE):
        mine = one[starts[first : first + _PIECE, np.newaxis] + window]
        theirs = other[others[first : first + _PIECE, np.newaxis] + window]
        yield (mine == theirs).all(axis=1)


def plain(text: str) -> tuple[Points, Integers]:
    """The code points that are compared, and where in the NFC of `text` each stands."""
    points = np.frombuffer(unicodedata.normalize("NFC", text).encode("utf-32-le", "replace"), dtype=np.uint32)
    places = np.flatnonzero(_compared()[points])
    return points[places], places


@cache
def _compared() -> npt.NDArray[np.bool_]:
    """Which code points are compared: letters, marks and numbers."""
    every = (unicodedata.category(chr(point))[0] in "LMN" for point in range(sys.maxunicode + 1))
    return np.fromiter(every, dtype=bool, count=sys.maxunicode + 1)


def _hashes(points: Points, n: int) -> Hashes:
    """A hash of the n-gram at each place where one fits."""
    count = max(0, len(points) - n + 1)
    hashes = np.zeros(count, dtype=np.uint64)
    for first in range(0, count, _PIECE):
        piece = hashes[first : first + _PIECE]
        for offset in range(n):
            piece *= _BASE
            piece += points[first + offset : first + offset + len(piece)]
        piece[:] = mix(piece)
    return hashes
