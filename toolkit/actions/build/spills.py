"""What tasks leave for later tasks: rows, shingles and rejects of a shard, in the build's scratch folder."""

import json
from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from toolkit.actions.build.job import Job
from toolkit.actions.build.refine import Refined, Refinement
from toolkit.curate.join import PrefixIndex
from toolkit.curate.signature import Shingles
from toolkit.schema.arrow import arrow_schema
from toolkit.storage.files import write_bytes, writing


def write_spills(job: Job, refinement: Refinement) -> Refined:
    """Spill a shard; what comes back is the summary."""
    rows, sets, summary = refinement.signed()
    shard = refinement.number
    table = pa.Table.from_pylist(rows, schema=arrow_schema(job.model))
    with writing(job.spill("rows", shard)) as stream, pa.ipc.new_file(stream, table.schema) as writer:
        writer.write_table(table)
    with writing(job.spill("shingles", shard)) as stream:
        np.save(stream, np.cumsum([0, *map(len, sets)], dtype=np.int64))
        np.save(stream, np.concatenate([np.zeros(0, dtype=np.uint64), *sets]))
    lines = [json.dumps(reject.as_dict(), ensure_ascii=False) + "\n" for reject in refinement.rejects]
    write_bytes(job.spill("rejects", shard), "".join(lines).encode("utf-8", "backslashreplace"))
    return summary


def read_rows(job: Job, shard: int) -> pa.Table:
    """The rows of a shard, mapped from disk."""
    return pa.ipc.open_file(pa.memory_map(str(job.spill("rows", shard)))).read_all()


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
