"""What a masthead says in each of its many forms, read from whole pages; and what no masthead says is left empty."""

import pytest

from toolkit.article import Article, RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.config import CleanConfig, PrivacyConfig

TITLE = "老渔村的新码头开工建设"
BODY = (
    "海塘边的老人把渔网晒在石阶上，等着傍晚的潮水涨上来，再划船去收昨夜放下的笼子。",
    "他说今年的虾比往年少了三成，可是个头大，城里的饭馆都愿意出高价，收入倒没有减。",
    "镇里准备修一座小码头，让运虾的车可以直接开到船边，省下两个人挑担的工夫。",
)
CLEANER = Cleaner(CleanConfig(), PrivacyConfig(), Article, "fields")
DATED = "2015-03-04 08:00"


def cleaned(*lines: str) -> Article:
    article = CLEANER.clean(RawDocument("page", 0, "text", "\n".join(lines) + "\n")).article
    assert article is not None
    return article


@pytest.mark.parametrize(
    ("line", "source", "authors"),
    [
        ("来源：江畔日报 记者：姚春水 时间：2015-03-04", "江畔日报", "姚春水"),
        ("江畔日报记者 姚春水 2015-03-04 08:00", "江畔日报", "姚春水"),
        ("2015年03月04日 08:00 江畔日报 记者 姚春水", "江畔日报", "姚春水"),
        ("2015-03-04 08:00 姚春水 江畔日报 我要评论", "江畔日报", "姚春水"),
        ("2015-03-04 08:00 姚春水 江畔夜话", "江畔夜话", "姚春水"),
        ("作者: 姚春水 | 分类: 渔业 | 2015-03-04", None, "姚春水"),
        ("by 姚春水 2015-03-04", None, "姚春水"),
        ("作者：江畔日报全媒体记者 姚春水 通讯员 贺青", None, "姚春水 贺青"),
        ("作者：姚春水（江畔大学渔业学院）", None, "姚春水"),
        ("来源:江畔日报2015-03-04 08:00:00", "江畔日报", ""),
        ("转载自：江畔日报 2015-03-04", "江畔日报", ""),
        ("摘自《江畔日报》 2015-03-04", "江畔日报", ""),
        ("《江畔日报》（2015年03月04日 03版）", "江畔日报", ""),
        ("发布部门：校长办公室 发布日期：2015-03-04", "校长办公室", ""),
        ("2015-03-04 信源：江畔日报 作者：姚春水　查看评论(17)", "江畔日报", "姚春水"),
        ("2015-03-04 来源：江畔日报　作者：姚春水　T|T", "江畔日报", "姚春水"),
        ("来源：江畔日报 作者：姚春水　贺青山（通讯员） 2015-03-04", "江畔日报", "姚春水 贺青山"),
        ("来源：江畔日报 文字：姚春水 图片：贺青 2015-03-04", "江畔日报", "姚春水"),
        ("原创：姚春水　江畔夜话　2015-03-04", "江畔夜话", "姚春水"),
        ("2015年03月04日08:00江畔报姚春水我要评论(2)", "江畔报", "姚春水"),
        ("江畔客户端 姚春水 2015-03-04 08:00", "江畔客户端", "姚春水"),
        ("2015-03-04 江畔经济报道", "江畔经济报道", ""),
        ("2015-03-04 《江畔日报》", "江畔日报", ""),
        ("2015-03-04 江畔时报 【姚春水╱河口报道】", "江畔时报", "姚春水"),
        ("原创 夜话 2015-03-04 08:00", "夜话", ""),
        ("姚春水 2015-03-04 08:00 江畔日报", "江畔日报", "姚春水"),
        ("江畔日报 2015-03-04 08:00 姚春水", "江畔日报", "姚春水"),
    ],
)
def test_a_masthead_line_gives_source_and_authors(line: str, source: str | None, authors: str) -> None:
    article = cleaned(TITLE, line, *BODY)
    assert (article.title, article.source, " ".join(article.authors)) == (TITLE, source, authors)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("□ 姚春水 贺青", "姚春水 贺青"),
        ("文、图/姚春水", "姚春水"),
        ("文/图 姚春水", "姚春水"),
        ("采写/姚春水 摄影/贺青", "姚春水"),
        ("撰稿：姚春水", "姚春水"),
        ("采写：本报记者 姚春水", "姚春水"),
        ("编译：姚春水", "姚春水"),
        ("江水报道记者 姚春水", "姚春水"),
        ("贺青 报道", "贺青"),
        ("作者 | 姚春水", "姚春水"),
        ("文 | 姚春水 编辑 | 林夏", "姚春水"),
        ("⊙记者 姚春水 贺青 ○编辑 林夏", "姚春水 贺青"),
        ("●江畔日报记者 姚春水 通讯员 贺青 策划：林夏", "姚春水 贺青"),
        ("本报记者 姚春水《 江畔日报 》（ 2015年03月04日 05 版）", "姚春水"),
        ("【江畔日报╱记者姚春水／河口报道】", "姚春水"),
        ("江畔日报记者姚春水　台北", "姚春水"),
    ],
)
def test_a_byline_is_no_title(line: str, authors: str) -> None:
    article = cleaned(TITLE, line, "2015-03-04", *BODY)
    assert (article.title, " ".join(article.authors)) == (TITLE, authors)


@pytest.mark.parametrize(
    ("opening", "source", "authors"),
    [
        ("本报讯 记者姚春水报道 ", None, "姚春水"),
        ("江畔社河口3月3日电 记者 姚春水 ", "江畔社", "姚春水"),
        ("江畔社记者姚春水河口报道：", "江畔社", "姚春水"),
        ("（江畔社河口三日电）", "江畔社", ""),
        ("江畔晚报讯（记者 姚春水 文/图）", "江畔晚报", "姚春水"),
        ("【江畔时报讯】记者姚春水、实习记者贺青报道：", "江畔时报", "姚春水 贺青"),
        ("【江畔时报2015年03月03日讯】（江畔时报记者姚春水河口报道）", "江畔时报", "姚春水"),
        ("江畔报讯（记者 姚春水 贺青 河口报道）", "江畔报", "姚春水 贺青"),
        ("江畔晚报·河口讯（记者 姚春水）", "江畔晚报", "姚春水"),
        ("江畔社河口3日电 ", "江畔社", ""),
        ("【姚春水╱河口报道】", None, "姚春水"),
        ("记者姚春水／河口报道　", None, "姚春水"),
    ],
)
def test_a_dateline_opens_the_body(opening: str, source: str | None, authors: str) -> None:
    article = cleaned(TITLE, DATED, opening + BODY[0], *BODY[1:])
    assert (article.source, " ".join(article.authors)) == (source, authors)


@pytest.mark.parametrize(
    ("ending", "source", "authors", "editor"),
    [
        ("（江畔日报 姚春水）", None, "姚春水", None),
        ("（姚春水 权威）", None, "姚春水 权威", None),
        ("记者姚春水", None, "姚春水", None),
        ("文/姚春水", None, "姚春水", None),
        ("文/姚春水 图/贺青", None, "姚春水", None),
        ("姚春水 图/文", None, "姚春水", None),
        ("江畔日报记者 姚春水", None, "姚春水", None),
        ("（江畔日报记者 姚春水 文/摄）", None, "姚春水", None),
        ("（作者：姚春水，单位：江畔大学）", None, "姚春水", None),
        ("（来源：江畔日报 作者：姚春水）", "江畔日报", "姚春水", None),
        ("(编辑 林夏)", None, "", "林夏"),
        ("（完）", None, "", None),
        ("（单位：万元）", None, "", None),
    ],
)
def test_a_credit_ends_the_last_paragraph(ending: str, source: str | None, authors: str, editor: str | None) -> None:
    article = cleaned(TITLE, DATED, *BODY[:-1], BODY[-1] + ending)
    assert (article.source, " ".join(article.authors), article.editor) == (source, authors, editor)


@pytest.mark.parametrize(
    ("line", "editor"),
    [
        ("责任编辑 林夏", "林夏"),
        ("编辑 林夏", "林夏"),
        ("作者：姚春水编辑：林夏", "林夏"),
        ("审核：林夏", None),
        ("（实习编辑：贺青　责任编辑：林夏）", "林夏"),
        ("编辑：林夏　查看评论", "林夏"),
        ("责任编辑 林夏 责任校对 贺青", "林夏"),
        ("选稿：林夏", "林夏"),
        ("责任编辑： 文章出处：江畔日报", None),
        ("责任编辑：渔港网", None),
    ],
)
def test_an_editor_stands_below_the_body(line: str, editor: str | None) -> None:
    assert cleaned(TITLE, DATED, *BODY, line).editor == editor


@pytest.mark.parametrize(
    "line",
    [
        "2015-03-04 08:00 渔业 水产 码头",
        "2015-03-04 08:00 发布 | 已有32人阅读",
        "2015-03-04 08:00 扫码阅读",
        "2015-03-04 08:00 听新闻",
        "2015-03-04 08:00 进入论坛",
        "2015-03-04 08:00 我有话说(3人参与)",
        "2015-03-04 08:00 约 1200 字 预计阅读 3 分钟",
        "放大图片 缩小图片 2015-03-04",
    ],
)
def test_buttons_beside_the_date_are_nobody(line: str) -> None:
    article = cleaned(TITLE, line, *BODY)
    assert (article.source, article.authors) == (None, ())


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        (["更新于2015-03-05 09:00 发布于2015-03-04 08:00"], "2015-03-04T08:00"),
        (["2015-3-4 下午 3:05"], "2015-03-04T15:05"),
        (["民國104年3月4日"], "2015-03-04"),
        (["發布日期：104-03-04"], "2015-03-04"),
        (["收稿日期：2015-03-04"], None),
        (["日期 04.03.2015"], "2015-03-04"),
    ],
)
def test_the_date_of_publication(lines: list[str], date: str | None) -> None:
    article = cleaned(TITLE, *lines, *BODY)
    assert (article.title, article.published_at) == (TITLE, date)


@pytest.mark.parametrize(
    ("above", "below", "source"),
    [
        (["江畔法院网 >> 案件报道", TITLE, DATED], ["来源：本站"], "江畔法院网"),
        ([f"{TITLE}_南埠县人民医院", TITLE, DATED + " 来源：本站原创"], [], "南埠县人民医院"),
        ([f"{TITLE}_社会_江畔新闻网", TITLE, DATED], [], "江畔新闻网"),
        ([TITLE, DATED], ["凡注明来源为“江畔日报网：姚春水（署名）”的稿件，未经授权不得转载。"], "江畔日报网"),
        (["江畔电台新闻网", TITLE, DATED], [], "江畔电台新闻网"),
        ([TITLE, DATED + " 江畔网"], ["稿源：江畔晚报"], "江畔晚报"),
        ([f"{TITLE}_江畔百科", TITLE, DATED], [], None),
        (["突发新闻", TITLE, DATED], [], None),
        (["江畔的博客", TITLE, DATED], [], None),
        (["江畔电台 即时 财经 体育 节目重温 天气 交通", TITLE, DATED], [], "江畔电台"),
        (["江畔晨报 江畔晚报 江畔商报 江畔法制报 江畔画报 江畔少年报", TITLE, DATED], [], None),
        ([TITLE, DATED], ["江畔日报社版权所有"], "江畔日报"),
        ([TITLE, DATED + " 来源： 作者：姚春水"], [], None),
    ],
)
def test_a_site_is_the_source_of_what_it_publishes_itself(
    above: list[str], below: list[str], source: str | None
) -> None:
    assert cleaned(*above, *BODY, *below).source == source


@pytest.mark.parametrize(
    "above",
    [
        ["总投资三千万元，预计年底前完工并投入使用", "2015-03-04"],
        ["——江畔渔民的新盼头", "2015-03-04"],
        ["文章导读：码头预计年底完工", "2015-03-04"],
        ["民国104年3月4日"],
        ["江畔夜话", "2015-03-04"],
    ],
)
def test_what_stands_below_a_title_is_none(above: list[str]) -> None:
    assert cleaned("渔讯", TITLE, *above, *BODY).title == TITLE


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (f"{TITLE}（2015-03-04）", TITLE),
        ("今天全镇大停电", "今天全镇大停电"),
        ("信件标题：夜间施工太吵", "夜间施工太吵"),
        ("晒被子 [原创 2015-3-4 22:10:03]", "晒被子"),
        ("江畔时报 (2015-03-04 22:10)", None),
        ("晒渔网的日子 (2015-03-04 22:10:03)", "晒渔网的日子"),
    ],
)
def test_a_title_line_may_say_more_or_end_as_others_do(line: str, title: str | None) -> None:
    assert cleaned("渔讯", line, *([] if "2015" in line else [DATED]), *BODY).title == title


def test_the_poster_of_a_thread_stands_above_his_rank() -> None:
    for rank in (("中级园丁", "主题 31 帖子 402 积分 1288"), ("31 主题", "402 帖子"), ("等级：高级会员", "文章：217")):
        assert cleaned(TITLE, "荷风送晚", *rank, "发表于 2015-3-4 08:00", *BODY).authors == ("荷风送晚",)


def test_the_poster_of_a_thread_may_share_a_line_with_his_rank() -> None:
    line = "荷风送晚 中级园丁 帖子 402 积分 1288"
    assert cleaned(TITLE, line, "发表于 2015-3-4 08:00", *BODY).authors == ("荷风送晚",)


@pytest.mark.parametrize(
    "above",
    [
        ["第A03版：职工", "上一版 下一版", "第A03版：职工"],
        ["机构设置", "标准动态", "您的位置：首页 > 标准动态"],
        ["江畔网 > 社会"],
        ["您所在位置 | 江畔法治首页>> 滚动新闻"],
    ],
)
def test_a_sheet_or_a_section_is_no_title(above: list[str]) -> None:
    assert cleaned(*above, TITLE, DATED, *BODY).title == TITLE


def test_a_breadcrumb_says_the_title_of_a_thread_without_its_section() -> None:
    assert cleaned(f"论坛 › 渔家 › {TITLE}", f"[游记] {TITLE} [复制链接]", DATED, *BODY).title == TITLE


def test_a_blog_posting_names_its_author_and_hour() -> None:
    data = '{"@graph": [{"@type": ["BlogPosting"], "datePublished": "2015-03-04T08:00:01+08:00", "author": {"name": "木子里"}}]}'
    page = f'<script type="application/ld+json">{data}</script><h1>{TITLE}</h1><p>2015年3月4日 由 木子里</p>'
    article = CLEANER.clean(RawDocument("page", 0, "html", page + "".join(f"<p>{line}</p>" for line in BODY))).article
    assert article and (article.authors, article.published_at) == (("木子里",), "2015-03-04T08:00:01")


def test_the_owner_of_a_blog_stands_behind_the_title_of_the_page() -> None:
    page = (
        f"<title>{TITLE} - 夜航西飞的博客 - 江畔驿站</title><h1>{TITLE}</h1><p>2015-03-04 08:00 夜航西飞 阅读数：12</p>"
    )
    article = CLEANER.clean(RawDocument("page", 0, "html", page + "".join(f"<p>{line}</p>" for line in BODY))).article
    assert article and (article.source, article.authors) == (None, ("夜航西飞",))


def test_a_cell_that_fills_its_row_is_no_value_of_a_table() -> None:
    page = f"<table><tr><td><b>{TITLE}</b><br><font>来源：江畔日报 2015-03-04</font></td></tr></table>"
    article = CLEANER.clean(RawDocument("page", 0, "html", page + "".join(f"<p>{line}</p>" for line in BODY))).article
    assert article and (article.title, article.source) == (TITLE, "江畔日报")


def test_the_section_of_a_forum_is_no_part_of_the_title() -> None:
    assert cleaned(f"论坛 > 日记 > {TITLE}", f"[日记] {TITLE}", DATED, *BODY).title in (TITLE, f"[日记] {TITLE}")
    assert cleaned(TITLE, f"[日记] {TITLE}", DATED, *BODY).title == TITLE


def test_the_heading_that_begins_the_title_of_the_page_is_the_title() -> None:
    page = "<title>竹纸（手工纸）_江畔百科</title><div>进入词条 全站搜索 帮助</div><h1>竹纸</h1>"
    page += "".join(f"<p>{line}</p>" for line in BODY)
    article = CLEANER.clean(RawDocument("page", 0, "html", page)).article
    assert article is not None and article.title == "竹纸"
