"""The driver's part between refining and sealing: who becomes a row, asking workers only how alike texts are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from toolkit.actions.build.alike import Likeness
from toolkit.actions.build.job import Job
from toolkit.curate.choose import (
    Contest,
    Loss,
    Pairs,
    Table,
    assign_splits,
    elect,
    exact_clusters,
    near_candidates,
    open_contest,
)
from toolkit.engines.engine import Engine
from toolkit.release.index import COPY_REASONS

_NO_PAIRS: Pairs = np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True)
class Decision:
    """The split of every candidate that becomes a row, and why each of the others does not."""

    splits: dict[int, str]
    losses: dict[int, Loss]

    def survivor(self, item: int) -> int:
        """The candidate that stands for `item`: itself, unless it lost to another."""
        loss = self.losses.get(item)
        return item if loss is None or loss.winner is None else self.survivor(loss.winner)

    def cluster_sizes(self) -> Counter[int]:
        """How many candidates each row stands for, itself included; a superseded page is no copy."""
        copies = (item for item, loss in self.losses.items() if loss.name in COPY_REASONS)
        return Counter(self.survivor(item) for item in (*self.splits, *copies))


def decide(job: Job, engine: Engine, table: Table) -> Decision:
    """Apply rights, join copies, elect survivors, deal them out."""
    likeness = Likeness(job, engine, table)
    contest = open_contest(table, job.config)
    exact = exact_clusters(table, contest)
    near = likeness.alike(near_candidates(table, contest, exact)) if job.config.dedup.near else _NO_PAIRS
    while True:
        elected = elect(table, contest, exact, near)
        splits = assign_splits(table, elected, job.config)
        # What the bands passed over and the splits would tear apart is one cluster after all; each round joins more.
        missed = likeness.across(splits) if job.config.dedup.near else _NO_PAIRS
        if not len(missed):
            return Decision(splits, _with_similarity(likeness, elected))
        near = np.concatenate([near, missed])


def _with_similarity(likeness: Likeness, contest: Contest) -> dict[int, Loss]:
    """Near duplicates say how near they are to the row that stands for them; a chain may be longer than one step."""
    near = [(item, loss.winner) for item, loss in contest.losses.items() if loss.name == "near_duplicate"]
    values = likeness.permille(np.array(near, dtype=np.int64).reshape(-1, 2))
    said = {item: {"similarity": value // 10} for (item, _), value in zip(near, values, strict=True)}
    return {item: replace(loss, params={**loss.params, **said.get(item, {})}) for item, loss in contest.losses.items()}


def rows_of(splits: dict[int, str], split: str) -> Sequence[int]:
    """The candidates of a split in row order: that of (raw_path, raw_index), never of a hash."""
    return sorted(item for item, name in splits.items() if name == split)
