"""Cleaning quality on real pages with line labels; they are no part of the project, and lie beside it or not."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tools.command import IMPRINT, imprint

# Floors: they may only rise.
SEEDS = {"f1": 0.995, "title": 1.0, "date": 1.0, "source": 1.0, "authors": 1.0, "editor": 1.0}
TEXT_PAGES = {"f1": 0.998, "title": 0.99, "date": 0.99, "source": 0.88, "authors": 0.95, "editor": 0.99}
HTML_PAGES = {"f1": 0.96, "title": 0.94, "date": 0.99, "source": 0.85, "authors": 0.85, "editor": 0.9}


def score(shared: Path, gold: str, raw: Path, *options: str) -> dict[str, Any]:
    folder = shared / "gold"
    command = [sys.executable, folder / "score_clean.py", IMPRINT, folder / "score.py", folder / gold, raw, *options]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    assert figures["missing"] == 0
    return figures


def assert_at_least(figures: dict[str, Any], floors: dict[str, float]) -> None:
    assert {name: figures[name] for name in floors if figures[name] < floors[name]} == {}, figures


@pytest.fixture(scope="module")
def seeds(shared: Path) -> dict[str, Any]:
    return score(shared, "seeds.gold.jsonl", shared / "seeds")


def test_the_five_seeds_reach_their_floor(seeds: dict[str, Any]) -> None:
    assert_at_least(seeds, SEEDS)
    assert seeds["pinyin_left"] == 0
    assert seeds["published_at_false"] == seeds["editor_false"] == 0


def test_the_rights_of_the_seeds_are_read(shared: Path, tmp_path: Path) -> None:
    lines = imprint("clean", "--format", "jsonl", shared / "seeds", cwd=tmp_path).stdout.splitlines()
    status = {row["raw_path"][:3]: row["rights_status"] for row in map(json.loads, lines)}
    assert (status["002"], status["003"], status["004"]) == ("forbidden", "restricted", "forbidden")


def test_text_pages_reach_their_floor(shared: Path) -> None:
    assert_at_least(score(shared, "pages.gold.jsonl", shared / "gold" / "pages", "--ext", ".txt"), TEXT_PAGES)


def test_html_pages_reach_their_floor(shared: Path) -> None:
    folder = shared / "gold" / "html"
    options = ("--ext", ".html", "--label-dir", str(folder))
    assert_at_least(score(shared, "html.gold.jsonl", folder, *options), HTML_PAGES)


def test_a_project_of_the_seeds_builds_and_loads(shared: Path, tmp_path: Path) -> None:
    import datasets

    folder = tmp_path / "seeds"
    (folder / "raw").mkdir(parents=True)
    for page in (shared / "seeds").iterdir():
        (folder / "raw" / page.name).write_bytes(page.read_bytes())
    (folder / "dataset.toml").write_text('name = "seeds"\ntitle = "Seeds"\n', encoding="utf-8")
    assert imprint("build", cwd=folder).returncode == 0
    release = folder / "dist" / "seeds-1.0.0"
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["funnel"]["rejects"] == {"rights_withheld": 2}
    loaded = datasets.load_dataset(str(release), cache_dir=str(tmp_path / "cache"))
    assert {name: len(rows) for name, rows in loaded.items()} == {
        name: split["rows"] for name, split in manifest["stats"]["splits"].items()
    }
    assert sum(map(len, loaded.values())) == 3
