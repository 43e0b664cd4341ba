"""The date of publication in a masthead line, as far as it is written there.

dateparser and htmldate misread Chinese dates (2018年8月3日) and take standards for dates (GB/T 1.1-2020).
"""

import re
import unicodedata
from dataclasses import dataclass

from toolkit.article import is_partial_date

_ZONE = r"(?:(?:HKT|GMT[+\d]{0,3}|BJT|CST|北京时间)\s?)?"
_CLOCK = (
    rf"(?:[\sT,]*(?:星期.|周.)?[\sT,]*(?P<half>上午|下午|晚上)?\s?{_ZONE}(?P<H>[01]?\d|2[0-3])\s?"
    r"(?:[:时]\s?(?P<M>[0-5]\d)(?:\s?[:分]\s?(?P<S>[0-5]\d))?|时))?"
)
_FULL = re.compile(
    r"(?:(?<![\d./A-Za-z-])|(?<=报/))(?P<y>(?:19|20)\d\d)\s?(?P<sep>年/|[-/.年]|\s(?=\d\d/\d\d\s))\s?(?P<m>1[0-2]|0?[1-9])\s?(?:月/|[-/.月])\s?"
    r"(?P<d>3[01]|[12]\d|0?[1-9])(?!\d{3})\s?日?" + _CLOCK
)
# Taiwan counts from 1911: 发布日期: 104-12-18
_REPUBLIC = re.compile(
    r"(?:民国\s?|(?:日期|时间)\s?:\s?)(?P<r>(?:8|9|1[0-3])\d)\s?[-/.年]\s?(?P<m>1[0-2]|0?[1-9])\s?[-/.月]\s?"
    r"(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)\s?日?"
)
# 19-1-19 10:45: how microblogs write the year, alone on its line.
_SHORT_YEAR = re.compile(
    r"^\W*(?P<yy>[0-2]\d)-(?P<m>1[0-2]|0?[1-9])-(?P<d>3[01]|[12]\d|0?[1-9])\s(?P<H>[01]?\d|2[0-3]):(?P<M>[0-5]\d)(?=\s|$)"
)
# as Europe writes it, where nothing else stands: 日期 14.01.2012
_EUROPEAN = re.compile(
    r"(?:^|[|\s:])(?P<d>3[01]|0?[1-9]|[12]\d)\.(?P<m>1[0-2]|0?[1-9])\.(?P<y>(?:19|20)\d\d)(?=$|[|\s])"
)
_CHANGED = re.compile(r"(?:更新|修改)(?:于|时间|日期)?\s?:?\s?$")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAMED = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
# Mar  9 22:10:31 2004; Mar 9, 2004; 9 March 2004 10:20; 2004-Mar-9
_ENGLISH = (
    re.compile(
        rf"(?<![A-Za-z]){_NAMED}\s+(?P<d>3[01]|[12]\d|0?[1-9])\s+(?P<H>\d\d):(?P<M>\d\d)(?::(?P<S>\d\d))?\s+(?:[A-Z]{{3,4}}\s+)?(?P<y>(?:19|20)\d\d)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![A-Za-z]){_NAMED}\s+(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\s?,\s?(?P<y>(?:19|20)\d\d){_CLOCK}",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<!\d)(?P<d>3[01]|[12]\d|0?[1-9])[\s-]{_NAMED}[\s,-]\s?(?P<y>(?:19|20)\d\d){_CLOCK}", re.IGNORECASE),
    re.compile(
        rf"(?<!\d)(?P<y>(?:19|20)\d\d)[\s-]{_NAMED}[\s-](?P<d>3[01]|[12]\d|0?[1-9])(?!\d){_CLOCK}", re.IGNORECASE
    ),
)
_LATIN_MONTH = re.compile("|".join(_MONTHS), re.IGNORECASE)
_MONTH = re.compile(r"(?<![\d./A-Za-z-])(?P<y>(?:19|20)\d\d)\s?年\s?(?P<m>1[0-2]|0?[1-9])\s?月(?!\s?\d)")
_DAY_ONLY = re.compile(
    r"(?<![\d./A-Za-z-])(?P<m>1[0-2]|0?[1-9])(?:-|/|\s?月\s?)(?P<d>3[01]|[12]\d|0?[1-9])(?:日|(?=[\s\]):]|$|[0-2]\d:))"
)
_LABEL = re.compile(
    r"(?:时\s?间|日\s?期|发\s?布(?:于|时间|日期)?|发表于?|刊发|编辑于|更新|published|posted|date)\s*:?\s*[^\w。]{0,3}$",
    re.IGNORECASE,
)
_OF_SHEET = re.compile(r"\s*[第A-Z]?\s?[A-Z]?\d{1,3}\s?版")
_STANDARD = re.compile(r"(?:GB|DB|ISO|IEC|T/|/T|第)\S{0,8}\s?\S{0,8}$")
# [06月24日 11时30分], 05-26 来源:江畔日报: no year, but it begins a masthead.
_ALONE = re.compile(
    r"\s*\[.*\]\s*|\s*\d{1,2}[-/月]\d{1,2}日?(?:\s\d\d?:\d\d)?\s+(?:来源|作者|编辑)\s*:.*|\s*\d{1,2}[-/月]\d{1,2}日?\s\d\d?:\d\d\s*"
)
_DIGIT, _WIDE_DIGIT = re.compile(r"\d"), re.compile("[\uff10-\uff19]")
_OPENED, _HAN = re.compile(r"[\u4e00-\u9fff]\s?[(《]$"), re.compile("[\u4e00-\u9fff]")
_FAR = re.compile(r"https?://\S+|www\.\S+|\||\]|\s{3,}")  # what stands before it is no part of the headline
_LONGEST = 1000  # characters of a line that are looked at
_HEADLINE = 14  # more Chinese characters before an unlabelled date are a headline, not a masthead
_SIGNED = re.compile(
    r"(?P<y>(?:19|20)\d\d|二[〇○零O0][〇○零O一二三四五六七八九]{2})\s?年\s?(?P<m>1[0-2]|0?[1-9]|[一二三四五六七八九]|十[一二]?)\s?月\s?"
    r"(?P<d>3[01]|[12]\d|0?[1-9]|[一二三四五六七八九]|二?十[一二三四五六七八九]?|三十一?)\s?日"
)
_NUMERALS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date in a line: `start:end` of it, its ISO form as far as known, and whether a label stands before it."""

    start: int
    end: int
    value: str
    labelled: bool


def find_date(line: str) -> DateFound | None:
    """The date of a masthead line in its canonical form (see `rules.canonical`), the fullest first."""
    if not _DIGIT.search(line):
        return None
    text = line[:_LONGEST]
    text = unicodedata.normalize("NFKC", text) if _WIDE_DIGIT.search(text) else text
    for pattern in (
        _FULL,
        *(_ENGLISH if _LATIN_MONTH.search(text) else ()),
        _REPUBLIC,
        _SHORT_YEAR,
        _EUROPEAN,
        _MONTH,
        _DAY_ONLY,
    ):
        found = [date for match in pattern.finditer(text) if (date := _accept(text, match))]
        if found:
            return next((date for date in found if not _CHANGED.search(text[: date.start])), found[0])
    return None


def _accept(text: str, match: re.Match[str]) -> DateFound | None:
    before = text[: match.start()]
    labelled = _LABEL.search(before[-16:]) is not None
    part = match.groupdict()
    if not labelled and not _begins_masthead(text, match):
        return None
    value = _iso(part)
    return DateFound(match.start(), match.end(), value, labelled) if value else None


def _begins_masthead(text: str, match: re.Match[str]) -> bool:
    """A day without a year is everywhere; only a label, or nothing else before it, makes it a masthead's."""
    if match.groupdict().get("y") is None and not {"r", "yy"} & match.groupdict().keys():
        return _ALONE.fullmatch(text) is not None
    return not _STANDARD.search(text[: match.start()][-20:]) and not _in_headline(text, match)


def _in_headline(text: str, match: re.Match[str]) -> bool:
    """总结(2011-11-10第三稿): a date in the name of something else."""
    before = text[: match.start()]
    if _OPENED.search(before):
        if _OF_SHEET.match(text[match.end() :]):
            return False  # 江畔日报(2012年01月12日 第05版)
        return match["H"] is None  # with a time it is when a post was written: 夜里修收音机 (2007-01-18 23:05)
    last = _FAR.split(before)[-1]
    return len(_HAN.findall(last)) > _HEADLINE and ":" not in last


def _iso(part: dict[str, str | None]) -> str | None:
    year, month, day = part.get("y"), part.get("m") or "", part.get("d")
    if (republic := part.get("r")) is not None:
        year = str(int(republic) + 1911)
    if (short := part.get("yy")) is not None:
        year = f"20{short}"
    if (name := part.get("name")) is not None:
        month = str(1 + _MONTHS.index(name.lower()))
    if year is None:
        value = f"--{int(month):02}-{int(day or 0):02}"
    else:
        value = f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")
        hour, minute, second = part.get("H"), part.get("M"), part.get("S")
        if hour and int(hour) < 12 and part.get("half") in ("下午", "晚上"):
            hour = str(int(hour) + 12)
        if hour and day:
            value += f"T{int(hour):02}:{minute or '00'}" + (f":{second}" if second else "")
    return value if is_partial_date(value) else None


def signed_day(line: str) -> str | None:
    """The day that signs a notice, on a line of its own: 二〇一四年八月五日, 2014年8月5日"""
    match = _SIGNED.fullmatch(line.strip())
    return _iso({name: _digits(part) for name, part in match.groupdict().items()}) if match else None


def _digits(numeral: str) -> str:
    """二〇一四 and 二十五 in digits."""
    tens, ten, ones = numeral.rpartition("十")
    figures = (tens or "1") + (ones or "0") if ten else ones
    return figures.translate(_NUMERALS)
