"""Clusters of copies: candidate pairs from band keys, connected components, and the claims of those in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Claim:
    """What an article brings when copies compete to be the row."""

    seniority: int  # lower for what was published before
    metadata: int  # how many of the fields that describe it are filled
    published_at: str | None
    char_count: int
    place: tuple[bytes, int]  # (path key, raw_index): the last resort, never the order of input

    def rank(self) -> tuple[int, int, str, int, tuple[bytes, int]]:
        """Lowest wins: published before, then best metadata, then earliest, then longest, then place."""
        return self.seniority, -self.metadata, self.published_at or "~", -self.char_count, self.place


def group_equal(keys: Sequence[str]) -> dict[str, list[int]]:
    """Positions by key, in order."""
    groups: dict[str, list[int]] = {}
    for position, key in enumerate(keys):
        groups.setdefault(key, []).append(position)
    return groups


def candidate_pairs(keys: npt.NDArray[np.uint64], carried: int = 0) -> npt.NDArray[np.int64]:
    """Pairs (i < j) of rows of `keys`, shape (n, bands), that share a key in a band: shape (pairs, 2), sorted.

    Within a bucket each row is paired with the bucket's first, with the one before it, and with the last of the first
    `carried` rows: enough to connect copies, and linear where a template has put a million pages into one bucket.
    """
    found = [_bucket_pairs(keys[:, band], carried) for band in range(keys.shape[1])]
    pairs = np.concatenate([np.zeros((0, 2), dtype=np.int64), *found])
    return np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0)


def _bucket_pairs(column: npt.NDArray[np.uint64], carried: int) -> npt.NDArray[np.int64]:
    order = np.argsort(column, kind="stable").astype(np.int64)  # stable: positions ascend within a bucket
    same = np.concatenate([[False], column[order][1:] == column[order][:-1]])
    first = np.maximum.accumulate(np.where(same, 0, np.arange(len(order))))
    with_first = np.stack([order[first], order], axis=1)[same]
    with_last = np.stack([np.roll(order, 1), order], axis=1)[same]
    # The last carried row so far; one of another bucket stands before the bucket's first, and is no pair.
    last = np.maximum.accumulate(np.where(order < carried, np.arange(len(order)), -1))
    with_carried = np.stack([order[last], order], axis=1)[last >= first]
    return np.concatenate([with_first, with_last, with_carried])


def components(size: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """For each of `size` items the least item it is connected to (union-find with path halving)."""
    parent = list(range(size))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return [root(item) for item in range(size)]
