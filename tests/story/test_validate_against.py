"""`imprint validate --against`: a contribution held against a release, of which nothing but the index is read."""

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.tools.command import inside, small_project
from tests.tools.prose import page

_RELEASE = "small-1.0.0"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve pages, built and published to a folder."""
    folder = small_project(tmp_path_factory.mktemp("built"), {f"{n}.txt": page(n) for n in range(12)})
    assert inside("build", cwd=folder).returncode == 0
    assert inside("publish", f"dist/{_RELEASE}", "./published", "--yes", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "project"))


def rows(folder: Path, split: str) -> list[dict[str, Any]]:
    return [
        row for path in (folder / "dist" / _RELEASE).glob(f"data/{split}-*") for row in pq.read_table(path).to_pylist()
    ]


def near(row: dict[str, Any]) -> str:
    return page(int(row["raw_path"][4:-4])).replace("近日", "日前").replace("下月", "下季")


def names(folder: Path, *arguments: str, code: int = 0) -> dict[str, list[str]]:
    """The findings of the comparison, by path."""
    done = inside("validate", "--json", *arguments, cwd=folder)
    assert done.returncode == code, done.stdout + done.stderr
    told: dict[str, list[str]] = {}
    for one in json.loads(done.stdout)["findings"]:
        if one["name"] != "rights_unknown":
            told.setdefault(one["path"], []).append(one["name"])
    return told


def test_pages_and_records_are_told_what_would_become_of_them(folder: Path) -> None:
    train, test = rows(folder, "train"), rows(folder, "test")
    (folder / "new.txt").write_text(page(500), encoding="utf-8")
    (folder / "near.txt").write_text(near(train[0]), encoding="utf-8")
    (folder / "near_test.txt").write_text(near(test[0]), encoding="utf-8")
    records = {"same": train[1], "edit": train[3] | {"title": "云河市发布新规范"}}
    for name, record in records.items():
        (folder / f"{name}.jsonl").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    shutil.rmtree(folder / "dist" / _RELEASE / "data")  # the index is enough
    files = ("new.txt", "near.txt", "near_test.txt", "same.jsonl", "edit.jsonl", train[2]["raw_path"])
    told = names(folder, "--against", "1.0.0", *files)
    assert told == {
        "new.txt": ["new_row"], "near.txt": ["near_row"], "near_test.txt": ["near_test_row"],
        "same.jsonl": ["already_there"], "edit.jsonl": ["edits_row"], train[2]["raw_path"]: ["already_there"],
    }  # fmt: skip


def test_a_test_row_is_told_of_and_never_shown(folder: Path) -> None:
    row = rows(folder, "test")[0]
    (folder / "near.txt").write_text(near(row), encoding="utf-8")
    copy = row | {"id": "0" * 32, "raw_sha256": "0" * 64}
    (folder / "copy.jsonl").write_text(json.dumps(copy, ensure_ascii=False), encoding="utf-8")
    for form in ("human", "json"):
        done = inside("validate", "--against", "1.0.0", "--format", form, "near.txt", "copy.jsonl", cwd=folder)
        assert done.returncode == 1
        assert "IM443" in done.stdout
        assert "IM445" in done.stdout
        assert row["id"] not in done.stdout
        assert row["raw_path"] not in done.stdout


def test_a_takedown_is_told_before_it_is_built(folder: Path) -> None:
    gone = rows(folder, "train")[0]
    assert inside("takedown", "--id", gone["id"], "--yes", cwd=folder).returncode == 0
    (folder / "again.txt").write_text(near(gone), encoding="utf-8")
    assert names(folder, "--against", "1.0.0", "again.txt", code=1) == {"again.txt": ["taken_down"]}


def test_what_holds_an_examination_question_would_become_no_row(folder: Path) -> None:
    settings = folder / "dataset.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + '[decontaminate]\nsources = ["exam.txt"]\n', encoding="utf-8"
    )
    question = "下列哪一项不属于桥梁养护人员上岗之前必须完成的准备工作"
    (folder / "exam.txt").write_text(question, encoding="utf-8")
    (folder / "new.txt").write_text(page(500) + f"\n\n　　考题是：{question}。请作答。\n", encoding="utf-8")
    assert names(folder, "--against", "1.0.0", "new.txt", code=1) == {"new.txt": ["contaminated"]}


@pytest.mark.parametrize("said", [f"dist/{_RELEASE}", "v1.0.0", "./published", "./published@1.0.0"])
def test_a_release_is_named_by_folder_version_or_target(folder: Path, said: str) -> None:
    assert names(folder, "--against", said, "raw/1.txt") == {"raw/1.txt": ["already_there"]}


def test_a_version_that_is_not_here_comes_from_where_the_lock_says(folder: Path) -> None:
    shutil.rmtree(folder / "dist" / _RELEASE)
    assert names(folder, "--against", "1.0.0", "raw/1.txt") == {"raw/1.txt": ["already_there"]}


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [("9.9.9", 4, "no such version"), ("./nowhere", 4, "no release lies there"), ("./published@3.0.0", 4, "no such version"),
     ("raw/1.txt", 4, ""), ("a b", 4, "no release lies there"), ("ftp", 4, "no release lies there")],
)  # fmt: skip
def test_what_is_no_release_is_said(folder: Path, said: str, code: int, words: str) -> None:
    done = inside("validate", "--against", said, "raw/1.txt", cwd=folder)
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert words in done.stderr
    assert "mend:" in done.stderr


def test_a_damaged_index_is_never_believed(folder: Path) -> None:
    path = folder / "dist" / _RELEASE / "index.parquet"
    path.write_bytes(path.read_bytes()[:-200] + b"\0" * 200)
    done = inside("validate", "--against", "1.0.0", "raw/1.txt", cwd=folder)
    assert (done.returncode, done.stdout) == (3, "")
    assert "not the file that the manifest names" in done.stderr
