"""Verse: lines too short for sentences, which are an article all the same.

A list of links or headlines looks alike. In markup it is made of links. In text verse shows by what it says, for it
speaks (我, 你, 了, 着), pauses at the end of its lines, or counts its characters; and by how it stands: below its
author or its date, in stanzas, or alone.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise, takewhile

from toolkit.clean.headline import SITE, is_masthead, is_row
from toolkit.clean.line import Line
from toolkit.clean.names import is_likely_name

_VERSE = re.compile("[\u4e00-\u9fff \u3000，。！？；：、“”‘’「」『』…—～~,.!?;:]{2,26}")
_LONGEST = 26  # characters of a line
_PROSE = 600  # Chinese characters of prose beside which nothing is a poem
_LEAST = 20  # Chinese characters of a poem
_FREE, _COUNTED = 6, 4  # lines of free verse, and clauses of one that counts its characters
_METRES = (5, 7)
_MEAN, _LONG_MEAN = 12, 20  # characters of a line of free verse
_HEAD = 3  # lines above a poem that may hold its title and author
_NAME = 4  # characters of a pen name
_ABOVE = 12  # lines above, many of them empty
_NEAR = 3  # lines that may name the author
_SPEAKS = re.compile("[我你您他她它们的了着在也又就还都把被像没不那这里啊哦吧]|[，；、].|[，。；！…—～,;]$")
_PAUSES = re.compile("[，。；！？…,;!?]$")
_PAUSE = re.compile(r"[\s，。！？；：、…—,.!?;:]+")
_BELOW = re.compile(rf"{SITE.pattern}|^\S{{2,6}}[:：]\s?[^\s“「]")  # a site, a label: 相关诗歌：井台
_NOTES = re.compile("赏析|鉴赏|简析|注释|注解|译文|今译|创作背景|作者简介")
_LIST = re.compile("^(?:热门|最新|全部|推荐|更多)|(?:列表|目录|大全|排行榜?|专辑)$")


def versed(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines; those of a poem are prose, where a page holds one and less of anything else.

    One with five or seven characters to a clause, and pauses behind them, may have more prose beside it: notes on it.
    """
    prose = sum(line.shape.han for line in lines if len(line.text) > _LONGEST and line.prose)
    poems = [poem for run in _runs(lines) if _is_poem(lines, poem := _bare(lines, run))] if prose < _PROSE else []
    if not poems:
        return tuple(lines)
    found = list(lines)
    best = max(poems, key=lambda poem: _han(lines, poem))
    texts = [lines[place].text for place in best]
    above = sum(line.shape.han for line in lines[: best[0]] if len(line.text) > _LONGEST and line.prose)
    # What readers say below an article is short, too.
    outweighs = _han(lines, best) > prose + above and not _is_tail(lines, best[0])
    for place in best if outweighs or (_pause(texts) and _counts(texts)) else ():
        found[place] = found[place]._replace(shape=found[place].shape._replace(prose=True))
    return tuple(found)


def is_verse(body: Sequence[Line]) -> bool:
    """Whether a body is a poem, of which no line need be a sentence."""
    filled = [line for line in body if line.text]
    return len(filled) > 1 and all(len(line.text) <= _LONGEST for line in filled)


def _han(lines: Sequence[Line], places: Sequence[int]) -> int:
    return sum(lines[place].shape.han for place in places)


def _runs(lines: Sequence[Line]) -> Iterator[list[int]]:
    """The places of lines that may be verse, with nothing but empty lines between them."""
    filled = [place for place, line in enumerate(lines) if line.text]
    for may, places in groupby(filled, key=lambda place: _may_be_verse(lines[place])):
        if may and len(run := list(places)) >= _COUNTED:
            yield run


def _may_be_verse(line: Line) -> bool:
    plain = (
        len(line.text) <= _LONGEST
        and line.rule is None
        and not (line.recurs or line.linked or line.level or _NOTES.fullmatch(line.text))
    )
    return plain and line.shape.han > 0 and _VERSE.fullmatch(line.text) is not None and not _is_menu(line.text)


def _is_menu(text: str) -> bool:
    """Whether a line is a row of short words that says nothing: 啊 渡口的风 别再吹 is sung."""
    return is_row(text) and _SPEAKS.search(text) is None


def _bare(lines: Sequence[Line], run: list[int]) -> list[int]:
    """A run without the title and the author above the poem, and the name of a site below it."""
    head = range(min(_HEAD, len(run) - 1))
    name = next(
        (at for at in head if _is_name(text := lines[run[at]].text) and (_gap(run, at) or at < 2 < len(text))), None
    )
    run = run[1 + name if name is not None else _headed(lines, run) :]
    below = takewhile(lambda place: _BELOW.search(lines[place].text), reversed(run))
    return run[: len(run) - sum(1 for _ in below)]


def _is_name(text: str) -> bool:
    """Whether a line is the author's name, and not the beginning of a verse: 于是我"""
    return is_likely_name(text) and _SPEAKS.search(text) is None


def _headed(lines: Sequence[Line], run: Sequence[int]) -> int:
    """How many lines of a page without markup stand apart above the first stanza: the title, and perhaps a pen name."""
    if lines[run[0]].main is not None or len(run) < _COUNTED:
        return 0
    if _gap(run, 0) and not _gap(run, 1):
        return 1
    named = not _gap(run, 0) and _gap(run, 1) and not _gap(run, 2)
    return 2 if named and len(lines[run[1]].text) <= _NAME and not _pauses(lines[run[0]].text) else 0


def _gap(run: Sequence[int], at: int) -> bool:
    """Whether an empty line follows."""
    return run[at + 1] - run[at] > 1


def _is_poem(lines: Sequence[Line], places: Sequence[int]) -> bool:
    texts = [lines[place].text for place in places]
    if any(map(_LIST.search, texts[:_HEAD])):
        return False
    reads = _han(lines, places) >= _LEAST and (_counts(texts) or _speaks(texts))
    return reads and (lines[places[0]].main is not None or _stands(lines, places, texts))


def _counts(texts: Sequence[str]) -> bool:
    """Whether all clauses have five characters, or all have seven."""
    clauses = [clause for text in texts for clause in _PAUSE.split(text) if clause]
    same = len(set(map(len, clauses))) == 1 and len(clauses[0]) in _METRES
    return same and len(clauses) >= _COUNTED and len(clauses) % 2 == 0


def _speaks(texts: Sequence[str]) -> bool:
    """Whether most lines do, and are short; long ones all do."""
    speaking = sum(_SPEAKS.search(text) is not None for text in texts)
    mean = sum(map(len, texts)) / len(texts)
    most, all_speak = 2 * speaking >= len(texts), speaking == len(texts)
    return len(texts) >= _FREE and mean <= _LONG_MEAN and (most if mean <= _MEAN else all_speak)


def _is_tail(lines: Sequence[Line], place: int) -> bool:
    """Whether the line above ends an article, as the head of the comments does."""
    above = next((line.rule for line in reversed(lines[max(0, place - _ABOVE) : place]) if line.text), None)
    return above is not None and above.verdict == "tail"


def _stands(lines: Sequence[Line], places: Sequence[int], texts: Sequence[str]) -> bool:
    """Whether lines without markup stand as a poem does: below a masthead, in stanzas, punctuated, or alone."""
    above = [line for line in lines[max(0, places[0] - _ABOVE) : places[0]] if line.text]
    gaps = sum(below - place > 1 for place, below in pairwise(places))
    signed = any(is_masthead(line) or is_likely_name(line.text) for line in above[-_NEAR:])
    alone = places[0] < _ABOVE and not above and not any(line.text for line in lines[places[-1] + 1 :])
    return signed or alone or 0 < 2 * gaps < len(places) or _pause(texts)


def _pause(texts: Sequence[str]) -> bool:
    """Whether most lines end in a pause."""
    return 2 * sum(map(_pauses, texts)) > len(texts)


def _pauses(text: str) -> bool:
    return _PAUSES.search(text) is not None
