"""Parquet: one page or finished article a row, read a few rows at a time, the needed columns only."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedIOBase
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from toolkit.article import RawDocument
from toolkit.config import ColumnsConfig
from toolkit.finding import Finding
from toolkit.read.bounds import Damage, Meter
from toolkit.read.facts import FACT_NAMES
from toolkit.read.record import COLUMNS, FINISHED, Slot, finished, pages_of
from toolkit.read.source import Source

# A few bytes of dictionary may stand for many megabytes in every row; at 4 a real row costs 7 microseconds.
_BATCH = 4
_BUFFER = 1 << 18  # bytes of a column read at a time


@dataclass(frozen=True)
class _Table:
    """An open file, the columns that are read and the values they hold."""

    source: Source
    file: pq.ParquetFile
    columns: ColumnsConfig
    whole: bool = False  # every row with all its columns, whatever they are

    @property
    def finished(self) -> bool:
        names: list[str] = self.file.schema_arrow.names
        return self.whole or names.count(FINISHED) == 1

    @property
    def paths(self) -> dict[str, str]:
        """The mapped columns that the file has."""
        schema = self.file.schema_arrow
        return {name: path for name, path in self.columns.paths().items() if _has(schema, path)}


def read_parquet(source: Source, file: BufferedIOBase, columns: ColumnsConfig) -> Iterator[RawDocument | Finding]:
    """Each row in order. A row group that is damaged costs its own rows from the damage on."""
    yield from _read(source, file, columns)


def read_whole_rows(source: Source, file: BufferedIOBase) -> Iterator[RawDocument | Finding]:
    """The same, with every row as a record of all its columns."""
    yield from _read(source, file, COLUMNS, whole=True)


def _read(
    source: Source, file: BufferedIOBase, columns: ColumnsConfig, whole: bool = False
) -> Iterator[RawDocument | Finding]:
    first = Slot(source, 0, 1)
    try:
        table = _Table(source, pq.ParquetFile(file, buffer_size=_BUFFER, pre_buffer=False), columns, whole)
        paths, groups = table.paths, _groups(table)
    except (Damage, pa.ArrowException, OSError, ValueError) as error:
        yield first.damaged(_line(error))
        return
    if groups and not table.finished and not paths.keys() & {"text", "html"}:
        yield Finding("no_content", first.where, {"text": columns.text, "html": columns.html})
    else:
        yield from _rows(table, groups)


def _groups(table: _Table) -> list[tuple[int, int]]:
    """(row group, index of its first row). Raises `Damage` on counts that no file of this size can hold."""
    metadata = table.file.metadata
    groups, start = [], 0
    for number in range(metadata.num_row_groups):
        rows = metadata.row_group(number).num_rows
        if rows < 0 or start + rows > table.source.size:
            raise Damage(f"it claims to hold {start + rows} rows in {table.source.size} bytes")
        groups += [(number, start)] if rows else []
        start += rows
    return groups


def _rows(table: _Table, groups: list[tuple[int, int]]) -> Iterator[RawDocument | Finding]:
    meter = Meter(table.source.size)
    for group, start in groups:
        yield from _group(table, meter, group, start)
        if meter.is_bomb:
            return


def _group(table: _Table, meter: Meter, group: int, index: int) -> Iterator[RawDocument | Finding]:
    try:
        # A page is unpacked as a whole, so a bomb shows in what the row group says of itself or not before memory is
        # full. The columns' own metadata is never touched: pyarrow 26 ends the process where it is malformed.
        Meter(table.source.size).add(table.file.metadata.row_group(group).total_byte_size)
        for batch in _batches(table, group):
            meter.add(batch.nbytes)
            yield from _batch(table, batch, index)
            index += batch.num_rows
    except (Damage, pa.ArrowException, OSError, ValueError) as error:
        yield Slot(table.source, index, index + 1).damaged(_line(error))


def _batches(table: _Table, group: int) -> Iterator[pa.RecordBatch]:
    columns = None if table.finished else sorted(set(table.paths.values()))
    batches: Iterator[pa.RecordBatch] = table.file.iter_batches(
        _BATCH, row_groups=[group], columns=columns, use_threads=False
    )
    return batches


def _batch(table: _Table, batch: pa.RecordBatch, index: int) -> Iterator[RawDocument | Finding]:
    cells = {} if table.whole else {name: _leaf(batch, path) for name, path in table.paths.items()}
    for row in range(batch.num_rows):
        slot = Slot(table.source, index + row, index + row + 1)
        try:
            items = list(_row(table, slot, batch.slice(row, 1), {name: cell[row] for name, cell in cells.items()}))
        except (pa.ArrowException, ValueError, OverflowError) as error:
            items = [slot.bad(_line(error))]
        yield from items


def _row(table: _Table, slot: Slot, row: pa.RecordBatch, cells: dict[str, Any]) -> Iterator[RawDocument | Finding]:
    if table.whole or (table.finished and row.column(FINISHED)[0].as_py()):
        (record,) = row.to_pylist()
        yield from finished(slot, record)
    else:
        yield from pages_of(slot, {name: _value(name, cell) for name, cell in cells.items()}, table.columns)


def _leaf(batch: pa.RecordBatch, path: str) -> pa.Array:
    """The values at a dotted path; times as text, so that every fact is checked as text."""
    first, *steps = path.split(".")
    array = batch.column(first)
    for step in steps:
        array = pc.struct_field(array, step)
    is_time = pa.types.is_timestamp(array.type) or pa.types.is_date(array.type)
    return array.cast(pa.string()) if is_time else array


def _value(name: str, cell: pa.Scalar) -> Any:
    """A fact stored as bytes is text; a page stored as bytes may be in any encoding. Raises `ValueError`."""
    value = cell.as_py()
    return value.decode("utf-8") if isinstance(value, bytes) and name in FACT_NAMES else value


def _has(schema: pa.Schema, path: str) -> bool:
    """Whether there is one column at a dotted path."""
    first, *steps = path.split(".")
    if schema.names.count(first) != 1:
        return False
    kind = schema.field(first).type
    for step in steps:
        if not pa.types.is_struct(kind) or kind.get_field_index(step) < 0:
            return False
        kind = kind.field(step).type
    return True


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
