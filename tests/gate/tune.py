"""The weights of the body and the title, tuned on four folds and scored on the fifth: `python -m tests.gate.tune SHARED`.

Every weight is tried at half and at one and a half times its value, alone. For each fold the setting that is best on
the pages of the other four is scored on its own pages; one JSON line a fold.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from tests.gate.folds import FOLDS, fold_of, site_of
from tests.gate.measures import body, mean
from tests.test_clean_quality import SETS
from toolkit.article import Article, RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.clean.rules import WEIGHTS
from toolkit.config import CleanConfig, PrivacyConfig

Page = Mapping[str, Any]
Setting = tuple[str, str, int] | None


def labelled(shared: Path) -> Iterator[Page]:
    """The real pages with line labels: `fold`, `kept` and `either` lines, `title`, and the document."""
    for name in ("pages", "html"):
        gold, folder, *_ = SETS[name]
        for row in map(json.loads, (shared / gold).read_text(encoding="utf-8").splitlines()):
            yield _page(row, shared / folder, name)


def _page(row: dict[str, Any], folder: Path, media: str) -> Page:
    stem = str(row.get("file") or row["id"])
    lines = (folder / f"{stem}.txt").read_text(encoding="utf-8").split("\n")
    raw = (folder / f"{stem}.{'html' if media == 'html' else 'txt'}").read_bytes()
    document = RawDocument(stem, 0, "html" if media == "html" else "text", raw)
    kept, either = (_picked(lines, row[key]) for key in ("keep", "either"))
    return {"fold": fold_of(site_of(row)), "kept": kept, "either": either, "document": document}


def _picked(lines: list[str], ranges: list[list[int]]) -> list[str]:
    return [lines[number - 1] for first, last in ranges for number in range(first, last + 1)]


def scores(pages: list[Page], setting: Setting) -> list[float]:
    """Body F1 of every page under a setting."""
    with _weighed(setting):
        cleaner = Cleaner(CleanConfig(), PrivacyConfig(), Article, "tune")
        texts = [cleaner.clean(page["document"]).article for page in pages]
    return [
        body(article.text if article else "", page["kept"], [*page["kept"], *page["either"]])["f1"]
        for page, article in zip(pages, texts, strict=True)
    ]


class _weighed:
    """The weights with one of them set, and put back at the end."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def __enter__(self) -> None:
        if self._setting:
            group, name, value = self._setting
            self._table = cast(dict[str, int], WEIGHTS[group])
            self._before, self._table[name] = self._table[name], value

    def __exit__(self, *_: object) -> None:
        if self._setting:
            self._table[self._setting[1]] = self._before


def settings() -> Iterator[Setting]:
    """The shipped weights, then each weight at half and at one and a half times."""
    yield None
    for group, table in WEIGHTS.items():
        yield from ((group, name, value * part // 2) for name, value in list(table.items()) for part in (1, 3))


def main(shared: Path) -> None:
    """Print what each fold scores under the weights that the other four prefer; the shipped ones among equals."""
    pages = list(labelled(shared))
    found = {setting: scores(pages, setting) for setting in settings()}
    for fold in range(FOLDS):
        others = [place for place, page in enumerate(pages) if page["fold"] != fold]
        best = max(found, key=lambda setting: round(sum(found[setting][place] for place in others), 6))
        own = [{"f1": found[best][place]} for place, page in enumerate(pages) if page["fold"] == fold]
        sys.stdout.write(json.dumps({"fold": fold, "setting": best, "pages": len(own), **mean(own)}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
