"""The name of the site itself: the source of a page that says 来源：本站, or that names no other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.clean.sources import is_publication, publication

_STEPS = re.compile(r"\s*(?:>+|->|→|\s/\s)\s*")
_HOME = re.compile(r"(?:网站)?(?:首页|主页)$|(?<=[报台社刊])网站$")
_PLACE = re.compile(r"^.{0,10}(?:位置|所在)\S{0,3}?\s*[:>]\s*")
_ENDS = re.compile(r"[_|]|\s?-+\s?(?=\S)|\s{2,}")  # between a title and the names behind it
_EDITION = re.compile(r"\s*[-|·—]+\s*[\u4e00-\u9fff]{1,6}版$")  # 江畔日报 - 美东版
_DECLARED = re.compile(r"注明\S{0,6}来源\S{0,2}[:\"]{1,2}\s?([^\s\"():,，。]{3,12})(?=[\":])")
_HELD = re.compile(r"版权(?:所有|归)\s?:?\s?([^\s|,，。©:]{3,16})|(?:^|[\s|])([^\s|,，。©:]{3,16}?)版权所有")
_TELLS = re.compile(r"\W{0,3}(?!本)([\u4e00-\u9fff]{3,8}?)[专特]?讯\s?[(\[]")
_HOUSE = re.compile(r"(?<=报)(?:社|(?:股份)?有限公司)$")  # that publishes the paper
_NEWS = re.compile(
    r"(?:新闻|(?<!播)报|电视|广播|传媒|资讯)(?:中文)?网?$|(?:(?<!播)报|(?<![究作行版学])社|[周月半双]刊|画报|杂志|电视台|电台|新闻云|中新网|新闻中心)$|新闻(?:频道|客户端)$"
)
_SECTION = re.compile(
    r"^(?:新闻|综合|突发|独家|深度|现场|全球|全国|社会|国内|国际|本地|地方|要闻|焦点|热点|图片|滚动|最新|公司|行业|企业|工作|部门|校园|学院|医院|院内|媒体|财经|体育"
    r"|娱乐|科技|教育|健康|生活|民生|时政|经济|文化|视频|今日|即时|头条|产业|政务|党建|基层)*"
    r"(?:新闻|资讯|快讯|要闻|动态|报道|中心|频道|在线|网站|公告)*$"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a page shows the name of its site, in canonical form.

    `named`: what its markup calls the site; `heads`: lines that begin with the title, the page's own title among them;
    `crumbs`: breadcrumbs; `top`: the first line of the page, where its name may stand alone, or begin the menu;
    `rights`: what it says of its rights.
    """

    named: str | None = None
    heads: tuple[str, ...] = ()
    crumbs: tuple[str, ...] = ()
    top: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()


def site_name(shown: Shown, title: str | None) -> str | None:
    """The name of the site, as it shows by its ending; None where none does."""
    return next(_names(shown, title), None)


def outlet(shown: Shown, title: str | None) -> str | None:
    """The name of the site where it is one that publishes news."""
    return next((name for name in _names(shown, title) if _NEWS.search(name)), None)


def told(shown: Shown, first: str) -> str | None:
    """The name in a dateline, whatever its ending, where a head of the page ends with it: 江畔文汇讯（记者　姚春水）"""
    match = _TELLS.match(first)
    return match[1] if match and any(text.endswith(match[1]) for text in shown.heads) else None


def _names(shown: Shown, title: str | None) -> Iterator[str]:
    crumbs = _first((*shown.crumbs, *shown.heads))
    top = (
        _EDITION.sub("", text) for text in shown.top if not text.endswith(("新闻", "资讯"))
    )  # that may as well be a section
    for text in (shown.named or "", *_behind(shown.heads, title or ""), *crumbs, *_stated(shown.rights), *top):
        name = publication(_HOME.sub("", text))
        if name and is_publication(name) and not _SECTION.match(name) and name != title:
            yield name


def _behind(heads: Sequence[str], title: str) -> Iterator[str]:
    """标题_社会_江畔新闻网: the last name first."""
    for text in heads:
        rest = text[len(title) :] if title and text.startswith(title) else ""
        yield from (part.strip() for part in reversed(_ENDS.split(rest)) if part.strip())


def _first(crumbs: Sequence[str]) -> Iterator[str]:
    """江畔新闻网 > 社会 > 正文"""
    for text in crumbs:
        steps = _STEPS.split(_PLACE.sub("", text))
        if len(steps) > 1 and not _PLACE.match(text):
            yield steps[0].strip(' :"')


def _stated(rights: Sequence[str]) -> Iterator[str]:
    """凡注明“来源：江畔新闻网”的作品, 版权所有：江畔新闻网"""
    for pattern in (_DECLARED, _HELD):
        for text in rights:
            if match := pattern.search(text):
                yield _HOUSE.sub("", next(filter(None, match.groups())))
