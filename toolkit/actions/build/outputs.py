"""What the driver writes besides the data files: index, rejects, statistics."""

import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from toolkit.actions.build.decide import Decision, rows_of
from toolkit.actions.build.job import Job
from toolkit.actions.build.spills import read_rejects
from toolkit.actions.build.tasks import OutputFile
from toolkit.curate.choose import Loss, Table
from toolkit.errors import Where
from toolkit.finding import Finding, Reject
from toolkit.read.source import path_key
from toolkit.release.index import INDEX_SCHEMA
from toolkit.release.layout import SPLITS, data_path
from toolkit.storage.files import writing
from toolkit.storage.parquet import byte_groups, write_parquet

Places = tuple[tuple[int, tuple[int, ...]], ...]

_INDEX_GROUP = 100_000  # rows


def output_files(job: Job, table: Table, decision: Decision, folder: Path, version: str) -> list[OutputFile]:
    """The Parquet files of the release, cut in row order by size."""
    outputs = []
    clusters = decision.cluster_sizes()
    for split in SPLITS:
        rows = rows_of(decision.splits, split)
        lengths = byte_groups((table.columns["row_bytes"][row] for row in rows), job.config.files.file_bytes)
        for number, start in enumerate(np.cumsum([0, *lengths])[:-1].tolist()):
            path = data_path(split, number, len(lengths))
            chosen = rows[start : start + lengths[number]]
            filled = _filled(table, clusters, chosen, version)
            sizes = tuple(table.columns["row_bytes"][row] for row in chosen)
            outputs.append(OutputFile(split, path, str(folder / path), _places(table, chosen), sizes, filled))
    return outputs


def _filled(
    table: Table, clusters: Counter[int], rows: Sequence[int], version: str
) -> dict[str, tuple[str | int, ...]]:
    """What a row says of its cluster, and since when it is there."""
    return {
        "cluster": tuple(table.columns["id"][row] for row in rows),
        "cluster_size": tuple(clusters[row] for row in rows),
        "since": (version,) * len(rows),
    }


def _places(table: Table, rows: Iterable[int]) -> Places:
    """Where rows lie, run by run of one shard."""
    shards, positions = table.columns["shard"], table.columns["position"]
    return tuple((shard, tuple(positions[row] for row in run)) for shard, run in groupby(rows, shards.__getitem__))


def split_tables(candidates: pa.Table, decision: Decision) -> dict[str, pa.Table]:
    """The candidates that became rows, by split."""
    return {split: candidates.take(np.array(rows_of(decision.splits, split), dtype=np.int64)) for split in SPLITS}


def write_index(path: Path, candidates: pa.Table, decision: Decision) -> None:
    """index.parquet: every candidate, survivors and losers."""
    ids = candidates["id"].to_pylist()
    order = range(candidates.num_rows)
    clusters = [ids[decision.survivor(item)] for item in order]
    reasons = [loss.name if (loss := decision.losses.get(item)) else None for item in order]
    made = {
        "split": pa.array([decision.splits.get(item) for item in order], pa.string()),
        "cluster": pa.array(clusters, pa.string()),
        "reason": pa.array(reasons, pa.string()),
    }
    columns = [made.get(name, candidates[name] if name not in made else None) for name in INDEX_SCHEMA.names]
    table = pa.table(columns, schema=INDEX_SCHEMA)
    write_parquet(path, INDEX_SCHEMA, (table.slice(at, _INDEX_GROUP) for at in range(0, len(table), _INDEX_GROUP)))


def write_rejects(path: Path, job: Job, shards: int, table: Table, decision: Decision) -> None:
    """Every reject in (raw_path, raw_index) order, one JSON object a line."""
    losers: dict[int, list[dict[str, Any]]] = {}
    for item, loss in sorted(decision.losses.items()):
        losers.setdefault(table.columns["shard"][item], []).append(_loser(table, item, loss).as_dict())
    with writing(path) as stream:
        for shard in range(shards):
            for reject in _merged(read_rejects(job.spill("rejects", shard)), losers.get(shard, [])):
                stream.write((json.dumps(reject, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace"))


def _merged(one: Iterable[dict[str, Any]], other: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return heapq.merge(one, other, key=lambda reject: (path_key(reject["raw_path"]), reject["raw_index"]))


def _loser(table: Table, item: int, loss: Loss) -> Reject:
    of = {name: table.columns[name][item] for name in ("raw_path", "raw_index", "raw_sha256", "id", "title", "url")}
    params = dict(loss.params)
    if loss.winner is not None:
        params |= {"id": table.columns["id"][loss.winner], "raw_path": table.columns["raw_path"][loss.winner]}
    return Reject(findings=(Finding(loss.name, Where(of["raw_path"]), params),), **of)
