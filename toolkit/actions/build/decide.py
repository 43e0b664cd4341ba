"""The driver's part between refining and sealing: who becomes a row, asking workers only for similarities."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from toolkit.actions.build.job import Job
from toolkit.actions.build.tasks import Place, compare
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

_PAIRS_PER_TASK = 2_000


@dataclass(frozen=True)
class Decision:
    """The split of every candidate that becomes a row, and why each of the others does not."""

    splits: dict[int, str]
    losses: dict[int, Loss]


def decide(job: Job, engine: Engine, table: Table) -> Decision:
    """Apply rights, join copies, elect survivors, deal them out."""
    contest = open_contest(table, job.config)
    exact = exact_clusters(table, contest)
    near = near_candidates(table, contest, exact) if job.config.dedup.near else np.zeros((0, 2), dtype=np.int64)
    alike = near[np.array(_similarities(job, engine, table, near), dtype=np.int64) >= job.config.dedup.permille]
    contest = elect(table, contest, exact, alike)
    return Decision(assign_splits(table, contest, job.config), _with_similarity(job, engine, table, contest))


def _similarities(job: Job, engine: Engine, table: Table, pairs: Pairs) -> list[int]:
    shard, position = table.columns["shard"], table.columns["position"]
    places = [(Place(shard[a], position[a]), Place(shard[b], position[b])) for a, b in pairs.tolist()]
    places_by_task = [places[start : start + _PAIRS_PER_TASK] for start in range(0, len(places), _PAIRS_PER_TASK)]
    return [value for chunk in engine.map(partial(compare, job), places_by_task) for value in chunk]


def _with_similarity(job: Job, engine: Engine, table: Table, contest: Contest) -> dict[int, Loss]:
    """Near duplicates say how near they are to the row that stands for them; a chain may be longer than one step."""
    near = [(item, loss.winner) for item, loss in contest.losses.items() if loss.name == "near_duplicate"]
    values = _similarities(job, engine, table, np.array(near, dtype=np.int64).reshape(-1, 2))
    said = {item: {"similarity": value // 10} for (item, _), value in zip(near, values, strict=True)}
    return {item: replace(loss, params={**loss.params, **said.get(item, {})}) for item, loss in contest.losses.items()}


def rows_of(splits: dict[int, str], split: str) -> Sequence[int]:
    """The candidates of a split in row order: that of (raw_path, raw_index), never of a hash."""
    return sorted(item for item, name in splits.items() if name == split)
