"""Everybody's reader gets the same rows: pyarrow, pandas, polars, duckdb, datasets, and the oldest datasets promised."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import datasets
import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from tests.tools.command import example_project, inside

# The oldest version of `datasets` that a release promises to load in. It does not know the Parquet metadata of today's:
# that the features stand in the card's YAML is what makes it work.
OLDEST = "3.6"
OLD_PYTHON = "IMPRINT_OLD_DATASETS_PYTHON"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = example_project(tmp_path_factory.mktemp("readers"))
    done = inside("build", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "dist" / "standards-news-1.0.0"


@pytest.fixture(scope="module")
def rows(release: Path) -> dict[str, list[dict[str, Any]]]:
    """What pyarrow reads: the rows that every other reader is held to."""
    splits = ("train", "test")
    return {
        split: [row for path in sorted(release.glob(f"data/{split}-*")) for row in pq.read_table(path).to_pylist()]
        for split in splits
    }


def test_pyarrow_reads_nested_columns_as_they_were_written(rows: dict[str, list[dict[str, Any]]]) -> None:
    every = [row for split in rows.values() for row in split]
    assert any(row["pii"]["mobile"] for row in every)
    assert any(len(row["standards"]) > 1 for row in every)
    assert any(row["published_at"] is None for row in every)


def test_datasets_reads_the_same_rows(release: Path, rows: dict[str, list[dict[str, Any]]], tmp_path: Path) -> None:
    loaded = datasets.load_dataset(str(release), cache_dir=str(tmp_path))
    assert {split: list(loaded[split]) for split in loaded} == rows


def test_pandas_reads_the_same_rows(release: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    for split, expected in rows.items():
        frame = pd.concat([pd.read_parquet(path) for path in sorted(release.glob(f"data/{split}-*"))])
        assert list(frame.columns) == list(expected[0])
        for name in ("id", "text", "char_count", "spam"):
            assert frame[name].tolist() == [row[name] for row in expected]
        assert [list(value) for value in frame["standards"]] == [row["standards"] for row in expected]
        assert frame["pii"].tolist() == [row["pii"] for row in expected]
        assert frame["title"].isna().tolist() == [row["title"] is None for row in expected]


def test_polars_reads_the_same_rows(release: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    for split, expected in rows.items():
        assert pl.read_parquet(str(release / f"data/{split}-*.parquet")).to_dicts() == expected
        lazy = pl.scan_parquet(str(release / f"data/{split}-*.parquet")).filter(pl.col("char_count") > 500)
        assert lazy.collect().height == sum(row["char_count"] > 500 for row in expected)


def test_duckdb_reads_the_same_rows(release: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    for split, expected in rows.items():
        found = duckdb.connect().execute(f"select * from '{release}/data/{split}-*.parquet'")
        names = [column[0] for column in found.description]
        assert [dict(zip(names, values, strict=True)) for values in found.fetchall()] == expected


LOADING = """
import json, sys
import datasets
loaded = datasets.load_dataset(sys.argv[1], cache_dir=sys.argv[2])
streamed = datasets.load_dataset(sys.argv[1], cache_dir=sys.argv[2], streaming=True)
assert {name: list(rows) for name, rows in streamed.items()} == {name: list(rows) for name, rows in loaded.items()}
rows = {name: list(rows) for name, rows in loaded.items()}
print(json.dumps({"version": datasets.__version__, "rows": rows}))
"""


def test_the_oldest_datasets_promised_reads_the_same_rows(
    release: Path, rows: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    python = os.environ.get(OLD_PYTHON)
    if python is None:
        pytest.skip(f"{OLD_PYTHON} names no interpreter with datasets=={OLDEST}.*")
    command = [python, "-c", LOADING, str(release), str(tmp_path / "cache")]
    done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    said = json.loads(done.stdout)
    assert said["version"].startswith(f"{OLDEST}.")
    assert said["rows"] == rows
