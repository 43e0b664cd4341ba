"""Titles that show themselves by a form of their own, and how much any line stands and reads like one: weights.toml."""

import re
from collections.abc import Sequence

from toolkit.clean.body import Body
from toolkit.clean.line import Line
from toolkit.clean.names import is_likely_name
from toolkit.clean.rules import WEIGHTS

_FAR = 400  # lines from any masthead
_WORD = 6  # characters of a word in a row of a menu
_HEADLINE = 8  # Chinese characters of a headline
_HAN = re.compile("[\u4e00-\u9fff]")
_NOTICE = re.compile(
    r"讣告|(?:警情|情况|案情|事故)?通报|(?:重要|紧急|温馨)?(?:公告|通告|通知|提示)|(?:严正)?声明|(?:[寻招征]\S)?启事|致歉信|倡议书|邀请函|感谢信"
)
_NEAR = 8  # lines above its text that may hold the name of an entry
_DEFINES = re.compile(r"[（(，,]|是|为|位于|坐落|又[名称]|亦[名称]|即")
_QUESTION = 45  # Chinese characters of a question that is a title
_TITLED = re.compile(r"^\W*(?:文章|新闻|信息)?标\s*题\s*[:：]")
_CODED = re.compile(r"(?:证券|股票|债券|基金)(?:代码|简称)\s*[:：]|(?:公告)?编号\s*[:：]")
_CODES, _NOTICE_HEAD = 4, 40  # lines of codes, and of all that stands above a notice
_FILED = re.compile(r"(?:公告|通知|决议|报告书?|说明|意见|提示)$")
_COMPANY = re.compile(r"[\u4e00-\u9fff()（）]{4,30}(?:公司|集团|银行)")
_BOOK = re.compile(r"《[^《》]{2,30}》(?:[（(][^（）()]{1,12}[）)])?\W*|[\u4e00-\u9fff]{2,10}志")
_CHAPTER = re.compile(r"第[一二三四五六七八九十百千零〇\d]{1,6}[章节回编卷篇集]\s*\S{1,30}$")
_ASKS = re.compile("[？?]")
_SAYS = re.compile(r"^[^\s：:]{2,12}[：:]")
SITE = re.compile(
    r"(?:网|网站|报|频道|首页|论坛|博客|电台|电视台|客户端|周刊|在线|中心|专栏|新闻|资讯|栏目|列表|社区|办公室|人民政府|委员会)$|^(?:欢迎|首页|当前)"
)
_MARKED = re.compile(
    r"[\u4e00-\u9fff][\s　][\u4e00-\u9fff]|[：:“”？！?!《》、]|的(?:通知|公告|通告|公示|意见|决定|批复|函)$"
)
_SHOULDER = re.compile(
    r"之[一二三四五六七八九十]+$|系列(?:报[道导]|述评|评论|谈)|^\S{0,4}专题[:：]"
)  # stands above a headline of its own
_CREDIT = re.compile(r"\S{2,10}(?:[报网社台]|客户端|在线|周刊|杂志)\s([\u4e00-\u9fff]{2,4})(?:\s[\u4e00-\u9fff]{2,4})?")
_GUEST = re.compile(
    r"([\u4e00-\u9fff]{2,4})\s\S{0,16}(?:经理|主任|教授|志愿者|书记|主席|[院所校局处站队会]长|医[生师]|律师|专家|研究员|工程师|[村居市]民|代表|委员)"
)  # who takes part in a talk: 姚春水 社区居委会主任
_OUTLET = re.compile(rf"{SITE.pattern}|^\S{{2,6}}[社台刊]$")  # 江畔社 (2018-08-03 17:13)
_POSTED = re.compile(
    r"(.{2,60}?)\s*[\[(【（]\s?(?:(?:原创|转载|转帖|转贴)\s+)?(?:19|20)\d\d[-/.年][^\])】）]{3,10}\s\d\d?:\d\d(?::\d\d)?\s?[\])】）]"
)


def stamped(above: Sequence[Line]) -> str | None:
    """The title in front of what a blog stamps on it: 晒被子 [原创 2005-9-12 22:10:03]. Several are a list."""
    stamps = [match[1] for line in above if is_masthead(line) and (match := _POSTED.fullmatch(line.text))]
    return stamps[0] if len(stamps) == 1 and not _OUTLET.search(stamps[0]) else None


def over_subtitle(candidates: Sequence[tuple[int, str]], place: int, text: str, first: int) -> tuple[int, str]:
    """The headline right above a longer one: a subtitle tells more than its title does; or the page's `first` line.

    But what asks stands above its title, and who says something stands in the title itself: 疾控中心：山泉水要煮开
    """
    above = next((item for item in candidates if item[0] == place - 1), None)
    if above is None or SITE.search(above[1]) or _SHOULDER.search(above[1]) or is_row(above[1]):
        return place, text
    length, longer = (len(_HAN.findall(said)) for said in (above[1], text))
    shoulder = _ASKS.search(above[1]) or _SAYS.search(text)
    told = longer > length or above[0] == first  # a page begins with its title
    return above if length >= _HEADLINE and told and not shoulder else (place, text)


def entry(above: Sequence[Line], body: Sequence[Line]) -> str | None:
    """The short line above that the text begins with, as the entry of an encyclopaedia does: 竹纸（手工纸）是……"""
    first = next((line.text for line in body if line.text), "")
    near = [line.text for line in above[-_NEAR:] if line.text and line.rule is None and not line.linked]
    short = (text for text in reversed(near) if 2 <= len(text) < _HEADLINE)
    named = (text for text in short if len(_HAN.findall(text)) == len(text))
    return next((text for text in named if first.startswith(text) and _DEFINES.match(first, len(text))), None)


def in_book(title: str | None, body: Sequence[Line]) -> str | None:
    """The heading of the chapter that is all of the body, where the title is a book's or none. A law has several."""
    if title is not None and not _BOOK.fullmatch(title):
        return title
    chapters = [place for place, line in enumerate(body) if not line.prose and _CHAPTER.match(line.text)]
    return body[0].text if chapters == [0] else title


def of_company(title: str | None, above: Sequence[Line]) -> str | None:
    """The title of a notice to a stock exchange, with the company in the line above it, below its codes."""
    filled = [line.text for line in above[-_NOTICE_HEAD:] if line.text]
    place = next((place for place, text in enumerate(filled) if text == title), len(filled))
    first = place if title and _COMPANY.fullmatch(title) else place - 1
    company, notice = (*filled[first : first + 2], "", "")[:2] if first > 0 else ("", "")
    coded = any(map(_CODED.match, filled[max(0, first - _CODES) : max(0, first)]))
    return company + notice if coded and _COMPANY.fullmatch(company) and _FILED.search(notice) else title


def asked(lines: Sequence[Line]) -> str | None:
    """The question that begins the body, above the one who asks it; it stays there."""
    first, second = (*(line for line in lines if line.text), None, None)[:2]
    asked = first is not None and first.text.endswith(("？", "?")) and first.shape.han <= _QUESTION
    below = second.rule if second is not None else None
    return first.text if first and asked and below is not None and below.id == "letter_field" else None


def labelled(lines: Sequence[Line], candidates: Sequence[tuple[int, str]]) -> str | None:
    """What a label calls the title: 标题：渡口的秤"""
    return next((text for place, text in candidates if _TITLED.match(lines[place].text)), None)


def notice_of(above: Sequence[Line]) -> str | None:
    """A notice right above its text is headed by what it is: 讣告"""
    nearest = next((line.text for line in reversed(above) if line.text), "")
    return nearest if _NOTICE.fullmatch(nearest) else None


def over_poem(above: Sequence[Line]) -> str | None:
    """The title of a poem, however short: the nearest line above that is neither a name nor of a menu."""
    near = (line.text for line in reversed(above) if line.text and line.rule is None and not line.linked)
    return next((text for text in near if not (is_likely_name(text) or SITE.search(text) or is_row(text))), None)


class Scores:
    """How much a line above the body is like a title; see weights.toml."""

    def __init__(self, lines: Sequence[Line], body: Body) -> None:
        self._lines, self._weights = lines, WEIGHTS["title"]
        self._filled = [place for place, line in enumerate(lines[: body.start]) if line.text]
        self._order = {place: number for number, place in enumerate(self._filled)}

    def of(self, place: int, text: str) -> int:
        return self._stands(place) + self._reads(text)

    def _stands(self, place: int) -> int:
        number = self._order[place]
        after = self._filled[number + 1 : number + 8]
        weights = self._weights
        masthead = next((steps for steps, at in enumerate(after) if is_masthead(self._lines[at])), _FAR)
        body = 2 * (len(self._filled) - number - 1)
        menu = weights["menu"] if self._lines[place].shape.han <= 8 and self._in_menu(number) else 0
        if number == 0 and self._heads_menu(place):
            menu += weights["site"]
        return max(0, weights["above_masthead"] - masthead) + max(0, weights["above_body"] - body) + menu

    def _in_menu(self, number: int) -> bool:
        around = [number - 1, number + 1] if number else []
        return bool(around) and all(at < len(self._filled) and self._is_short(self._filled[at]) for at in around)

    def _heads_menu(self, place: int) -> bool:
        """Whether a short line at the top of the page stands right above its menu, as the name of a site does."""
        if len(self._filled) < 2 or self._lines[place].shape.han >= _HEADLINE:
            return False
        below = self._lines[self._filled[1]]
        listed = below.rule is not None and below.rule.id in ("nav_row", "chrome_words")
        return listed or is_row(below.text)

    def _is_short(self, place: int) -> bool:
        line = self._lines[place]
        return line.rule is None and line.shape.han <= 6

    def _reads(self, text: str) -> int:
        weights, han = self._weights, len(_HAN.findall(text))
        if is_row(text):
            return weights["shorter"] + weights["site"]
        length = "headline" if 8 <= han <= 45 else "short" if 5 <= han < 8 else "shorter"
        credit = _CREDIT.fullmatch(text)
        guest = _GUEST.fullmatch(text)
        if (credit and is_likely_name(credit[1])) or (guest and is_likely_name(guest[1])):
            return 2 * weights["site"]
        sited = weights["site"] if SITE.search(text) else 0
        return weights[length] + (weights["marked"] if _MARKED.search(text) else 0) + sited


def is_row(text: str) -> bool:
    """Whether a line is made of short words, as a menu is."""
    return len(parts := text.split()) > 2 and max(map(len, parts)) <= _WORD


def is_masthead(line: Line) -> bool:
    """Whether a line by itself is one of a masthead."""
    return line.rule is not None and line.rule.verdict == "meta"
