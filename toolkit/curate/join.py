"""The exact join across splits: every pair of a test row and another row that is too alike, with none passed over.

MinHash bands miss one pair in twenty at the threshold. A prefix filter misses none (Chaudhuri, Ganti and Kaushik, 2006;
Bayardo, Ma and Srikant, 2007): order all shingles in one way; two sets with a Jaccard similarity of t or more share a
shingle among the first n - ceil(t * n) + 1 of each, n being the set's size. Ordered by how often test rows hold them,
shingles that no test row holds come first, so an unrelated text is dismissed without being compared to anything.

Any order will do, so the counts need not be exact: they are kept in a table of fixed size by the last bits of the
shingle, and shingles of one count stand in the order of their hashes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from toolkit.curate.signature import Shingles

Integers = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint16]

_LEAST_BITS, _MOST_BITS = 10, 26  # of the table of counts


@dataclass(frozen=True)
class PrefixIndex:
    """The prefixes of the indexed sets.

    `counts`: how many of the sets hold a shingle, by the shingle's last bits; `shingles`: of all prefixes,
    sorted; `members`: the set whose prefix each is in; `sizes`: of each set.
    """

    permille: int
    counts: Counts
    shingles: Shingles
    members: Integers
    sizes: Integers


def build_index(sets: Sequence[Shingles], permille: int) -> PrefixIndex:
    """Index the shingle sets of the smaller side, for similarities of `permille` thousandths or more.

    The sets are gone through twice and never held together.
    """
    sizes = np.array([len(one) for one in sets], dtype=np.int64)
    counts = np.zeros(1 << min(max(int(sizes.sum()).bit_length() + 1, _LEAST_BITS), _MOST_BITS), dtype=np.uint16)
    for one in sets:
        counts[_places(counts, one)] += 1  # a set holds a shingle once; two that share a place count as one
    prefixes = [np.zeros(0, dtype=np.uint64), *(_prefix(counts, one, permille)[0] for one in sets)]
    flat = np.concatenate(prefixes)
    order = np.argsort(flat, kind="stable")
    members = np.repeat(np.arange(-1, len(sets)), [len(one) for one in prefixes])
    return PrefixIndex(permille, counts, flat[order], members[order], sizes)


def probe(index: PrefixIndex, sets: Sequence[Shingles]) -> Iterator[tuple[int, int]]:
    """Candidates (number of a probing set, number of an indexed set); every pair that is alike enough is among them."""
    for number, one in enumerate(sets):
        prefix, counts = _prefix(index.counts, one, index.permille)
        prefix = prefix[counts > 0]
        starts = np.searchsorted(index.shingles, prefix)
        ends = np.searchsorted(index.shingles, prefix, "right")
        found = starts < ends
        if found.any():
            runs = [index.members[start:end] for start, end in zip(starts[found], ends[found], strict=True)]
            yield from ((number, other) for other in _fitting(index, np.unique(np.concatenate(runs)), len(one)))


def _places(counts: Counts, one: Shingles) -> Shingles:
    places: Shingles = one & np.uint64(len(counts) - 1)
    return places


def _prefix(counts: Counts, one: Shingles, permille: int) -> tuple[Shingles, Counts]:
    """The first n - ceil(t * n) + 1 shingles of a set, which come sorted by hash, and the count of each."""
    length = len(one) - (len(one) * permille + 999) // 1000 + 1
    held = counts[_places(counts, one)]
    first = np.argsort(held, kind="stable")[:length]
    return one[first], held[first]


def _fitting(index: PrefixIndex, found: Integers, size: int) -> list[int]:
    """Those of the indexed sets whose size allows them to be alike."""
    others = index.sizes[found]
    fits = (others * 1000 >= size * index.permille) & (size * 1000 >= others * index.permille)
    members: list[int] = found[fits].tolist()
    return members
