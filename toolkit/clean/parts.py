"""Several articles in one text dump are cut apart, each before its title.

A cut needs a masthead line with a whole date below a title, and an article with prose of its own on both sides of it.
Lists of links with dates, comments and briefs have no such thing. A page whose address is known is one article.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from toolkit.article import RawDocument
from toolkit.clean.decode import decode
from toolkit.clean.line import Line, judge_lines
from toolkit.clean.page import text_page
from toolkit.clean.script import fold_lines

_DATE = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}")
_CREDIT = re.compile(r"来\s?源|來\s?源|作\s?者|\d{1,2}:\d{2}|发布|發布|日期|时间|時間")
_LONGEST = 160  # characters of a masthead line
_PROSE = 100  # Chinese characters of an article, in at least two sentences
_TITLE_ABOVE = 2  # filled lines between the title and its masthead, at most
_NO_PART = frozenset(("comments", "prev_next", "related", "forum_chrome"))


def parts(document: RawDocument) -> tuple[RawDocument, ...]:
    """The articles of a document, numbered by `raw_index`; the document itself when it is one, or no text page."""
    if document.media != "text" or document.facts.url or document.line is not None or document.record is not None:
        return (document,)
    text = document.content if isinstance(document.content, str) else decode(document.content).text
    lines = text_page(text).lines
    if sum(map(_is_dated, lines)) < 2:
        return (document,)
    starts = _starts(judge_lines([line.strip() for line in fold_lines(list(lines))]))
    if len(starts) < 2:
        return (document,)
    ends = (*starts[1:], len(lines))
    pieces = ("\n".join(lines[start:end]) + "\n" for start, end in zip((0, *starts[1:]), ends, strict=True))
    return tuple(replace(document, raw_index=number, content=piece) for number, piece in enumerate(pieces))


def _is_dated(line: str) -> bool:
    return len(line) <= _LONGEST and _DATE.search(line) is not None and _CREDIT.search(line) is not None


def _starts(lines: Sequence[Line]) -> list[int]:
    """Where the articles start: each title whose article has prose enough before the next one."""
    titles = list(_titles(lines))
    bounds = pairwise((*titles, len(lines)))
    return [start for start, end in bounds if _is_article(lines[start:end])]


def _titles(lines: Sequence[Line]) -> Iterator[int]:
    last = -1
    for place, line in enumerate(lines):
        if line.rule is None or line.rule.id not in ("meta_line", "meta_label") or not _is_dated(line.text):
            continue
        title = _title_above(lines, place)
        if title is not None and title > last:
            yield title
            last = place


def _title_above(lines: Sequence[Line], masthead: int) -> int | None:
    steps = 0
    for place in range(masthead - 1, -1, -1):
        line = lines[place]
        if not line.text:
            continue
        if line.rule is None and not line.shape.prose and not line.shape.closed and 5 <= line.shape.han <= 45:
            return place
        steps += 1
        if steps > _TITLE_ABOVE or line.prose:
            return None
    return None


def _is_article(lines: Sequence[Line]) -> bool:
    prose = [line.shape.han for line in lines if line.prose]
    foreign = any(line.rule is not None and line.rule.id in _NO_PART for line in lines[: len(lines) // 2])
    return len(prose) > 1 and sum(prose) >= _PROSE and not foreign
