"""Parquet as the Hub wants it: zstd, content-defined chunking, a page index, row groups cut by size."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.config import FilesConfig
from toolkit.errors import InputError, Where
from toolkit.storage.files import writing

# zstd 3: half of snappy's size; 9 gains 9 % for four times the work.
_LEVEL = 3
# Pages of a quarter of the default size: an append rewrites the last page of every column, and storage with
# deduplication keeps the rest. A release of 18,000 rows keeps 86 % of its chunks, not 81 %, for 9 % more bytes.
_CHUNKS = {"min_chunk_size": 64 << 10, "max_chunk_size": 256 << 10}


def write_parquet(path: Path, schema: pa.Schema, groups: Iterable[pa.Table]) -> None:
    """One file, each table of `groups` a row group. Same input, same bytes (for one version of pyarrow)."""
    with (
        writing(path) as stream,
        pq.ParquetWriter(
            stream,
            schema,
            compression="zstd",
            compression_level=_LEVEL,
            use_content_defined_chunking=_CHUNKS,
            write_page_index=True,
            write_page_checksum=True,
            store_schema=False,
        ) as writer,
    ):
        for group in groups:
            writer.write_table(group, row_group_size=max(1, group.num_rows))


def open_parquet(path: Path) -> pq.ParquetFile:
    """Raises `InputError` where the file is no Parquet; a pipe or a device is never opened."""
    if not path.is_file():
        raise InputError("not a regular file", where=Where(str(path)), mend="build or fetch it again")
    try:
        return pq.ParquetFile(path, page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        mend = "build or fetch it again"
        raise InputError(f"not a readable Parquet file: {error}", where=Where(str(path)), mend=mend) from error


@dataclass(frozen=True, slots=True)
class Piece:
    """A row to be laid down: its uncompressed bytes, and the (file, row group) that it stood in before, if it did."""

    size: int
    before: tuple[str, int] | None = None


def cut_files(rows: Iterable[Piece], limits: FilesConfig) -> list[list[int]]:
    """Rows of each row group of each file.

    Rows that stood in a file before keep its boundaries, so that an append adds at the end and a removal rewrites one
    file; the others go on from there, and a group or file is closed by the row that brings it to its limit or more.
    """
    cut = _Cut(limits)
    for row in rows:
        cut.add(row)
    return cut.files


class _Cut:
    """Lays down row after row."""

    def __init__(self, limits: FilesConfig) -> None:
        self.files: list[list[int]] = []
        self._limits = limits
        self._file_bytes = self._group_bytes = 0
        self._before: tuple[str, int] | None = None

    def add(self, row: Piece) -> None:
        """The next row, in a new file or group where one is due."""
        if self._starts(row, 0, self._file_bytes >= self._limits.file_bytes):
            self.files.append([0])
            self._file_bytes = self._group_bytes = 0
        elif self._starts(row, 1, self._group_bytes >= self._limits.row_group_bytes):
            self.files[-1].append(0)
            self._group_bytes = 0
        self.files[-1][-1] += 1
        self._file_bytes += row.size
        self._group_bytes += row.size
        self._before = row.before

    def _starts(self, row: Piece, part: int, is_full: bool) -> bool:
        """Whether a new file (part 0) or row group (part 1) starts here."""
        if not self.files:
            return True
        if row.before is None:
            return is_full
        return self._before is None or row.before[: part + 1] != self._before[: part + 1]
