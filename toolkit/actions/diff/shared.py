"""Rows whose digests differ only because they are over other columns, told from rows that changed.

A digest is over the columns that the row had when it last changed. Where these need not be the same in two releases,
the rows that seem to have changed are compared by their values in the columns that both have, read from the data files.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from toolkit.actions.diff.side import DAMAGE, Side, damaged, entries_by_split
from toolkit.actions.verify.rows import split_of
from toolkit.digest import sha256_hex
from toolkit.history.diff import RowChanges
from toolkit.release.changes import ColumnChange
from toolkit.release.index import UNCOMPARED_COLUMNS
from toolkit.release.layout import INDEX
from toolkit.storage.parquet import open_parquet

_BATCH = 1024  # rows

Path = Sequence[str]


def without_equal(sides: tuple[Side, Side], rows: RowChanges, columns: Sequence[ColumnChange]) -> RowChanges:
    """`rows` without the changed ones that are equal in every column, and field of a struct, that both releases have.

    Reads no data file where every digest is over the same columns. Raises `InputError` at a damaged release.
    """
    single = [one.column for one in columns if one.kind in ("added", "required", "removed")]
    if not rows.changed.num_rows or not (single or len({*_sets(sides[0]), *_sets(sides[1])}) > 1):
        return rows
    left_out = [(name,) for name in sorted(UNCOMPARED_COLUMNS)]
    paths = [*left_out, *(name.replace("[]", "").split(".") for name in single)]
    old, new = (
        _digests(side, rows.changed[name].to_pylist(), paths)
        for side, name in zip(sides, ("old_entry", "new_entry"), strict=True)
    )
    differ = [one != other for one, other in zip(old, new, strict=True)]
    return replace(rows, changed=rows.changed.filter(pa.array(differ)))


def _sets(side: Side) -> list[frozenset[str]]:
    """The sets of columns that digests of this release are over; a program that named none had one."""
    return [frozenset(names) - UNCOMPARED_COLUMNS for names in side.manifest.columns or (side.schema["properties"],)]


def _digests(side: Side, entries: Sequence[int], without: Sequence[Path]) -> list[str]:
    """Of the row at each of these entries. One batch of rows is held at a time."""
    places = {entry: place for place, entry in enumerate(entries)}
    digests = [""] * len(entries)
    for entry, row in _rows(side):
        if entry in places:
            digests[places[entry]] = _digest(row, without)
    if "" in digests:
        raise damaged(side.path, INDEX, "its rows are not those of the data files")
    return digests


def _digest(row: dict[str, Any], without: Iterable[Path]) -> str:
    """Unlike a row digest it takes any value: a foreign file may hold NaN, or bytes."""
    for path in without:
        row = _pruned(row, path)
    return sha256_hex(json.dumps(row, sort_keys=True, default=repr).encode("ascii"))


def _pruned(value: Any, path: Path) -> Any:
    """Without what lies at `path`, in each item of a list."""
    if isinstance(value, list):
        return [_pruned(item, path) for item in value]
    if not isinstance(value, dict):
        return value
    name, *rest = path
    if not rest:
        return {key: item for key, item in value.items() if key != name}
    return {key: _pruned(item, rest) if key == name else item for key, item in value.items()}


def _rows(side: Side) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every row of the data files, with its entry in the index."""
    entries = entries_by_split(side.index)
    done = dict.fromkeys(entries, 0)
    for path in (entry.path for entry in side.manifest.files):
        split = split_of(path)
        for row in _rows_of(side, path) if split else ():
            if split and done[split] < len(entries[split]):
                yield int(entries[split][done[split]]), row
                done[split] += 1


def _rows_of(side: Side, path: str) -> Iterator[dict[str, Any]]:
    try:
        with open_parquet(side.path / path) as file:
            for batch in file.iter_batches(batch_size=_BATCH):
                yield from batch.to_pylist()
    except DAMAGE as error:
        problem = next(iter(str(error).splitlines()), type(error).__name__)
        raise damaged(side.path, path, f"cannot be decoded: {problem}") from error
