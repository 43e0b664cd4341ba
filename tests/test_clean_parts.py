"""Dumps of several articles are cut apart, and pages of one article are not."""

import pytest

from tests.gate.labelled import Labelled, read_all
from toolkit.article import Article, PageFacts, RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.clean.parts import parts
from toolkit.config import CleanConfig, PrivacyConfig

PAGES = [page for page in read_all() if page.media == "text"]
CLEANER = Cleaner(CleanConfig(), PrivacyConfig(), Article, "test")
DUMPED = ("party-paper", "portal-phoenix", "second-agency", "legal-case")


def document(text: str, url: str | None = None) -> RawDocument:
    return RawDocument("raw/dump.txt", 0, "text", text, PageFacts(url=url))


def dump() -> list[Labelled]:
    return [page for page in PAGES if page.name in DUMPED]


def test_a_dump_of_articles_becomes_its_articles() -> None:
    pages = dump()
    found = parts(document("\n".join(page.raw for page in pages)))
    assert [part.raw_index for part in found] == [0, 1, 2, 3]
    articles = [CLEANER.clean(part).article for part in found]
    assert [article and article.title for article in articles] == [page.fields["title"] for page in pages]
    assert len({article.id for article in articles if article}) == 4
    for article, page in zip(articles, pages, strict=True):
        assert article is not None
        assert article.text == "\n".join(line.strip() for line in page.lines("+"))


def test_nothing_of_a_dump_is_lost_between_its_parts() -> None:
    text = "\n".join(page.raw for page in dump())
    assert "".join(str(part.content) for part in parts(document(text))) == text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_of_one_article_stays_whole(page: Labelled) -> None:
    assert parts(document(page.raw)) == (document(page.raw),)


def test_a_page_with_an_address_stays_whole() -> None:
    text = "\n".join(page.raw for page in dump())
    assert len(parts(document(text, url="https://news.example.org/a/1.html"))) == 1
