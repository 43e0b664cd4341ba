"""What many pages of a site show together."""

import random
from functools import reduce

from toolkit.article import Article, PageFacts, RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.clean.evidence import SiteCounts, page_lines
from toolkit.config import CleanConfig, PrivacyConfig

SLOGAN = "守着一条河，写好每一天"


def pages(host: str, count: int) -> list[RawDocument]:
    bodies = [
        f"第{n}号渔船昨天下午回到渔港，船长说这一趟走了{n}天，鱼舱装得满满当当，大家都很高兴。" for n in range(count)
    ]
    return [
        RawDocument(
            f"raw/{n}.txt", 0, "text", f"{body}\n{SLOGAN}\n{body[::-1]}。", PageFacts(url=f"https://{host}/{n}.html")
        )
        for n, body in enumerate(bodies)
    ]


def counted(documents: list[RawDocument]) -> SiteCounts:
    return SiteCounts.of(map(page_lines, documents))


def test_a_line_on_many_pages_of_a_site_is_chrome() -> None:
    documents = pages("a.example", 5)
    cleaner = Cleaner(CleanConfig(), PrivacyConfig(), Article, "test")
    alone = cleaner.clean(documents[0]).article
    together = cleaner.clean(documents[0], counted(documents).evidence()).article
    assert alone is not None and SLOGAN in alone.text
    assert together is not None and SLOGAN not in together.text


def test_two_pages_are_no_evidence() -> None:
    assert counted(pages("a.example", 2)).evidence().recurring == {}


def test_shards_add_up_in_any_order() -> None:
    documents = pages("a.example", 7) + pages("b.example", 4)
    whole = counted(documents).evidence()
    random.Random(1).shuffle(documents)
    parts = [counted(documents[start : start + 3]) for start in range(0, len(documents), 3)]
    assert reduce(SiteCounts.merge, parts, SiteCounts()).evidence() == whole
    assert reduce(SiteCounts.merge, parts[::-1], SiteCounts()).evidence() == whole


def test_a_page_without_a_url_has_no_site() -> None:
    assert page_lines(RawDocument("raw/a.txt", 0, "text", "一行")) == (None, frozenset())
