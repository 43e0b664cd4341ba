"""A sample of the rows that changed, read from the data files of both releases."""

import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from toolkit.actions.diff.side import Side, damaged, entries_by_split
from toolkit.actions.sample import rows_at, rows_in
from toolkit.actions.verify.rows import split_of
from toolkit.history.text_diff import side_by_side, text_diff
from toolkit.release.index import UNCOMPARED_COLUMNS
from toolkit.release.layout import INDEX

_DIGEST = re.compile(r'"([0-9a-f]{12})[0-9a-f]{52}"')

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column of a row beside its text, both values as JSON and cut; null where the column is missing."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One row that changed: `text` is a unified diff, empty where the texts are equal."""

    id: str
    split: str
    title: str
    fields: tuple[FieldChange, ...]
    text: tuple[str, ...]


def sample_changed(sides: tuple[Side, Side], changed: pa.Table, size: int) -> tuple[ChangedRow, ...]:
    """`size` of the rows of `RowChanges.changed`, each as likely as any other, in index order; always the same ones.

    Reads the row groups that hold one of them. Raises `InputError` where the data files are not those of the index.
    """
    seed = sides[1].manifest.content_digest
    total = changed.num_rows
    drawn = sorted(random.Random(seed).sample(range(total), min(size, total)))
    if not drawn:  # the data files need not even be here
        return ()
    chosen = changed.take(pa.array(drawn, pa.int64()))
    ids = [value.hex() for value in chosen["id"].to_pylist()]
    old = _rows(sides[0], chosen["old_entry"].to_pylist(), ids)
    new = _rows(sides[1], chosen["new_entry"].to_pylist(), ids)
    return tuple(map(_changed, chosen["split"].to_pylist(), old, new))


def _changed(split: str, old: Row, new: Row) -> ChangedRow:
    names = [*new, *(name for name in old if name not in new)]
    left_out = {*UNCOMPARED_COLUMNS, "text"}
    differing = [name for name in names if name not in left_out and old.get(name) != new.get(name)]
    fields = (FieldChange(name, *side_by_side(_json(old.get(name)), _json(new.get(name)))) for name in differing)
    text = text_diff(str(old.get("text") or ""), str(new.get("text") or ""))
    return ChangedRow(str(new["id"]), split, str(new.get("title") or ""), tuple(fields), text)


def _json(value: object) -> str:
    return _DIGEST.sub(r'"\1…"', json.dumps(value, ensure_ascii=False, default=str))


def _rows(side: Side, entries: Sequence[int], ids: Sequence[str]) -> list[Row]:
    """The rows of these entries of the index, in the order asked for."""
    found: dict[int, Row] = {}
    for split, numbers in entries_by_split(side.index).items():
        places = np.flatnonzero(np.isin(numbers, entries)).tolist()
        rows = _read(side, split, places)
        found.update({int(numbers[place]): row for place, row in rows.items()})
    if [found.get(entry, {}).get("id") for entry in entries] != list(ids):
        raise damaged(side.path, INDEX, "its rows are not those of the data files")
    return [found[entry] for entry in entries]


def _read(side: Side, split: str, places: Sequence[int]) -> dict[int, Row]:
    found: dict[int, Row] = {}
    first = 0
    for entry in side.manifest.files:
        if split_of(entry.path) == split:
            path = side.path / entry.path
            count = rows_in(path)
            inside = [place - first for place in places if first <= place < first + count]
            found.update(zip((first + place for place in inside), rows_at(path, inside), strict=True))
            first += count
    return found
