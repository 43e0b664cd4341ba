"""The benchmarks run from a fresh clone: without the generator, without the peers, on a file of pages."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import bench_growth, corpus
from tests.tools.command import ROOT
from tests.tools.cost import Cost, measure, table
from tests.tools.growing import text


def pages(folder: Path, count: int) -> Path:
    path = folder / "pages.jsonl"
    lines = (json.dumps({"id": f"d{n:07d}", "text": text(n)}, ensure_ascii=False) + "\n" for n in range(count))
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_the_race_runs_without_peers_and_says_who_is_missing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.bench.bench_build", "--corpus", str(pages(tmp_path, 12)), "--docs", "10"]
    options = ["--rounds", "1", "--workers", "1", "--scratch", str(tmp_path), "--beside", str(tmp_path)]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert "left out: datatrove: there is no" in done.stderr
    for name in ("imprint", "floor", "refine", "seal"):
        assert f"| {name} " in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["pages.jsonl"]


def test_without_a_generator_a_file_of_pages_is_asked_for(tmp_path: Path) -> None:
    options = argparse.Namespace(corpus=None, beside=tmp_path)
    with pytest.raises(SystemExit, match="--corpus FILE"):
        corpus.corpus(options, tmp_path)


def test_one_page_in_so_many_is_edited(tmp_path: Path) -> None:
    path = pages(tmp_path, 10)
    before = path.read_text(encoding="utf-8").splitlines()
    corpus.edit(path, 5)
    after = path.read_text(encoding="utf-8").splitlines()
    assert [number for number in range(10) if before[number] != after[number]] == [0, 5]


def test_recall_counts_copies_by_strength_and_wrong_joins(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    told = [("unique", 0, 0), ("near", 0, 3), ("near", 0, 3), ("unique", 3, 0), ("exact_raw", 3, 0)]
    lines = ({"id": f"d{n}", "kind": kind, "base": f"d{base}", "strength": s} for n, (kind, base, s) in enumerate(told))
    gold.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    entries = [{"raw_index": n, "cluster": cluster} for n, cluster in enumerate("aabaa")]
    said = bench_growth.recall(entries, gold)
    assert "| near, strength 3 | 2     | 0.500  |" in said
    assert "| exact_raw        | 1     | 1.000  |" in said
    assert said.endswith("wrong joins: 1")


def test_the_cost_of_a_command_is_that_of_its_children_too(tmp_path: Path) -> None:
    burn = "import time\nwhile time.process_time() < 0.4: pass"
    cost, _ = measure(
        [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"], tmp_path
    )
    assert cost.cpu >= 0.3
    assert cost.rss > 5
    assert Cost.middle([Cost(1, 2, 3), Cost(3, 2, 1), Cost(2, 9, 9)]) == Cost(2, 2, 3)


def test_a_failing_command_ends_the_benchmark_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="ended with 3:\nno luck"):
        measure([sys.executable, "-c", "import sys; print('no luck'); sys.exit(3)"], tmp_path)


def test_tables_are_aligned() -> None:
    assert table(("a", "bb"), [("1", "2")]) == "| a | bb |\n|---|----|\n| 1 | 2  |"
