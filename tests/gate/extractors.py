"""Extractors side by side on the labelled HTML pages: `python -m tests.gate.extractors`, one JSON line each.

Own is the whole cleaner; readability and trafilatura get the same pages and the same measure. trafilatura is no
dependency: its line is printed where it is installed.
"""

import html
import importlib
import json
import re
import sys
from collections.abc import Callable, Iterator

from readability import readability

from tests.gate.labelled import Labelled, read_all
from tests.gate.measures import Scores, body, mean
from toolkit.article import Article, RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.config import CleanConfig, PrivacyConfig

Extractor = Callable[[str], str]


def own(page: str) -> str:
    """The body as the cleaner leaves it."""
    cleaner = Cleaner(CleanConfig(), PrivacyConfig(), Article, "extractors")
    article = cleaner.clean(RawDocument("page", 0, "html", page)).article
    return article.text if article else ""


def main_part(page: str) -> str:
    """The text of readability's main part."""
    return html.unescape(re.sub(r"<[^<>]*>", "", readability.Document(page).summary(html_partial=True)))


def extractors() -> Iterator[tuple[str, Extractor]]:
    """Those that are installed, by name."""
    yield "own", own
    yield "readability", main_part
    try:
        trafilatura = importlib.import_module("trafilatura")
    except ImportError:
        return
    yield "trafilatura", lambda page: trafilatura.extract(page, include_comments=False) or ""


def scored(page: Labelled, extract: Extractor) -> Scores:
    """Body scores of one extractor on one page."""
    return body(extract(page.raw), page.lines("+"), page.lines("+="))


def main() -> None:
    """Score every extractor on every labelled HTML page that is an article."""
    pages = [page for page in read_all() if page.media == "html" and page.verdict is None]
    for name, extract in extractors():
        figures = mean(scored(page, extract) for page in pages)
        sys.stdout.write(json.dumps({"extractor": name, "pages": len(pages), **figures}) + "\n")


if __name__ == "__main__":
    main()
