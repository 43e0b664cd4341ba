"""Which split a row falls into: a salted hash decides, or its date, so nothing else can."""

from collections.abc import Iterable, Mapping

from toolkit.config import SplitConfig
from toolkit.digest import json_digest

BUCKETS = 10_000


def cluster_hash(cluster: str, salt: str) -> int:
    """128 bits of the digest of the salted cluster id."""
    return _hash({"cluster": cluster, "salt": salt})


def group_hash(identity: str, site: str | None, config: SplitConfig) -> int:
    """The hash of what must not be torn apart; a row without a site is a group of its own."""
    if config.by == "site" and site:
        return _hash({"site": site, "salt": config.salt})
    return cluster_hash(identity, config.salt)


def _hash(key: Mapping[str, str]) -> int:
    return int(json_digest(key)[:32], 16)


def deal(hashes: Iterable[int], config: SplitConfig, *, first: bool) -> dict[int, str]:
    """Hash -> `train` or `test`.

    The share is met on average. On a first build of two or more groups the one with the lowest hash goes to test and
    the one with the highest to train, so that neither split is empty: an empty Parquet file breaks `load_dataset`. A
    single group goes to train. A share of 0 makes no test split.
    """
    ranked = sorted(set(hashes))
    splits = {value: "test" if value % BUCKETS < config.test_permyriad else "train" for value in ranked}
    if first and len(ranked) >= 2 and config.test_permyriad:
        splits |= {ranked[0]: "test", ranked[-1]: "train"}
    elif first and len(ranked) == 1:
        splits[ranked[0]] = "train"
    return splits


def split_by_date(published_at: str | None, cut: str) -> str:
    """`test` for what was certainly published at `cut` or later.

    A date that is unknown, has no year, or is too coarse to tell is `train`: a test set of what came later must hold
    nothing that came before.
    """
    date = published_at or ""
    if not date or date.startswith("--"):
        return "train"
    certain = date[: len(cut)] >= cut if len(date) >= len(cut) else date > cut[: len(date)]
    return "test" if certain else "train"
