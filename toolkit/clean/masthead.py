"""Who published the article when, as the lines around the body say: the nearest first, the page's head for the gaps."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from toolkit.clean.beside import alone_beside, beside_date
from toolkit.clean.body import Body
from toolkit.clean.bylines import find_authors, find_bylines, find_editor, find_labelled
from toolkit.clean.dates import DateFound, find_date
from toolkit.clean.line import Line
from toolkit.clean.names import is_likely_name, split_names
from toolkit.clean.page import Hints
from toolkit.clean.rules import canonical
from toolkit.clean.script import to_simplified
from toolkit.clean.sources import find_section, find_source, labelled_source, publication

_ABOVE, _BELOW = 30, 12  # lines that are looked at
_BLOG = re.compile(r"(\S{2,12})的(?:博客|专栏|空间|主页|个人主页|日记|日志|工作台|blog)\S{0,4}", re.IGNORECASE)
_NO_CREDITS = frozenset("statement_head footer related comments tags prev_next paywall read_more".split())
_HAN = re.compile(r"[\u4e00-\u9fff]")
# A letter is published with its answer.
_ASKED = re.compile(r"(?:提问|来信|写信|咨询|留言|受理|成文|开始|截止|注册|登录|收稿|修回|录用)(?:时间|日期)?")
_COLUMN = re.compile(r"([\u4e00-\u9fff]{2,8})\s?[|丨｜:：]")  # 潮汐|教机器认路的年轻人, and 潮汐 beside the date
_RANK = re.compile(r"主题|帖子|积分")
_LABEL = re.compile(r"来源|稿源|作者|发文机[关构]|发布机构|发布日期|发布时间|责任编辑")
_SOURCE_URL = re.compile(
    r"(?:原文|来源|稿件|原始)(?:链接|地址|网址|出处)?\s*:\s*(https?://[^\s\"'<>，。；（）()]{4,500})"
)


@dataclass(frozen=True, slots=True)
class Masthead:
    """What could be read, in simplified Chinese; see Article for the meanings."""

    title: str | None = None
    published_at: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    editor: str | None = None
    section: str | None = None
    source_url: str | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The lines that a masthead is read from, in canonical form.

    `above` the body nearest first, `below` it in order, `within` it the ones that were cut; `first` and `last` of the
    body; `named`: breadcrumbs and addresses; `poster`: who stands above his rank in a forum.
    """

    above: tuple[str, ...]
    within: tuple[str, ...]
    below: tuple[str, ...]
    first: str
    last: str
    named: tuple[str, ...]
    title: str | None = None
    poster: tuple[str, ...] = ()


def surroundings(lines: Sequence[Line], body: Body) -> Surroundings:
    """What stands around the body and may credit somebody: no menus, no statements, no other articles."""
    above = _joined([canonical(line.text) for line in lines[: body.start] if _may_credit(line)])
    below = _joined([canonical(line.text) for line in lines[body.end :] if _may_credit(line)])
    inside = lines[body.start : body.end]
    kept = [canonical(line.text) for line in inside if line.text and (line.rule is None or line.rule.verdict == "edge")]
    named = (line.text for line in lines if line.rule is not None and line.rule.id in ("breadcrumb", "address"))
    return Surroundings(
        above=tuple(above[::-1][:_ABOVE]),
        within=tuple(canonical(line.text) for line in inside if _may_credit(line) and line.rule is not None)[:_BELOW],
        below=tuple(below[:_BELOW]),
        first=next((text for text in kept if len(text) > 20), ""),
        last=kept[-1] if kept else "",
        named=tuple(map(canonical, named)),
        poster=_poster(lines[: body.start]),
    )


def _poster(lines: Sequence[Line]) -> tuple[str, ...]:
    filled = [line for line in lines if line.text]
    ranked = (
        above.text
        for above, line in pairwise(filled)
        if line.rule is not None and line.rule.id == "forum_chrome" and _RANK.search(line.text) and above.rule is None
    )
    return tuple(name for name in ranked if re.fullmatch(r"\w{2,12}", name))[:1]


def _may_credit(line: Line) -> bool:
    if not line.text or (line.recurs and line.rule is None):
        return False
    rule = line.rule
    if rule is None:
        return not line.shape.prose
    return rule.id == "today" or rule.verdict == "meta" or (rule.verdict == "tail" and rule.id not in _NO_CREDITS)


def _joined(texts: list[str]) -> list[str]:
    """A label with nothing behind it is read with the line that follows."""
    following = [*texts[1:], ""]
    return [
        f"{text.rstrip(':')}:{after}" if len(text) <= 8 and (text.endswith(":") or _LABEL.fullmatch(text)) else text
        for text, after in zip(texts, following, strict=False)
    ]


def read_masthead(around: Surroundings, title: str | None, hints: Hints) -> Masthead:
    """The fields of a masthead. The visible lines say more than the page's head, which fills the gaps."""
    line, date = _date(around)
    around = replace(around, title=title)
    source, authors = _owned(around, _source(around, line, date) or publication(hints.source or ""))
    return Masthead(
        title=title,
        published_at=_fuller(date.value if date else None, _hinted_date(hints)),
        source=source,
        authors=_authors(around, line, date) or authors or _hinted_authors(hints),
        editor=find_editor((*around.below, *around.within, *around.above, around.last[-40:])),
        section=find_section(around.named, title) or hints.section,
        source_url=next((match[1] for text in around.named if (match := _SOURCE_URL.search(text))), None),
    )


def _owned(around: Surroundings, source: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The source, and no author; but whose name also heads the page as 青石的博客 is the author."""
    owners = [match[1] for text in around.above if (match := _BLOG.fullmatch(text))]
    owns = source in owners or (source is None and owners != [])
    return (None, tuple(owners[:1])) if owns else (source, ())


def _date(around: Surroundings) -> tuple[str, DateFound | None]:
    """Above the body before below it; with a year before without; the day of the visit last."""
    found = [(text, date) for text in (*around.above, *around.within) if (date := find_date(text))]
    found += [(text, date) for text in around.below if (date := find_date(text)) and _is_dateline(text, date)]
    best = min(found, key=lambda item: _rank(*item), default=None)
    return best or ("", None)


def _rank(text: str, date: DateFound) -> tuple[bool, ...]:
    whole = len(date.value) >= len("2018-08-03")
    asked = _ASKED.search(text[: date.start]) is not None
    return date.value.startswith("--"), asked, not whole, _is_today(text)


def _is_dateline(text: str, date: DateFound) -> bool:
    """Below the body, dates stand behind the headlines of other articles as well."""
    return date.labelled or (date.start < 3 and len(_HAN.findall(text[date.end :])) <= 12)


def _is_today(text: str) -> bool:
    return re.search(r"(?:星期|周).\W*$|今天", text) is not None


def _fuller(seen: str | None, hinted: str | None) -> str | None:
    """The visible date; the head's where it is the same moment told more precisely, or the only one."""
    return hinted if hinted and (seen is None or hinted.startswith(seen)) else seen


def _hinted_authors(hints: Hints) -> tuple[str, ...]:
    """Likely names; the name of the site, which its pages' titles end with, is none."""
    names = split_names(to_simplified(hints.author or ""))
    return tuple(name for name in names if is_likely_name(name) and name not in to_simplified(hints.page_title or ""))


def _hinted_date(hints: Hints) -> str | None:
    date = find_date(hints.published_at or "")
    return date.value if date else None


def _source(around: Surroundings, line: str, date: DateFound | None) -> str | None:
    credits = (*around.above[:15], *around.within)
    labelled = [source for source in map(labelled_source, credits) if source is not None]
    if labelled:
        return next(filter(None, labelled), None)  # a label before a placeholder says that nobody knows
    column = _COLUMN.match(around.title or "")
    if column and re.search(rf"(?<!\w){column[1]}(?!\w)", line):
        return column[1]
    return (
        (beside_date(_untitled(line, around.title), date, False).source if date else None)
        or find_source(credits, around.first, around.last, around.below)
        or alone_beside(around.above, line, around.title).source
        or next(filter(None, map(labelled_source, around.below)), None)
    )


def _untitled(line: str, title: str | None) -> str:
    """The line with blanks for a title that stands in front of its date: the title is no name."""
    return " " * len(title) + line[len(title) :] if title and line.startswith(title) else line


def _authors(around: Surroundings, line: str, date: DateFound | None) -> tuple[str, ...]:
    credits = (*around.above[:12], *around.within)
    named = find_labelled(credits) or find_bylines(credits)
    if named or date is None:
        return named or find_authors(credits, around.first, around.last, around.below[:6])
    sourced = any(source for source in map(labelled_source, credits))
    return (
        beside_date(_untitled(line, around.title), date, sourced).authors
        or find_authors(credits, around.first, around.last, around.below[:6])
        or alone_beside(around.above, line, around.title).authors
        or around.poster
    )
