"""What a page does not say of itself is left empty, whatever else stands there that looks like it."""

import pytest

from toolkit.article import Article, RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.clean.dates import signed_day
from toolkit.config import CleanConfig, PrivacyConfig

TITLE = "老渔村的新码头开工建设"
BODY = (
    "海塘边的老人把渔网晒在石阶上，等着傍晚的潮水涨上来，再划船去收昨夜放下的笼子。",
    "他说今年的虾比往年少了三成，可是个头大，城里的饭馆都愿意出高价，收入倒没有减。",
    "镇里准备修一座小码头，让运虾的车可以直接开到船边，省下两个人挑担的工夫。",
)
CLEANER = Cleaner(CleanConfig(), PrivacyConfig(), Article, "absent")


def cleaned(*lines: str) -> Article:
    article = CLEANER.clean(RawDocument("page", 0, "text", "\n".join(lines) + "\n")).article
    assert article is not None
    return article


@pytest.mark.parametrize(
    "line",
    [
        "开业时间：2011年5月1日 客房数：26间",
        "展览时间：2017.06.10—2017.09.10",
        "2017.06.10—2017.09.10",
        "导演：姚春水 首播：2009年3月8日",
        "发行时间：2008-10-01 语言：国语",
        "今天是星期一 2013年5月6日",
        "上架时间：2019-03-12 产地：浙南",
        "开放时间：08:00-17:30（2022年4月1日-10月31日）",
        "今天是：2013年5月6日 星期一 农历三月廿七",
        "今日访问：132 总访问：40218 更新日期：2009-06-11",
        "新船下水通告 [2015-12-29]",
        "本馆2023年5月1日至5日开放到晚上八点",
        "2018年3月1日起",
        "出版时间：2005-06-01 出版社：草木书店",
        "论文答辩日期：2013-05-26",
        "活动时间：2019年9月21日（周六）14:30—16:30",
        "新书推荐： 潮信 作者：半亩 最近更新 2016-08-30",
        "词条统计 浏览次数：512次 编辑次数：9次历史版本 最近更新：2018-12-03",
    ],
)
def test_the_day_of_something_else_is_no_date_of_publication(line: str) -> None:
    article = cleaned(TITLE, line, *BODY)
    assert (article.title, article.published_at, article.source) == (TITLE, None, None)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("上稿日期：2012-10-30", "2012-10-30"),
        ("公告日期 2017-03-30", "2017-03-30"),
        ("审核时间：2017-03-30", "2017-03-30"),
        ("播出时间：2017-03-30 20:00", "2017-03-30T20:00"),
        ("上架日期：2017-03-30", "2017-03-30"),
        ("来源：江畔网时间：2017-03-30", "2017-03-30"),
        ("作者：姚春水时间：2017-03-30", "2017-03-30"),
        ("北京时间 2017-03-30 08:00", "2017-03-30T08:00"),
        ("时间：2017-03-30 展览时间：2017年5月", "2017-03-30"),
    ],
)
def test_a_label_that_is_about_the_text_gives_its_date(line: str, date: str) -> None:
    assert cleaned(TITLE, line, *BODY).published_at == date


def test_the_dated_headlines_of_other_articles_say_nothing_of_this_one() -> None:
    listed = ("腊八的灯会改在河边 记者：贺青 2017-01-05", "酸豆角卖到了城里 来源：江畔日报 2017-03-05")
    article = cleaned(*listed, TITLE, *BODY)
    assert (article.published_at, article.source, article.authors) == (None, None, ())
    dated = cleaned(*listed, TITLE, "2017-04-01 来源：海塘日报", *BODY)
    assert (dated.published_at, dated.source) == ("2017-04-01", "海塘日报")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("二〇一四年八月五日", "2014-08-05"),
        ("二○一五年十二月二十一日", "2015-12-21"),
        ("二零一六年十月三十一日", "2016-10-31"),
        ("2014年8月5日", "2014-08-05"),
        ("二〇一四年八月", None),
        ("二〇一四年二月三十日", None),
        ("2014年8月5日，渔港开海。", None),
    ],
)
def test_a_signature_is_read_with_its_numerals(line: str, day: str | None) -> None:
    assert signed_day(line) == day


def test_a_notice_without_another_date_is_dated_by_its_signature() -> None:
    signature = ("海塘镇人民政府", "二〇一四年八月五日")
    assert cleaned(TITLE, *BODY, *signature).published_at == "2014-08-05"
    assert cleaned(TITLE, "发布时间：2014-08-09", *BODY, *signature).published_at == "2014-08-09"


def test_who_opens_a_thread_wrote_it_and_published_nothing() -> None:
    article = cleaned(TITLE, "海边人 发表于 2010-3-4 12:11 | 只看该作者 楼主", "UID 20317 帖子 66 积分 120", *BODY)
    assert (article.source, article.authors) == (None, ("海边人",))


def test_a_title_below_an_empty_label_is_no_source() -> None:
    title = "关于修缮海塘东段的通告"
    article = cleaned("发布机构：", "海塘镇人民政府", "来源：", title, *BODY)
    assert (article.title, article.source) == (title, "海塘镇人民政府")


@pytest.mark.parametrize("section", ["即时新闻", "午间新闻", "地方新闻", "行业资讯"])
def test_a_section_beside_the_date_is_no_source(section: str) -> None:
    assert cleaned(TITLE, f"(2012-03-08 12:00) {section}", *BODY).source is None


@pytest.mark.parametrize(
    "fact", ["出版社：江畔文艺出版社", "评分 7.8 320人评价", "更新：2小时前 热度 311", "姚春水 社区居委会主任"]
)
def test_a_fact_between_title_and_text_is_no_title(fact: str) -> None:
    assert cleaned("海塘文化站", TITLE, fact, *BODY).title == TITLE


def test_an_entry_is_named_by_what_its_text_begins_with() -> None:
    article = cleaned("知海百科", "青桐渡", "编辑 讨论", f"青桐渡（又名东渡），在海塘镇东。{BODY[0]}", *BODY[1:])
    assert article.title == "青桐渡"


def test_a_caption_above_the_headline_is_no_beginning_of_the_text() -> None:
    article = cleaned(f"{TITLE} - 海塘晨报", "■ 老人在石阶上补网。", TITLE, *BODY)
    assert (article.title, article.text) == (TITLE, "\n".join(BODY))


@pytest.mark.parametrize(
    ("head", "day"),
    [('<meta name="PubDate" content="2014-08-07 09:30:00">', "2014-08-07T09:30:00"), ("", "2014-08-05")],
)
def test_the_head_of_a_page_knows_its_day_better_than_the_signature_of_a_notice(head: str, day: str) -> None:
    body = "".join(f"<p>{line}</p>" for line in (*BODY, "江畔街道办事处", "2014年8月5日"))
    page = f"<html><head>{head}</head><body><h1>{TITLE}</h1>{body}</body></html>"
    article = CLEANER.clean(RawDocument("page", 0, "html", page)).article
    assert article is not None
    assert article.published_at == day
