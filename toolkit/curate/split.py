"""Which split a cluster falls into: a salted hash decides, so nothing else can."""

from collections.abc import Iterable

from toolkit.digest import json_digest

_RANGE = 10_000


def cluster_hash(cluster: str, salt: str) -> int:
    """128 bits of the digest of the salted cluster id."""
    return int(json_digest({"cluster": cluster, "salt": salt})[:32], 16)


def deal(clusters: Iterable[str], salt: str, test_permyriad: int) -> dict[str, str]:
    """Cluster id -> `train` or `test` for a first build.

    The share is met on average. Of two or more clusters the one with the lowest hash goes to test and the one with the
    highest to train, so that neither split is empty: an empty Parquet file breaks `load_dataset`. A share of 0 makes no
    test split.
    """
    ranked = sorted((cluster_hash(cluster, salt), cluster) for cluster in set(clusters))
    splits = {cluster: "test" if value % _RANGE < test_permyriad else "train" for value, cluster in ranked}
    if len(ranked) >= 2 and test_permyriad:
        splits[ranked[0][1]] = "test"
        splits[ranked[-1][1]] = "train"
    elif ranked:
        splits[ranked[0][1]] = "train"
    return splits
