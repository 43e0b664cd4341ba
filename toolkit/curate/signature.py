"""Signatures of texts: exact digests, 5-gram shingles, MinHash band keys. All 64-bit, all the same on every machine."""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from toolkit.digest import sha256_hex
from toolkit.release.index import BANDS, ROWS_PER_BAND

Shingles = npt.NDArray[np.uint64]

SHINGLE = 5  # characters
_PERMUTATIONS = BANDS * ROWS_PER_BAND
_SEED = 42
_AT_ONCE = 1 << 15  # characters hashed at a time, so that they stay in the processor's cache
_PRIME = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio, odd


def text_digest(text: str) -> str:
    """Equal for texts that differ in white space alone: exact copies."""
    return sha256_hex("".join(unicodedata.normalize("NFC", text).split()).encode("utf-8"))


def shingles(text: str) -> Shingles:
    """The set of a text's character 5-grams as sorted 64-bit hashes; a shorter text is one shingle."""
    return np.unique(grams(text))


def shingle_sets(texts: Iterable[str]) -> list[Shingles]:
    """`shingles` of each text, for many in a tenth of the time: numpy's calls cost more than what they do for one."""
    found: list[Shingles] = []
    held: list[str] = []
    room = _AT_ONCE
    for text in texts:
        held.append(text)
        room -= len(text)
        if room <= 0:
            found += _sets_of(held)
            held, room = [], _AT_ONCE
    return found + _sets_of(held)


def _sets_of(texts: Sequence[str]) -> list[Shingles]:
    hashes = grams("".join(texts))  # those that reach into the next text are left out below
    bounds = pairwise(accumulate(map(len, texts), initial=0))
    return [
        _distinct(hashes[start : end - SHINGLE + 1]) if end - start >= SHINGLE else shingles(text)
        for text, (start, end) in zip(texts, bounds, strict=True)
    ]


def _distinct(hashes: Shingles) -> Shingles:
    """Sorted, each once; `np.unique` takes twice the time for as few as a page has."""
    hashes = np.sort(hashes)
    first = np.ones(len(hashes), dtype=np.bool_)
    np.not_equal(hashes[1:], hashes[:-1], out=first[1:])
    return hashes[first]


def grams(text: str) -> Shingles:
    """The same in the order of the text, with those that stand twice: `band_keys` makes the same keys of them."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    width = min(SHINGLE, len(points))
    hashes = np.zeros(len(points) - width + 1, dtype=np.uint64)
    for offset in range(width):
        hashes = mix(hashes * _PRIME + points[offset : len(points) - width + 1 + offset])
    return hashes


def mix(values: Shingles) -> Shingles:
    """The finalizer of splitmix64 (Steele, Lea and Flood, 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def band_keys(sets: Sequence[Shingles]) -> npt.NDArray[np.uint64]:
    """MinHash band keys, shape (texts, BANDS). Two texts that share a key in a band are candidates."""
    if not sets:
        return np.zeros((0, BANDS), dtype=np.uint64)
    offsets = np.concatenate([[0], np.cumsum([len(one) for one in sets])]).astype(np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(np.concatenate(sets), offsets, _PERMUTATIONS, _SEED)
    rows = np.array(matrix.to_rows(), dtype=np.uint64).reshape(len(sets), BANDS, ROWS_PER_BAND)
    keys = np.zeros((len(sets), BANDS), dtype=np.uint64)
    for column in range(ROWS_PER_BAND):
        keys = mix(keys * _PRIME + rows[:, :, column])
    return keys


def similarity_permille(one: Shingles, other: Shingles) -> int:
    """Jaccard similarity of two shingle sets in thousandths, rounded down: an integer compares the same everywhere."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    union = len(one) + len(other) - shared
    return 1000 * shared // union if union else 1000
