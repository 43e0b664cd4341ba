"""index.parquet on disk: read whole or by columns, in the form of today whichever program wrote it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from toolkit.errors import InputError, Where
from toolkit.release.index import INDEX_SCHEMA, LATER_COLUMNS
from toolkit.storage.parquet import open_parquet


def read_index(path: Path, columns: Sequence[str] = INDEX_SCHEMA.names) -> pa.Table:
    """The named columns of an index; what its program did not write yet is null, and 0 in `columns`.

    Raises `InputError` where it is no index.
    """
    return pa.concat_tables([_schema(columns).empty_table(), *read_index_groups(path, columns)])


def read_index_groups(path: Path, columns: Sequence[str]) -> Iterator[pa.Table]:
    """The same, one row group in memory at a time."""
    try:
        with open_parquet(path) as file:
            present = file.schema_arrow
            wanted = [name for name in columns if name in present.names or name not in LATER_COLUMNS]
            for number in range(file.num_row_groups):
                table = file.read_row_group(number, columns=wanted)
                yield pa.table([_column(table, INDEX_SCHEMA.field(name)) for name in columns], schema=_schema(columns))
    except (pa.ArrowException, OSError, KeyError) as error:
        raise InputError(f"not an index: {error}", where=Where(str(path)), mend="build or fetch it again") from error


def _schema(columns: Sequence[str]) -> pa.Schema:
    return pa.schema([INDEX_SCHEMA.field(name) for name in columns])


def _column(table: pa.Table, field: pa.Field) -> pa.ChunkedArray:
    if field.name in table.column_names:
        return table[field.name].cast(field.type)
    default = 0 if field.name == "columns" else None
    return pa.chunked_array([pa.repeat(pa.scalar(default, field.type), table.num_rows)])
