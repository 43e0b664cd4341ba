"""What tasks leave for later tasks: rows, shingles and rejects of a shard, in the build's scratch folder."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from toolkit.actions.build.job import Job
from toolkit.actions.build.refine import Refined, Refinement
from toolkit.curate.join import PrefixIndex
from toolkit.curate.known import Known, index_known
from toolkit.curate.signature import Shingles
from toolkit.schema.arrow import arrow_schema
from toolkit.storage.files import write_bytes, writing


def write_spills(job: Job, refinement: Refinement) -> Refined:
    """Spill a shard; what comes back is the summary."""
    rows, sets, summary = refinement.signed()
    write_rows(job, refinement.number, rows, sets)
    lines = [json.dumps(reject.as_dict(), ensure_ascii=False) + "\n" for reject in refinement.rejects]
    write_bytes(job.spill("rejects", refinement.number), "".join(lines).encode("utf-8", "backslashreplace"))
    return summary


def write_rows(job: Job, shard: int, rows: Sequence[Mapping[str, Any]], sets: Sequence[Shingles]) -> None:
    """Spill rows and the shingle set of each."""
    _write_table(job.spill("rows", shard), pa.Table.from_pylist(rows, schema=arrow_schema(job.model)))
    with writing(job.spill("shingles", shard)) as stream:
        np.save(stream, np.cumsum([0, *map(len, sets)], dtype=np.int64))
        np.save(stream, np.concatenate([np.zeros(0, dtype=np.uint64), *sets]))


def _write_table(path: Path, table: pa.Table) -> None:
    with writing(path) as stream, pa.ipc.new_file(stream, table.schema) as writer:
        writer.write_table(table)


def write_known(job: Job, rows: pa.Table) -> None:
    """Spill what workers may ask of the baseline's rows."""
    _write_table(job.spill("known", 0), index_known(rows))


def read_known(job: Job) -> Known | None:
    """The baseline's rows, mapped from disk; None where there are none."""
    return Known(_mapped(job.spill("known", 0))) if job.growth.grows else None


def _mapped(path: Path) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def read_rows(job: Job, shard: int) -> pa.Table:
    """The rows of a shard, mapped from disk."""
    return _mapped(job.spill("rows", shard))


def read_shingles(job: Job, shard: int) -> list[Shingles]:
    """The shingle set of each row of a shard."""
    with job.spill("shingles", shard).open("rb") as stream:
        offsets, flat = np.load(stream), np.load(stream)
    return [flat[start:end] for start, end in pairwise(offsets)]


def write_join_index(job: Job, index: PrefixIndex) -> None:
    """Spill the index that the rows of a shard are held against, for all workers."""
    with writing(job.spill("join", 0)) as stream:
        for field in fields(index):
            np.save(stream, np.asarray(getattr(index, field.name)))


def read_join_index(job: Job) -> PrefixIndex:
    """The index as spilled."""
    with job.spill("join", 0).open("rb") as stream:
        permille, *columns = [np.load(stream) for _ in fields(PrefixIndex)]
    return PrefixIndex(int(permille), *columns)


def read_rejects(path: Path) -> Iterator[dict[str, Any]]:
    """The rejects of a shard, in the order they were met."""
    with path.open("rb") as stream:
        yield from map(json.loads, stream)
