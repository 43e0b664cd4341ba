"""The title of a page: rarely its first line. What is said twice, or stands above the masthead line, is the title.

Of 66 pages the first line was right on 13; 28 begin with the title and the site's name glued to it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile

from toolkit.clean.body import Body
from toolkit.clean.line import Line
from toolkit.clean.page import Hints
from toolkit.clean.rules import WEIGHTS
from toolkit.clean.script import to_simplified

_LONGEST = 120
_CANDIDATES, _LINES = 30, 400  # as many as a masthead ever needs
_SEPARATOR = re.compile(
    r"\s*(?:[_|｜丨]|\s[-–—:：>]+\s|(?<=[\u4e00-\u9fff”》」!！?？)）])\s?-{1,2}\s?(?=[\u4e00-\u9fffA-Za-z]))"
)
_EDGES = re.compile(r"^[\s》>·•■◆▲|_\-]+|[\s|_\-<]+$|\s*\(\d+/\d+\)\s*$")
_STAMP = re.compile(
    r"^\[(?:原创|转载|转帖|分享|图文|求助|讨论|推荐)\]\s*|\s+原创$|\.(?:docx?|pptx?|pdf|txt|xlsx?)$"
)  # what portals and libraries set behind the title
_LABEL = re.compile(r"^(?:原?标\s*题|原题|主\s*题|题\s*目)\s*[:：]\s*")
_NO_TITLE = re.compile(
    r"^\S{2,12}[〔\[(（]\d{4}[〕\])）]\s?\d+号$|^\d{4}年?第?\d+[期号]|^\d{4}年\d{1,2}月(?:\d{1,2}日)?.{0,3}$|^第\d+[期号].{0,8}$|^[^\w]*(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|[。；，,:：]$|[讯电]\s*$|电题[:：]|^https?:|^[(（【\[][^)）】\]]*[)）】\]]$|^[—–]{2}|^[【\[](?:作者|导师|摘要|关键词|来源|分类号|基金|机构)|^(?:编者按|摘\s*要|导语|本报|图[:：])"
)
_MARKS = re.compile(r"[\W_]+")
_WORD = 6  # characters of a word in a row of a menu
_SPLIT = 5  # lines that a title is split over
_GLUED = 40  # characters of a site's name behind a title


_SITE = re.compile(
    r"(?:网|网站|报|频道|首页|论坛|博客|电台|电视台|客户端|周刊|在线|中心|专栏|新闻|资讯|栏目|列表|社区|办公室|人民政府|委员会)$|^(?:欢迎|首页|当前)"
)
_MARKED = re.compile(
    r"[\u4e00-\u9fff][\s　][\u4e00-\u9fff]|[：:“”？！?!《》、]|的(?:通知|公告|通告|公示|意见|决定|批复|函)$"
)
_FIELD = re.compile(r"\W*(?:索\s*引\s*号|主题分类|发文机[关构]|发布机[关构]|发文字号|文\s*号|来源|作者)\W*")


@dataclass(frozen=True, slots=True)
class Title:
    """The title, the places of the lines that hold it and nothing else, and of those that add the site's name."""

    value: str | None
    places: frozenset[int]
    glued: frozenset[int] = frozenset()


def find_title(lines: Sequence[Line], body: Body, hints: Hints) -> Title:
    """Look above the body; where nothing stands there, above a masthead line below it."""
    said = [_bare(to_simplified(text)) for text in (hints.title, hints.heading, hints.page_title) if text]
    bares = [_bare(line.text) if len(line.text) <= 2 * _LONGEST else "" for line in lines[:_LINES]]
    candidates = list(islice(_candidates(lines, body), _CANDIDATES))
    best = _joined(lines, candidates, bares, said) or _repeated(candidates, bares, said) or _crumb(lines[: body.start])
    value = best or _above_masthead(lines, body, candidates) or _hinted(hints)
    if value is None:
        return Title(None, frozenset())
    key = _bare(value)
    same = frozenset(place for place, bare in enumerate(bares[: body.end]) if bare and _is_same(bare, key))
    above = enumerate(bares[: body.start])
    glued = (place for place, bare in above if bare.startswith(key) and len(bare) <= len(key) + _GLUED)
    return Title(value, same, frozenset(glued) - same)


def _candidates(lines: Sequence[Line], body: Body) -> Iterator[tuple[int, str]]:
    """Lines above the body that could be a title, nearest first. What stands below a label is its value."""
    for place in range(body.start - 1, -1, -1):
        text = tidy_title(lines[place].text)
        if _may_be_title(lines[place], text) and not (place and _FIELD.fullmatch(lines[place - 1].text)):
            yield place, text


def _may_be_title(line: Line, text: str) -> bool:
    known = line.rule is not None and not (line.rule.id == "meta_label" and _LABEL.match(line.text))
    letters = len(re.findall(r"\w", text))
    return not known and not line.recurs and letters >= 4 and len(text) <= _LONGEST and not _NO_TITLE.search(text)


def tidy_title(text: str) -> str:
    """Without the marks that sites put around a title."""
    return _EDGES.sub("", _EDGES.sub("", _STAMP.sub("", _LABEL.sub("", text))))


def _bare(text: str) -> str:
    return _short_bare(text) if len(text) <= _LONGEST else _MARKS.sub("", _LABEL.sub("", text))


@lru_cache(maxsize=1 << 10)
def _short_bare(text: str) -> str:
    return _MARKS.sub("", _LABEL.sub("", text))


def _is_same(bare: str, key: str) -> bool:
    return bare == key or (len(bare) > 4 and key.startswith(bare) and len(bare) >= 0.8 * len(key))


def _repeated(candidates: Sequence[tuple[int, str]], bares: Sequence[str], said: Sequence[str]) -> str | None:
    """The nearest candidate that the page says again, in its head or at the start of another line above.

    A site's name is said again as well; it is shorter than the title.
    """
    confirmed = [
        text for place, text in candidates if not _SITE.search(text) and _is_said(_bare(text), place, bares, said)
    ]
    longest = max((len(_bare(text)) for text in confirmed), default=0)
    best = next((text for text in confirmed if 2 * len(_bare(text)) >= longest), None)
    return next((text for _, text in candidates if best and _continues(text, best)), best)


def _continues(text: str, best: str) -> bool:
    """Whether a candidate goes on where another ends, and not with the name of a site: captions shorten titles."""
    return text.startswith(best) and text[len(best) :][:1] in (*"：:，,！!？?",) and not _SITE.search(text)


def _is_said(bare: str, place: int, bares: Sequence[str], said: Sequence[str]) -> bool:
    if len(bare) < 5:
        return False
    if f"{bare}的做法" in bares:  # a dish, and the heading of its recipe
        return True
    return any(text.startswith(bare) or (len(bare) >= 10 and bare in text) for text in said) or any(
        other.startswith(bare) or (len(bare) >= 8 and other.endswith(bare)) for other in bares[:place]
    )


def _joined(
    lines: Sequence[Line], candidates: Sequence[tuple[int, str]], bares: Sequence[str], said: Sequence[str]
) -> str | None:
    """A title split over neighbouring lines, when another line or the head holds it whole."""
    places, whole = dict(candidates), (*said, *bares)
    for place in sorted(places):
        run = [places[at] for at in takewhile(places.__contains__, range(place, place + _SPLIT))]
        joins = (" ".join(run[:size]) for size in range(len(run), 1, -1))
        named = (text for text in joins if not _SITE.search(text))  # sections, as a breadcrumb names them
        found = next((text for text in named if any(_holds(other, _bare(text)) for other in whole)), None)
        if found is not None:
            return _spelled(_bare(found), lines[:_LINES]) or found
    return None


def _holds(other: str, bare: str) -> bool:
    return other.startswith(bare) or other.endswith(bare)


def _crumb(lines: Sequence[Line]) -> str | None:
    """The last step of a breadcrumb, when another line above the body holds it."""
    bares = [_bare(line.text) for line in lines[:_LINES]]
    for place, line in enumerate(lines[:_LINES]):
        if line.rule is None or line.rule.id != "breadcrumb":
            continue
        step = re.split(r"\s*(?:>+|»|→|->)\s*", line.text)[-1]
        bare = _bare(step)
        others = [other for at, other in enumerate(bares) if at != place]
        if (
            bare
            and not _SITE.search(step)
            and (bare in others or (len(bare) >= 8 and any(bare in other for other in others)))
        ):
            return tidy_title(step)
    return None


def _spelled(bare: str, lines: Sequence[Line]) -> str | None:
    """The line that holds the whole title, as it spells it."""
    return next((tidy_title(line.text) for line in lines if _bare(line.text) == bare), None)


def _above_masthead(lines: Sequence[Line], body: Body, candidates: Sequence[tuple[int, str]]) -> str | None:
    """The candidate that stands and reads most like a title; without one, what shares a line with the masthead."""
    shared = _in_masthead_line(lines, body)
    if candidates:
        scores = _Scores(lines, body)
        place, text = max(candidates, key=lambda item: (scores.of(*item), item[0]))
        if shared is None or (scores.of(place, text) >= WEIGHTS["title"]["headline"] and not _is_row(text)):
            return strip_site(text)
    return shared or _below(lines, body)


class _Scores:
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
        masthead = next((steps for steps, at in enumerate(after) if _is_masthead(self._lines[at])), _LINES)
        body = 2 * (len(self._filled) - number - 1)
        menu = weights["menu"] if self._lines[place].shape.han <= 8 and self._in_menu(number) else 0
        return max(0, weights["above_masthead"] - masthead) + max(0, weights["above_body"] - body) + menu

    def _in_menu(self, number: int) -> bool:
        around = [number - 1, number + 1] if number else []
        return bool(around) and all(at < len(self._filled) and self._is_short(self._filled[at]) for at in around)

    def _is_short(self, place: int) -> bool:
        line = self._lines[place]
        return line.rule is None and line.shape.han <= 6

    def _reads(self, text: str) -> int:
        weights, han = self._weights, len(re.findall("[\u4e00-\u9fff]", text))
        length = "headline" if 8 <= han <= 45 else "short" if 5 <= han < 8 else "shorter"
        sited = weights["site"] if _SITE.search(text) or _is_row(text) else 0
        return weights[length] + (weights["marked"] if _MARKED.search(text) else 0) + sited


def _is_row(text: str) -> bool:
    """Whether a line is made of short words, as a menu is."""
    return len(parts := text.split()) > 2 and max(map(len, parts)) <= _WORD


def _is_masthead(line: Line) -> bool:
    return line.rule is not None and line.rule.verdict == "meta"


def _in_masthead_line(lines: Sequence[Line], body: Body) -> str | None:
    """A layout table may put title, address and date into one line."""
    for line in lines[: min(body.start, _LINES)]:
        head = re.split(r"https?://|www\.|\s[(\[]?(?:19|20)\d\d[-/.年]", line.text)[0].strip()
        if (
            _is_masthead(line)
            and len(re.findall("[\u4e00-\u9fff]", head)) >= 6
            and not re.search(r"[:：|]", head)
            and head != line.text
        ):
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
