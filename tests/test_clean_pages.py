"""Whole pages, from raw document to article: stories of the kinds that are met."""

import pytest

from toolkit.article import Article, PageFacts, RawDocument
from toolkit.clean.cleaner import Cleaned, Cleaner
from toolkit.config import CleanConfig, PrivacyConfig

BODY = (
    "昨天下午，渔港管理站公布了新的潮汐表，停靠费用按船长计算，不再按吨位计算。",
    "站长姚春水告诉记者，新办法在三条渔船上试了半年，船长们算了算，每年能省下一千二百元。",
    "“钱不多，但是账目清楚。”老船长贺青把新的收费单贴在驾驶舱里。",
    "今年年底前，沿岸的五个渔港都要换上同样的潮汐表，灯塔的编号也会一并更新。",
)


def clean(text: str | bytes, *, media: str = "text", facts: PageFacts = PageFacts(), **settings: object) -> Cleaned:
    privacy = PrivacyConfig.model_validate(settings.pop("privacy", {}))
    cleaner = Cleaner(CleanConfig.model_validate(settings), privacy, Article, "test")
    return cleaner.clean(RawDocument("raw/a.txt", 0, media, text, facts))  # type: ignore[arg-type]


def article(text: str | bytes, **settings: object) -> Article:
    cleaned = clean(text, **settings)  # type: ignore[arg-type]
    assert cleaned.article is not None, cleaned.findings
    return cleaned.article


NEWS = "\n".join(
    [
        "潮汐表换了新样子_江畔新闻网",
        "首页 | 新闻 | 体育 | 财经",
        "您的位置：首页 > 渔港 > 正文",
        "潮汐表换了新样子",
        "2019-06-05 08:30 来源：江畔日报 作者：林夏",
        "【字号 大 中 小】 打印 关闭",
        "分享到：",
        *(f"　　{line}" for line in BODY),
        "（责任编辑：陆小满）",
        "相关阅读",
        "渔港的灯塔又亮起来了 2019-06-01",
        "版权声明：未经本网授权，不得转载、摘编。",
        "京ICP备00000000号",
    ]
)


def test_a_news_page_becomes_its_article() -> None:
    found = article(NEWS)
    assert found.text == "\n".join(BODY)
    assert found.title == "潮汐表换了新样子"
    assert found.published_at == "2019-06-05T08:30"
    assert (found.source, found.authors, found.editor) == ("江畔日报", ("林夏",), "陆小满")
    assert found.section == "渔港"
    assert found.rights_status == "forbidden"
    assert found.rights_statement is not None and "不得转载" in found.rights_statement
    assert not (found.truncated or found.paywalled or found.spam)


def test_every_line_has_a_verdict_with_a_reason() -> None:
    from toolkit.clean.rules import BUILT_IN

    trace = clean(NEWS).trace
    assert [verdict.line for verdict in trace.verdicts] == list(range(1, NEWS.count("\n") + 2))
    assert all(BUILT_IN.reason(verdict.rule) for verdict in trace.verdicts)
    kept = "\n".join(verdict.text for verdict in trace.verdicts if verdict.kept)
    assert kept == "\n".join(BODY)


def test_pure_prose_loses_nothing() -> None:
    text = "\n".join(BODY)
    assert article(text).text == text
    assert article(text).title is None


def test_cleaning_the_text_again_changes_nothing() -> None:
    first = article(NEWS).text
    assert article(first).text == first


def test_headings_within_the_body_stay_and_menus_around_it_go() -> None:
    text = f"渔港\n灯塔\n{BODY[0]}\n一、收费\n{BODY[1]}\n二、灯塔\n{BODY[2]}\n{BODY[3]}\n热门推荐\n灯塔\n渔港"
    assert article(text).text == "\n".join([BODY[0], "一、收费", BODY[1], "二、灯塔", BODY[2], BODY[3]])


def test_a_tail_marker_above_the_article_does_not_end_it() -> None:
    assert article("\n".join(["相关阅读", "版权声明", "分享到：", *BODY])).text == "\n".join(BODY)


def test_prose_that_speaks_of_codes_and_copies_is_not_cut() -> None:
    prose = "窗口的工作人员扫一扫办事人的二维码，就能调出全部档案，不必再跑第二趟，材料也不用重复打印。"
    assert prose in article("\n".join([BODY[0], prose, *BODY[1:]])).text


def test_a_notice_keeps_its_signature() -> None:
    text = "\n".join([*BODY, "特此公告。", "江畔区渔港管理局", "2019年6月5日", "扫一扫在手机打开当前页"])
    assert article(text).text.endswith("特此公告。\n江畔区渔港管理局\n2019年6月5日")


def test_an_annotated_page_is_freed_of_its_annotations() -> None:
    text = "漁(yú)港管理站公佈(bù)了潮汐錶(biǎo)，費(fèi)用按船長(zhǎng)計(jì)算。\n船長(zhǎng)說(shuō)，費(fèi)用的計(jì)算錶(biǎo)公佈(bù)後(hòu)，漁(yú)港的帳(zhàng)清楚了。"
    found = article(text, min_chars=10)
    assert "(" not in found.text
    assert found.text.startswith("渔港管理站公布了")


@pytest.mark.parametrize(
    ("script", "title", "start"),
    [("zh-Hans", "渔港的标准", "后来"), ("zh-Hant", "漁港的標準", "後來"), ("keep", "漁港的標準", "後來")],
)
def test_the_script_is_what_the_config_asks(script: str, title: str, start: str) -> None:
    page = "漁港的標準\n2019-06-05 來源：江畔日報\n後來，漁港管理站公佈了新的潮汐表，停靠費用按船長計算，帳目清楚。"
    found = article(page, script=script, min_chars=10)
    assert (found.title, found.text[:2]) == (title, start)
    assert found.language == ("zh-Hans" if script == "zh-Hans" else "zh-Hant")
    assert found.source == ("江畔日报" if script == "zh-Hans" else "江畔日報")


def test_personal_data_is_counted_and_replaced() -> None:
    text = "\n".join([*BODY, "报名请打电话13900001234，或者写信到box@example.com，月底截止。"])
    found = article(text)
    assert (found.pii.mobile, found.pii.email) == (1, 1)
    assert "13900001234" not in found.text and "[手机号]" in found.text and "[邮箱]" in found.text


def test_a_kind_of_personal_data_can_drop_the_page_or_be_kept() -> None:
    text = "\n".join([*BODY, "报名请打电话13900001234，月底截止。"])
    assert "personal_data" in [finding.name for finding in clean(text, privacy={"mobile": "drop"}).findings]
    assert "13900001234" in article(text, privacy={"mobile": "keep"}).text


def test_an_open_licence_allows_what_the_page_does_not_forbid() -> None:
    facts = PageFacts(license="CC-BY-4.0")
    assert article("\n".join(BODY), facts=facts).rights_status == "allowed"
    assert article(NEWS, facts=facts).rights_status == "forbidden"


def test_a_sold_document_says_so() -> None:
    page = "\n".join(
        ["成为VIP后，每日可免费下载文档五份。", "渔港管理办法", *BODY[:3], BODY[3][:20], "还剩8页未读，继续阅读"]
    )
    found = article(page)
    assert found.paywalled and found.truncated
    assert found.text == "\n".join([*BODY[:3], BODY[3][:20]])


def test_a_page_that_stops_in_mid_sentence_is_truncated() -> None:
    assert article("\n".join([*BODY, "老船长贺青说，他的船每次出海，都要先看一看新的潮汐表，再决定"])).truncated
    assert not article("\n".join(BODY)).truncated


def test_spam_is_cut_and_the_page_marked() -> None:
    found = article("\n".join(["亚洲精品无码久久一区二区三区在线观看", *BODY]))
    assert found.spam and found.text == "\n".join(BODY)


def test_pieces_of_the_title_between_sentences_are_spam_and_cut() -> None:
    title = "沿岸五个渔港换上新潮汐表"
    first, second = "渔港管理站公布了新的潮汐表。", "停靠费用按船长计算，不再按吨位计算。"
    found = article("\n".join([title, "2019-06-05 来源：江畔日报", f"{first}{title}{second}", *BODY]))
    assert found.spam and found.text == "\n".join([first + second, *BODY])


def test_a_date_after_the_fetch_is_no_date() -> None:
    facts = PageFacts(fetched_at="2019-06-04T00:00:00Z")
    assert article(NEWS, facts=facts).published_at == "2019-06-05T08:30"
    assert article(NEWS, facts=PageFacts(fetched_at="2019-06-01T00:00:00Z")).published_at is None


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("", "empty_page"),
        (" \n\u3000\n", "empty_page"),
        (b"\x00" * 90, "binary_page"),
        ("关于做好汛期船只检查的通知\n2019-06-05 点击:12", "title_only"),
        ("\n".join(f"· 渔港开海的第{n}天见闻  2019-06-0{n}" for n in range(1, 8)), "link_list"),
        ("首页 | 登录", "no_article"),
        ("亚洲精品无码久久一区二区三区在线观看", "spam_page"),
        ("渔港昨天开海，船长们很高兴。", "too_short"),
        ("船長会議が開かれました。漁港のみなさんは、あたらしい潮汐表についてはなしあいました。" * 3, "wrong_language"),
        (
            "月日，渔港公布，停靠费用上涨%，比年月高出%，全年收入达亿元，其中船长交纳万元，占比超过%，比上年月日多出亿元。"
            * 2,
            "digits_stripped",
        ),
    ],
)
def test_a_page_that_is_no_article_has_a_finding(page: str | bytes, name: str) -> None:
    assert name in [finding.name for finding in clean(page).findings]


HTML = """<!DOCTYPE html><html><head><title>潮汐表换了新样子 - 江畔新闻网</title>
<meta name="PubDate" content="2019-06-05 08:30:07"><meta name="ContentSource" content="江畔日报">
<meta name="ColumnName" content="渔港"><meta name="Author" content="张小满"></head><body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/a">新闻</a></li><li><a href="/b">渔港</a></li></ul></div>
<div class="content"><h1>潮汐表换了新样子</h1><p>发布时间：2019-06-05 08:30</p>{body}
<table><tr><th>渔港</th><th>费用</th></tr><tr><td><p>东港</p></td><td><p>12元</p></td></tr></table>
<p>收费表贴在各渔港的码头上，船长们随时可以查看，也可以向管理站索取。</p></div>
<div class="hot"><h3>热门推荐</h3><ul><li><a>灯塔又亮了</a></li><li><a>开海第一天</a></li></ul></div>
<script>var a = "不是正文，不是正文，不是正文。";</script><!-- 也不是正文 --></body></html>"""


def test_an_html_page_goes_the_same_way() -> None:
    page = HTML.format(body="".join(f"<p>　　{line}</p>" for line in BODY))
    found = article(page.encode("gb18030"), media="html")
    assert found.title == "潮汐表换了新样子"
    assert (found.published_at, found.source, found.section) == ("2019-06-05T08:30:07", "江畔日报", "渔港")
    assert found.authors == ("张小满",)
    assert found.text.startswith("\n".join(BODY)) and "东港 | 12元" in found.text
    assert "不是正文" not in found.text and "灯塔又亮了" not in found.text


def test_ruby_readings_are_dropped() -> None:
    body = "<p><ruby>渔<rt>yú</rt></ruby>港管理站公布了新的潮汐表，停靠费用按船长计算，不再按吨位计算。</p>" * 2
    assert article(HTML.format(body=body), media="html").text.startswith("渔港管理站公布了")


def test_a_text_page_that_is_html_is_read_as_html() -> None:
    page = HTML.format(body="".join(f"<p>{line}</p>" for line in BODY))
    assert article(page).text == article(page, media="html").text


def test_a_rule_switched_off_cuts_nothing() -> None:
    line = "官方微信公众号"
    page = "\n".join([BODY[0], line, *BODY[1:]])
    assert line not in article(page).text
    assert line in article(page, disable=("follow_us",)).text


def test_a_main_part_that_holds_little_of_the_prose_is_not_believed() -> None:
    from toolkit.clean.body import find_body, trusted
    from toolkit.clean.line import judge_lines

    lines = [line._replace(main=False) for line in judge_lines(BODY)]
    lines += [line._replace(main=True) for line in judge_lines(["小盒子里只有这么一句话。"])]
    assert find_body(trusted(lines)).start == 0


def test_a_paragraph_broken_at_a_fixed_width_is_whole_again() -> None:
    paragraphs = (BODY[0] + BODY[1] + "船长们把旧的潮汐表换了下来，挂在墙上。", BODY[2] + BODY[3])
    broken = [f"　　{text}"[at : at + 24] for text in paragraphs for at in range(0, len(text) + 2, 24)]
    text = "\n".join(["潮汐表换了新样子", "2009-05-17 08:30", *broken, "【打印】【关闭】"])
    assert article(text).text.split("\n") == list(paragraphs)


def test_lines_of_a_poem_stay_lines() -> None:
    verses = ("潮水退到灯塔脚下的时候石头醒来", "渔船排成一行像没有写完的那封信", "外婆在码头上数着归来的帆影白了")
    assert article("\n".join([*BODY, *verses, BODY[0]])).text.split("\n")[4:7] == list(verses)


def test_numbers_that_count_the_sections_of_a_text_stay() -> None:
    text = "\n".join(["1", *BODY[:2], "2", *BODY[2:]])
    assert article(f"{BODY[3]}\n{text}").text == f"{BODY[3]}\n{text}"
    assert "36" not in article(f"{BODY[0]}\n36\n{BODY[1]}").text.split("\n")


def test_fields_of_a_masthead_that_touch_in_the_markup_are_told_apart() -> None:
    prose = "".join(f"<p>{line}</p>" for line in BODY)
    page = f"<h1>潮汐表换了新样子</h1><div><span>2019-06-05 08:30</span><span>江畔日报</span><span>字号</span></div>{prose}"
    assert article(page, media="html").source == "江畔日报"
    split = f"<h1>潮汐表换了新样子</h1><p><b>昨</b><b>天</b>下午，{BODY[0][5:]}</p>{prose}"
    assert article(split, media="html").text.startswith("昨天下午，")


def test_a_summary_that_breaks_off_above_the_article_is_cut() -> None:
    found = clean(
        "\n".join(["潮汐表换了新样子", "2019-06-05 08:30", BODY[0] + BODY[1][:20], BODY[0] + BODY[1], *BODY[2:]])
    )
    assert found.article is not None and found.article.text.startswith(BODY[0] + BODY[1])
    assert "summary" in [verdict.rule for verdict in found.trace.verdicts]
