"""Who published the article when, as the lines around the body say: the nearest first, the page's head for the gaps."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.clean.beside import alone_beside, beside_date
from toolkit.clean.bylines import find_authors, find_bylines, find_editor, find_labelled, people
from toolkit.clean.dates import DateFound
from toolkit.clean.names import is_likely_name, split_names
from toolkit.clean.own_date import own_date, published_at
from toolkit.clean.owner import Shown, outlet, site_name, told
from toolkit.clean.page import Hints
from toolkit.clean.rules import canonical
from toolkit.clean.script import to_simplified
from toolkit.clean.sources import find_section, find_source, is_publication, labelled_source, publication
from toolkit.clean.surroundings import HEAD, Surroundings

_BLOG = re.compile(r"(\S{2,12})的(?:博客|专栏|空间|主页|个人主页|日记|日志|工作台|blog)\S{0,4}", re.IGNORECASE)
_PARTS = re.compile(r"\s*[-_|–—]+\s*")  # of a page's title
_COLUMN = re.compile(r"([\u4e00-\u9fff]{2,8})\s?[|丨｜:：]")  # 潮汐|教机器认路的年轻人, and 潮汐 beside the date
_WORD = re.compile(r"\w+")
_SEVERAL = re.compile(r"[\s、,，]")
_OWN = re.compile(r"(?:来\s?源|稿\s?源|出\s?处)\s*[:|]\s*(?:本[网站报刊台院局校]|原创)")
_CREDITED = re.compile(
    r"[(\[]((?:(?:文章|稿件|信息|内容)?来源\s?:|原载于?|转载?自|摘自|选自)[^()\[\]]{2,30})[)\]]\W*$"
)  # ……参加了会议。(来源:江畔日报)
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


def read_masthead(around: Surroundings, title: str | None, hints: Hints) -> Masthead:
    """The fields of a masthead. The visible lines say more than the page's head, which fills the gaps."""
    line, date = own_date(around)
    around = replace(around, title=canonical(title) if title else None)
    source, authors = _owned(around, _source(around, line, date) or _hinted_source(hints), hints)
    authors = _authors(around, line, date) or authors or _hinted_authors(hints, around.above)
    return Masthead(
        title=title,
        published_at=published_at(around, line, date, hints),
        source=source,
        authors=tuple(name for name in authors if not (source or "").startswith(name)) or authors,
        editor=find_editor((*around.below, *around.within, *around.above, around.last[-40:])),
        section=find_section(around.named, around.title) or hints.section,
        source_url=next((match[1] for text in around.named if (match := _SOURCE_URL.search(text))), None),
    )


def _owned(around: Surroundings, source: str | None, hints: Hints) -> tuple[str | None, tuple[str, ...]]:
    """The source, and no author; but whose name also heads the page as 青石的博客, or is its author's, is the author.

    Without a source a site that publishes news is its own; another is where the page says so: 来源：本站.
    """
    heads = (text for text in (*around.heads, (hints.page_title or "")[:HEAD]) if "的" in text)
    named = (part for text in heads for part in _PARTS.split(to_simplified(text)))
    owners = [match[1] for text in (*around.above, *named) if "的" in text and (match := _BLOG.fullmatch(text))]
    if owners and (source is None or source in owners or _BLOG.fullmatch(source)):
        return None, tuple(owners[:1])
    if source and source == hints.author and not is_publication(to_simplified(source)):
        return None, (source,)
    if source and around.first.startswith(tuple(f"[{source}{kind}]" for kind in ("讯", "专讯", "特讯"))):
        source = _whole(source, _shown(around, hints), around.title)
    if source is None:
        shown = _shown(around, hints)
        own = any(map(_OWN.search, (*around.above, *around.within, *around.below)))
        source = site_name(shown, around.title) if own else told(shown, around.first) or outlet(shown, around.title)
    return source, ()


def _whole(source: str, shown: Shown, title: str | None) -> str:
    """The name of the site, where a dateline gives its beginning: [江畔专讯] in 江畔日报."""
    name = site_name(shown, title) or ""
    name = name.removesuffix("新闻网") if name.endswith("报新闻网") else name
    return name if name.startswith(source) else source


def _shown(around: Surroundings, hints: Hints) -> Shown:
    said, whole = (canonical(to_simplified((text or "")[:HEAD])) for text in (hints.site, hints.page_title))
    # A menu that begins with several papers shows those of a house.
    brand = around.menu[:1] if len(around.menu) > 1 and around.menu[1][-1:] not in (*"报刊台网",) else ()
    return Shown(said or None, (whole, *around.heads), around.named, (*brand, *around.heads[:1]), around.rights)


def _hinted_source(hints: Hints) -> str | None:
    """What the head names, without the label that some put there as well."""
    said = canonical((hints.source or "")[:HEAD])
    return labelled_source(said) or publication(said)


def _hinted_authors(hints: Hints, above: Sequence[str]) -> tuple[str, ...]:
    """Likely names, or those on lines of their own; the name of the site, which its pages' titles end with, is none."""
    if not hints.author:
        return ()
    names = split_names(to_simplified(hints.author))
    likely = (name for name in names if is_likely_name(name) or name in above)
    return tuple(name for name in likely if name not in to_simplified(hints.page_title or ""))


def _source(around: Surroundings, line: str, date: DateFound | None) -> str | None:
    credits = (*around.above[:15], *around.within)
    labelled = [source for source in map(labelled_source, credits) if source is not None]
    if labelled:
        return next(filter(None, labelled), None)  # a label before a placeholder says that nobody knows
    column = _COLUMN.match(around.title or "")
    if column and column[1] in _WORD.findall(_untitled(line, around.title)):
        return column[1]
    return (
        next(filter(None, map(labelled_source, (*around.below, *_CREDITED.findall(around.last[-50:])))), None)
        or (beside_date(_untitled(line, around.title), date, False).source if date else None)
        or find_source(credits, around.first, around.last, around.below)
        or alone_beside(around.above, line, around.title).source
    )


def _untitled(line: str, title: str | None) -> str:
    """The line with blanks for a title that stands in front of its date: the title is no name."""
    return " " * len(title) + line[len(title) :] if title and line.startswith(title) else line


def _around(line: str, date: DateFound | None) -> tuple[str, ...]:
    """What stands on either side of the date: 江畔记者 姚春水 2018-08-03"""
    return (line[: date.start].strip(" |/"), line[date.end :].strip(" |/")) if date and "记者" in line else ()


def _below_title(around: Surroundings) -> tuple[str, ...]:
    """A name alone between the title and the text, as magazines print it; several wherever above the text they are."""
    name, title = (*around.above[:2], "", "")[:2]
    names = split_names(name) if _SEVERAL.search(name) else []
    if 1 < len(names) < 5 and all(map(is_likely_name, names)):
        return tuple(names)
    return (name,) if title and title == around.title and is_likely_name(name) else ()


def _authors(around: Surroundings, line: str, date: DateFound | None) -> tuple[str, ...]:
    credits = (*around.above[:12], *around.within)
    named = people(find_labelled(credits), around.first) or find_bylines(credits) or find_bylines(_around(line, date))
    if named or date is None:
        found = named or find_authors(around.first, around.last, around.below[:6])
        return found or _below_title(around)
    sourced = any(source for source in map(labelled_source, credits))
    return (
        beside_date(_untitled(line, around.title), date, sourced).authors
        or find_authors(around.first, around.last, around.below[:6])
        or _below_title(around)
        or alone_beside(around.above, line, around.title).authors
        or tuple(name for name in around.poster if name != around.title)[-1:]
    )
