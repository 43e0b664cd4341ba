import unicodedata
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.make_pinyin_readings import render
from toolkit.detect.pinyin import annotations, is_reading, page_annotations
from toolkit.detect.span import remove

NOISY = (
    "縣(xiàn)圖(tú)書(shū)館開(kāi)門(mén)了",
    "昨日(rì),縣(xiàn)圖(tú)書(shū)館對(duì)讀(dú)者開(kāi)門(mén),讀(dú)者們(men)在門(mén)外排起長(zhǎng)隊(duì)(記者黃某),見圖(a)。",
)
CLEAN = ("縣圖書館開門了", "昨日,縣圖書館對讀者開門,讀者們在門外排起長隊(記者黃某),見圖(a)。")
SURVIVORS = [
    "展会(深圳)昨日开幕(记者黄某)。",
    "如图(a)与选项(a)所示,阿(a)。",
    "列车开往重庆(Chongqing)和重庆(Chóngqìng)。",
    "测试版(beta)已经发布(de)。",
    "他叫陈垚(yáo),垚字由三个土组成。",
    "“饕(tāo)餮(tiè)”与“貔(pí)貅(xiū)”都是传说中的猛兽,常见于青铜器和建筑。",
    "床前的灯光像一层霜(shuāng),他举(jǔ)头望向窗外,想起了故(gù)乡,久久没有说话。",
    "“行”字有两读:行(háng)业、行(xíng)走;“长”字也有两读:长(cháng)江、长(zhǎng)大;重(chóng)来、重(zhòng)要。" * 3,
    "生字:春(chūn)、冬(dōng)、风(fēng)、雪(xuě)、花(huā)、飞(fēi)、入(rù)、姓(xìng)、什(shén)、双(shuāng)。",
    "書中說:躊(chóu)躇(chú)滿志。",
]


def strip(lines: tuple[str, ...]) -> tuple[str, ...]:
    evidence = page_annotations(lines)
    return tuple(remove(line, evidence.spans(line)) for line in lines)


def test_the_table_is_what_its_generator_writes() -> None:
    assert (files("toolkit.detect") / "pinyin_readings.txt").read_text(encoding="utf-8") == render()


@pytest.mark.parametrize(
    ("char", "syllable"),
    [
        ("動", "dòng"),
        ("了", "le"),
        ("了", "liǎo"),
        ("的", "de"),
        ("女", "nǚ"),
        ("略", "lüè"),
        ("们", "men"),
        ("子", "zi"),
    ],
)
def test_readings_are_known_however_they_are_encoded(char: str, syllable: str) -> None:
    assert is_reading(char, syllable)
    assert is_reading(char, unicodedata.normalize("NFD", syllable))


def test_typesetters_letters_are_read_as_pinyin() -> None:
    assert is_reading("光", "ɡuānɡ")
    assert is_reading("好", "hăo")


@pytest.mark.parametrize(
    ("char", "syllable"),
    [
        ("動", "dong"),
        ("動", "huì"),
        ("动", ""),
        ("", "dòng"),
        ("活動", "dòng"),
        ("图", "a"),
        ("a", "a"),
        ("\ud800", "dòng"),
    ],
)
def test_what_is_no_reading_is_refused(char: str, syllable: str) -> None:
    assert not is_reading(char, syllable)


def test_annotations_hold_their_parentheses_and_not_the_character() -> None:
    text = "動(dòng)態（tài）了(le)(liǎo)會(dòng)(深圳)(huì)"
    assert [text[span.start : span.end] for span in annotations(text)] == ["(dòng)", "（tài）", "(le)", "(liǎo)"]


def test_every_annotation_of_a_noisy_page_goes_and_other_parentheses_stay() -> None:
    assert strip(NOISY) == CLEAN


def test_a_noisy_title_alone_is_enough() -> None:
    assert strip(("縣(xiàn)圖(tú)書(shū)館開(kāi)門(mén)",)) == ("縣圖書館開門",)


def test_a_long_text_annotated_after_its_conversion_is_noisy_too() -> None:
    line = "县(xiàn)图(tú)书馆今天开放,县(xiàn)图(tú)书馆明天也开放。"
    assert strip((line,) * 3) == ("县图书馆今天开放,县图书馆明天也开放。",) * 3


@pytest.mark.parametrize("text", SURVIVORS)
def test_an_authors_gloss_survives(text: str) -> None:
    assert strip((text,)) == (text,)


def test_glosses_of_an_author_survive_in_a_page_of_prose() -> None:
    lines = ("開(kāi)門見山,書(shū)中寫道,龍(lóng)舟競渡。",) + ("縣裡的讀者每天都來這裡讀書,館員開門迎接。" * 6,) * 3
    assert strip(lines) == lines


@pytest.mark.parametrize(
    ("tail", "rest"),
    [
        ("明日起開(k", "明日起開"),
        ("明日起開(kā", "明日起開"),
        ("明日起開（", "明日起開"),
        ("明日起書(shu", "明日起書"),
        ("明日起書(sh...", "明日起書..."),
        ("明日起書(sh… ", "明日起書… "),
        ("明日起開(kāi)(k", "明日起開"),
        ("明日起開(tu", "明日起開(tu"),
        ("明日在深圳(", "明日在深圳("),
        ("見圖(a", "見圖(a"),
        ("開(k門", "開(k門"),
    ],
)
def test_half_an_annotation_at_the_end_of_a_line_goes_with_the_others(tail: str, rest: str) -> None:
    assert strip((*NOISY, tail))[-1] == rest


def test_half_an_annotation_stays_on_a_clean_page() -> None:
    assert strip((*CLEAN, "明日起發(f")) == (*CLEAN, "明日起發(f")


@pytest.mark.parametrize(
    "text", ["(" * 10**6, "開(" * 500_000, "開(kāi)" * 100_000, "( " * 500_000, "開(k" + "." * 10**6]
)
def test_hostile_lines_end(text: str) -> None:
    page_annotations([text]).spans(text)


@given(st.lists(st.text(st.sampled_from("開書動(（)）kāishūdòng… \n"), max_size=60), max_size=4))
def test_stripping_twice_changes_nothing(lines: list[str]) -> None:
    evidence = page_annotations(NOISY)
    assert evidence.confirmed
    for line in lines:
        spans = evidence.spans(line)
        assert all(0 <= a.start < a.end <= len(line) for a in spans)
        assert all(a.end <= b.start for a, b in pairwise(spans))
        once = remove(line, spans)
        assert remove(once, evidence.spans(once)) == once


@given(st.lists(st.text(st.characters(exclude_categories=[]))))
def test_any_text_can_be_looked_at(lines: list[str]) -> None:
    evidence = page_annotations(lines)
    assert evidence.count == sum(len(annotations(line)) for line in lines)


def test_the_labelled_pages_give_all_their_annotations_and_no_other(shared: Path) -> None:
    pages = sorted((shared / "seeds").glob("*.txt")) + sorted((shared / "gold" / "pages").glob("*.txt"))
    found = {}
    for path in pages:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
        evidence = page_annotations(lines)
        if evidence.count:
            found[path.name[:3]] = (evidence.count, sum(len(evidence.spans(line)) for line in lines))
    assert found == {"000": (214, 214), "001": (284, 284)}
