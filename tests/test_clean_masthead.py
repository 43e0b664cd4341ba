"""Dates, names and publications, as mastheads write them."""

import pytest

from toolkit.clean.bylines import find_authors, find_editor, find_labelled
from toolkit.clean.dates import find_date
from toolkit.clean.names import is_name, split_names
from toolkit.clean.rules import canonical
from toolkit.clean.sources import find_section, find_source, labelled_source


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2019-06-05 08:30:07 江畔日报", "2019-06-05T08:30:07"),
        ("发布时间：2018年8月3日", "2018-08-03"),
        ("2018/8/3 17:13 来源：江畔网", "2018-08-03T17:13"),
        ("2018.08.03", "2018-08-03"),
        ("时间：２０１８年８月３日", "2018-08-03"),
        ("江畔网 http://www.example.cn 时间：2012-01-12 17:55 来源： 江畔网", "2012-01-12T17:55"),
        ("发布时间：05-11 17:58", "--05-11"),
        ("05-11 来源：江畔网", "--05-11"),
        ("[06月24日 11时30分]", "--06-24"),
        ("出版日期：2022年12月", "2022-12"),
        ("2020-02-30 2020-02-28", "2020-02-28"),
        ("发信站: 江畔站 (Tue Mar  9 22:10:31 2004), 站内", "2004-03-09T22:10:31"),
        ("Mar 9, 2004 | 作者：姚春水", "2004-03-09"),
        ("Posted on 9 March 2004 10:20", "2004-03-09T10:20"),
        ("2004-Mar-9", "2004-03-09"),
        ("发布时间：2016年7月5日8时", "2016-07-05T08:00"),
    ],
)
def test_a_masthead_date_is_read_as_far_as_it_is_written(line: str, expected: str) -> None:
    found = find_date(canonical(line))
    assert found is not None and found.value == expected


@pytest.mark.parametrize(
    "line",
    [
        "GB/T 1.1-2020",
        "第三届渔港文化节活动总结(2011-11-10第三稿)",
        "老渔港的灯塔又亮起来了，游客却少了一半 2011-10-20",
        "4月24日，渔港开海。",
        "电话：0570-2018-8-3",
        "上一篇 13-45",
    ],
)
def test_what_only_looks_like_a_date_of_publication_is_none(line: str) -> None:
    assert find_date(canonical(line)) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("姚春水 贺青", ["姚春水", "贺青"]),
        ("记者 姚春水/文 通讯员 林 秋/图", ["姚春水", "林秋"]),
        ("姚春水、贺青、林夏", ["姚春水", "贺青", "林夏"]),
        ("阿卜杜拉·买买提", ["阿卜杜拉·买买提"]),
        ("佚名", []),
        ("本站原创", []),
        ("admin", []),
        ("江畔日报记者", []),
        ("这不是一个名字的列表", []),
    ],
)
def test_names_are_split_and_placeholders_are_nobody(text: str, names: list[str]) -> None:
    assert split_names(text) == names


def test_a_publication_is_no_name() -> None:
    assert not is_name("江畔日报") and is_name("江小满")


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("来源：江畔日报 作者：林夏", "江畔日报"),
        ("来源：[ 江畔网 ]", "江畔网"),
        ("2019-06-05 10:00来源：江畔区发改局责任编辑：林夏", "江畔区发改局"),
        ("发表于2014-08-24 21:30| 来源江畔网| 作者林夏", "江畔网"),
        ("来源：互联网", ""),
        ("来源于生活的灵感", None),
    ],
)
def test_a_labelled_source_ends_where_the_next_label_begins(line: str, source: str | None) -> None:
    assert labelled_source(canonical(line)) == source


@pytest.mark.parametrize(
    ("first", "source", "authors"),
    [
        ("江畔消费报河口讯(记者姚春水)4月24日，渔港开海。", "江畔消费报", ("姚春水",)),
        ("江畔网6月5日讯（记者 姚春水 通讯员 贺青）渔港开海。", "江畔网", ("姚春水", "贺青")),
        ("据新华社杭州6月5日电（记者 姚春水）渔港开海。", "新华社", ("姚春水",)),
        ("本报讯 渔港昨天开海。", None, ()),
        ("【江畔醒报记者姚春水河口报导】渔港开海。", "江畔醒报", ("姚春水",)),
    ],
)
def test_a_dateline_gives_source_and_reporters(first: str, source: str | None, authors: tuple[str, ...]) -> None:
    assert find_source((), canonical(first), "") == source
    assert find_authors(canonical(first), "", ()) == authors


@pytest.mark.parametrize(
    ("last", "authors"),
    [
        ("一百人参加了会议。(张小满)", ("张小满",)),
        ("一百人参加了会议。（记者 文小溪）", ("文小溪",)),
        ("一百人参加了会议。（完）", ()),
        ("一百人参加了会议。（下转第二版）", ()),
        ("会议通过了预算（草案）", ()),
    ],
)
def test_a_byline_closes_the_last_paragraph(last: str, authors: tuple[str, ...]) -> None:
    assert find_authors("", canonical(last), ()) == authors


def test_reporter_and_editor_are_different_people() -> None:
    lines = tuple(map(canonical, ["作者：姚春水  责任编辑：林夏", "（江畔网编辑 陆小满）"]))
    assert find_labelled(lines) == ("姚春水",)
    assert find_editor(lines) == "林夏"
    assert find_editor(lines[1:]) == "陆小满"
    assert find_editor(("给编辑写信", "责任编辑:佚名")) is None


def test_the_section_is_the_last_step_that_is_one() -> None:
    assert find_section((canonical("您的位置：首页 > 新闻 > 渔港 > 正文"),), None) == "渔港"
    assert find_section((canonical("首页 >> 渔港 >> 开海了"),), "开海了") == "渔港"
