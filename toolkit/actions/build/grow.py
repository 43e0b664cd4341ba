"""What the baseline brings into a build: its rows as candidates, where each stood, and what became of its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa

from toolkit.actions.build.baseline import Baseline
from toolkit.actions.build.job import Job
from toolkit.actions.build.refine import Refined
from toolkit.actions.build.spills import write_known
from toolkit.actions.build.tasks import carry
from toolkit.curate.candidates import CANDIDATE_SCHEMA
from toolkit.curate.contest import Table, Terms
from toolkit.engines.engine import Engine
from toolkit.read.source import Listing


@dataclass(frozen=True, slots=True)
class Carried:
    """The rows of the baseline, in rank order, as candidates; none in a build that does not grow."""

    baseline: Baseline | None
    candidates: pa.Table

    def __len__(self) -> int:
        return int(self.candidates.num_rows)


def carry_all(job: Job, engine: Engine, baseline: Baseline | None, shards: int) -> Carried:
    """Spill the baseline's rows, numbered after `shards` shards of raw files."""
    if baseline is None:
        return Carried(None, CANDIDATE_SCHEMA.empty_table())
    portions = list(baseline.portions(shards))
    candidates = pa.concat_tables([CANDIDATE_SCHEMA.empty_table(), *engine.map(partial(carry, job), portions)])
    write_known(job, candidates)
    return Carried(baseline, candidates)


def table_of(carried: Carried, fresh: pa.Table, refined: Sequence[Refined]) -> tuple[pa.Table, Table]:
    """All candidates: carried rows first, then the new ones."""
    candidates = pa.concat_tables([carried.candidates, fresh])
    return candidates, Table.of(candidates, _growth(carried, candidates["id"].to_pylist(), refined))


def _growth(carried: Carried, ids: Sequence[str], refined: Sequence[Refined]) -> dict[str, list[Any]]:
    """The columns that `Table` describes."""
    count = len(carried)
    ranks = {identity: rank for rank, identity in enumerate(ids[:count])}
    homes = carried.baseline.homes if carried.baseline else {}
    settled = {rank for one in refined for rank in one.met.settled}
    met = {rank: reason for one in refined for rank, reason in one.met.again}
    return {
        "rank": [ranks.get(identity, -1) for identity in ids],
        "home": [homes.get(identity) for identity in ids],
        "settled": [item in settled for item in range(len(ids))],
        "seen": [item in settled or item in met for item in range(len(ids))],
        "refused": [met.get(item) for item in range(len(ids))],
    }


def terms_of(table: Table, listing: Listing, refined: Sequence[Refined], *, reclean: bool, prune: bool) -> Terms:
    """With `prune`, rows go whose raw page is gone: not those of a file that is there and could not be read."""
    if not prune:
        return Terms(reclean)
    of = table.columns
    troubled = {path for one in refined for path in one.met.troubled} & {source.raw_path for source in listing.sources}
    carried = filter(table.is_carried, range(len(table)))
    gone = frozenset(item for item in carried if not of["seen"][item] and of["raw_path"][item] not in troubled)
    return Terms(reclean, gone)
