"""What stands beside the date of a masthead without a label: 2018-08-03 17:13 江畔质量网."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.clean.bylines import BLOGGED
from toolkit.clean.dates import DateFound
from toolkit.clean.line import Line, judge_lines
from toolkit.clean.names import is_likely_name, is_name
from toolkit.clean.sources import is_publication, is_section, publication

_LABELLED = re.compile(
    r"\S{1,6}\s?:.*$|[\[(]\s?\d.*$|(?:(?:缩小|放大)?字[号体型]|浏览|点击|阅读|评论|查看|打印|关闭|收藏|分享|我要|只看|倒序|正序|参与|附件|下载|发布于|来自\s).*$"
)
_CREDIT = re.compile(r"[\s|,，]*\S{0,4}[源自处]于?\s?:\s?[^\s|]{2,16}(?=\s)")
_BARRED = re.compile(r"[^|]*[源自处者文稿写员辑]于?\s?:[^|]*")
_ADDRESS = re.compile(r"\S*\[\d{4}\]\S*号|https?://\S+|www\.\S+|\S+\.(?:com|cn|net|org)\S*")
_NO_WORD = re.compile(
    "|".join(
        (
            r".*\d{3}",
            r"\d",
            r"(?:原创|正文|文章|星期.|周.|关注|微博)$",
            r"第\d+期",  # of a journal
            r"总第",
            r".*(?<!经济)报[道导]$",  # 江畔日报报道
            r".*(?:目录|导航|版面)$",
            r"发布于",
            # words around a stamp: 发布时间, 早间, 最后更新, 听新闻
            r"(?:(?:发布|发文|成文|制发|公开|有效|提问|回答|解决)(?:时间|日期|机[关构]|单位|部门)?$"
            r"|发表|更新|时间|日期|晚间|早间|午间|夜间|晨间|整点|即时|滚动|今日|农历|编辑|手机"
            r"|标准时间|格林尼治|显示全部|阅读模式|HKT|GMT|BJT|CST|最[后近]|by$"
            r"|.*(?:会议|大会|常委会|代表会)\S{0,4}(?:通过|批准|修订|修正)|您是|位访|已有|进入|扫码|听新闻|语音|站内|转信)",
            r"(?i:posted|published|updated|on|by|at|in|(?:mon|tues?|wed|wednes|thur?s?|fri|sat|satur|sun)(?:day)?)$",
        )
    )
)
_ROLE = re.compile(r"(?:特约|见习|实习|首席|全媒体|本[报刊网])*(?:记者|通讯员)|\b[Bb]y(?=\s)")
_COUNTER = re.compile(r"(?:浏览|点击|阅读|评论|回复|人气)\s?\(?\d+\)?\s?[次人]?")
_LENGTH = re.compile(r"(?:约|共|全文)\s?\d+\s?字|(?:预计)?(?:阅读|读完)(?:时间)?\s?(?:约|需)?\s?\d+\s?分钟")
_FIELDS = re.compile(r"(?:地区|城市|悬赏|标签|分类|栏目|频道)\s?:.*$")
_TAGS = re.compile(r"\S+\s?/\s?\S+\s?/.*$")  # 温度 / 裁缝 / 文化
# 2018-08-03 17:13 发布于河口, 来自 手机客户端: how microblogs date a post, below the account that wrote it.
POSTED = re.compile(r"\d\s?发布于(?!\s?\d)|来自\s?(?:微博|新浪|手机|网页|iphone|android|\S{1,8}客户端)", re.IGNORECASE)
_ORIGINAL = re.compile(r"\W*原创\s+([\u4e00-\u9fffA-Za-z0-9·]{2,12})\s*")  # the account that a portal prints so
_THREAD = re.compile(r"(\w{2,12})\s发[表布]于\s?\d.*(?:只看|楼主|\d\s?[#楼])")  # who opened a thread of a forum
_APP = re.compile(r"(?!下载|打开|新闻|手机|移动|官方)[\u4e00-\u9fff]{2,8}客户端")  # of a paper, which its name is
_GLUED = re.compile(r"([\u4e00-\u9fff]{2,8}[报刊社网])([\u4e00-\u9fff]{3})")
_VALUE = re.compile(r"\S{1,8}\s?:\s*\S*")
_GAP = re.compile(r"[\s|()\[\]<>《》,，、;；\"]+")
_LONGEST = 8  # characters of a publication that only its place shows
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·]{2,16}")


@dataclass(frozen=True, slots=True)
class Beside:
    """Names without a label."""

    source: str | None = None
    authors: tuple[str, ...] = ()


def beside_date(text: str, date: DateFound, sourced: bool) -> Beside:
    """Read a masthead line, canonical, around its date. `sourced`: a label names the source already."""
    if text.startswith("posted") or BLOGGED.match(text):
        return Beside()  # who posted stands there, not where
    if thread := _THREAD.match(text):
        return Beside(authors=(thread[1],))
    text = _ROLE.sub(lambda match: " " * len(match[0]), _unlabelled(text, date))
    behind = text[date.end :]
    credited = _CREDIT.match(behind) if sourced else None  # 来源：江畔日报 姚春水: the name needs no label
    behind = behind[credited.end() :] if credited else behind
    after = _words(_TAGS.sub("", _LABELLED.sub("", _LENGTH.sub("", behind))))
    after = [word for word in after if is_likely_name(word)] if credited else after
    labelled = _FIELDS.sub("", text[: date.start])
    original = _ORIGINAL.fullmatch(labelled)
    if original and not sourced and not is_likely_name(original[1]):
        return Beside(publication(original[1]))
    before = _words(_COUNTER.sub(" ", _VALUE.sub(" ", labelled)))
    if sourced:
        return Beside(authors=_names([word for word in before or after if len(word) < 4 or not is_publication(word)]))
    sides = [(after, True), (before, False)]
    # The place of a reader's account follows its date: a short word there names no publication.
    if before and not any(map(is_publication, after)) and all(len(word) < 3 for word in after):
        sides.reverse()
    first, other = (_read(words, source_first) or Beside() for words, source_first in sides)
    return _both(first, other) if first != Beside() else other


def _both(first: Beside, other: Beside) -> Beside:
    """What one side of a date gives, and a name or a publication alone on the other: 姚春水 2018-08-03 江畔日报"""
    authors = other.authors if other.source is None and len(other.authors) == 1 else ()
    source = other.source if not other.authors and is_publication(other.source or "") else None
    return Beside(first.source or source, first.authors or authors)


def _unlabelled(text: str, date: DateFound) -> str:
    """The line with blanks for the fields between bars that credit somebody, but for that of the date."""
    if "|" not in text:
        return text
    labelled = (match.span() for match in _BARRED.finditer(text) if not match.start() <= date.start < match.end())
    for start, end in labelled:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def alone_beside(above: Sequence[str], line: str, title: str | None) -> Beside:
    """The lines right above and below the masthead line `line`, when one holds a name and nothing else.

    `above`: nearest to the body first. Between the title and the date stands an account, 江畔夜话.
    """
    place = above.index(line) if line in above else -2  # nothing is beside a line that is not there
    higher, lower = (above[at] if 0 <= at < len(above) else "" for at in (place + 1, place - 1))
    near = (word for word in (*above[:1], higher, lower) if word != title)
    words = [word for word in near if _WORD.fullmatch(word) and not _NO_WORD.match(word)]
    credited = next(filter(None, map(_credited, (*above[:1], higher, lower))), None)
    if credited and not any(map(is_publication, words)):
        return credited
    source = next((word for word in words if is_publication(word)), None)
    between = above[place + 2 : place + 3] == (title,) and len(higher) <= _LONGEST
    posted = POSTED.search(f"{line} {lower}") is not None
    account = higher if (between or posted) and higher in words and not is_likely_name(higher) else None
    names = (word for word in words if is_likely_name(word) and len(word) == 3)
    return Beside(source or account, tuple(names)[:1])


def _credited(text: str) -> Beside | None:
    """江畔日报 姚春水, and nothing else"""
    source, *names = text.split(" ") if len(text) <= 3 * _LONGEST else ("",)
    named = 0 < len(names) < 4 and is_publication(source) and all(map(is_likely_name, names))
    return Beside(publication(source), tuple(names)) if named else None


def _words(text: str) -> list[str]:
    parts = (part.strip("·") for part in _GAP.split(_ADDRESS.sub(" ", text)))
    words = [word for part in parts for word in _unglued(part) if _WORD.fullmatch(word) and not _NO_WORD.match(word)]
    return [line.text for line in judge_lines(words) if not _is_button(line) or _APP.fullmatch(line.text)]


def _unglued(word: str) -> tuple[str, ...]:
    """A paper and its reporter, which style alone keeps apart: 江畔报姚春水"""
    match = _GLUED.fullmatch(word)
    return match.groups() if match and is_likely_name(match[2]) else (word,)


def _is_button(word: Line) -> bool:
    """Whether a word by itself is one of a menu, a tool or a form."""
    return word.rule is not None and word.rule.verdict in ("noise", "tail", "statement")


def _read(words: list[str], source_first: bool) -> Beside | None:
    """A publication and who wrote: told apart by the publication's ending, else by their order."""
    known = next((word for word in words if is_publication(word)), None)
    if known is not None:
        return Beside(publication(known), _names([word for word in words if word != known]))
    if len(words) == 2 and all(map(is_likely_name, words)):
        return Beside(authors=_names(words))
    accounts = [word for word in words if len(word) > 3 and not is_likely_name(word)]
    if len(words) == 2 and len(accounts) == 1:
        source_first = words[0] in accounts  # a name of four characters shows itself by its surname
    elif len(words) == 2 and any(map(is_likely_name, words)):
        source_first = is_likely_name(words[1])  # who stands beside a name is no name
    source = words[0 if source_first else -1] if words else ""
    if is_section(source):
        return None
    if len(words) in (1, 2) and 2 < len(source) <= _LONGEST and (len(words) == 2 or not is_likely_name(source)):
        return Beside(publication(source), _names([word for word in words if word != source]))
    named = any(map(is_likely_name, words)) and all(map(is_name, words))
    return Beside(authors=_names(words)) if named else None


def _names(words: list[str]) -> tuple[str, ...]:
    return tuple(word for word in words if is_name(word) and (len(word) < 4 or is_likely_name(word)))
