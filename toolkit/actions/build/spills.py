"""What tasks leave for later tasks: rows, shingles, candidates and rejects of a shard, on scratch space."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from toolkit.actions.build.job import Job
from toolkit.curate.candidates import CANDIDATE_SCHEMA
from toolkit.curate.join import Integers, PrefixIndex
from toolkit.curate.known import Known, index_known
from toolkit.curate.signature import Shingles
from toolkit.finding import Reject
from toolkit.schema.arrow import arrow_schema
from toolkit.storage.files import writing

_VALUES = 1 << 20  # of sets held before they are written
_JOINED = [field.name for field in fields(PrefixIndex) if field.name != "permille"]
_OPEN = 128  # spilled sets at a time
_SET_SCHEMA = pa.schema([("set", pa.large_list(pa.uint64()))])


class TableWriter:
    """A spilled table, written batch by batch; it appears when the block ends without an error."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path = path
        self._schema = schema
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        stream = self._stack.enter_context(writing(self._path, lasting=False))
        self._writer = self._stack.enter_context(pa.ipc.new_file(stream, self._schema))
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.__exit__(*error)

    def write(self, table: pa.Table) -> None:
        """The next rows."""
        self._writer.write_table(table)


class SetWriter(TableWriter):
    """Spills sets of 64-bit numbers, such as a text's shingles, one by one."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _SET_SCHEMA)
        self._held: list[Shingles] = []
        self._count = 0

    def __exit__(self, *error: Any) -> None:
        if error[0] is None:
            self._flush()
        super().__exit__(*error)

    def add(self, one: Shingles) -> None:
        """The next set."""
        self._held.append(one)
        self._count += len(one)
        if self._count >= _VALUES:
            self._flush()

    def _flush(self) -> None:
        ends = np.cumsum([0, *map(len, self._held)], dtype=np.int64)
        flat = np.concatenate([np.zeros(0, dtype=np.uint64), *self._held])
        sets = pa.LargeListArray.from_arrays(
            pa.Array.from_buffers(pa.int64(), len(ends), [None, pa.py_buffer(ends)]),
            pa.Array.from_buffers(pa.uint64(), len(flat), [None, pa.py_buffer(flat)]),
        )
        self.write(pa.table([sets], schema=_SET_SCHEMA))
        self._held, self._count = [], 0


class Sets(Sequence[Shingles]):
    """Spilled sets, mapped from disk: only those that are asked for are read."""

    def __init__(self, path: Path) -> None:
        chunks = _mapped(path)["set"].chunks
        self._starts = list(accumulate(map(len, chunks), initial=0))
        self._chunks = [(chunk.offsets.to_numpy(), chunk.values.to_numpy()) for chunk in chunks]

    def __len__(self) -> int:
        return self._starts[-1]

    def __getitem__(self, place: Any) -> Any:
        if not 0 <= place < len(self):
            raise IndexError(place)
        number = bisect_right(self._starts, place) - 1
        (offsets, values), within = self._chunks[number], place - self._starts[number]
        return values[offsets[within] : offsets[within + 1]]


class ShardWriter:
    """Spills rows, their shingles, candidates and rejects of one shard as they come."""

    def __init__(self, job: Job, shard: int) -> None:
        self._rows = TableWriter(job.spill("rows", shard), arrow_schema(job.model))
        self._sets = SetWriter(job.spill("shingles", shard))
        self._candidates = TableWriter(job.spill("candidates", shard), CANDIDATE_SCHEMA)
        self._rejects = job.spill("rejects", shard)
        self._schema = arrow_schema(job.model)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for table in (self._rows, self._sets, self._candidates):
            self._stack.enter_context(table)
        self._stream = self._stack.enter_context(writing(self._rejects, lasting=False))
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.__exit__(*error)

    def add(
        self, rows: Sequence[Mapping[str, Any]], sets: Sequence[Shingles], candidates: Sequence[Mapping[str, Any]]
    ) -> None:
        """The next rows, the shingles of each, and what the driver is to know of each."""
        self._rows.write(pa.Table.from_pylist(rows, schema=self._schema))
        self._candidates.write(pa.Table.from_pylist(candidates, schema=CANDIDATE_SCHEMA))
        for one in sets:
            self._sets.add(one)

    def reject(self, reject: Reject) -> None:
        """The next document that is no row."""
        line = json.dumps(reject.as_dict(), ensure_ascii=False) + "\n"
        self._stream.write(line.encode("utf-8", "backslashreplace"))


def write_rows(job: Job, shard: int, rows: Sequence[Mapping[str, Any]], sets: Sequence[Shingles]) -> None:
    """Spill rows and the shingle set of each."""
    schema = arrow_schema(job.model)
    with TableWriter(job.spill("rows", shard), schema) as writer, SetWriter(job.spill("shingles", shard)) as shingles:
        writer.write(pa.Table.from_pylist(rows, schema=schema))
        for one in sets:
            shingles.add(one)


def write_array(path: Path, array: npt.NDArray[Any]) -> None:
    """Spill an array."""
    with writing(path, lasting=False) as stream:
        np.save(stream, array)


def write_known(job: Job, rows: pa.Table) -> None:
    """Spill what workers may ask of the baseline's rows."""
    known = index_known(rows)
    with TableWriter(job.spill("known", 0), known.schema) as writer:
        writer.write(known)


def read_known(job: Job) -> Known | None:
    """The baseline's rows, mapped from disk; None where there are none."""
    return Known(_mapped(job.spill("known", 0))) if job.growth.grows else None


def _mapped(path: Path) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def read_rows(job: Job, shard: int) -> pa.Table:
    """The rows of a shard, mapped from disk."""
    return _mapped(job.spill("rows", shard))


def read_candidates(job: Job, shard: int) -> pa.Table:
    """What the driver is to know of the rows of a shard, mapped from disk."""
    return _mapped(job.spill("candidates", shard))


def read_shingles(job: Job, shard: int) -> Sets:
    """The shingle set of each row of a shard."""
    return _shingles(job, shard)


@dataclass(frozen=True, slots=True)
class RowShingles(Sequence[Shingles]):
    """Those of rows of any shards, read when they are asked for. `places`: (shard, position), shape (n, 2)."""

    job: Job
    places: Integers

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, number: Any) -> Any:
        shard, position = self.places[number].tolist()
        return _in_order(self.job, shard)[position]


def close_shingles() -> None:
    """Let go of what is mapped: it counts as memory as long as it is."""
    _shingles.cache_clear()
    _in_order.cache_clear()


@lru_cache(maxsize=2)
def _in_order(job: Job, shard: int) -> Sets:
    return Sets(job.spill("shingles", shard))


@lru_cache(maxsize=_OPEN)
def _shingles(job: Job, shard: int) -> Sets:
    return Sets(job.spill("shingles", shard))


def write_join_index(job: Job, index: PrefixIndex, number: int) -> None:
    """Spill the index that the rows of a shard are held against, for all workers; `number`: of the join."""
    for name in _JOINED:
        write_array(job.spill(f"join-{name}", number), getattr(index, name))


def read_join_index(job: Job, number: int) -> PrefixIndex:
    """The index as spilled, mapped from disk."""
    arrays = (np.asarray(np.load(job.spill(f"join-{name}", number), mmap_mode="r")) for name in _JOINED)
    return PrefixIndex(job.config.dedup.permille, *arrays)


def read_rejects(path: Path) -> Iterator[dict[str, Any]]:
    """The rejects of a shard, in the order they were met."""
    with path.open("rb") as stream:
        yield from map(json.loads, stream)
