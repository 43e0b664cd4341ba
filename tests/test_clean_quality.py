"""How well labelled pages are cleaned; the floors may only rise. Skipped, loudly, where the pages are not beside us."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from toolkit.article import Article, RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.config import CleanConfig, PrivacyConfig

CLEANER = Cleaner(CleanConfig(), PrivacyConfig(), Article, "test")
SETS = {
    "seeds": ("gold/seeds.gold.jsonl", "seeds", "", "seeds"),
    "pages": ("gold/pages.gold.jsonl", "gold/pages", ".txt", "gold/pages"),
    "html": ("gold/html.gold.jsonl", "gold/html", ".html", "gold/html"),
}
FLOORS = {
    "seeds": {"f1": 0.995, "title": 1.0, "date": 1.0, "source": 1.0, "authors": 1.0, "editor": 1.0},
    "pages": {"f1": 0.998, "title": 1.0, "date": 1.0, "source": 0.88, "authors": 1.0, "editor": 1.0},
    "html": {"f1": 0.962, "title": 0.94, "date": 1.0, "source": 0.92, "authors": 0.97, "editor": 0.99},
}
FLAGS = ("truncated", "paywalled")


def prediction(path: Path, extension: str) -> dict[str, Any]:
    media = "html" if extension == ".html" else "text"
    article = CLEANER.clean(RawDocument(path.name, 0, media, path.read_bytes())).article  # type: ignore[arg-type]
    row = article.model_dump(mode="json") if article else {}
    flags = {name: row.get(name) for name in FLAGS} | {"redistribution": row.get("rights_status", "unknown")}
    return {"id": path.name, "flags": flags, **row, "id_": None} | {"id": path.name}


def scores(shared: Path, name: str, folder: Path) -> list[dict[str, Any]]:
    gold, pages, extension, labels = (shared / part if "/" in part or part == "seeds" else part for part in SETS[name])
    ids = [str(row.get("file") or row["id"]) for row in map(json.loads, Path(gold).read_text("utf-8").splitlines())]
    files = [path for path in (Path(pages) / f"{page}{extension}" for page in ids) if path.is_file()]
    predicted = folder / "predicted.jsonl"
    lines = (json.dumps(prediction(path, str(extension)), ensure_ascii=False) + "\n" for path in files)
    predicted.write_text("".join(lines), encoding="utf-8")
    scorer = [sys.executable, str(shared / "gold/score.py"), "--gold", str(gold), "--pred", str(predicted)]
    subprocess.run([*scorer, "--raw", str(labels), "--json", str(folder / "out.json")], check=True, capture_output=True)
    known = {path.name.removesuffix(str(extension)) if extension else path.name for path in files}
    return [row for row in json.loads((folder / "out.json").read_text("utf-8"))["docs"] if str(row["id"]) in known]


def mean(rows: list[dict[str, Any]], key: str) -> float:
    values = [float(row[key]) for row in rows if row.get(key) is not None]
    return sum(values) / len(values)


@pytest.mark.parametrize("name", SETS)
def test_labelled_pages_are_cleaned_at_least_this_well(shared: Path, name: str, tmp_path: Path) -> None:
    rows = scores(shared, name, tmp_path)
    found = {key: mean(rows, key) for key in FLOORS[name]}
    assert all(found[key] >= floor for key, floor in FLOORS[name].items()), found
    assert mean(rows, "pinyin_left") == 0
    assert mean(rows, "drop_left") <= 0.02
    if name == "seeds":
        assert mean(rows, "published_at_false") == 0
        assert mean(rows, "flag_truncated") == mean(rows, "flag_paywalled") == 1


def test_the_seeds_say_who_may_use_them(shared: Path) -> None:
    status = {}
    for path in sorted((shared / "seeds").glob("00*.txt")):
        article = CLEANER.clean(RawDocument(path.name, 0, "text", path.read_bytes())).article
        assert article is not None
        status[path.name[:3]] = article.rights_status
    assert (status["002"], status["003"], status["004"]) == ("forbidden", "restricted", "forbidden")
