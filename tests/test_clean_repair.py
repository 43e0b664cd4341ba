"""Repairs within a line, and what they must leave alone."""

import pytest

from toolkit.clean.mojibake import restore
from toolkit.clean.repair import Repaired, repair
from toolkit.clean.script import convert, fold_lines, script_of


def page_of(*lines: str) -> Repaired:
    (repaired,) = repair([lines])
    return repaired


def mended(line: str) -> str:
    return page_of(line).lines[0]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("水&nbsp;表&amp;nbsp;电表", "水 表 电表"),
        ("&ldquo;秤&rdquo;", "“秤”"),
        ("渔\u200b港\ufeff的\u202e灯", "渔港的灯"),
        ("渔港\ud800的灯", "渔港的灯"),
        ("　　缩进的段落 ", "缩进的段落"),
        ("苹果公司（Ａｐｐｌｅ）１２月售出３．５万台", "苹果公司（Apple）12月售出3.5万台"),
        ("潮 汐 表 由 港 务 站 每 天 公 布", "潮汐表由港务站每天公布"),
        ("第一，，第二,,第三", "第一，第二,第三"),
        ("他说?!耙谎a再说", "他说。“一補再说"),
        ("| 潮汐表 |  |  | 今日 |", "潮汐表 | 今日"),
        ("船<b>长</b>说", "船长说"),
    ],
)
def test_noise_within_a_line_is_mended(line: str, expected: str) -> None:
    assert mended(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "会议在（深圳）召开，见图(a)和选项(b)。",
        "重庆(Chongqing)的桥，他叫它“小面桥”……",
        "姚春水 贺青 林夏",
        "若x<3且y>5，则取前者。",
        "为什么?!他问。",
        "2019年6月5日，8：30开工；（完）",
        "AT&T和R&D",
        "标(biāo)字读作平声。",
    ],
)
def test_what_an_author_wrote_survives(line: str) -> None:
    assert mended(line) == line


def test_pinyin_goes_where_the_whole_page_is_annotated() -> None:
    page = [
        "動(dòng)態(tài)顯(xiǎn)示，標(biāo)準(zhǔn)將實(shí)施。",
        "標(biāo)準(zhǔn)對(duì)動(dòng)態(tài)監(jiān)測(cè)有幫(bāng)助(記者林夏)。",
    ]
    assert page_of(*page).lines == ("動態顯示，標準將實施。", "標準對動態監測有幫助(記者林夏)。")


def test_every_change_is_a_cut_that_can_be_replayed() -> None:
    cuts = page_of("潮汐表。", "　　水&nbsp;表").cuts
    assert {cut.line for cut in cuts} == {2}
    assert [(cut.rule, cut.old, cut.new) for cut in cuts] == [
        ("entity", "&nbsp;", "\xa0"),
        ("spaces", "　　", ""),
        ("spaces", "\xa0", " "),
    ]


@pytest.mark.parametrize("wrong", ["latin-1", "sloppy-windows-1252"])
def test_utf8_read_as_western_text_is_restored(wrong: str) -> None:
    text = "渔港管理站公布了新的潮汐表，停靠费用按船长计算。" * 3
    assert restore(text.encode("utf-8").decode(wrong)) == (text, None)


def test_mojibake_that_lost_bytes_is_named() -> None:
    spoiled = (
        ("渔港管理站公布了新的潮汐表。" * 9).encode("utf-8").decode("latin-1").replace("\x9b", "").replace("\xb8", "")
    )
    assert restore(spoiled)[1] is not None


def test_simplified_text_is_never_converted() -> None:
    line = "乾隆年间的著作，慰藉了于丹，瞭望塔下的后街"
    assert convert(line, "zh-Hans") == line
    assert fold_lines([line]) == [line]


def test_traditional_text_is_converted_by_its_phrases() -> None:
    assert convert("顯著的乾燥，皇后與後來的著作權，乾隆", "zh-Hans") == "显著的干燥，皇后与后来的著作权，乾隆"
    assert convert("头发和发展", "zh-Hant") == "頭髮和發展"
    assert script_of("標準與後來") == "zh-Hant"


def test_a_configuration_in_the_working_folder_is_never_read(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from toolkit.clean import script

    (tmp_path / "t2s.json").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    script._converter.cache_clear()
    assert convert("標準", "zh-Hans") == "标准"
