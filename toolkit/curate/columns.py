"""The candidates' columns as Python sees them: each converted when it is asked for, what is seldom asked for never."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

# Asked for of single candidates: a value at a time from Arrow.
_SELDOM = frozenset({"title", "url", "raw_sha256", "page_digest", "fault_params", "cluster", "since"})
# The same few values over and over: one Python object each.
_REPEATED = frozenset({"id_basis", "site", "raw_path", "rights_status", "fault"})


class Columns(Mapping[str, Sequence[Any]]):
    """Columns of a table, and some that stand in no table."""

    def __init__(self, table: pa.Table, others: Mapping[str, Sequence[Any]]) -> None:
        self._table = table
        self._made: dict[str, Sequence[Any]] = dict(others)

    def __getitem__(self, name: str) -> Sequence[Any]:
        if name not in self._made:
            self._made[name] = _sequence(name, self._table[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(self._table.column_names), **self._made})

    def __len__(self) -> int:
        return len({*self._table.column_names, *self._made})


def _sequence(name: str, column: pa.ChunkedArray) -> Sequence[Any]:
    if name in _SELDOM:
        return _Seldom(column)
    if name in _REPEATED:
        coded = column.dictionary_encode().combine_chunks()
        values = [*coded.dictionary.to_pylist(), None]
        return [values[-1 if code is None else code] for code in coded.indices.to_pylist()]
    plain: list[Any] = column.to_pylist()
    return plain


@dataclass(frozen=True, slots=True)
class _Seldom(Sequence[Any]):
    column: pa.ChunkedArray

    def __len__(self) -> int:
        return len(self.column)

    def __getitem__(self, item: Any) -> Any:
        return self.column[item].as_py()
