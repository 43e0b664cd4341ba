"""The tasks of a build. Module-level functions of (job, item), so that any engine can send them anywhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa

from toolkit.actions.build.carry import Portion, sign_portion
from toolkit.actions.build.identify import Identify
from toolkit.actions.build.job import Job, Shard
from toolkit.actions.build.notes import Notes
from toolkit.actions.build.observe import PageEvidence
from toolkit.actions.build.refine import Helpers, Refined, Refinement
from toolkit.actions.build.spills import (
    RowShingles,
    ShardWriter,
    close_shingles,
    read_join_index,
    read_known,
    read_rows,
    read_shingles,
    write_rows,
)
from toolkit.curate.join import Integers, probe
from toolkit.curate.signature import Shingles, similarity_permille
from toolkit.digest import sha256_hex
from toolkit.release.content import row_digest
from toolkit.release.manifest import FileEntry
from toolkit.schema.arrow import arrow_schema
from toolkit.storage.files import file_sha256, link
from toolkit.storage.parquet import write_parquet


def carry(job: Job, portion: Portion) -> pa.Table:
    """Before all others, in a build that grows: rows of the baseline, spilled and signed like new ones."""
    rows, sets, candidates = sign_portion(job, portion)
    write_rows(job, portion.shard, rows, sets)
    return candidates


def refine(job: Job, shard: Shard) -> Refined:
    """Task 2: read, clean, validate and sign; articles, shingles and rejects are spilled, the rest is counted."""
    identify = Identify(job.growth, read_known(job), partial(_shingles_at, job))
    with ShardWriter(job, shard.number) as writer:
        helpers = Helpers(PageEvidence(job, shard.number), identify, Notes(job), writer)
        refinement = Refinement(job, shard.number, helpers)
        for source in shard.sources:
            refinement.take(source)
        return refinement.refined()


def _shingles_at(job: Job, shard: int, position: int) -> Shingles:
    one: Shingles = read_shingles(job, shard)[position]
    return one


def compare(job: Job, pairs: Integers) -> list[int]:
    """Task 3: true Jaccard similarity of each pair in thousandths, from the spilled shingles.

    `pairs`: (shard, position in it, other shard, other position), shape (n, 4).
    """
    parts = (pairs[start : start + _PAIRS] for start in range(0, len(pairs), _PAIRS))
    return [permille for part in parts for permille in _compared(job, part)]


def _compared(job: Job, pairs: Integers) -> list[int]:
    try:
        return [
            similarity_permille(_shingles_at(job, *places[:2]), _shingles_at(job, *places[2:]))
            for places in pairs.tolist()
        ]
    finally:
        close_shingles()


_BATCH = 1024  # rows
_PAIRS = 512  # compared before what is mapped for them is let go of


@dataclass(frozen=True, slots=True)
class Probe:
    """Rows by (shard, position), shape (n, 2), to hold against the test split's as they were indexed for a join."""

    join: int
    places: Integers


def join(job: Job, rows: Probe) -> Integers:
    """Task 3 again, across splits: candidates (number in `rows`, number in the index), see `curate.join`."""
    index, sets = read_join_index(job, rows.join), RowShingles(job, rows.places)
    return np.array(list(probe(index, sets)), dtype=np.int64).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One Parquet file to write: where, and which rows, by (shard, position), shape (n, 2), in order."""

    split: str
    path: str  # in the release
    location: str  # on disk
    places: Integers
    groups: tuple[int, ...]  # rows of each row group
    filled: Mapping[str, tuple[str | int, ...]]  # columns that only the driver knows, a value a row
    at_hand: Mapping[str, str] = field(default_factory=dict)  # files of earlier releases by their SHA-256


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A written file, and the digest of each of its rows, 32 bytes each, in order."""

    entry: FileEntry
    row_digests: bytes
    split: str


def seal(job: Job, output: OutputFile) -> SealedFile:
    """Task 4: write one Parquet file, or link that of an earlier release with the same rows in the same groups."""
    batches = (batch for group in _groups(job, output) for batch in group.to_batches(max_chunksize=_BATCH))
    digests = b"".join(digest for batch in batches for digest in map(row_digest, batch.to_pylist()))
    notes = Notes(job)
    key = notes.key("file", sha256_hex(digests), *map(str, output.groups))
    known = (notes.get(key) or b"").decode("ascii", "replace")
    if not _stands(output, known):
        write_parquet(Path(output.location), arrow_schema(job.model), _groups(job, output))
    size, sha256 = file_sha256(Path(output.location))
    if sha256 != known:
        notes.put(key, sha256.encode("ascii"))
        notes.finish()
    entry = FileEntry(path=output.path, sha256=sha256, bytes=size, rows=len(output.places))
    return SealedFile(entry, digests, output.split)


def _stands(output: OutputFile, sha256: str) -> bool:
    """Whether a file with these bytes is at hand; it is then where it is to be."""
    found = Path(output.at_hand.get(sha256, ""))
    return found.is_file() and file_sha256(found)[1] == sha256 and link(found, Path(output.location))


def _groups(job: Job, output: OutputFile) -> Iterator[pa.Table]:
    """The row groups, one in memory at a time."""
    start = 0
    for length in output.groups:
        yield _group(job, output, slice(start, start + length))
        start += length


def _group(job: Job, output: OutputFile, part: slice) -> pa.Table:
    places = output.places[part]
    ends = [*np.flatnonzero(np.diff(places[:, 0])) + 1, len(places)]
    runs = [places[start:end] for start, end in pairwise([0, *ends])]
    table = pa.concat_tables(read_rows(job, int(run[0, 0])).take(run[:, 1]) for run in runs).combine_chunks()
    for name, values in output.filled.items():
        field = table.schema.field(name)
        table = table.set_column(table.schema.get_field_index(name), field, pa.array(values[part], field.type))
    return table
