"""The texts that a project is decontaminated against: .txt, .jsonl, .parquet, or a folder that `datasets` saved.

They are the maintainer's own files, so what cannot be read is an error, never a finding: a benchmark that was silently
passed over would be a promise that is not kept.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.curate.contamination import Passage
from toolkit.errors import ConfigError, InputError, Where
from toolkit.read.bounds import Damage
from toolkit.read.packed import unpacked
from toolkit.read.parse import Refused, parse_record
from toolkit.read.source import path_key

_BATCH = 256  # records of a Parquet file at a time


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One file: its name in the project, where it lies, and the dotted path of the field that holds its texts."""

    name: str
    path: Path
    field: str


def list_benchmarks(root: Path, sources: Sequence[str], field: str) -> tuple[Benchmark, ...]:
    """The files that `sources` name, relative to `root`, each once and in path order. Raises `ConfigError`."""
    files = {file.relative_to(root).as_posix(): file for source in sources for file in _files(root / source, source)}
    return tuple(Benchmark(name, files[name], field) for name in sorted(files, key=path_key))


def _files(path: Path, source: str) -> list[Path]:
    where = Where("dataset.toml", field="decontaminate.sources")
    if path.is_file() and _reader(path.name) is None:
        mend = "name a .txt, .jsonl or .parquet file, or a folder of such files"
        raise ConfigError(f"{source}: a format that is not read", where=where, mend=mend)
    if not path.exists():
        mend = "correct the path; a dataset of the Hub is downloaded into the project first"
        raise ConfigError(f"{source}: no such file or folder", where=where, mend=mend)
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file() and _reader(file.name)]
    if not files:
        mend = "name a folder of .txt, .jsonl, .parquet or .arrow files"
        raise ConfigError(f"{source}: it holds no file that is read", where=where, mend=mend)
    return files


def read_passages(benchmark: Benchmark, file: int) -> Iterator[Passage]:
    """Its texts as passages of file number `file`.

    The lines of a .txt follow one another; a record's strings, where its field is a list, are a passage each. Raises
    `InputError` where it cannot be read, `ConfigError` where there are none.
    """
    reader = _reader(benchmark.name)
    assert reader is not None, benchmark.name
    empty = True
    with _readable(benchmark):
        for number, text, follows in reader(benchmark):
            yield Passage(file, number, text, follows)
            empty = False
    if empty:
        mend = "correct decontaminate.field in dataset.toml, or leave the file out"
        raise ConfigError(f"no record has text in {benchmark.field!r}", where=Where(benchmark.name), mend=mend)


_Text = tuple[int, str, bool]  # line or record from 1, text, whether it follows the one before


def _reader(name: str) -> Callable[[Benchmark], Iterator[_Text]] | None:
    name = name.lower()
    if name.endswith((".jsonl", ".jsonl.gz", ".jsonl.zst")):
        return _jsonl
    return {"txt": _txt, "parquet": _parquet, "arrow": _arrow}.get(name.rpartition(".")[2])


def _txt(benchmark: Benchmark) -> Iterator[_Text]:
    with benchmark.path.open(encoding="utf-8-sig") as lines:
        yield from ((number, line, number > 1) for number, line in enumerate(lines, 1))


def _jsonl(benchmark: Benchmark) -> Iterator[_Text]:
    with benchmark.path.open("rb") as file:
        for number, line in enumerate(unpacked(file, benchmark.name.lower()), 1):
            if line.strip():
                yield from _record(benchmark, number, line)


def _record(benchmark: Benchmark, number: int, line: bytes) -> Iterator[_Text]:
    try:
        record = parse_record(line)
    except Refused as refusal:
        found = refusal.at(Where(benchmark.name, number))
        raise InputError(found.message(), where=found.where, mend=found.mend()) from refusal
    yield from _fields(benchmark, number, record)


def _parquet(benchmark: Benchmark) -> Iterator[_Text]:
    with pq.ParquetFile(benchmark.path) as file:
        column = _column(benchmark, file.schema_arrow)
        yield from _batches(benchmark, file.iter_batches(_BATCH, columns=[column], use_threads=False))


def _arrow(benchmark: Benchmark) -> Iterator[_Text]:
    """As `datasets.save_to_disk` writes it: a stream."""
    with pa.memory_map(str(benchmark.path)) as file, pa.ipc.open_stream(file) as stream:
        column = _column(benchmark, stream.schema)
        yield from _batches(benchmark, (batch.select([column]) for batch in stream))


def _column(benchmark: Benchmark, schema: pa.Schema) -> str:
    column = benchmark.field.partition(".")[0]
    if schema.names.count(column) != 1:
        mend = f"set decontaminate.field in dataset.toml; the columns are: {', '.join(schema.names)[:200]}"
        raise ConfigError(f"it has no column {column!r}", where=Where(benchmark.name), mend=mend)
    return column


def _batches(benchmark: Benchmark, batches: Iterable[pa.RecordBatch]) -> Iterator[_Text]:
    number = 0
    for batch in batches:
        for record in batch.to_pylist():
            number += 1
            yield from _fields(benchmark, number, record)


def _fields(benchmark: Benchmark, number: int, record: dict[str, Any]) -> Iterator[_Text]:
    yield from ((number, text, False) for text in _strings(record, benchmark.field.split(".")))


def _strings(value: Any, steps: Sequence[str]) -> Iterator[str]:
    """Every string at a dotted path; where there is a list on the way, of each of its items."""
    if isinstance(value, list):
        for item in value:
            yield from _strings(item, steps)
    elif steps and isinstance(value, dict):
        yield from _strings(value.get(steps[0]), steps[1:])
    elif not steps and isinstance(value, str):
        yield value


@contextmanager
def _readable(benchmark: Benchmark) -> Iterator[None]:
    try:
        yield
    except (OSError, UnicodeDecodeError, Damage, pa.ArrowException) as error:
        problem = "not UTF-8" if isinstance(error, UnicodeDecodeError) else " ".join(str(error).split())[:200]
        mend = "restore the file, or leave it out of decontaminate.sources"
        raise InputError(f"cannot be read: {problem}", where=Where(benchmark.name), mend=mend) from error
