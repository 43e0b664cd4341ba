"""The data files, decoded: every row held to schema.json, digested and counted, one row group at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.actions.verify.row_schema import RowSchema
from toolkit.curate.candidates import compared_digest
from toolkit.curate.signature import text_digest
from toolkit.errors import InputError, Where
from toolkit.finding import Finding
from toolkit.release.content import row_digest
from toolkit.release.index import UNCOMPARED_COLUMNS
from toolkit.release.layout import SPLITS
from toolkit.release.manifest import FileEntry, Manifest
from toolkit.release.stats import STATS_COLUMNS
from toolkit.storage.parquet import open_parquet

# What later checks read; a release without these is not one of ours.
_NEEDED = {"id", "text", "cluster", "cluster_size", "since", *STATS_COLUMNS}
ColumnSets = Sequence[Sequence[str]]

_DAMAGE = (InputError, pa.ArrowException, OSError, UnicodeDecodeError, OverflowError)


@dataclass
class SplitRows:
    """What is kept of one split, in row order."""

    digests: list[bytes] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # text digests
    clusters: list[tuple[str, int, str]] = field(default_factory=list)  # (cluster, its size, since)
    compared: list[list[str]] = field(default_factory=list)  # row digests over each set of columns
    stats: list[dict[str, Any]] = field(default_factory=list)

    def add(self, row: dict[str, Any], columns: ColumnSets) -> None:
        """Take in one row that fits the schema; the index may hold its digest over any of these sets of columns."""
        self.digests.append(row_digest(row))
        self.compared.append([compared_digest(row, names) for names in columns])
        self.ids.append(row["id"])
        self.texts.append(text_digest(row["text"]))
        self.clusters.append((row["cluster"], row["cluster_size"], row["since"]))
        self.stats.append({**{name: row[name] for name in STATS_COLUMNS}, "text_bytes": len(row["text"].encode())})


@dataclass
class Rows:
    """The rows of a release as read, and the Arrow schema of its first data file."""

    splits: dict[str, SplitRows] = field(default_factory=dict)
    columns: pa.Schema | None = None


def split_of(path: str) -> str | None:
    """The split that a data file belongs to by its name."""
    return next((split for split in SPLITS if path.startswith(f"data/{split}-")), None)


def read_rows(folder: Path, manifest: Manifest, schema: RowSchema, rows: Rows) -> Iterator[Finding]:
    """Fill `rows` from the data files; every finding about them."""
    columns = manifest.columns or (sorted(set(schema.columns) - UNCOMPARED_COLUMNS),)
    for entry in manifest.files:
        split = split_of(entry.path)
        if split is not None:
            into = _Into(rows, rows.splits.setdefault(split, SplitRows()), columns)
            yield from _read_file(folder, entry, schema, into)


@dataclass(frozen=True, slots=True)
class _Into:
    """Where the rows of a file go."""

    rows: Rows
    split: SplitRows
    columns: ColumnSets


def _read_file(folder: Path, entry: FileEntry, schema: RowSchema, into: _Into) -> Iterator[Finding]:
    rows, split = into.rows, into.split
    before = len(split.ids)
    try:
        with open_parquet(folder / entry.path) as file:
            problem = _column_problem(file.schema_arrow, schema, rows.columns)
            if problem:
                yield Finding("columns_differ", Where(entry.path), {"problem": problem})
                return
            rows.columns = file.schema_arrow
            yield from _read_groups(file, entry, schema, into)
    except _DAMAGE as error:
        text = error.what if isinstance(error, InputError) else str(error)
        problem = next(iter(text.splitlines()), type(error).__name__)
        yield Finding("bad_parquet", Where(entry.path), {"problem": problem})
        return
    if len(split.ids) - before != entry.rows:
        params = {"name": "the manifest", "claimed": entry.rows, "actual": len(split.ids) - before}
        yield Finding("count_differs", Where(entry.path), params)


def _column_problem(found: pa.Schema, schema: RowSchema, others: pa.Schema | None) -> str | None:
    if found.names != schema.columns:
        odd = set(found.names) ^ set(schema.columns)
        return f"{', '.join(sorted(odd)) or 'their order'}"
    if not set(found.names) >= _NEEDED:
        return f"{', '.join(sorted(_NEEDED - set(found.names)))}"
    if others is not None and not found.equals(others):
        return "their types are not those of the other files"
    return None


def _read_groups(file: pq.ParquetFile, entry: FileEntry, schema: RowSchema, into: _Into) -> Iterator[Finding]:
    number = 0
    for batch in file.iter_batches(batch_size=1024):
        for row in batch.to_pylist():
            number += 1
            problem = next(schema.problems(row), None)
            if problem is None:
                into.split.add(row, into.columns)
            else:
                yield Finding("row_invalid", Where(entry.path), {"row": number, "problem": problem})
