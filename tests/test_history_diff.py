"""Two indexes compared, held against a comparison by dictionaries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.history.diff import COMPARED, changes_of, compact, compare_indexes, first_ids
from toolkit.release.index import INDEX_SCHEMA

COLUMNS = pa.schema([INDEX_SCHEMA.field(name) for name in COMPARED])


@dataclass(frozen=True)
class Entry:
    id: int
    split: str | None
    digest: int | None = 0
    reason: str | None = None


def index(entries: Sequence[Entry]) -> pa.Table:
    rows = [
        {
            "id": f"{one.id:032x}",
            "split": one.split,
            "row_digest": None if one.digest is None else f"{one.digest:064x}",
            "reason": one.reason,
        }
        for one in entries
    ]
    return pa.Table.from_pylist(rows, schema=COLUMNS)


def rows_of(entries: Sequence[Entry]) -> dict[int, Entry]:
    return {one.id: one for one in entries if one.split is not None}


def reason_for(entries: Sequence[Entry], identity: int) -> str:
    named = [one.reason for one in entries if one.id == identity and one.split is None and one.reason]
    return next((name for name in named if name != "superseded"), named[0] if named else "absent")


def naive(old: Sequence[Entry], new: Sequence[Entry]) -> dict[str, Any]:
    before, after = rows_of(old), rows_of(new)
    both = [one for one in after if one in before]
    return {
        "added": dict(Counter(str(after[one].split) for one in after if one not in before)),
        "removed": dict(Counter(reason_for(new, one) for one in before if one not in after)),
        "changed": sum(before[one].digest != after[one].digest for one in both),
        "moved": sum(before[one].split != after[one].split for one in both),
        "columns": (),
    }


ROWS = st.builds(Entry, st.integers(0, 15), st.sampled_from(["train", "test"]), st.integers(0, 2))
LOSERS = st.builds(
    Entry,
    st.integers(0, 15),
    st.none(),
    st.none() | st.integers(0, 2),
    st.sampled_from(["superseded", "near_duplicate", "taken_down", None]),
)


@st.composite
def indexes(draw: st.DrawFn) -> list[Entry]:
    rows = draw(st.lists(ROWS, max_size=12, unique_by=lambda one: one.id))
    return draw(st.permutations([*rows, *draw(st.lists(LOSERS, max_size=6))]))


@given(indexes(), indexes())
def test_the_counts_are_those_of_a_comparison_by_dictionaries(old: list[Entry], new: list[Entry]) -> None:
    assert changes_of(compare_indexes(index(old), index(new))).model_dump() == naive(old, new)
    assert compare_indexes(compact([index(old)]), index(new)) == compare_indexes(index(old), compact([index(new)]))


@given(indexes(), indexes())
def test_every_row_that_differs_is_named_with_its_entries_in_index_order(old: list[Entry], new: list[Entry]) -> None:
    found = compare_indexes(index(old), index(new))
    for table, entries, column in [
        (found.added, new, "entry"), (found.removed, old, "entry"),
        (found.changed, new, "new_entry"), (found.changed, old, "old_entry"),
        (found.moved, new, "new_entry"), (found.moved, old, "old_entry"),
    ]:  # fmt: skip
        places = table[column].to_pylist()
        assert [f"{entries[place].id:032x}" for place in places] == list(first_ids(table, 99))
        assert all(entries[place].split for place in places)
    for table, column in [(found.added, "entry"), (found.removed, "entry"), (found.changed, "new_entry")]:
        assert table[column].to_pylist() == sorted(table[column].to_pylist())
    for row in found.moved.to_pylist():
        sides = old[row["old_entry"]].split, new[row["new_entry"]].split
        assert sides == (row["old_split"], row["new_split"])


@given(indexes())
def test_an_index_does_not_differ_from_itself_however_it_is_chunked(entries: list[Entry]) -> None:
    whole = index(entries)
    chunked = pa.concat_tables([whole.slice(place, 1) for place in range(len(whole))] or [whole])
    found = changes_of(compare_indexes(chunked, whole.slice(0)))
    assert (found.added, found.removed, found.changed, found.moved) == ({}, {}, 0, 0)


def test_a_part_of_a_table_is_read_from_where_it_begins() -> None:
    entries = [Entry(1, "train"), Entry(2, "train"), Entry(3, "test")]
    found = compare_indexes(index(entries).slice(1), index(entries))
    assert first_ids(found.added, 9) == (f"{1:032x}",)


@pytest.mark.parametrize(
    ("column", "value"),
    [("id", "0" * 31), ("id", "0" * 31 + "g"), ("id", "é" * 16), ("id", None), ("id", ""),
     ("row_digest", "0" * 63), ("row_digest", None), ("row_digest", "x" * 64)],
)  # fmt: skip
def test_what_is_no_id_or_digest_is_refused(column: str, value: str | None) -> None:
    rows = [{**index([Entry(1, "train")]).to_pylist()[0], column: value}]
    with pytest.raises(ValueError, match="hexadecimal"):
        compare_indexes(index([]), pa.Table.from_pylist(rows, schema=COLUMNS))


def test_two_rows_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="two rows have the same id"):
        compare_indexes(index([Entry(1, "train"), Entry(1, "test")]), index([]))
