"""`[decontaminate]`: pages that share text with a benchmark become no row, and the finding names source and span."""

import json
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.tools.command import files_of, inside, small_project
from tests.tools.prose import page
from toolkit.actions.build.contamination import index_benchmarks
from toolkit.config import DecontaminateConfig
from toolkit.errors import ToolkitError

QUESTIONS = [
    "青岭省的中药材种植规范由哪一个单位牵头起草，历时多少个月？",
    "下列关于盲道建设管理的说法，哪一项是不正确的？请说明理由。",
    "某工厂的冷链车在运输途中停电两小时，应当怎样记录温度？",
]
PAGES = {f"{n}.txt": page(n) for n in range(5)}


def quoting(number: int, question: str) -> str:
    return page(number) + f"\n　　据介绍，今年的试卷里有这样一道题目：{question.replace('，', ' ')}许多考生没有答对。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pages = {**PAGES, **{f"q{n}.txt": quoting(10 + n, question) for n, question in enumerate(QUESTIONS)}}
    folder = small_project(tmp_path, pages)
    (folder / "exams").mkdir()
    return folder


def use(folder: Path, *sources: str, more: str = "") -> None:
    settings = f'name = "small"\ntitle = "Small"\n[decontaminate]\nsources = {json.dumps(sources)}\n{more}'
    (folder / "dataset.toml").write_text(settings, encoding="utf-8")


def rejects(folder: Path) -> dict[str, str]:
    """Of what was contaminated, the message by page."""
    lines = (folder / "dist/small-1.0.0.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    return {
        one["raw_path"][4:]: one["findings"][-1]["message"]
        for one in map(json.loads, lines)
        if one["reason"] == "contaminated"
    }


def build(folder: Path, *options: str) -> dict[str, str]:
    done = inside("build", *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    return rejects(folder)


def test_each_kind_of_file_is_read_and_each_hit_names_its_place(folder: Path) -> None:
    exams = folder / "exams"
    half = len(QUESTIONS[0]) // 2
    (exams / "a.txt").write_text(f"第一题\n{QUESTIONS[0][:half]}\n{QUESTIONS[0][half:]}\n", encoding="utf-8")
    lines = [{"messages": [{"content": "你好"}]}, {"messages": [{"content": "请看题"}, {"content": QUESTIONS[1]}]}]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (exams / "b.jsonl").write_text(text, encoding="utf-8")
    table = pa.table(
        {
            "messages": [[{"content": f"无关的第{n}句话，凑成一行而已。"}] for n in range(300)]
            + [[{"content": QUESTIONS[2]}]]
        }
    )
    pq.write_table(table, exams / "c.parquet")
    use(folder, "exams", "exams/a.txt", more='field = "messages.content"\n')
    found = build(folder, "--workers", "2")
    assert set(found) == {"q0.txt", "q1.txt", "q2.txt"}
    assert "exams/a.txt:2, in its characters" in found["q0.txt"]
    assert "exams/b.jsonl:2, in its characters" in found["q1.txt"]
    assert "exams/c.parquet:301, in its characters" in found["q2.txt"]
    release = folder / "dist" / "small-1.0.0"
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["funnel"]["rejects"]["contaminated"] == 3
    assert {file["path"]: file["documents"] for file in manifest["benchmarks"]} == {
        "exams/a.txt": 3, "exams/b.jsonl": 3, "exams/c.parquet": 301,
    }  # fmt: skip
    card = (release / "README.md").read_text(encoding="utf-8")
    assert "307 texts of 3 files" in card
    assert all(file["sha256"] in card for file in manifest["benchmarks"])
    assert not any(question in json.dumps(manifest, ensure_ascii=False) for question in QUESTIONS)
    for path in exams.iterdir():
        path.unlink()
    assert inside("verify", release, cwd=folder).returncode == 0  # the benchmarks are not published
    rows = {row["raw_path"] for path in release.glob("data/*") for row in pq.read_table(path).to_pylist()}
    assert rows == {f"raw/{name}" for name in PAGES}


def test_a_folder_that_datasets_saved_is_read(folder: Path) -> None:
    datasets.Dataset.from_dict({"question": QUESTIONS, "answer": ["甲", "乙", "丙"]}).save_to_disk(
        folder / "exams/saved"
    )
    use(folder, "exams/saved", more='field = "question"\n')
    found = build(folder)
    assert set(found) == {"q0.txt", "q1.txt", "q2.txt"}
    assert ".arrow:3, in its characters" in found["q2.txt"]


def test_hits_are_a_floor_and_keep_wins_and_workers_change_no_byte(folder: Path) -> None:
    (folder / "exams/a.txt").write_text("\n".join(QUESTIONS), encoding="utf-8")
    use(folder, "exams/a.txt", more="hits = 14\n")
    assert set(build(folder, "--workers", "1")) == {"q0.txt", "q1.txt"}
    one = files_of(folder / "dist")
    build(folder, "--workers", "2")
    assert files_of(folder / "dist") == one
    lines = (folder / "dist/small-1.0.0.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    keep = {"id": json.loads(lines[0])["id"], "action": "keep", "reason": "the exam quotes our page"}
    (folder / "overrides.jsonl").write_text(json.dumps(keep) + "\n", encoding="utf-8")
    assert set(build(folder)) == {"q1.txt"}


@pytest.mark.parametrize(
    ("name", "content", "code", "message"),
    [
        ("exams/none.txt", None, 2, "exams/none.txt: no such file or folder"),
        ("exams", None, 2, "exams: it holds no file that is read"),
        ("exams/a.csv", b"x", 2, "exams/a.csv: a format that is not read"),
        ("exams/a.txt", b"", 2, "exams/a.txt: no record has text"),
        ("exams/a.txt", "短".encode(), 2, "no text of them has 13 characters"),
        ("exams/a.txt", b"\xd4\xc6", 3, "exams/a.txt: cannot be read: not UTF-8"),
        ("exams/a.jsonl", b'{"text": "x"}\n{', 3, "exams/a.jsonl:2: "),
        ("exams/a.jsonl", b'{"question": "x"}\n', 2, "exams/a.jsonl: no record has text in 'text'"),
        ("exams/a.jsonl.gz", b"no gzip", 3, "exams/a.jsonl.gz: cannot be read: "),
        ("exams/a.parquet", b"PAR1", 3, "exams/a.parquet: cannot be read: "),
        ("exams/a.arrow", b"ARROW1", 3, "exams/a.arrow: cannot be read: "),
    ],
)
def test_a_benchmark_that_cannot_be_read_stops_the_build(
    folder: Path, name: str, content: bytes | None, code: int, message: str
) -> None:
    if content is not None:
        (folder / name).write_bytes(content)
    settings = DecontaminateConfig(sources=(name,))
    with pytest.raises(ToolkitError) as caught:
        index_benchmarks(folder, settings, folder / "scratch")
    assert caught.value.exit_code == code
    assert message in str(caught.value)
    assert caught.value.mend


def test_a_column_that_is_not_there_is_named_with_those_that_are(folder: Path) -> None:
    table: Any = pa.table({"question": QUESTIONS, "answer": ["甲", "乙", "丙"]})
    pq.write_table(table, folder / "exams" / "a.parquet")
    use(folder, "exams/a.parquet")
    done = inside("build", cwd=folder)
    assert done.returncode == 2
    assert "it has no column 'text'" in done.stderr
    assert "question, answer" in done.stderr
    assert list((folder / "dist").iterdir()) == []
