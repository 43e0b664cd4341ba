"""What a build that grows knows of its baseline's rows, as columns that any worker can map from disk and ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from toolkit.article import RawDocument
from toolkit.digest import json_digest

# Of `CANDIDATE_SCHEMA`; `shard` and `position` say where a row's shingles lie.
KNOWN_COLUMNS = [
    "id", "id_basis", "raw_path", "raw_index", "raw_sha256", "page_digest", "row_digest", "columns", "fault", "shard",
    "position",
]  # fmt: skip
_INDEXES = {"place": ("raw_path", "raw_index"), "page": ("raw_sha256",), "id": ("id",)}


@dataclass(frozen=True)
class Known:
    """The carried rows; `rank` of a row is its place here, which is that in the baseline."""

    table: pa.Table

    def at(self, document: RawDocument) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """(rank, row) of those made from a page at this very place."""
        place = document.raw_path, document.raw_index
        for rank, row in self._find("place", _key(*place)):
            if (row["raw_path"], row["raw_index"]) == place:
                yield rank, row

    def of_page(self, document: RawDocument) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """(rank, row) of those made from these very bytes, wherever they lay."""
        for rank, row in self._find("page", _key(document.raw_sha256)):
            if row["raw_sha256"] == document.raw_sha256:
                yield rank, row

    def of_id(self, identity: str) -> Mapping[str, Any] | None:
        """The row with this id."""
        return next((row for _, row in self._find("id", _key(identity)) if row["id"] == identity), None)

    def _find(self, index: str, key: int) -> Iterator[tuple[int, Mapping[str, Any]]]:
        keys = self.table[f"{index}_keys"].chunk(0).to_numpy()
        start, end = np.searchsorted(keys, np.uint64(key)), np.searchsorted(keys, np.uint64(key), "right")
        for rank in sorted(self.table[f"{index}_ranks"].slice(start, end - start).to_pylist()):
            yield rank, self.table.slice(rank, 1).select(KNOWN_COLUMNS).to_pylist()[0]


def index_known(rows: pa.Table) -> pa.Table:
    """The table of a `Known`, from rows with `KNOWN_COLUMNS` in the baseline's order."""
    table = rows.select(KNOWN_COLUMNS).combine_chunks()
    for index, names in _INDEXES.items():
        columns = [table[name].to_pylist() for name in names]
        keys = np.array([_key(*values) for values in zip(*columns, strict=True)], dtype=np.uint64)
        order = np.argsort(keys, kind="stable").astype(np.int64)
        table = table.append_column(f"{index}_keys", pa.array(keys[order], pa.uint64()))
        table = table.append_column(f"{index}_ranks", pa.array(order, pa.int64()))
    return table


def _key(*values: str | int) -> int:
    """64 bits of a digest; who is found by it is compared in full."""
    return int(json_digest(values)[:16], 16)
