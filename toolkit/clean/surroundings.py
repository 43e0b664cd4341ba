"""The lines around a body that a masthead is read from: no menus, no statements, no other articles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from toolkit.clean.body import Body
from toolkit.clean.line import Line
from toolkit.clean.rules import canonical

_ABOVE, _BELOW = 30, 12  # lines that are looked at
_HEADS, HEAD = 4, 200  # lines at the top, where the name of the site stands, and characters of them
_RIGHTS = frozenset(("footer", "rights_statement", "statement_head", "disclaimer"))
_TOLD = _RIGHTS | {"breadcrumb", "address"}
_NO_CREDITS = frozenset("statement_head footer related comments tags prev_next paywall read_more".split())
_HEADLINE = 100  # characters of a headline with its day
_POSTER = re.compile(r"\w{2,12}")
_RANK = re.compile(r"主题|帖子|积分|等级|级别|头衔|文章")
_OF_RANK = re.compile(r"(?!UID)(\w{2,12})\s\S{2,6}\s(?:主题|帖子|积分)\s?:?\s?\d")
_ENTRY = re.compile(
    r"(?!.*(?:时间|日期|发[布表]|更新|版$))[^|]*[\u4e00-\u9fff]{4}[^|]{0,40}?[\s\[(]((?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?)(?:\s\d\d?:\d\d(?::\d\d)?)?\s?[\])]?$"
)  # 渡口的灯塔 2014-09-03
_LABEL = re.compile(r"来源|稿源|作者|发文机[关构]|发布机构|发布日期|发布时间|责任编辑")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The lines that a masthead is read from, in canonical form.

    `above` the body nearest first, `below` it in order, `within` it the ones that were cut; `first` and `last` of the
    body; `named`: breadcrumbs and addresses; `heads`: the first lines of the page; `rights`: what it says of them;
    `poster`: who stands above his rank in a forum; `menu`: the first words of the menu that the page begins with.
    """

    above: tuple[str, ...]
    within: tuple[str, ...]
    below: tuple[str, ...]
    first: str
    last: str
    named: tuple[str, ...]
    heads: tuple[str, ...]
    rights: tuple[str, ...]
    title: str | None = None
    poster: tuple[str, ...] = ()
    menu: tuple[str, ...] = ()


def surroundings(lines: Sequence[Line], body: Body) -> Surroundings:
    """What stands around the body and may credit somebody: no menus, no statements, no other articles."""
    above = _joined(_unlisted([line.form for line in lines[: body.start] if _may_credit(line)]))
    following = islice(filter(_may_credit, lines[body.end :]), _BELOW + 1)
    below = _joined([line.form for line in following])
    inside = lines[body.start : body.end]
    kept = [line.form for line in inside if line.text and (line.rule is None or line.rule.verdict == "edge")]
    ruled = [(line.rule.id, line.form) for line in lines if line.rule is not None and line.rule.id in _TOLD]
    heads = islice((line.form for line in lines[: body.start] if line.text and line.rule is None), _HEADS)
    return Surroundings(
        above=tuple(above[::-1][:_ABOVE]),
        within=tuple(line.form for line in inside if _may_credit(line) and line.rule is not None)[:_BELOW],
        below=tuple(below[:_BELOW]),
        first=next((text for text in kept if len(text) > 20), ""),
        last=kept[-1] if kept else "",
        named=tuple(text for rule, text in ruled if rule in ("breadcrumb", "address")),
        heads=tuple(text[:HEAD] for text in heads),
        rights=tuple(text for rule, text in ruled if rule in _RIGHTS)[:_BELOW],
        poster=_poster(lines[: body.start]),
        menu=_menu(lines[: body.start]),
    )


def _menu(lines: Sequence[Line]) -> tuple[str, ...]:
    first = next((line for line in lines if line.text), None)
    listed = first is not None and first.rule is not None and first.rule.id in ("nav_row", "chrome_words")
    return tuple(re.split(r"[\s|]+", canonical(first.text[:HEAD]))[:2]) if first and listed else ()


def _poster(lines: Sequence[Line]) -> tuple[str, ...]:
    filled = [line for line in lines if line.text]
    ranked = (
        names[-2:]
        for place, line in enumerate(filled)
        if line.rule is not None and line.rule.id == "forum_chrome" and _RANK.search(line.text)
        for names in [_ranked(line.text) or _names_above(filled, place)]
        if names
    )
    return next(ranked, ())


def _ranked(text: str) -> tuple[str, ...]:
    """Who stands in one line with his rank and his counters: 海边人 中级会员 帖子 36 积分 480"""
    match = _OF_RANK.match(text)
    return (match[1],) if match and not _RANK.match(text) else ()


def _names_above(filled: Sequence[Line], place: int) -> tuple[str, ...]:
    """The short lines right above a place: who posted, and perhaps the title of his rank."""
    above = reversed(filled[max(0, place - 2) : place])
    return tuple(
        line.text for line in takewhile(lambda line: line.rule is None and _POSTER.fullmatch(line.text), above)
    )


def _may_credit(line: Line) -> bool:
    if not line.text or (line.recurs and line.rule is None):
        return False
    rule = line.rule
    if rule is None:
        return not line.shape.prose
    return rule.id == "today" or rule.verdict == "meta" or (rule.verdict == "tail" and rule.id not in _NO_CREDITS)


def _unlisted(texts: list[str]) -> list[str]:
    """Without the dated headlines of other articles, of which several follow each other."""
    days = [_day_behind(text) for text in texts]
    near = zip([None, *days], days, [*days[1:], None], strict=False)
    return [
        text
        for text, (before, day, after) in zip(texts, near, strict=True)
        if day is None or {before, after} <= {None, day}
    ]


def _day_behind(text: str) -> str | None:
    """The day that ends a headline."""
    match = _ENTRY.match(text) if text[-1:] in "0123456789])" and len(text) <= _HEADLINE else None
    return match[1] if match else None


def _joined(texts: list[str]) -> list[str]:
    """A label with nothing behind it is read with the line that follows."""
    following = [*texts[1:], ""]
    return [
        f"{text.rstrip(':')}:{after}" if len(text) <= 8 and (text.endswith(":") or _LABEL.fullmatch(text)) else text
        for text, after in zip(texts, following, strict=False)
    ]
