"""Who published the article when and under which title: read from the lines around the body, nearest first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.clean.dates import DateFound, find_date
from toolkit.clean.lines import Body, Line
from toolkit.clean.names import AGENCY, agency, is_likely_name, split_names
from toolkit.clean.page import Hints
from toolkit.clean.rules import canonical

_ABOVE, _BELOW = 40, 12  # lines with words that are looked at
_NEXT_LABEL = (
    r"(?=\s*(?:[\s|,，(\[]*(?:作\s?者|编\s?辑|责任?编|记者|时\s?间|日\s?期|发布|发表|字[号体]|浏览|点击|阅读|评论|来源|责任编辑|审核|校对|稿源|文号|格式|网址|https?|www|\d{4})|$))"
)
_SOURCE = re.compile(
    r"(?:来\s?源|稿源|来自|出处|转自|摘自|供稿单位|信息来源|发布机构|发文机关|发布单位)于?\s*:\s*[\[《(]?\s*([^\s|\[\](){}<>《》,，。；;:]{2,30}?(?:\s[^\s|\[\](){}<>《》,，。；;:]{1,12}?)?)[\])》]?"
    + _NEXT_LABEL
)
_SOURCE_BARE = re.compile(r"(?:来源|稿源)于?\s*:?\s*[\[《(]?\s*([^\s|\[\](){}<>《》,，。；;:]{2,30})")
_AUTHOR = re.compile(r"(?:作\s?者|撰\s?文|记\s?者|通讯员|文)\s*[:/]\s*([^|\[\]{}<>。；;:]{2,60}?)" + _NEXT_LABEL)
_EDITOR = re.compile(
    r"(?:责任?编辑|责编|本文编辑|网络编辑|值班编辑|文字编辑|编\s?辑|编发)\s*:\s*((?:[\u4e00-\u9fff·]{2,6}|[\u4e00-\u9fff]\s[\u4e00-\u9fff]|[A-Za-z][\w.]{1,15})(?:[\s、,，/]+[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff:]))*)"
    r"|\(\S{0,10}编辑\s+(\S{2,4})\s*\)"
)
_DATELINE = re.compile(
    r"^\W{0,3}(?P<agency>[^\s，。,(\[]{2,24}?)(?:\s*(?:\d{4}年)?\d{1,2}月\d{1,2}日)?\s?(?:讯|电|消息|报道|报导)\s?(?=[\s(（\[【:]|\d{1,2}月|近日|日前|今|昨|记者|$)"
    r"|^\W{0,3}据?(?P<wire>新华社|中新社|人民网|中新网|央视网?|中央社|法新社|路透社)[^。，]{0,12}[电讯]"
)
_REPORTERS = re.compile(r"[(\[【](?:[^()\[\]]{0,16}?)((?:记者|通讯员|实习生|特约记者)[^()\[\]。，]{2,50})[)\]】]")
_INLINE_REPORTER = re.compile(r"^\W{0,3}[^\s，。,(]{2,14}(?:讯|电|消息)?\s?(?:记者|通讯员)\s?([\u4e00-\u9fff]{2,3})[\u4e00-\u9fff]{0,4}(?:报道|报导|电|讯)")
_CLOSING = re.compile(r"[(\[【]\s*((?:[^()\[\]，。]{0,12}?(?:记者|通讯员|作者|撰文|文)[:/\s]*)?[^()\[\]，。:]{2,40})\s*[)\]】]\W*$")
_SOURCE_URL = re.compile(r"(?:原文|来源|稿件|原始)(?:链接|地址|网址|出处)?\s*:\s*(https?://[^\s\"'<>，。；（）()]{4,500})")
_PLACE = re.compile(r"(?<=[报网社台])(?:[\u4e00-\u9fff]{2,4}站?)$")


@dataclass(frozen=True, slots=True)
class Masthead:
    """What could be read, in the script the lines were judged in; see Article for the meanings."""

    title: str | None = None
    published_at: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    editor: str | None = None
    section: str | None = None
    source_url: str | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The lines that a masthead is read from, in canonical form: above the body nearest first, below it in order."""

    above: tuple[str, ...]
    below: tuple[str, ...]
    first: str
    last: str

    @property
    def both(self) -> tuple[str, ...]:
        return self.above + self.below


def surroundings(lines: Sequence[Line], body: Body) -> Surroundings:
    """Look around the body. A label with nothing behind it is read with the line that follows."""
    above = _worded(lines[: body.start])
    below = _worded(lines[body.end :])
    inside = [canonical(line.text) for line in lines[body.start : body.end] if line.text]
    cut = [canonical(line.text) for line in lines[body.start : body.end] if line.rule is not None and not line.prose]
    first = next((text for text in inside if len(text) > 20), "")
    last = next((text for text in reversed(inside) if len(text) > 1), "")
    return Surroundings(tuple(above[::-1][:_ABOVE]) + tuple(cut[:_BELOW]), tuple(below[:_BELOW]), first, last)


def _worded(lines: Sequence[Line]) -> list[str]:
    texts = [canonical(line.text) for line in lines if line.text]
    following = [*texts[1:], ""]
    return [text + after if text.endswith(":") else text for text, after in zip(texts, following, strict=False)]


def read_masthead(around: Surroundings, title: str | None, hints: Hints) -> Masthead:
    """The fields of a masthead; the page's visible lines say more than its head, which fills the gaps."""
    date_line, date = _date(around)
    return Masthead(
        title=title,
        published_at=date.value if date else _hinted_date(hints),
        source=_source(around, date_line, date) or _hinted_source(hints),
        authors=_authors(around) or tuple(split_names(hints.author or "")),
        editor=_editor(around),
        section=_section(around, title) or hints.section,
        source_url=next((match[1] for text in around.both if (match := _SOURCE_URL.search(text))), None),
    )


def _date(around: Surroundings) -> tuple[str, DateFound | None]:
    """A labelled date or one in a line that is little else; the day of the visit only when there is nothing better."""
    found = [(text, date) for text in around.above if (date := find_date(text))]
    found += [(text, date) for text in around.below if (date := find_date(text)) and _is_dateline(text, date)]
    best = min(found, key=lambda item: (item[1].value.startswith("--"), _is_today(item[0])), default=None)
    return best or ("", None)


def _is_dateline(text: str, date: DateFound) -> bool:
    """Below the body, dates stand behind the headlines of other articles as well."""
    return date.labelled or len(re.findall(r"[\u4e00-\u9fff]", text[: date.start])) == 0 and "来源" in text + "来源" * (date.start < 3)


def _is_today(text: str) -> bool:
    return re.search(r"星期.\W*$|今天", text) is not None


def _hinted_date(hints: Hints) -> str | None:
    date = find_date(hints.published_at or "")
    return date.value if date else None


def _source(around: Surroundings, date_line: str, date: DateFound | None) -> str | None:
    return (
        next(filter(None, map(_labelled_source, around.above)), None)
        or (_beside_date(date_line, date) if date else None)
        or _dateline_source(around.first)
        or next(filter(None, map(_labelled_source, around.below)), None)
        or next(filter(None, map(_slashed_source, around.above[:6])), None)
    )


def _labelled_source(text: str) -> str | None:
    match = _SOURCE.search(text) or _SOURCE_BARE.search(text)
    return agency(match[1]) if match else None


def _beside_date(text: str, date: DateFound | None) -> str | None:
    """2018-08-03 17:13 江畔质量网"""
    if date is None:
        return None
    rest = text[date.end :] + " " + text[: date.start]
    words = re.split(r"[\s|()\[\]<>,，]+|https?://\S+|www\.\S+", rest)
    return next((word for word in words if AGENCY.match(word) and not re.search(r"[:\d]", word)), None)


def _slashed_source(text: str) -> str | None:
    """江畔新闻/姚春水"""
    match = re.fullmatch(r"\W*([\u4e00-\u9fff]{3,12})/(?:记者)?([\u4e00-\u9fff]{2,4})\W*", text)
    return agency(match[1]) if match and AGENCY.match(match[1]) else None


def _dateline_source(first: str) -> str | None:
    match = _DATELINE.search(first[:60])
    if match is None:
        bylined = re.match(r"^[\[【(]([\u4e00-\u9fff]{2,10}?)(?:记者|讯)", first)
        return agency(bylined[1]) if bylined and not bylined[1].startswith("本") else None
    name = match["wire"] or _PLACE.sub("", match["agency"].removeprefix("据"))
    return agency(name) if AGENCY.match(name) and not name.startswith("本") else None


def _authors(around: Surroundings) -> tuple[str, ...]:
    """From a label above the body, else its dateline, else the end of its last paragraph, else a label below."""
    labelled = [name for text in around.above for match in _AUTHOR.finditer(text) for name in split_names(match[1])]
    if labelled:
        return tuple(dict.fromkeys(labelled))
    for text in around.above:
        names = _byline(text)
        if names:
            others = [name for other in around.above if other != text for name in _byline(other)]
            return tuple(dict.fromkeys([*names, *others]))
    for found in (_from_dateline(around.first), _from_closing(around.last)):
        if found:
            return tuple(found)
    below = (split_names(match[1]) for text in around.below[:6] for match in _AUTHOR.finditer(text))
    return tuple(next(filter(None, below), ()))


def _byline(text: str) -> list[str]:
    """A line of its own: 本报记者 姚春水 贺青, or 江畔新闻/姚春水."""
    if len(text) > 45:
        return []
    match = re.search(r"(?:记者|通讯员|实习生|撰稿|评论员)\s*([\u4e00-\u9fff·\s、/]{2,40}?)(?:个人简介|采访报[道导]|报[道导])?\W*$", text)
    if match:
        return split_names(text[match.start() :].removesuffix(":").replace("个人简介", "").strip(" :|)]"))
    slashed = re.fullmatch(r"\W*[\u4e00-\u9fff]{2,12}/([\u4e00-\u9fff]{2,4})\W*", text)
    return split_names(slashed[1]) if slashed else []


def _from_dateline(first: str) -> list[str]:
    match = _REPORTERS.search(first[:100]) or _INLINE_REPORTER.search(first[:60].lstrip("[【"))
    return split_names(match[1]) if match else []


def _from_closing(last: str) -> list[str]:
    match = _CLOSING.search(last[-60:])
    if match is None:
        return []
    said = match[1]
    names = split_names(re.sub(r"^.{0,12}?(?=记者|通讯员)", "", said))
    return names if re.search("记者|通讯员|作者|撰文", said) or all(map(is_likely_name, names)) else []


def _editor(around: Surroundings) -> str | None:
    """Below the body first: that is where editors sign."""
    for text in (*around.below, *around.above, around.last[-40:]):
        match = _EDITOR.search(text)
        names = split_names(match[1] or match[2]) if match else []
        if names:
            return "、".join(names)
    return None


def _section(around: Surroundings, title: str | None) -> str | None:
    """The last step of the breadcrumb that is neither the home page, 正文, nor the article."""
    for text in around.above:
        steps = [step.strip(" -:\"") for step in re.split(r">+|->", re.sub(r"^.{0,8}位置\S{0,3}?\s*[:>]", "", text))]
        if ">" in text and len(steps) > 1:
            return next(filter(lambda step: _is_section(step, title), reversed(steps)), None)
    return None


def _is_section(step: str, title: str | None) -> bool:
    plain = re.sub(r"\W?(?:正文|内容|详情|详细内容)$", "", step).strip()
    return 2 <= len(plain) <= 16 and not re.search(r"首页|主页|位置|[。，]", plain) and plain != title and step == plain


def _hinted_source(hints: Hints) -> str | None:
    return agency(hints.source) if hints.source else None


def date_lines(lines: Sequence[Line], body: Body) -> Iterator[int]:
    """Places of the lines above the body that hold the masthead, nearest first."""
    for place in range(body.start - 1, -1, -1):
        line = lines[place]
        if line.rule is not None and line.rule.verdict == "meta":
            yield place
