"""The tasks of a build. Module-level functions of (job, item), so that any engine can send them anywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from toolkit.actions.build.carry import Portion, sign_portion
from toolkit.actions.build.identify import Identify
from toolkit.actions.build.job import Job, Shard
from toolkit.actions.build.refine import Refined, Refinement
from toolkit.actions.build.spills import (
    read_join_index,
    read_known,
    read_rows,
    read_shingles,
    write_rows,
    write_spills,
)
from toolkit.article import RawDocument
from toolkit.clean.evidence import Evidence, SiteCounts, page_lines
from toolkit.curate.join import probe
from toolkit.curate.signature import Shingles, similarity_permille
from toolkit.read.documents import read_documents
from toolkit.release.content import row_digest
from toolkit.release.manifest import FileEntry
from toolkit.storage.files import file_sha256
from toolkit.storage.parquet import write_parquet


def observe(job: Job, shard: Shard) -> SiteCounts:
    """Task 1: how often each line stands on the pages of each site."""
    items = (item for source in shard.sources for item in read_documents(source, job.config.columns))
    pages = (item for item in items if isinstance(item, RawDocument) and item.record is None)
    return SiteCounts.of(page_lines(page) for page in pages)


def carry(job: Job, portion: Portion) -> pa.Table:
    """Before all others, in a build that grows: rows of the baseline, spilled and signed like new ones."""
    rows, sets, candidates = sign_portion(job, portion)
    write_rows(job, portion.shard, rows, sets)
    return candidates


def refine(job: Job, evidence: Evidence, shard: Shard) -> Refined:
    """Task 2: read, clean, validate and sign; articles, shingles and rejects are spilled, the rest is counted."""
    identify = Identify(job.growth, read_known(job), partial(_shingles_at, job))
    refinement = Refinement(job, evidence, shard.number, identify)
    for source in shard.sources:
        refinement.take(source)
    return write_spills(job, refinement)


def _shingles_at(job: Job, shard: int, position: int) -> Shingles:
    return read_shingles(job, shard)[position]


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a shard."""

    shard: int
    position: int


def compare(job: Job, pairs: Sequence[tuple[Place, Place]]) -> list[int]:
    """Task 3: true Jaccard similarity of each pair in thousandths, from the spilled shingles."""
    shards = {shard: read_shingles(job, shard) for shard in sorted({p.shard for pair in pairs for p in pair})}
    return [
        similarity_permille(shards[one.shard][one.position], shards[other.shard][other.position])
        for one, other in pairs
    ]


@dataclass(frozen=True, slots=True)
class Probe:
    """Rows of a shard to hold against the indexed rows of the test split."""

    shard: int
    positions: tuple[int, ...]


def join(job: Job, rows: Probe) -> list[tuple[int, int]]:
    """Task 3 again, across splits: candidates (number in `rows`, number in the index), see `curate.join`."""
    sets = read_shingles(job, rows.shard)
    return list(probe(read_join_index(job), [sets[position] for position in rows.positions]))


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One Parquet file to write: where, and which rows of which shards, in order."""

    split: str
    path: str  # in the release
    location: str  # on disk
    rows: tuple[tuple[int, tuple[int, ...]], ...]
    groups: tuple[int, ...]  # rows of each row group
    filled: Mapping[str, tuple[str | int, ...]]  # columns that only the driver knows, a value a row


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A written file, and the digest of each of its rows, 32 bytes each, in order."""

    entry: FileEntry
    row_digests: bytes
    split: str


def seal(job: Job, output: OutputFile) -> SealedFile:
    """Task 4: write one Parquet file."""
    table = pa.concat_tables(read_rows(job, shard).take(np.array(rows)) for shard, rows in output.rows)
    for name, values in output.filled.items():
        field = table.schema.field(name)
        table = table.set_column(table.schema.get_field_index(name), field, pa.array(values, field.type))
    starts = np.cumsum([0, *output.groups])
    groups = [table.slice(start, length) for start, length in zip(starts, output.groups, strict=False)]
    write_parquet(Path(output.location), table.schema, groups)
    digests = b"".join(row_digest(row) for group in groups for row in group.to_pylist())
    size, sha256 = file_sha256(Path(output.location))
    return SealedFile(
        FileEntry(path=output.path, sha256=sha256, bytes=size, rows=table.num_rows), digests, output.split
    )
