"""Cleaning quality in five folds grouped by site: `python -m tests.gate.folds SHARED`, one JSON line a fold.

SHARED is the folder with `gold/` and `seeds/` that lies beside the project. The rules have no trained weights, so a fold
is the fifth of the sites that it scores; what counts is the worst one. `--written` scores the project's own pages, by
page: they have no sites.
"""

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from tests.gate.labelled import read_all
from tests.gate.measures import Scores, mean, score
from tests.test_clean_quality import SETS, scores
from toolkit.article import Article, RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.config import CleanConfig, PrivacyConfig
from toolkit.digest import sha256_hex

FOLDS = 5
_MEASURES = ("f1", "drop_left", "title", "date", "source", "authors", "editor")


def site_of(row: dict[str, object]) -> str:
    """Where a labelled page comes from: the host or folder in its origin, else the page itself."""
    origin = row.get("origin")
    path = str(origin.get("path", "")) if isinstance(origin, dict) else ""
    host = next((part for part in path.replace("_", "/").split("/") if part.count(".") > 1), None)
    folder = str(Path(path).parent)
    return host or (folder if "test" in folder else "") or urlsplit(path).path or str(row.get("id"))


def fold_of(site: str) -> int:
    """0 to 4, the same for every page of a site."""
    return int(sha256_hex(site.encode())[:8], 16) % FOLDS


def labelled_folds(shared: Path, name: str, scratch: Path) -> Iterator[tuple[int, Scores]]:
    """(fold, scores) of each page of one of the labelled sets beside the project."""
    rows = map(json.loads, (shared / SETS[name][0]).read_text(encoding="utf-8").splitlines())
    folds = {str(row.get("file") or row["id"]): fold_of(site_of(row)) for row in rows}
    for row in scores(shared, name, scratch):
        found = {key: float(row[key]) for key in row if row[key] is not None and key in _MEASURES}
        yield folds[str(row["id"])], found


def written_folds() -> Iterator[tuple[int, Scores]]:
    """(fold, scores) of each page that this project wrote."""
    cleaner = Cleaner(CleanConfig(), PrivacyConfig(), Article, "folds")
    for page in read_all():
        if page.verdict is None:
            article = cleaner.clean(RawDocument(page.name, 0, page.media, page.raw)).article
            yield fold_of(page.name), score(page, article)


def report(name: str, found: Iterable[tuple[int, Scores]]) -> None:
    """One JSON line a fold on standard output."""
    pages = list(found)
    for fold in range(FOLDS):
        rows = [row for number, row in pages if number == fold]
        figures = {key: value for key, value in mean(rows).items() if key in _MEASURES}
        sys.stdout.write(json.dumps({"set": name, "fold": fold, "pages": len(rows), **figures}) + "\n")


def main(arguments: list[str]) -> None:
    """Score the sets in SHARED, or with --written the project's own pages."""
    if arguments == ["--written"]:
        report("written", written_folds())
        return
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("pages", "html", "seeds"):
            report(name, labelled_folds(Path(arguments[0]), name, Path(scratch)))


if __name__ == "__main__":
    main(sys.argv[1:])
