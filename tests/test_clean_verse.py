"""Verse is an article though none of its lines is a sentence, and a list of links is none."""

import pytest

from toolkit.article import Article, RawDocument
from toolkit.clean.cleaner import Cleaned, Cleaner
from toolkit.config import CleanConfig, PrivacyConfig

CLEANER = Cleaner(CleanConfig(min_chars=1), PrivacyConfig(), Article, "test")
POEM = ("潮水退下去以后", "石头一个一个醒来", "没有人问它们", "夜里去了哪里", "外婆把渔网晾在墙上", "像晾着一小片海")
COUPLETS = ("潮落石初醒，风来网自收。", "一灯明海角，数雁过沙洲。")
NOTICE = "渡口管理站从六月起换用新的时刻表，早班提前到五点半，末班推迟到九点，请过往旅客留意。"


def cleaned(text: str, media: str = "text") -> Cleaned:
    return CLEANER.clean(RawDocument("raw/a", 0, media, text))  # type: ignore[arg-type]


def text_of(text: str, media: str = "text") -> str:
    found = cleaned(text, media).article
    return found.text if found else ""


def markup(lines: tuple[str, ...], linked: bool) -> str:
    items = "".join(f"<li><a href='/1'>{line}</a></li>" if linked else f"<p>{line}</p>" for line in lines)
    return f"<html><head><title>退潮_江畔诗歌</title></head><body><h1>退潮</h1>{items}</body></html>"


@pytest.mark.parametrize("lines", [POEM, COUPLETS])
def test_a_poem_below_its_author_is_an_article(lines: tuple[str, ...]) -> None:
    found = cleaned("\n".join(["江畔诗歌网", "退潮", "作者：姚春水", *lines, "上一篇：渡口"])).article
    assert found is not None
    assert (found.title, found.authors, found.text) == ("退潮", ("姚春水",), "\n".join(lines))


def test_the_stanzas_of_a_poem_stand_apart_from_its_title() -> None:
    assert text_of("\n".join(["退潮", "", *POEM[:3], "", *POEM[3:]])) == "\n".join(POEM)


def test_in_markup_a_poem_is_one_and_the_same_lines_as_links_are_a_list() -> None:
    assert text_of(markup(POEM, linked=False), "html") == "\n".join(POEM)
    assert [finding.name for finding in cleaned(markup(POEM, linked=True), "html").findings] == ["link_list"]


@pytest.mark.parametrize("head", [(), ("江畔音乐", "热门歌曲")])
def test_headlines_and_lists_of_songs_are_no_poem(head: tuple[str, ...]) -> None:
    headlines = ("东关码头恢复夜航", "市医院洗衣房完工", "渡口新增两艘渡船", "老街修缮下月启动", "退休教师捐出藏书")
    assert cleaned("\n".join([*head, *(POEM if head else headlines)])).article is None


def test_short_lines_beside_prose_are_as_before() -> None:
    """A menu of what somebody says is no poem where an article stands."""
    page = "\n".join([*POEM, "2019-06-05 来源：江畔日报", *[NOTICE] * 3])
    assert text_of(page) == "\n".join([NOTICE] * 3)


def test_the_first_heading_of_a_section_belongs_to_the_body() -> None:
    body = f"<h2>早班的人</h2><p>{NOTICE}</p><h2>末班的人</h2><p>{NOTICE}</p>"
    page = f"<title>渡口的一天_江畔网</title><h1>渡口的一天</h1><p>2019-06-05 来源：江畔日报</p>{body}"
    found = cleaned(page, "html").article
    assert found is not None
    assert (found.title, found.text.split("\n")) == ("渡口的一天", ["早班的人", NOTICE, "末班的人", NOTICE])


def test_a_heading_without_another_above_it_is_the_title() -> None:
    page = f"<title>江畔网</title><p>2019-06-05 来源：江畔日报</p><h3>渡口的一天</h3><p>{NOTICE}</p><p>{NOTICE}</p>"
    found = cleaned(page, "html").article
    assert found is not None
    assert found.text == f"{NOTICE}\n{NOTICE}"
