"""Two indexes compared: which rows were added, removed, changed or moved, and why the removed ones went."""

from binascii import unhexlify
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from toolkit.release.changes import Changes, ColumnChange

# The columns of an index that are compared; read no others.
COMPARED = ("id", "split", "row_digest", "reason")
# The reason of a removed row of which the new index says nothing.
ABSENT = "absent"
# Only one of the pages with an id lost to another of them: what became of the winner says more.
_LEAST = "superseded"

_ID, _DIGEST = pa.binary(16), pa.binary(32)
_COMPACT = pa.schema([("id", _ID), ("split", pa.string()), ("row_digest", _DIGEST), ("reason", pa.string())])


@dataclass(frozen=True, slots=True)
class RowChanges:
    """The rows that differ, in index order: of the new index, and where they are removed of the old one.

    Each table has `id` (16 bytes). `entry`, `old_entry` and `new_entry` number the entries of an index from 0.
    A row that was moved and changed stands in both tables.
    """

    added: pa.Table  # id, split, entry
    removed: pa.Table  # id, split, reason, entry
    changed: pa.Table  # id, split (the new one), old_entry, new_entry
    moved: pa.Table  # id, old_split, new_split, old_entry, new_entry


def compact(parts: Iterable[pa.Table]) -> pa.Table:
    """The columns `COMPARED` of an index that comes in parts: ids as 16 bytes and digests as 32, half their digits.

    Raises `ValueError` where an id, or the digest of a row, is not one, or two rows have one id.
    """
    whole = pa.concat_tables([_COMPACT.empty_table(), *map(_compact_part, parts)])
    rows = whole["split"].is_valid()
    if pc.count_distinct(whole["id"].filter(rows)).as_py() != len(whole) - whole["split"].null_count:
        raise ValueError("two rows have the same id")
    return whole


def _compact_part(part: pa.Table) -> pa.Table:
    digests = pc.if_else(part["split"].is_valid(), part["row_digest"], pa.scalar("0" * 64))
    columns = [_decoded(part["id"], _ID), part["split"], _decoded(digests, _DIGEST), part["reason"]]
    return pa.table(columns, schema=_COMPACT)


def compare_indexes(old: pa.Table, new: pa.Table) -> RowChanges:
    """Rows are the same where their ids are, and unchanged where their digests are.

    `old` and `new` are indexes with the columns `COMPARED`, as read or `compact`; raises what `compact` raises. Takes
    time and memory in proportion to their entries.
    """
    before, after = _rows(old), _rows(new)
    found = pc.index_in(after["id"], value_set=before["id"])
    fresh, kept = after.filter(found.is_null()), after.filter(found.is_valid())
    places = found.drop_null()
    hit = np.zeros(before.num_rows, bool)
    hit[places.to_numpy()] = True
    was = before.take(places)
    return RowChanges(
        added=fresh.select(["id", "split", "entry"]),
        removed=_with_reasons(before.filter(pa.array(~hit)), new),
        changed=_pairs(was, kept, pc.not_equal(was["row_digest"], kept["row_digest"]), ["id", "split"]),
        moved=_pairs(was, kept, pc.not_equal(was["split"], kept["split"]), ["id", "old_split", "new_split"]),
    )


def changes_of(rows: RowChanges, columns: Iterable[ColumnChange] = ()) -> Changes:
    """The counts that a manifest's history holds."""
    return Changes(
        added=_tally(rows.added["split"]),
        removed=_tally(rows.removed["reason"]),
        changed=rows.changed.num_rows,
        moved=rows.moved.num_rows,
        columns=tuple(columns),
    )


def first_ids(table: pa.Table, most: int) -> tuple[str, ...]:
    """The ids of the first rows of one of the tables of `RowChanges`, as digits."""
    return tuple(value.hex() for value in table["id"].slice(0, most).to_pylist())


def _rows(index: pa.Table) -> pa.Table:
    """The entries that are rows, their columns in one piece, with their numbers."""
    whole = _compacted(index)
    entries = np.flatnonzero(whole["split"].is_valid().to_numpy(zero_copy_only=False))
    rows = whole.take(pa.array(entries)).combine_chunks()
    return rows.drop_columns("reason").append_column("entry", pa.array(entries, pa.int64()))


def _compacted(index: pa.Table) -> pa.Table:
    return index if index.schema.field("id").type == _ID else compact([index])


def _pairs(was: pa.Table, now: pa.Table, chosen: pa.ChunkedArray, names: list[str]) -> pa.Table:
    both = {
        "id": now["id"], "split": now["split"], "old_split": was["split"], "new_split": now["split"],
        "old_entry": was["entry"], "new_entry": now["entry"],
    }  # fmt: skip
    return pa.table({name: both[name] for name in [*names, "old_entry", "new_entry"]}).filter(chosen)


def _with_reasons(removed: pa.Table, new: pa.Table) -> pa.Table:
    """Each with the reason that the new index gives for its id; where it gives several, the first that says most."""
    whole = _compacted(new)
    losers = whole.filter(pc.and_(whole["split"].is_null(), whole["reason"].is_valid()))
    reasons = losers["reason"].combine_chunks()
    last = pc.equal(reasons, _LEAST).to_numpy(zero_copy_only=False)
    order = pa.array(np.argsort(last, kind="stable"))
    found = pc.index_in(removed["id"], value_set=losers["id"].combine_chunks().take(order))
    named = pc.fill_null(reasons.take(order).take(found.combine_chunks()), ABSENT)
    return pa.table({**{name: removed[name] for name in ("id", "split")}, "reason": named, "entry": removed["entry"]})


def _decoded(digits: pa.ChunkedArray, form: pa.FixedSizeBinaryType) -> pa.ChunkedArray:
    return pa.chunked_array([_decoded_chunk(chunk, form) for chunk in digits.chunks], form)


def _decoded_chunk(chunk: pa.StringArray, form: pa.FixedSizeBinaryType) -> pa.FixedSizeBinaryArray:
    """Hexadecimal digits to bytes. Without nulls, and all of one length, their characters lie side by side."""
    width = 2 * form.byte_width
    if not len(chunk):
        return pa.array([], form)
    if chunk.null_count or not pc.all(pc.equal(pc.binary_length(chunk), width)).as_py():
        raise ValueError(f"an id or a digest is not {width} hexadecimal digits")
    _, offsets, text = chunk.buffers()
    start = np.frombuffer(offsets, np.int32)[chunk.offset]
    try:
        packed = unhexlify(memoryview(text)[start : start + width * len(chunk)])
    except ValueError as error:
        raise ValueError(f"an id or a digest is not {width} hexadecimal digits") from error
    return pa.FixedSizeBinaryArray.from_buffers(form, len(chunk), [None, pa.py_buffer(packed)])


def _tally(names: pa.ChunkedArray) -> dict[str, int]:
    counts = {entry["values"]: entry["counts"] for entry in pc.value_counts(names).to_pylist()}
    return dict(sorted(counts.items()))
