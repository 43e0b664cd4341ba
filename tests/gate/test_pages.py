"""The gate: pages written by this project, with the layouts and the noise of real ones. Floors may only rise."""

import pytest

from tests.gate.labelled import Labelled, read_all
from tests.gate.measures import Scores, body, mean, score
from tests.tools.noise import KINDS
from toolkit.article import Article, RawDocument
from toolkit.clean.cleaner import Cleaned, Cleaner
from toolkit.clean.evidence import NONE
from toolkit.config import CleanConfig, PrivacyConfig

PAGES = read_all()
CLEANER = Cleaner(CleanConfig(), PrivacyConfig(), Article, "gate")
FLOORS = {
    "text": {"f1": 0.999, "title": 0.99, "date": 0.99, "source": 0.99, "authors": 0.99, "editor": 0.99},
    "html": {"f1": 0.999, "title": 0.99, "date": 0.99, "source": 0.99, "authors": 0.99, "editor": 0.99},
}
CEILINGS = {"drop_left": 0.01, "false_date": 0.05, "false_source": 0.05, "false_authors": 0.05}
NOISE_FLOOR = 0.97
# Every kind of noise that was met on real pages.
KINDS_OF_NOISE = frozenset(
    """
    meta_line breadcrumb related_links nav title_tag_dup editor_line footer_legal tool_buttons contact rights
    byline_own_line share dateline ad_promo byline_paragraph comment_form caption table_pipes disclaimer source_tail
    comment_count ui_dialog title_split pager epaper_calendar spaced_characters stripped_digits leaked_tags zero_width
    full_width_digits pinyin adult_head county_tail bdo_tags title_fragments gbk_slip doubled_commas watermark
    library_wrapper entities hard_wraps traditional
    """.split()
)


def cleaned(page: Labelled) -> Cleaned:
    return CLEANER.clean(RawDocument(page.name, 0, page.media, page.raw))


ARTICLES = [page for page in PAGES if page.verdict is None]


def test_there_are_pages_enough_and_of_every_kind() -> None:
    assert len(PAGES) >= 940
    shown = {kind for page in PAGES for kind in page.fields["shows"].split()}
    assert shown >= KINDS_OF_NOISE, KINDS_OF_NOISE - shown


@pytest.mark.parametrize("media", FLOORS)
def test_pages_reach_their_floors(media: str) -> None:
    found = mean(score(page, cleaned(page).article) for page in ARTICLES if page.media == media)
    assert {name: found[name] for name, floor in FLOORS[media].items() if found[name] < floor} == {}, found
    assert {name: found[name] for name, most in CEILINGS.items() if found.get(name, 0) > most} == {}, found


@pytest.mark.parametrize("page", [page for page in PAGES if page.verdict], ids=lambda page: page.name)
def test_a_page_that_is_no_article_says_why(page: Labelled) -> None:
    assert page.verdict in [finding.name for finding in cleaned(page).findings]


CLEAN_PAGES = [
    page for page in ARTICLES if page.media == "text" and page.fields.get("title") and ">" not in dict(page.marks)
]


def noisy(page: Labelled, kind: str) -> RawDocument:
    return RawDocument(page.name, 0, "text", "\n".join(KINDS[kind](page.raw.splitlines(), page.fields["title"])))


def told(page: Labelled, article: Article | None) -> Scores:
    return body(article.text if article else "", page.lines("+"), page.lines("+="))


@pytest.mark.parametrize("kind", KINDS)
def test_injected_noise_is_taken_out(kind: str) -> None:
    cleaned = CLEANER.clean_all([(noisy(page, kind), NONE) for page in CLEAN_PAGES])
    found = mean(told(page, one.article) for page, one in zip(CLEAN_PAGES, cleaned, strict=True))
    assert found["f1"] >= NOISE_FLOOR, found
