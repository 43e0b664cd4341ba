"""The main job: raw pages in, a release that everybody's reader loads out."""

import json
from pathlib import Path
from typing import Any

import datasets
import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.tools.command import ROOT, example_project, files_of, inside, small_project
from tests.tools.prose import page


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = example_project(tmp_path_factory.mktemp("example"))
    done = inside("build", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "dist/standards-news-1.0.0\n"), done.stderr
    return folder


@pytest.fixture(scope="module")
def release(project: Path) -> Path:
    return project / "dist" / "standards-news-1.0.0"


@pytest.fixture(scope="module")
def manifest(release: Path) -> Any:
    return json.loads((release / "manifest.json").read_text(encoding="utf-8"))


def load(release: Path, cache: Path, **options: Any) -> Any:
    return datasets.load_dataset(str(release), cache_dir=str(cache), **options)


def test_dist_holds_the_release_and_its_rejects_and_nothing_else(project: Path, release: Path) -> None:
    assert sorted(path.name for path in (project / "dist").iterdir()) == [
        "standards-news-1.0.0", "standards-news-1.0.0.rejects.jsonl",
    ]  # fmt: skip
    assert sorted(files_of(release)) == [
        "CHANGELOG.md", "README.md", "croissant.json", "data/test-00000-of-00001.parquet",
        "data/train-00000-of-00001.parquet", "figures/dates.svg", "figures/funnel.svg", "figures/lengths.svg",
        "figures/sources.svg", "index.parquet", "manifest.json", "schema.json",
    ]  # fmt: skip


def test_load_dataset_gives_the_rows_that_the_manifest_counts(release: Path, manifest: Any, tmp_path: Path) -> None:
    loaded = load(release, tmp_path)
    assert {name: len(rows) for name, rows in loaded.items()} == {
        name: split["rows"] for name, split in manifest["stats"]["splits"].items()
    }
    assert sum(map(len, loaded.values())) == manifest["funnel"]["rows"] > 30


def test_the_features_are_those_of_the_schema(project: Path, release: Path, tmp_path: Path) -> None:
    schema = json.loads((release / "schema.json").read_text(encoding="utf-8"))
    features = load(release, tmp_path)["train"].features
    assert list(features) == list(schema["properties"])
    assert schema == json.loads(inside("schema", cwd=project).stdout)
    assert features["standards"] == datasets.List(datasets.Value("string"))
    assert features["char_count"] == datasets.Value("int64")
    assert set(features["pii"]) == set(schema["$defs"]["PiiCounts"]["properties"])


def test_streaming_gives_the_same_rows(release: Path, tmp_path: Path) -> None:
    stored, streamed = load(release, tmp_path), load(release, tmp_path, streaming=True)
    for name in stored:
        assert list(streamed[name]) == list(stored[name])


def test_pandas_and_duckdb_read_the_files_as_they_lie(release: Path, manifest: Any) -> None:
    rows = manifest["funnel"]["rows"]
    frame = pd.concat(pd.read_parquet(path) for path in sorted(release.glob("data/*.parquet")))
    assert len(frame) == rows
    query = f"select count(*), sum(char_count), sum(pii.mobile) from '{release}/data/*.parquet'"
    found = duckdb.connect().execute(query).fetchall()[0]
    assert found[:2] == (rows, frame["char_count"].sum())
    assert found[2] == sum(split["pii"]["mobile"] for split in manifest["stats"]["splits"].values()) > 0


def test_a_release_of_the_same_basename_is_never_served_from_the_cache(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for name, first in (("one", 0), ("two", 100)):
        folder = small_project(tmp_path / name, {f"{n}.txt": page(n) for n in range(first, first + 6)})
        assert inside("build", cwd=folder).returncode == 0
        release = folder / "dist" / "small-1.0.0"
        wanted = {row["id"] for path in release.glob("data/*") for row in pq.read_table(path).to_pylist()}
        loaded = load(release, cache)
        assert {row["id"] for rows in loaded.values() for row in rows} == wanted


def test_every_page_is_a_row_or_a_reject_with_a_counted_reason(project: Path, release: Path, manifest: Any) -> None:
    rows = [row for path in release.glob("data/*") for row in pq.read_table(path).to_pylist()]
    text = (project / "dist" / "standards-news-1.0.0.rejects.jsonl").read_text(encoding="utf-8")
    rejects = [json.loads(line) for line in text.splitlines()]
    unread = [one for one in rejects if one["raw_index"] < 0]  # places that gave no document at all
    assert len(unread) == sum(manifest["funnel"]["unread"].values())
    rejects = [one for one in rejects if one["raw_index"] >= 0]
    places = [(item["raw_path"], item["raw_index"]) for item in [*rows, *rejects]]
    assert len(places) == len(set(places)) == manifest["funnel"]["documents"]
    reasons = [reject["reason"] for reject in rejects]
    assert {name: reasons.count(name) for name in set(reasons)} == manifest["funnel"]["rejects"]
    assert {"duplicate", "near_duplicate", "rights_withheld"} <= set(reasons)
    assert all(reject["findings"][0]["message"] and reject["findings"][0]["mend"] for reject in rejects)


def test_a_row_names_the_copies_it_stands_for(project: Path, release: Path) -> None:
    rows = {row["id"]: row for path in release.glob("data/*") for row in pq.read_table(path).to_pylist()}
    text = (project / "dist" / "standards-news-1.0.0.rejects.jsonl").read_text(encoding="utf-8")
    copies = [r for r in map(json.loads, text.splitlines()) if r["reason"] in ("duplicate", "near_duplicate")]
    assert len(copies) == 2
    assert sorted(row["cluster_size"] for row in rows.values() if row["cluster_size"] > 1) == [2, 2]
    assert all(row["cluster"] == row["id"] for row in rows.values())
    for copy in copies:
        named = next(
            row for row in rows.values() if f"{row['id']} ({row['raw_path']})" in copy["findings"][0]["message"]
        )
        assert named["cluster_size"] == 2


def test_the_page_that_forbids_it_stays_out(release: Path, manifest: Any) -> None:
    rows = [row for path in release.glob("data/*") for row in pq.read_table(path).to_pylist()]
    kept = {json.loads(line)["id"] for line in (ROOT / "overrides.jsonl").read_text(encoding="utf-8").splitlines()}
    assert {row["id"] for row in rows if row["rights_status"] == "forbidden"} <= kept
    assert manifest["funnel"]["rejects"]["rights_withheld"] >= 1


def test_no_invented_number_is_left_in_the_rows(release: Path) -> None:
    texts = "\n".join(row["text"] for path in release.glob("data/*") for row in pq.read_table(path).to_pylist())
    for placeholder in ("[手机号]", "[邮箱]", "[QQ号]", "[微信号]", "[身份证号]", "[银行卡号]"):
        assert placeholder in texts


def test_rows_stand_in_path_order_in_each_split(release: Path) -> None:
    for path in release.glob("data/*"):
        places = [(row["raw_path"].encode(), row["raw_index"]) for row in pq.read_table(path).to_pylist()]
        assert places == sorted(places)


def test_building_again_changes_nothing_and_says_so(project: Path, release: Path) -> None:
    before, stamp = files_of(release), release.stat().st_mtime_ns
    done = inside("build", cwd=project)
    assert (done.returncode, done.stdout) == (0, "dist/standards-news-1.0.0\n")
    assert "nothing has changed" in done.stderr
    assert (files_of(release), release.stat().st_mtime_ns) == (before, stamp)


def test_a_draft_of_the_same_version_is_replaced(tmp_path: Path) -> None:
    folder = small_project(tmp_path, {f"{n}.txt": page(n) for n in range(4)})
    assert inside("build", cwd=folder).returncode == 0
    (folder / "raw" / "9.txt").write_text(page(9), encoding="utf-8")
    assert inside("build", cwd=folder).returncode == 0
    assert json.loads((folder / "dist/small-1.0.0/manifest.json").read_text())["funnel"]["rows"] == 5
    assert inside("verify", "dist/small-1.0.0", cwd=folder).returncode == 0


def test_one_row_makes_a_train_split_and_no_empty_file(tmp_path: Path) -> None:
    folder = small_project(tmp_path, {"a.txt": page(1)})
    assert inside("build", cwd=folder).returncode == 0
    assert [path.name for path in folder.glob("dist/*/data/*")] == ["train-00000-of-00001.parquet"]
    assert len(load(folder / "dist" / "small-1.0.0", tmp_path / "cache")["train"]) == 1


def test_large_splits_are_cut_into_files_and_row_groups(tmp_path: Path) -> None:
    settings = "[files]\nfile_bytes = 8192\nrow_group_bytes = 4096\n"
    folder = small_project(tmp_path, {f"{n:03}.txt": page(n) for n in range(40)}, settings)
    assert inside("build", cwd=folder).returncode == 0
    release = folder / "dist" / "small-1.0.0"
    assert inside("verify", release, cwd=folder).returncode == 0
    shards = sorted(release.glob("data/train-*"))
    assert len(shards) > 2
    assert shards[-1].name == f"train-{len(shards) - 1:05}-of-{len(shards):05}.parquet"
    assert all(pq.ParquetFile(path).num_row_groups > 1 for path in shards[:-1])
    places = [row["raw_path"] for path in shards for row in pq.read_table(path).to_pylist()]
    assert places == sorted(places)


def test_where_no_page_becomes_a_row_nothing_is_written(tmp_path: Path) -> None:
    folder = small_project(tmp_path, {"a.txt": "首页\n", "b.pdf": b"%PDF"})
    done = inside("build", cwd=folder)
    assert done.returncode == 3
    assert done.stderr.startswith("error: raw: no page of 1 became a row (1 unknown_format, 1 ")
    assert list((folder / "dist").iterdir()) == []


def test_parquet_is_what_the_hub_calls_optimised(release: Path) -> None:
    for path in release.glob("data/*"):
        meta = pq.ParquetFile(path).metadata
        columns = [meta.row_group(0).column(number) for number in range(meta.num_columns)]
        assert {column.compression for column in columns} == {"ZSTD"}
        assert all(column.has_offset_index for column in columns)
        # Texts are too long for the bounds that a column index holds.
        assert {column.path_in_schema for column in columns if not column.has_column_index} <= {"text"}
