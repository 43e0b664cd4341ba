"""The exact join across splits: every pair of a test row and another row that is too alike, with none passed over.

MinHash bands miss one pair in twenty at the threshold. A prefix filter misses none (Chaudhuri, Ganti and Kaushik, 2006;
Bayardo, Ma and Srikant, 2007): order all shingles in one way; two sets with a Jaccard similarity of t or more share a
shingle among the first n - ceil(t * n) + 1 of each, n being the set's size. Ordered by how often test rows hold them,
shingles that no test row holds come first, so an unrelated text is dismissed without being compared to anything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from toolkit.curate.signature import Shingles

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PrefixIndex:
    """The prefixes of the indexed sets.

    `vocabulary`: every shingle of the sets, sorted; `ranks`: the place of each in the common order. The sets whose
    prefix holds the shingle of rank r are `members[starts[r]:starts[r + 1]]`. `sizes`: of each set.
    """

    permille: int
    vocabulary: Shingles
    ranks: Integers
    starts: Integers
    members: Integers
    sizes: Integers


def build_index(sets: Sequence[Shingles], permille: int) -> PrefixIndex:
    """Index the shingle sets of the smaller side, for similarities of `permille` thousandths or more."""
    flat = np.concatenate([np.zeros(0, dtype=np.uint64), *sets])
    vocabulary, places, counts = np.unique(flat, return_inverse=True, return_counts=True)
    ranks = np.empty(len(vocabulary), dtype=np.int64)
    ranks[np.lexsort((vocabulary, counts))] = np.arange(len(vocabulary))
    sizes = np.array([len(one) for one in sets], dtype=np.int64)
    owners = np.repeat(np.arange(len(sets)), sizes)
    order = np.lexsort((ranks[places], owners))
    within = np.arange(len(flat)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    in_prefix = order[within < np.repeat(_prefix(sizes, permille), sizes)]
    by_rank = in_prefix[np.argsort(ranks[places[in_prefix]], kind="stable")]
    starts = np.searchsorted(ranks[places[by_rank]], np.arange(len(vocabulary) + 1))
    return PrefixIndex(permille, vocabulary, ranks, starts, owners[by_rank], sizes)


def probe(index: PrefixIndex, sets: Sequence[Shingles]) -> Iterator[tuple[int, int]]:
    """Candidates (number of a probing set, number of an indexed set); every pair that is alike enough is among them."""
    sizes = np.array([len(one) for one in sets], dtype=np.int64)
    if not len(index.vocabulary) or not len(sizes):
        return
    flat = np.concatenate(list(sets))
    places = np.minimum(np.searchsorted(index.vocabulary, flat), len(index.vocabulary) - 1)
    known = index.vocabulary[places] == flat
    ends = np.cumsum(sizes)
    # Shingles that no indexed set holds fill the prefix first; what they leave of it must meet an indexed prefix.
    left = _prefix(sizes, index.permille) - (sizes - np.add.reduceat(known.astype(np.int64), ends - sizes))
    for number in np.flatnonzero(left > 0).tolist():
        run = slice(ends[number] - sizes[number], ends[number])
        ranks = np.sort(index.ranks[places[run][known[run]]])[: left[number]]
        yield from ((number, other) for other in _members(index, ranks, int(sizes[number])))


def _prefix(sizes: Integers, permille: int) -> Integers:
    """n - ceil(t * n) + 1."""
    return sizes - (sizes * permille + 999) // 1000 + 1


def _members(index: PrefixIndex, ranks: Integers, size: int) -> list[int]:
    """The indexed sets whose prefix holds a shingle of these ranks, and whose size allows them to be alike."""
    runs = [index.members[index.starts[rank] : index.starts[rank + 1]] for rank in ranks.tolist()]
    found = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *runs]))
    others = index.sizes[found]
    fits = (others * 1000 >= size * index.permille) & (size * 1000 >= others * index.permille)
    members: list[int] = found[fits].tolist()
    return members
