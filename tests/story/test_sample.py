"""`imprint sample`: the same rows for the same seed, every row as likely as any other, nothing obeyed by the terminal."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.cells import cell_len

from tests.tools.command import inside, small_project
from tests.tools.prose import page
from toolkit.actions.sample import sample_rejects, sample_rows
from toolkit.errors import ConfigError, InputError, Where
from toolkit.finding import Finding, Reject

SETTINGS = "[files]\nfile_bytes = 8192\nrow_group_bytes = 2048\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pages: dict[str, str | bytes] = {f"{number:02}.txt": page(number) for number in range(30)}
    broken: dict[str, str | bytes] = {
        "copy.txt": page(3),
        "again.txt": page(4),
        "stub.txt": "首页\n",
        "paper.pdf": b"%PDF",
    }
    folder = small_project(tmp_path_factory.mktemp("sample"), pages | broken, SETTINGS)
    done = inside("build", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


RELEASE = "dist/small-1.0.0"
REJECTS = f"{RELEASE}.rejects.jsonl"


def rows_of(release: Path) -> list[dict[str, Any]]:
    # train before test, as the splits stand in the card
    paths = [path for split in ("train", "test") for path in sorted(release.glob(f"data/{split}-*"))]
    return [row for path in paths for row in pq.read_table(path).to_pylist()]


def test_the_same_seed_shows_the_same_rows_and_another_others(project: Path) -> None:
    one, same, other = (inside("sample", RELEASE, "-n", "5", "--seed", seed, cwd=project).stdout for seed in "112")
    assert one == same != other
    assert inside("sample", RELEASE, "-n", "5", cwd=project).stdout not in (one, other)


def test_rows_come_whole_and_pass_validation(project: Path) -> None:
    done = inside("sample", RELEASE, "-n", "7", "--json", cwd=project)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    whole = rows_of(project / RELEASE)
    assert len(rows) == 7
    assert all(row in whole for row in rows)
    assert inside("validate", "-", cwd=project, stdin=done.stdout.encode()).returncode == 0


def test_a_sample_of_more_than_all_is_all_in_order(project: Path) -> None:
    sampled = sample_rows(project / RELEASE, 1000, 0)
    assert [item.row for item in sampled] == rows_of(project / RELEASE)
    for split in ("train", "test"):
        numbers = [item.number for item in sampled if item.split == split]
        assert numbers == list(range(1, len(numbers) + 1))


def test_every_row_and_every_reject_is_about_as_likely_as_any_other(project: Path) -> None:
    rows = Counter(item.row["id"] for seed in range(200) for item in sample_rows(project / RELEASE, 6, seed))
    assert len(rows) == 30
    assert 20 <= min(rows.values()) <= max(rows.values()) <= 64  # 40 on average, four standard deviations either way
    lines = Counter(item.line for seed in range(400) for item in sample_rejects(project / REJECTS, 1, seed))
    total = len((project / REJECTS).read_text(encoding="utf-8").splitlines())
    assert len(lines) == total >= 3
    assert min(lines.values()) > 400 / total / 2


def test_only_what_is_needed_is_read(project: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    table = pq.read_table(next((project / RELEASE).glob("data/train-00000*"))).slice(0, 2)
    pq.write_table(table, tmp_path / "data/train-00000-of-00002.parquet")
    pq.write_table(pa.concat_tables([table] * 500), tmp_path / "data/train-00001-of-00002.parquet", row_group_size=100)
    seed = next(seed for seed in range(100) if sample_rows(tmp_path, 1, seed)[0].number > 102)
    second = tmp_path / "data/train-00001-of-00002.parquet"
    data = bytearray(second.read_bytes())
    data[4:400] = b"\xff" * 396  # the first row group
    second.write_bytes(data)
    assert sample_rows(tmp_path, 1, seed)
    with pytest.raises(InputError, match="cannot be decoded"):
        sample_rows(tmp_path, 2000, 0)


def test_rejects_are_filtered_by_reason(project: Path) -> None:
    done = inside("sample", REJECTS, "--reason", "duplicate", "--format", "jsonl", cwd=project)
    rejects = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(item["reason"], Path(item["raw_path"]).name) for item in rejects] == [
        ("duplicate", "again.txt"),
        ("duplicate", "copy.txt"),
    ]
    assert set(done.stdout.splitlines()) <= set((project / REJECTS).read_text(encoding="utf-8").splitlines())


def test_a_person_sees_what_and_why(project: Path) -> None:
    shown = inside("sample", REJECTS, "--reason", "duplicate", "-n", "1", cwd=project).stdout
    assert shown.startswith("-- 1/1  duplicate, line ")
    assert "error IM401: the text is that of " in shown
    shown = inside("sample", RELEASE, "-n", "2", cwd=project).stdout
    assert shown.count("raw/") == 2
    assert "-- 2/2  t" in shown


def test_what_gave_no_page_is_named_by_its_line_and_mends_break_between_words(tmp_path: Path) -> None:
    finding = Finding("not_json", Where("raw/a.jsonl", 7), {"column": 1, "near": "x"})
    (tmp_path / "r.jsonl").write_text(json.dumps(Reject("raw/a.jsonl", -1, (finding,)).as_dict()), encoding="utf-8")
    shown = inside("sample", "r.jsonl", cwd=tmp_path).stdout
    assert "\nraw/a.jsonl:7\n" in shown
    assert "names in double quotes, commas\n" in shown


@pytest.mark.parametrize("target", [RELEASE, REJECTS])
def test_no_line_is_wider_than_eighty_columns(project: Path, target: str) -> None:
    lines = inside("sample", target, cwd=project).stdout.splitlines()
    assert max(map(cell_len, lines)) == 80


HOSTILE = "\x1b[2J标\u202e题\x9b31m\u2028" + "长" * 5_000_000


def test_hostile_text_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    finding = {"severity": "error", "message": HOSTILE, "code": "IM1", "mend": HOSTILE}
    reject = {
        "reason": f"odd{HOSTILE[:9]}",
        "title": HOSTILE,
        "url": "\ud800",
        "raw_path": None,
        "findings": [finding, 3],
    }
    (tmp_path / "a.rejects.jsonl").write_text(json.dumps(reject) + "\n", encoding="utf-8")
    (tmp_path / "data").mkdir()
    row = {"id": "x", "title": HOSTILE, "text": HOSTILE + "\n\x07\r\n", "url": None, "spam": b"\xff"}
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "data/train-00000-of-00001.parquet")
    for target in ("a.rejects.jsonl", "."):
        done = inside("sample", target, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert not {"\x1b", "\u202e", "\x9b", "\u2028", "\x07", "\r"} & set(done.stdout)
        assert "\\x1b[2J标\\u202e题\\x9b31m" in done.stdout
        assert max(map(cell_len, done.stdout.splitlines())) <= 80
        assert len(done.stdout) < 10_000
    assert json.loads(inside("sample", "a.rejects.jsonl", "--json", cwd=tmp_path).stdout) == reject
    assert json.loads(inside("sample", ".", "--json", cwd=tmp_path).stdout)["title"] == HOSTILE


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere"], 3, "error: nowhere: no such file or folder\nmend:  "),
        (["raw"], 3, "error: raw: it has no data/*.parquet\nmend:  "),
        (["raw/00.txt"], 3, "error: raw/00.txt:1: not a reject: it is not JSON\nmend:  "),
        (["dataset.toml", "-n", "0"], 2, "Invalid value for '-n'"),
        ([RELEASE, "--reason", "x"], 2, f"mend:  name the rejects file: {RELEASE}.rejects.jsonl"),
        ([REJECTS, "--reason", "nonsense"], 2, "no reject has the reason 'nonsense'\nmend:  there are: "),
    ],
)
def test_an_error_says_what_where_and_how_to_mend_it(
    project: Path, arguments: list[str], code: int, message: str
) -> None:
    done = inside("sample", *arguments, cwd=project)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr


def test_the_reasons_that_occur_are_named(project: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        sample_rejects(project / REJECTS, 1, 0, "nonsense")
    assert caught.value.mend is not None
    assert "duplicate (2)" in caught.value.mend


def test_a_file_without_rejects_is_said_to_have_none(tmp_path: Path) -> None:
    (tmp_path / "a.rejects.jsonl").touch()
    done = inside("sample", "a.rejects.jsonl", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "there are no rejects\n")


@pytest.mark.parametrize(
    "line", [b"[]", b"3", b"{}", b'{"reason": 1}', b"[" * 100_000, b"\xff", b"1" * 5000, b"", b"\0"]
)
def test_a_line_that_is_no_reject_is_an_error_that_names_it(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "a.rejects.jsonl"
    path.write_bytes(b'{"reason": "odd"}\n' + line + b"\n")
    with pytest.raises(InputError) as caught:
        sample_rejects(path, 5, 0)
    assert str(caught.value.where).startswith(str(path))


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\xff" * 100 + b"PAR1"])
def test_a_file_that_is_no_parquet_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/test-00000-of-00001.parquet").write_bytes(content)
    with pytest.raises(InputError, match="not a readable Parquet file"):
        sample_rows(tmp_path, 1, 0)
