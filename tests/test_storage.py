"""Files that are there whole or not at all, and the engine that runs the work."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.config import FilesConfig
from toolkit.errors import ConflictError, InputError
from toolkit.storage.files import TEMPORARY_PREFIX, sweep, write_bytes, writing
from toolkit.storage.lock import holding
from toolkit.storage.parquet import Piece, cut_files, write_parquet


def test_an_error_while_writing_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_bytes(path, b"old")
    with pytest.raises(RuntimeError), writing(path) as stream:
        stream.write(b"new")
        raise RuntimeError
    assert path.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_disk_that_is_full_is_an_error_with_a_place(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with (
        pytest.raises(InputError, match="No space left"),
        writing(tmp_path / "a"),
        Path("/dev/full").open("wb") as full,
    ):
        full.write(b"x" * 10_000)


def test_the_sweep_takes_temporaries_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / f"{TEMPORARY_PREFIX}x").mkdir()
    (tmp_path / f"{TEMPORARY_PREFIX}x" / "a").touch()
    (tmp_path / f"{TEMPORARY_PREFIX}y").touch()
    (tmp_path / ".hidden").touch()
    (tmp_path / "release").mkdir()
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".hidden", "release"]


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    with holding(tmp_path / "lock"), pytest.raises(ConflictError), holding(tmp_path / "lock"):
        pass
    with holding(tmp_path / "lock"):
        pass


T = TypeVar("T")
LIMITS = FilesConfig(row_group_bytes=2_000, file_bytes=5_000)
SIZES = st.lists(st.integers(0, 3_000), max_size=60)


def cut(files: list[list[int]], rows: Sequence[T]) -> list[list[list[T]]]:
    """The rows themselves, by file and group."""
    left = iter(rows)
    return [[[next(left) for _ in range(length)] for length in groups] for groups in files]


@given(SIZES)
def test_files_and_groups_are_cut_in_order_by_size(sizes: list[int]) -> None:
    files = cut(cut_files([Piece(size) for size in sizes], LIMITS), sizes)
    assert [size for groups in files for group in groups for size in group] == sizes
    assert all(group for groups in files for group in groups)
    for groups in files[:-1]:
        assert sum(map(sum, groups)) >= LIMITS.file_bytes > sum(map(sum, groups)) - groups[-1][-1]
    for group in (group for groups in files for group in groups[:-1]):
        assert sum(group) >= LIMITS.row_group_bytes > sum(group[:-1])


@given(SIZES, SIZES, st.sets(st.integers(0, 59)))
def test_what_is_left_of_a_release_keeps_its_boundaries_and_an_append_follows(
    old: list[int], new: list[int], removed: set[int]
) -> None:
    before = cut(cut_files([Piece(size) for size in old], LIMITS), range(len(old)))
    homes = {row: (str(f), g) for f, groups in enumerate(before) for g, group in enumerate(groups) for row in group}
    left = [row for row in range(len(old)) if row not in removed]
    rows = [*left, *range(len(old), len(old) + len(new))]
    pieces = [Piece(old[row], homes[row]) for row in left] + [Piece(size) for size in new]
    after = cut(cut_files(pieces, LIMITS), rows)
    kept = [[[row for row in group if row in homes] for group in groups] for groups in after]
    emptied = [[[row for row in group if row not in removed] for group in groups] for groups in before]
    assert [row for groups in after for group in groups for row in group] == rows
    assert _filled(kept) == _filled(emptied)


def _filled(files: list[list[list[int]]]) -> list[list[list[int]]]:
    return [filled for groups in files if (filled := [group for group in groups if group])]


def test_parquet_is_written_group_by_group_and_the_same_each_time(tmp_path: Path) -> None:
    table = pa.table({"text": [f"第{n}号" for n in range(100)]})
    for name in ("a", "b"):
        write_parquet(tmp_path / name, table.schema, [table.slice(0, 60), table.slice(60)])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    file = pq.ParquetFile(tmp_path / "a")
    assert [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)] == [60, 40]
