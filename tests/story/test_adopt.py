"""`imprint adopt`: an existing dataset under management, and the first release after it, which moves no row."""

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.tools.command import files_of, inside, small_project
from tests.tools.prose import page


def rows(numbers: range) -> list[dict[str, Any]]:
    """As other people name their columns."""
    return [
        {"content": page(n), "link": f"http://yunhe.example/{n}.html", "title": f"标题{n}", "score": n} for n in numbers
    ]


def jsonl(path: Path, records: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), encoding="utf-8")
    return path


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A folder as `datasets` reads it: two shards of train, one of test, a card."""
    folder = tmp_path / "yunhe_news"
    (folder / "data").mkdir(parents=True)
    for name, numbers in (
        ("train-00000-of-00002", range(30, 40)),
        ("train-00001-of-00002", range(10)),
        ("test-00000-of-00001", range(100, 106)),
    ):
        pq.write_table(pa.Table.from_pylist(rows(numbers)), folder / "data" / f"{name}.parquet")
    (folder / "README.md").write_text("# 云河新闻\n", encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def published(release: Path) -> dict[str, list[tuple[str, str]]]:
    """(id, text) of every row in order, by split."""
    found: dict[str, list[tuple[str, str]]] = {"train": [], "test": []}
    for split in found:
        for path in sorted(release.glob(f"data/{split}-*.parquet")):
            table = pq.read_table(path, columns=["id", "text"])
            found[split] += zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True)
    return found


def findings(folder: Path, *arguments: str | Path, code: int) -> list[tuple[str, str, int | None]]:
    done = inside("adopt", "--json", *arguments, cwd=folder)
    assert done.returncode == code, done.stdout + done.stderr
    told = json.loads(done.stdout)["findings"]
    return [(one["name"], one["path"], one["line"]) for one in told if one["severity"] == "error"]


def test_the_first_release_after_it_moves_no_row(folder: Path, dataset: Path) -> None:
    done = inside("adopt", dataset, cwd=folder)
    assert (done.returncode, done.stdout) == (0, "dist/yunhe-news-1.0.0\n"), done.stderr
    assert "score: warning" in done.stderr
    first = published(folder / "dist" / "yunhe-news-1.0.0")
    numbers = [*range(30, 40), *range(10)]
    assert [text for _, text in first["train"]] == [page(n) for n in numbers]
    assert [text for _, text in first["test"]] == [page(n) for n in range(100, 106)]
    assert inside("verify", "dist/yunhe-news-1.0.0", cwd=folder).returncode == 0

    again = inside("build", cwd=folder)
    assert (again.returncode, again.stdout) == (0, "dist/yunhe-news-1.0.0\n")
    assert "nothing has changed" in again.stderr

    jsonl(folder / "raw" / "more.jsonl", rows(range(200, 204)))
    assert inside("build", cwd=folder).stdout == "dist/yunhe-news-1.1.0\n"
    second = published(folder / "dist" / "yunhe-news-1.1.0")
    for split in ("train", "test"):
        assert second[split][: len(first[split])] == first[split]
    assert sum(map(len, second.values())) == sum(map(len, first.values())) + 4
    changes = json.loads(inside("diff", "--json", "dist/yunhe-news-1.0.0", "dist/yunhe-news-1.1.0", cwd=folder).stdout)
    assert '"moved": 0' in json.dumps(changes)
    assert inside("verify", "dist/yunhe-news-1.1.0", cwd=folder).returncode == 0
    assert inside("publish", "dist/yunhe-news-1.1.0", "./published", "--yes", cwd=folder).returncode == 0


def test_the_column_map_is_written_where_there_is_no_dataset_toml_and_else_shown(folder: Path, dataset: Path) -> None:
    shown = '[columns]\ntext = "content"\nurl = "link"\n'
    assert inside("adopt", dataset, cwd=folder).returncode == 0
    assert (folder / "dataset.toml").read_text(encoding="utf-8").endswith(shown)
    other = small_project(folder / "other", {})
    before = (other / "dataset.toml").read_bytes()
    done = inside("adopt", dataset, cwd=other)
    assert done.returncode == 0
    assert 'text = "content"' in done.stderr
    assert (other / "dataset.toml").read_bytes() == before


def test_an_adopted_row_is_known_by_its_page(folder: Path, dataset: Path) -> None:
    assert inside("adopt", dataset, cwd=folder).returncode == 0
    row = pq.read_table(folder / "dist/yunhe-news-1.0.0/data/train-00000-of-00001.parquet").to_pylist()[0]
    assert (row["title"], row["url"], row["site"]) == ("标题30", "https://yunhe.example/30.html", "yunhe.example")
    assert (row["id_basis"], row["rights_status"], row["cleaner"], row["since"]) == (
        "url",
        "unknown",
        "adopted",
        "1.0.0",
    )
    # The same page, sent in raw, is the row and no new one.
    jsonl(folder / "raw" / "again.jsonl", rows(range(30, 31)))
    assert "nothing has changed" in inside("build", cwd=folder).stderr


def test_rows_that_fail_are_named_and_left_out_only_when_asked(folder: Path, tmp_path: Path) -> None:
    bad = [
        *rows(range(3)),
        {"content": "", "link": None},
        {"content": page(7).replace("云河市", "电话13800138000，", 1) + "\n联系人手机：13800138000"},
        {"content": "This text is plain English and so it has no place among the articles of this dataset."},
        rows(range(1))[0] | {"link": None},
        {"content": page(0), "link": None},
    ]
    path = jsonl(tmp_path / "news.jsonl", bad)
    with path.open("ab") as stream:
        stream.write(b'{"content": \n\xff\xfe\n')
    told = findings(folder, path, code=1)
    assert {(name, line) for name, _, line in told} >= {
        ("no_content", 4), ("personal_data", 5), ("wrong_language", 6), ("duplicate_id", 8), ("not_json", 9), ("not_utf8", 10),
    }  # fmt: skip
    assert set(files_of(folder)) <= {".imprint/build.lock"}
    told = findings(folder, path, "--drop-invalid", code=0)
    assert len(published(folder / "dist/news-1.0.0")["train"]) == 4
    rejects = (folder / "dist/news-1.0.0.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["raw_index"] for line in rejects] == [3, 4, 5, 7]
    assert inside("verify", "dist/news-1.0.0", cwd=folder).returncode == 0


def test_what_the_next_build_would_take_out_again_is_an_error(folder: Path, tmp_path: Path) -> None:
    settings = '[rights]\npublish = ["allowed", "unknown"]\n[decontaminate]\nsources = ["exam.txt"]\n'
    project = small_project(folder / "other", {}, settings)
    question = "下列哪一项不属于桥梁养护人员上岗之前必须完成的准备工作"
    (project / "exam.txt").write_text(question, encoding="utf-8")
    held = [
        {"text": page(1)},
        {"text": page(2), "rights_status": "restricted"},
        {"text": page(5) + question},
        {"text": page(9), "rights_status": "fine"},
    ]
    path = jsonl(tmp_path / "news.jsonl", held)
    told = findings(project, path, code=1)
    assert told == [
        ("rights_withheld", "news.jsonl", 2), ("contaminated", "news.jsonl", 3), ("not_a_choice", "news.jsonl", 4),
    ]  # fmt: skip


def test_a_copy_of_a_test_row_in_train_is_an_error(folder: Path, tmp_path: Path) -> None:
    copy = {"text": page(100).replace("近日", "日前")}
    train = jsonl(tmp_path / "set" / "train.jsonl", [{"text": page(0)}, copy, {"text": page(2)}])
    jsonl(tmp_path / "set" / "test.jsonl", [{"text": page(100)}])
    assert findings(folder, train.parent, code=1) == [("near_test", "train.jsonl", 2)]
    assert findings(folder, train.parent, "--drop-invalid", code=0) == [("near_test", "train.jsonl", 2)]
    held = published(folder / "dist/set-1.0.0")
    assert [text for _, text in held["train"]] == [page(0), page(2)]
    assert inside("verify", "dist/set-1.0.0", cwd=folder).returncode == 0
    assert "nothing has changed" in inside("build", cwd=folder).stderr


def test_a_split_that_a_release_does_not_know_is_an_error(folder: Path, tmp_path: Path) -> None:
    for name, number in (("train", 1), ("validation", 2)):
        jsonl(tmp_path / "set" / f"{name}.jsonl", [{"text": page(number)}])
    assert findings(folder, tmp_path / "set", code=1) == [("foreign_split", "validation.jsonl", None)]


def test_a_release_of_imprint_itself_is_adopted_row_by_row(folder: Path, tmp_path: Path) -> None:
    source = small_project(tmp_path / "old", {f"{n}.txt": page(n) for n in range(12)})
    assert inside("build", cwd=source).returncode == 0
    done = inside("adopt", source / "dist/small-1.0.0", "--release-version", "3.0.0", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "dist/small-1-0-0-3.0.0\n"), done.stderr
    assert published(folder / "dist/small-1-0-0-3.0.0") == published(source / "dist/small-1.0.0")


def test_packed_lines_and_single_files_are_read(folder: Path, tmp_path: Path) -> None:
    jsonl(tmp_path / "a.jsonl", rows(range(2)))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(jsonl(tmp_path / "c.jsonl", rows(range(5, 7))).read_bytes()))
    assert inside("adopt", tmp_path / "b.jsonl.gz", tmp_path / "a.jsonl", cwd=folder).returncode == 0
    held = published(folder / "dist/b-1.0.0")["train"]
    assert [text for _, text in held] == [page(n) for n in (5, 6, 0, 1)]


def test_a_dry_run_writes_nothing(folder: Path, dataset: Path) -> None:
    assert inside("adopt", "-n", dataset, cwd=folder).returncode == 0
    assert set(files_of(folder)) <= {".imprint/build.lock"}


def test_a_project_that_has_a_baseline_is_left_alone(folder: Path, dataset: Path) -> None:
    assert inside("adopt", dataset, cwd=folder).returncode == 0
    before = files_of(folder)
    done = inside("adopt", dataset, cwd=folder)
    assert (done.returncode, files_of(folder)) == (5, before)


HOSTILE: dict[str, bytes] = {
    "empty.jsonl": b"",
    "deep.jsonl": b'{"text":' + b"[" * 200_000 + b"\n",
    "numbers.jsonl": b'{"text": 5, "url": {"a": 1}, "title": [1], "published_at": 1e400}\n' * 3,
    "long.jsonl": b'{"text": "' + "云".encode() * 3_000_000 + b'"}\n',
    "surrogate.jsonl": b'{"text": "\\ud800", "license": "\\udfff\\u001b[31m"}\n',
    "names.jsonl": '{"text\u202e": "x", "a.b": 1, "": 2}\n'.encode(),
    "noise.parquet": b"PAR1" + b"\x00" * 500 + b"PAR1",
    "lines.jsonl": b"{}\n" * 30_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_our_words_and_nothing_is_written(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name])
    done = inside("adopt", tmp_path / name, cwd=folder)
    assert done.returncode in (1, 2, 3), done.stderr
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr
    assert set(files_of(folder)) <= {".imprint/build.lock"}


@pytest.mark.parametrize(("said", "code"), [("nowhere", 3), ("project", 3)])
def test_what_is_no_dataset_is_said(folder: Path, said: str, code: int) -> None:
    done = inside("adopt", said if said != "project" else folder, cwd=folder)
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert "mend:" in done.stderr
