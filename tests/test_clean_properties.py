"""What cleaning promises of every page."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gate.labelled import Labelled, read_all
from toolkit.article import Article, RawDocument
from toolkit.clean.cleaner import Cleaned, Cleaner
from toolkit.config import CleanConfig, PrivacyConfig

PAGES = [page for page in read_all() if page.verdict is None]
CLEANER = Cleaner(CleanConfig(min_chars=1), PrivacyConfig(), Article, "test")
SENTENCES = (
    "渔港管理站昨天公布了新的潮汐表。", "停靠费用按船长计算，不再按吨位计算。", "“钱不多，但是账目清楚。”老船长说。",
    "灯塔的编号也要一并更新吗？站长没有回答。", "沿岸的五个渔港，三个已经换上，两个还在等。", "雾散以后，第一条船回来了。",
    "他把收费单贴在驾驶舱里，又用胶带压了一遍。", "学校组织学生参观灯塔，来了四十多人。",
)  # fmt: skip


def cleaned(text: str, media: str = "text") -> Cleaned:
    return CLEANER.clean(RawDocument("raw/a", 0, media, text))  # type: ignore[arg-type]


def text_of(text: str) -> str:
    article = cleaned(text).article
    return article.text if article else ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_cleaning_its_own_output_changes_nothing(page: Labelled) -> None:
    """Without its markup a heading that begins a text is its title; it is not lost."""
    article = cleaned(page.raw, page.media).article
    assert article is not None
    again = cleaned(article.text).article
    assert again is not None
    headed = page.media == "html" and again.title is not None
    assert article.text in (again.text, f"{again.title}\n{again.text}" if headed else "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_sentence_is_invented_or_moved(page: Labelled) -> None:
    """What is kept stands in the page in this order, a repaired line excepted, whose repairs the trace names."""
    result = cleaned(page.raw, page.media)
    numbers = [verdict.line for verdict in result.trace.verdicts if verdict.kept]
    assert numbers == sorted(numbers)
    repaired = {cut.line for cut in result.trace.cuts}
    raw = "".join(page.raw.split())
    for verdict in result.trace.verdicts:
        if verdict.kept and verdict.line not in repaired and page.media == "text":
            assert "".join(verdict.text.split()) in raw


@given(st.lists(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=5).map("".join), min_size=1, max_size=6))
@settings(deadline=None, max_examples=60)
def test_pure_prose_loses_nothing(paragraphs: list[str]) -> None:
    assert text_of("\n".join(paragraphs)) == "\n".join(paragraphs)


PROSE = "\n".join("".join(SENTENCES[start : start + 4]) for start in (0, 2, 4))


@pytest.mark.parametrize(
    "gloss",
    [
        "他去了特区(深圳)，又回来了。",
        "结果见下页图(a)和图(b)。",
        "列车开往重庆(Chongqing)方向。",
        "桅杆用楠（nán）木做成，耐得住海水。",
    ],
)
def test_a_gloss_in_prose_survives(gloss: str) -> None:
    assert gloss in text_of(f"{PROSE}\n{gloss}\n{SENTENCES[0]}")


@given(
    st.sampled_from(["相关阅读", "【打印】【关闭】", "责任编辑：林夏", "京ICP备00000000号", "分享到："]),
    st.integers(0, 3),
)
@settings(deadline=None, max_examples=20)
def test_a_known_noise_line_above_or_below_prose_changes_nothing(noise: str, times: int) -> None:
    assert text_of("\n".join([*[noise] * times, PROSE, *[noise] * times])) == PROSE


@given(st.data())
@settings(deadline=None, max_examples=30)
def test_noise_within_prose_takes_no_more_than_itself(data: st.DataObject) -> None:
    """A tag or an entity between two sentences is gone, and the text is as before."""
    noise = data.draw(st.sampled_from(['<bdo id="x1"></bdo>', "<br/>", "&nbsp;", "\u200b", '<font color="red">']))
    places = [match.end() for match in re.finditer("。", PROSE)]
    place = data.draw(st.sampled_from(places))
    found = text_of(PROSE[:place] + noise + PROSE[place:])
    assert "".join(found.split()) == "".join(PROSE.split())
