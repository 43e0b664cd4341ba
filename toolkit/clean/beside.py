"""What stands beside the date of a masthead without a label: 2018-08-03 17:13 江畔质量网."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.clean.dates import DateFound
from toolkit.clean.line import Line, judge_lines
from toolkit.clean.names import is_likely_name, is_name
from toolkit.clean.sources import is_publication, publication

_LABELLED = re.compile(
    r"\S{1,6}\s?:.*$|[\[(]\s?\d.*$|(?:字[号体型]|浏览|点击|阅读|评论|打印|关闭|收藏|分享|我要|只看|倒序|正序|参与|附件|下载).*$"
)
_ADDRESS = re.compile(r"\S*\[\d{4}\]\S*号|https?://\S+|www\.\S+|\S+\.(?:com|cn|net|org)\S*")
_NO_WORD = re.compile(
    r".*\d{3}|\d|(?:原创|正文|文章|星期.|周.|关注|微博)$|第\d+期|总第|.*报[道导]$|发布于|(?:发布(?:时间|日期)?$|发表|更新|时间|日期|晚间|早间|今日|编辑|手机|标准时间|格林尼治|显示全部|阅读模式|HKT|GMT|BJT|CST|最后|by$|已有|进入|扫码|听新闻|语音)"
)
_ROLE = re.compile(r"(?:特约|见习|实习|首席|全媒体|本[报刊网])*(?:记者|通讯员)")
_COUNTER = re.compile(r"(?:浏览|点击|阅读|评论|回复|人气)\s?\(?\d+\)?\s?[次人]?")
_LENGTH = re.compile(r"(?:约|共|全文)\s?\d+\s?字|(?:预计)?(?:阅读|读完)(?:时间)?\s?(?:约|需)?\s?\d+\s?分钟")
_FIELDS = re.compile(r"(?:地区|城市|悬赏|标签|分类|栏目|频道)\s?:.*$")
_TAGS = re.compile(r"\S+\s?/\s?\S+\s?/.*$")  # 温度 / 裁缝 / 文化
_LONGEST = 8  # characters of a publication that only its place shows
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z0-9·]{2,16}")


@dataclass(frozen=True, slots=True)
class Beside:
    """Names without a label."""

    source: str | None = None
    authors: tuple[str, ...] = ()


def beside_date(text: str, date: DateFound, sourced: bool) -> Beside:
    """Read a masthead line, canonical, around its date. `sourced`: a label names the source already."""
    if text.startswith("posted"):
        return Beside()  # who posted stands there, not where
    text = _ROLE.sub(lambda match: " " * len(match[0]), text)
    after = _words(_TAGS.sub("", _LABELLED.sub("", _LENGTH.sub("", text[date.end :]))))
    labelled = _FIELDS.sub("", text[: date.start])
    before = _words(_COUNTER.sub(" ", re.sub(r"\S{1,8}\s?:\s*\S*", " ", labelled)))
    if sourced:
        return Beside(authors=_names([word for word in before or after if len(word) < 4 or not is_publication(word)]))
    sides = [(after, True), (before, False)]
    # The place of a reader's account follows its date: a short word there names no publication.
    if before and not any(map(is_publication, after)) and all(len(word) < 3 for word in after):
        sides.reverse()
    return next(filter(None, (_read(words, source_first) for words, source_first in sides)), None) or Beside()


def alone_beside(above: Sequence[str], line: str, title: str | None) -> Beside:
    """The lines right above and below the masthead line `line`, when one holds a name and nothing else.

    `above`: nearest to the body first. Between the title and the date stands an account, 江畔夜话.
    """
    place = above.index(line) if line in above else -2  # nothing is beside a line that is not there
    higher, lower = (above[at] if 0 <= at < len(above) else "" for at in (place + 1, place - 1))
    near = (word for word in (*above[:1], higher, lower) if word != title)
    words = [word for word in near if _WORD.fullmatch(word) and not _NO_WORD.match(word)]
    source = next((word for word in words if is_publication(word)), None)
    between = higher in words and above[place + 2 : place + 3] == (title,) and not is_likely_name(higher)
    account = higher if between and len(higher) <= _LONGEST else None
    names = (word for word in words if is_likely_name(word) and len(word) == 3)
    return Beside(source or account, tuple(names)[:1])


def _words(text: str) -> list[str]:
    parts = (part.strip("·") for part in re.split(r"[\s|()\[\]<>,，;；\"]+", _ADDRESS.sub(" ", text)))
    words = [part for part in parts if _WORD.fullmatch(part) and not _NO_WORD.match(part)]
    return [line.text for line in judge_lines(words) if not _is_button(line)]


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
    if len(words) in (1, 2) and 2 < len(source) <= _LONGEST and (len(words) == 2 or not is_likely_name(source)):
        return Beside(publication(source), _names([word for word in words if word != source]))
    named = any(map(is_likely_name, words)) and all(map(is_name, words))
    return Beside(authors=_names(words)) if named else None


def _names(words: list[str]) -> tuple[str, ...]:
    return tuple(word for word in words if is_name(word) and len(word) < 5)
