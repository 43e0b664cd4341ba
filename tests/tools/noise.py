"""Noise of the kinds that mirrors and libraries put into pages, added to a clean page: which one it is, is known."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from toolkit.clean.script import to_simplified, to_traditional

Noise = Callable[[Sequence[str], str], list[str]]

_ADULT = "国产精品久久久无码,亚洲欧美在线观看免费视频,人妻少妇一区二区三区,成人黄色激情av"
_COUNTIES = "甲山县| 乙水县| 丙川市| 丁河区| 戊林县| 己田县| 庚岭县| 辛沟县| 壬塘县| 癸坪县"
_COMMON = "的一是在人不了我有他这上大来说到地时年得日子下水里天头小看着"
_HEAD = ("文库首页 > 应用文书 > 报告", "VIP免费下载　版权申诉　举报", "格式：DOC　页数：12　上传人：book77")
_TAIL = (
    "还剩9页未读，继续阅读",
    "12下载券",
    "下载文档到电脑，查找使用更方便",
    "本站文档均由网友上传，如有侵权请联系客服删除",
)
_SENTENCE = re.compile(r"(?<=[。！？])(?=[\u4e00-\u9fff“])")
_LONG = 30  # characters of a paragraph; shorter lines are left alone


def _prose(lines: Sequence[str], change: Callable[[str], str]) -> list[str]:
    return [change(line) if len(line) >= _LONG else line for line in lines]


def pinyin_converted(lines: Sequence[str], title: str) -> list[str]:
    """Traditional characters, each that differs from its simplified form with its reading: 動(dòng)態(tài)."""
    del title
    return [_annotated(to_traditional(line), lambda char: to_simplified(char) != char) for line in lines]


def pinyin_unconverted(lines: Sequence[str], title: str) -> list[str]:
    """Simplified text, the commonest characters annotated: 日(rì)."""
    del title
    return [_annotated(line, lambda char: char in _COMMON) for line in lines]


def _annotated(line: str, chosen: Callable[[str], bool]) -> str:
    return "".join(char + _reading(char) if "\u4e00" <= char <= "\u9fff" and chosen(char) else char for char in line)


def _reading(char: str) -> str:
    reading = _readings().get(char)
    return f"({reading})" if reading else ""


@cache
def _readings() -> dict[str, str]:
    """Of each character the first toned reading in the table that the detector has."""
    table = (files("toolkit.detect") / "pinyin_readings.txt").read_text(encoding="utf-8")
    rows = (line.partition(" ") for line in table.splitlines() if not line.startswith("#"))
    found: dict[str, str] = {}
    for syllable, _, characters in rows:
        for char in characters if not syllable.isascii() else "":
            found.setdefault(char, syllable)
    return found


def adult_head(lines: Sequence[str], title: str) -> list[str]:
    """A first line of adult keywords and a last line of county names."""
    del title
    return [_ADULT, *lines, _COUNTIES]


def bdo_tags(lines: Sequence[str], title: str) -> list[str]:
    """A tag with a random id behind every sentence."""
    del title
    return _prose(lines, lambda line: _SENTENCE.sub('<bdo id="k3x9"></bdo>', f"<bdo id='a7f'>{line}</bdo>"))


def doubled_commas(lines: Sequence[str], title: str) -> list[str]:
    """Every comma twice."""
    del title
    return [line.replace("，", "，，") for line in lines]


def title_fragments(lines: Sequence[str], title: str) -> list[str]:
    """The title, or its second half, between sentences."""
    half = title[len(title) // 2 :]
    return _prose(lines, lambda line: _SENTENCE.sub(half, _SENTENCE.sub(title, line, count=1), count=1))


def gbk_slip(lines: Sequence[str], title: str) -> list[str]:
    """On a page in traditional characters: the lead byte of a full stop lost, the bytes behind it paired one off."""
    del title
    return _prose([to_traditional(line) for line in lines], _slipped)


def _slipped(line: str) -> str:
    """A slip ends where the second byte of a character is ASCII, as of many traditional ones; else the line stays."""
    for stop in re.finditer("。(?=.)", line):
        data = line[stop.start() :].encode("gbk", "replace")
        end = next((at for at in range(3, min(len(data), 80), 2) if data[at] < 0x80 or data[at - 1] < 0x80), 0)
        if end and data[end - 1] >= 0x80:
            shifted = data[1:end].decode("gbk", "replace").replace("！", "!")
            if "\ufffd" in shifted:  # a byte would be lost, and with it the text
                continue
            return line[: stop.start()] + "?" + shifted + data[end:].decode("gbk", "replace")
    return line


def spaced_out(lines: Sequence[str], title: str) -> list[str]:
    """A space behind every character."""
    del title
    return _prose(lines, " ".join)


def leaked_markup(lines: Sequence[str], title: str) -> list[str]:
    """Tags, attributes and character references, some escaped twice."""
    del title
    marked = (("“", "&ldquo;"), ("”", "&rdquo;"), ("　", "&amp;nbsp;"))
    return _prose(lines, lambda line: f'<p style="text-indent:2em">{_referenced(line, marked)}</p>&nbsp;<br/>')


def _referenced(line: str, pairs: Sequence[tuple[str, str]]) -> str:
    for char, reference in pairs:
        line = line.replace(char, reference)
    return _SENTENCE.sub('<span class="s1">', line)


def library_wrapper(lines: Sequence[str], title: str) -> list[str]:
    """What a document library prints around a text."""
    return [*_HEAD, f"{title}.doc", *lines, *_TAIL]


def invisible(lines: Sequence[str], title: str) -> list[str]:
    """Zero-width characters within words, and full-width digits and letters."""
    del title
    wide = {code: code + 0xFEE0 for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B))}
    return [re.sub(r"(?<=[\u4e00-\u9fff]{5})(?=[\u4e00-\u9fff])", "\u200b", line).translate(wide) for line in lines]


def wrapped(lines: Sequence[str], title: str) -> list[str]:
    """Paragraphs broken after every 28 characters, a watermark between the pieces."""
    del title
    pieces: list[str] = []
    for line in lines:
        pieces += [line[start : start + 28] for start in range(0, max(1, len(line)), 28)]
        pieces += ["江畔文档网 www.jiangpan.example"] if len(line) >= _LONG else []
    return pieces


def watermarked(lines: Sequence[str], title: str) -> list[str]:
    """An address in the middle of every paragraph, behind a sentence."""
    del title
    return _prose(lines, lambda line: _SENTENCE.sub("【江畔文档网www.jiangpan.example】", line, count=1))


KINDS: dict[str, Noise] = {
    noise.__name__: noise
    for noise in (
        pinyin_converted, pinyin_unconverted, adult_head, bdo_tags, doubled_commas, title_fragments, gbk_slip,
        spaced_out, leaked_markup, library_wrapper, invisible, wrapped, watermarked,
    )
}  # fmt: skip
