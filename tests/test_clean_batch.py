"""Pages cleaned together come to what each comes to alone; many lines searched together to what each shows alone."""

import re
from random import Random
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gate.labelled import read_all
from toolkit.article import Article, PageFacts, RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.clean.evidence import NONE, Evidence, SiteCounts, page_lines
from toolkit.clean.repair import repair
from toolkit.clean.rules import canonical, canonical_lines
from toolkit.config import CleanConfig, PrivacyConfig
from toolkit.detect.holding import holding

LABELLED = read_all()[::4]
ODD: list[bytes | str] = [
    b"\x00\x01\x02\x03" * 40,
    "",
    " \n\t\n",
    "\ud800\n字",
    "潮(cháo)汐(xī)\n" * 9,
    "a\x1eb\n，，\x1e。",
]
PIECES = [
    "　　",
    " ",
    "\n",
    "\x1e",
    "，",
    "，，",
    "。。",
    "|",
    "&nbsp;",
    "<br>",
    "潮",
    "１２",
    "汐 ",
    "e\u0301",
    "？",
    "(cháo)",
]


def documents() -> list[RawDocument]:
    """The labelled pages as pages of three sites, and odd ones between them, in no order."""
    found = [
        RawDocument(page.name, 0, page.media, page.raw, PageFacts(url=f"https://{number % 3}.example/{number}"))
        for number, page in enumerate(LABELLED)
    ]
    found += [RawDocument(f"odd{number}", 0, "text", content) for number, content in enumerate(ODD)]
    Random(5).shuffle(found)
    return found


def evidence_of(pages: list[RawDocument]) -> Evidence:
    return SiteCounts.of(page_lines(page) for page in pages if isinstance(page.content, str)).evidence()


@pytest.mark.parametrize("script", ["zh-Hans", "zh-Hant", "keep"])
def test_pages_cleaned_together_come_to_what_each_comes_to_alone(script: Literal["zh-Hans", "zh-Hant", "keep"]) -> None:
    cleaner = Cleaner(CleanConfig(min_chars=1, script=script), PrivacyConfig(), Article, "x")
    pages = documents()
    asked = [
        (page, evidence if number % 2 else NONE)
        for evidence in [evidence_of(pages)]
        for number, page in enumerate(pages)
    ]
    together = cleaner.clean_all(asked)
    assert together == [cleaner.clean(*one) for one in asked]
    assert sum(one.article is not None for one in together) > len(LABELLED) / 2


@given(st.lists(st.lists(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), max_size=5), max_size=4))
def test_pages_repaired_together_come_to_what_each_comes_to_alone(pages: list[list[str]]) -> None:
    assert repair(pages) == [alone for page in pages for alone in repair([page])]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), max_size=6))
def test_the_lines_that_hold_something_are_those_where_a_search_finds_it(lines: list[str]) -> None:
    pattern = re.compile("，，|潮|１２")
    assert list(holding(pattern, lines)) == [place for place, line in enumerate(lines) if pattern.search(line)]


@given(st.lists(st.text(max_size=9), max_size=6))
def test_lines_put_into_canonical_form_together_are_what_each_is_alone(lines: list[str]) -> None:
    assert canonical_lines(lines) == [canonical(line) for line in lines]
