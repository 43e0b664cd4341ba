"""The title of a page: rarely its first line. What is said twice, or stands above the masthead line, is the title.

Of 66 pages the first line was right on 13; 28 begin with the title and the site's name glued to it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from toolkit.clean.lines import Body, Line
from toolkit.clean.page import Hints

_LONGEST = 120
_CANDIDATES, _LINES = 30, 400  # as many as a masthead ever needs
_SEPARATOR = re.compile(
    r"\s*(?:[_|｜丨]|\s[-–—:：>]+\s|(?<=[\u4e00-\u9fff”》」!！?？)）])\s?-{1,2}\s?(?=[\u4e00-\u9fffA-Za-z]))"
)
_EDGES = re.compile(r"^[\s》>·•■◆▲|_\-]+|[\s|_\-<]+$|\s*\(\d+/\d+\)\s*$")
_LABEL = re.compile(r"^(?:原?标\s*题|原题)\s*[:：]\s*")
_NO_TITLE = re.compile(
    r"^\d{4}年?第?\d+[期号]|^\d{4}年\d{1,2}月(?:\d{1,2}日)?.{0,3}$|^第\d+[期号].{0,8}$|^[^\w]*(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|[。；，,:：]$|[讯电]\s*$|^https?:|^[(（【\[][^)）】\]]*[)）】\]]$|^(?:编者按|摘\s*要|导语|本报|图[:：])"
)
_ABOVE_META = 3  # unknown lines above the masthead line that may be the title


@dataclass(frozen=True, slots=True)
class Title:
    """The title, and the places of the lines that hold it and nothing else."""

    value: str | None
    places: frozenset[int]


def find_title(lines: Sequence[Line], body: Body, hints: Hints) -> Title:
    """Look above the body; where nothing stands there, above a masthead line below it."""
    said = [_bare(text) for text in (hints.title, hints.heading, hints.page_title) if text]
    bares = [_bare(line.text) if len(line.text) <= 2 * _LONGEST else "" for line in lines[:_LINES]]
    candidates = list(islice(_candidates(lines, body), _CANDIDATES))
    best = _repeated(candidates, bares, said) or _joined(lines, candidates, bares, said)
    value = best or _above_masthead(lines, body, candidates) or _hinted(hints)
    if value is None:
        return Title(None, frozenset())
    key = _bare(value)
    same = (place for place, bare in enumerate(bares[: body.end]) if bare and _is_same(bare, key))
    return Title(value, frozenset(same))


def _candidates(lines: Sequence[Line], body: Body) -> Iterator[tuple[int, str]]:
    """Lines above the body that could be a title, nearest first."""
    for place in range(body.start - 1, -1, -1):
        text = tidy_title(lines[place].text)
        if _may_be_title(lines[place], text):
            yield place, text


def _may_be_title(line: Line, text: str) -> bool:
    known = line.rule is not None and not (line.rule.id == "meta_label" and _LABEL.match(line.text))
    letters = len(re.findall(r"\w", text))
    return not known and not line.recurs and letters >= 4 and len(text) <= _LONGEST and not _NO_TITLE.search(text)


def tidy_title(text: str) -> str:
    """Without the marks that sites put around a title."""
    return _EDGES.sub("", _EDGES.sub("", _LABEL.sub("", text)))


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", _LABEL.sub("", text))


def _is_same(bare: str, key: str) -> bool:
    return bare == key or (len(bare) > 4 and key.startswith(bare) and len(bare) >= 0.8 * len(key))


def _repeated(candidates: Sequence[tuple[int, str]], bares: Sequence[str], said: Sequence[str]) -> str | None:
    """The nearest candidate that the page says again, in its head or at the start of another line above.

    A site's name is said again as well; it is shorter than the title.
    """
    confirmed = [text for place, text in candidates if _is_said(_bare(text), place, bares, said)]
    longest = max((len(_bare(text)) for text in confirmed), default=0)
    return next((text for text in confirmed if 2 * len(_bare(text)) >= longest), None)


def _is_said(bare: str, place: int, bares: Sequence[str], said: Sequence[str]) -> bool:
    if len(bare) < 5:
        return False
    return any(text.startswith(bare) or (len(bare) >= 10 and bare in text) for text in said) or any(
        other.startswith(bare) for at, other in enumerate(bares[:place]) if at != place
    )


def _joined(
    lines: Sequence[Line], candidates: Sequence[tuple[int, str]], bares: Sequence[str], said: Sequence[str]
) -> str | None:
    """A title split over neighbouring lines, when another line or the head holds it whole."""
    places = dict(candidates)
    for place in sorted(places):
        text, after = places[place], place + 1
        while after in places and after - place < 4:
            text = f"{text} {places[after]}"
            bare = _bare(text)
            if any(other.endswith(bare) or other.startswith(bare) for other in (*said, *bares)):
                return _spelled(bare, lines[:_LINES]) or text
            after += 1
    return None


def _spelled(bare: str, lines: Sequence[Line]) -> str | None:
    """The line that holds the whole title, as it spells it."""
    return next((tidy_title(line.text) for line in lines if _bare(line.text) == bare), None)


def _above_masthead(lines: Sequence[Line], body: Body, candidates: Sequence[tuple[int, str]]) -> str | None:
    """The nearest candidate above the nearest masthead line; without one, the nearest above the body."""
    meta = next((place for place in range(body.start - 1, -1, -1) if _is_masthead(lines[place])), None)
    if meta is not None:
        above = next((text for place, text in candidates if place < meta), None)
        if above is not None:
            return strip_site(above)
    if candidates:
        return strip_site(candidates[0][1])
    return _in_masthead_line(lines, body) or _below(lines, body)


def _is_masthead(line: Line) -> bool:
    return line.rule is not None and line.rule.verdict == "meta"


def _in_masthead_line(lines: Sequence[Line], body: Body) -> str | None:
    """A layout table may put title, address and date into one line."""
    for line in lines[: min(body.start, _LINES)]:
        head = re.split(r"https?://|www\.|\s(?:19|20)\d\d[-/.年]", line.text)[0].strip()
        if _is_masthead(line) and len(head) >= 10 and not re.search(r"[:：|]", head) and head != line.text:
            return tidy_title(head)
    return None


def _below(lines: Sequence[Line], body: Body) -> str | None:
    """Some pages print the body first: the title then stands above the masthead line below it."""
    for place in range(body.end, min(body.end + 8, len(lines))):
        if _is_masthead(lines[place]):
            above = (line for line in reversed(lines[body.end : place]) if line.text)
            return next((tidy_title(line.text) for line in above if _may_be_title(line, line.text)), None)
    return None


def strip_site(text: str) -> str:
    """Without the site's name at the end: 标题_江畔新闻网. The longest part is the title."""
    parts = [part for part in _SEPARATOR.split(text) if part]
    if len(parts) < 2 or len(_bare(parts[0])) < 6:
        return text
    return parts[0].strip() if len(_bare(parts[0])) >= len(_bare(parts[-1])) else text


def _hinted(hints: Hints) -> str | None:
    said = hints.title or hints.heading or hints.page_title
    return tidy_title(strip_site(said))[:_LONGEST] or None if said else None
