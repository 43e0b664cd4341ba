"""The driver's part between refining and sealing: who becomes a row, asking workers only how alike texts are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from toolkit.actions.build.alike import Likeness
from toolkit.actions.build.job import Job
from toolkit.curate.choose import (
    Elected,
    Pairs,
    assign_splits,
    doubtful,
    elect,
    exact_clusters,
    near_candidates,
)
from toolkit.curate.contest import Contest, Loss, Table, Terms, open_contest
from toolkit.engines.engine import Engine
from toolkit.release.index import NEAR_REASONS

_NO_PAIRS: Pairs = np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True)
class Decision:
    """The split of every candidate that becomes a row, the leader of its cluster, and why the others are no rows."""

    splits: dict[int, str]
    losses: dict[int, Loss]
    leaders: Mapping[int, int]

    def survivor(self, item: int) -> int:
        """The candidate that stands for `item`: itself, unless it lost to another."""
        loss = self.losses.get(item)
        return item if loss is None or loss.winner is None else self.survivor(loss.winner)

    def cluster(self, table: Table, item: int) -> str:
        """The id of the cluster: that of its leader. A carried row names the one that it came in with."""
        row = self.survivor(item)
        if table.is_carried(row):
            return str(table.columns["cluster"][row] or table.columns["id"][row])
        return str(table.columns["id"][self.leaders.get(row, row)])


def decide(job: Job, engine: Engine, table: Table, terms: Terms) -> Decision:
    """Apply rights, join copies, elect rows, deal them out."""
    likeness = Likeness(job, engine, table)
    contest = open_contest(table, job.config, terms)
    exact = exact_clusters(table, contest)
    near = likeness.alike(near_candidates(table, contest, exact)) if job.config.dedup.near else _NO_PAIRS
    while True:
        elected, near = _elected(likeness, contest, exact, near)
        splits = assign_splits(table, elected, job.config.split)
        # What the bands passed over counts as well: any pair that the splits would tear apart. Each round joins more.
        torn = likeness.across(splits) if job.config.dedup.near else _NO_PAIRS
        if not len(torn):
            return Decision(splits, _with_similarity(likeness, elected.contest), elected.leaders)
        near = np.concatenate([near, torn])


def _elected(likeness: Likeness, contest: Contest, exact: Sequence[int], near: Pairs) -> tuple[Elected, Pairs]:
    """The election when no two copies of one cluster are rows, whatever the bands passed over; the pairs by then."""
    while True:
        elected = elect(likeness.table, contest, exact, near)
        missed = likeness.alike(doubtful(elected)) if likeness.job.config.dedup.near else _NO_PAIRS
        if not len(missed):
            return elected, near
        near = np.concatenate([near, missed])


def _with_similarity(likeness: Likeness, contest: Contest) -> dict[int, Loss]:
    """Near duplicates say how near they are to the row that stands for them; a chain may be longer than one step."""
    near = [(item, loss.winner) for item, loss in contest.losses.items() if loss.name in NEAR_REASONS]
    values = likeness.permille(np.array(near, dtype=np.int64).reshape(-1, 2))
    said = {item: {"similarity": value // 10} for (item, _), value in zip(near, values, strict=True)}
    return {item: replace(loss, params={**loss.params, **said.get(item, {})}) for item, loss in contest.losses.items()}


def rows_of(table: Table, splits: Mapping[int, str], split: str) -> list[int]:
    """The candidates of a split in row order: the baseline's, then by (raw_path, raw_index), never by a hash."""
    return sorted((item for item, name in splits.items() if name == split), key=table.place_in_order)
