"""What the driver writes besides the data files: index, rejects, statistics."""

import heapq
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from toolkit.actions.build.baseline import Baseline
from toolkit.actions.build.decide import Decision, rows_of
from toolkit.actions.build.entries import cluster_sizes
from toolkit.actions.build.job import Job
from toolkit.actions.build.spills import read_rejects
from toolkit.actions.build.tasks import OutputFile
from toolkit.curate.contest import Loss, Table
from toolkit.curate.join import Integers
from toolkit.errors import Where
from toolkit.finding import Finding, Reject
from toolkit.read.source import path_key
from toolkit.release.index import INDEX_SCHEMA
from toolkit.release.layout import SPLITS, data_path
from toolkit.release.stats import STATS_COLUMNS
from toolkit.storage.files import writing
from toolkit.storage.parquet import Piece, cut_files, write_parquet

_INDEX_GROUP = 100_000  # rows


@dataclass(frozen=True, slots=True)
class Staging:
    """What the files of a release are made from."""

    job: Job
    table: Table
    decision: Decision
    index: pa.Table
    baseline: Baseline | None
    version: str


def output_files(staging: Staging, folder: Path) -> list[OutputFile]:
    """The Parquet files of the release, cut in row order: where the baseline was cut, and by size after that."""
    groups = (
        [(path, group) for path, group, rows in staging.baseline.groups for _ in range(rows)]
        if staging.baseline
        else []
    )
    outputs = []
    for split in SPLITS:
        rows = rows_of(staging.table, staging.decision.splits, split)
        files = cut_files([_piece(staging.table, row, groups) for row in rows], staging.job.config.files)
        start = 0
        for number, lengths in enumerate(files):
            chosen = rows[start : start + sum(lengths)]
            start += len(chosen)
            path = data_path(split, number, len(files))
            places, filled = _places(staging.table, chosen), _filled(staging, chosen)
            outputs.append(OutputFile(split, path, str(folder / path), places, tuple(lengths), filled))
    return outputs


def _piece(table: Table, row: int, groups: Sequence[tuple[str, int]]) -> Piece:
    rank = table.columns["rank"][row]
    return Piece(table.columns["row_bytes"][row], groups[rank] if rank >= 0 else None)


def _filled(staging: Staging, rows: Sequence[int]) -> dict[str, tuple[str | int, ...]]:
    """What a row says of its cluster, and since when it is there. A carried row says what it said."""
    table, sizes = staging.table, cluster_sizes(staging.index)
    of, clusters = table.columns, [staging.decision.cluster(table, row) for row in rows]
    return {
        "cluster": tuple(clusters),
        "cluster_size": tuple(
            of["cluster_size"][row] if table.is_carried(row) else sizes[cluster]
            for row, cluster in zip(rows, clusters, strict=True)
        ),
        "since": tuple(of["since"][of["rank"][row]] if of["rank"][row] >= 0 else staging.version for row in rows),
    }


def _places(table: Table, rows: Sequence[int]) -> Integers:
    """Where rows lie: (shard, position), shape (n, 2)."""
    shards, positions = table.columns["shard"], table.columns["position"]
    return np.array([(shards[row], positions[row]) for row in rows], dtype=np.int64).reshape(-1, 2)


def split_tables(candidates: pa.Table, table: Table, decision: Decision) -> dict[str, pa.Table]:
    """Of the candidates that became rows, what `count_rows` reads; by split."""
    counted = candidates.select([*STATS_COLUMNS, "text_bytes"])
    chosen = {split: np.array(rows_of(table, decision.splits, split), dtype=np.int64) for split in SPLITS}
    return {split: counted.take(rows) for split, rows in chosen.items()}


def write_index(path: Path, index: pa.Table) -> None:
    """index.parquet, see `entries`."""
    # How a table is chunked would show in the file.
    groups = (index.slice(at, _INDEX_GROUP).combine_chunks() for at in range(0, len(index), _INDEX_GROUP))
    write_parquet(path, INDEX_SCHEMA, groups)


def write_rejects(path: Path, job: Job, shards: int, table: Table, decision: Decision) -> None:
    """Every reject in (raw_path, raw_index) order, one JSON object a line; removed rows of the baseline among them."""
    losers: dict[int | None, list[dict[str, Any]]] = {}
    for item, loss in sorted(decision.losses.items(), key=lambda pair: pair[0]):
        if loss.counted:
            shard = None if table.is_carried(item) else table.columns["shard"][item]
            losers.setdefault(shard, []).append(_loser(table, item, loss).as_dict())
    fresh = (
        reject
        for shard in range(shards)
        for reject in _merged(read_rejects(job.spill("rejects", shard)), losers.get(shard, []))
    )
    with writing(path) as stream:
        for reject in _merged(fresh, sorted(losers.get(None, []), key=_place)):
            stream.write((json.dumps(reject, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace"))


def _merged(one: Iterable[dict[str, Any]], other: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return heapq.merge(one, other, key=_place)


def _place(reject: Mapping[str, Any]) -> tuple[bytes, int]:
    return path_key(reject["raw_path"]), reject["raw_index"]


def _loser(table: Table, item: int, loss: Loss) -> Reject:
    of = {name: table.columns[name][item] for name in ("raw_path", "raw_index", "raw_sha256", "id", "title", "url")}
    if loss.name == "taken_down":
        of |= {"title": None, "url": None}
    params = dict(loss.params)
    if loss.winner is not None:
        params |= {"id": table.columns["id"][loss.winner], "raw_path": table.columns["raw_path"][loss.winner]}
    return Reject(findings=(Finding(loss.name, Where(of["raw_path"]), params),), **of)
