"""The title of a page: rarely its first line. What is said twice, or stands above the masthead line, is the title.

Of 66 pages the first line was right on 13; 28 begin with the title and the site's name glued to it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, takewhile

from toolkit.clean.body import Body
from toolkit.clean.headline import SITE, Scores, is_masthead, is_row, over_subtitle
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
    r"^\[(?:原创|转载|转帖|分享|图文|求助|讨论|推荐)\]\s*|\s+原创$|\.(?:docx?|pptx?|pdf|txt|xlsx?)$|\s*\[复制链接\]$"
)  # what portals and libraries set behind the title
_LABEL = re.compile(
    r"^(?:原?标\s*题|原题|主\s*题|题\s*目|(?:信件|来信|咨询|留言|诉求|问题)(?:标题|主题)|文章标题|新闻标题|名\s*称)\s*[:：]\s*"
)
_TITLED = re.compile(r"^\W*原?标\s*题\s*[:：]")
_NOTICE = re.compile(
    r"讣告|(?:警情|情况|案情|事故)?通报|(?:重要|紧急|温馨)?(?:公告|通告|通知|提示)|(?:严正)?声明|启事|致歉信|倡议书|邀请函|感谢信"
)
_NO_TITLE = re.compile(
    r"^(?:首页|主页|首頁)\s|^\S{2,12}[〔\[(（]\d{4}[〕\])）]\s?\d+号$|^\d{4}年?第?\d+[期号]|^\d{4}年\d{1,2}月(?:\d{1,2}日)?.{0,3}$|^(?:民国\d+|[一二三四五六七八九〇○零]{4})年.{1,3}月.{1,3}日$|^第\d+[期号].{0,8}$|^[^\w]*(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|[。；，,:：]$|(?:\d\s?日|[社网报刊台])\S{0,8}[讯电]\s*$|^\S{0,3}[讯电]$|电\s?题[:：]|^https?:|^[(（\[][^)）\]]*[)）\]]$|^【(?![\u4e00-\u9fff，、？！“”]{8,}】$)[^】]*】$|^[—–]{2}|^[【\[](?:作者|导师|摘要|关键词|来源|分类号|基金|机构)|^(?:[\u4e00-\u9fff]{2,4}\d[\s,，;；、]*)+$|^(?:编者按|摘\s*要|导语|本报|图[:：]|(?:文章|内容)?(?:导读|提要)\s*[:：])"
)
_HAN = re.compile("[\u4e00-\u9fff]")
_LABELS = 4  # Chinese characters of the longest label
_MARKS = re.compile(r"[\W_]+")
_DATED = re.compile(r"https?://|www\.|(?:\s|(?<=[\u4e00-\u9fff])(?=[(（]))[(（\[]?(?:19|20)\d\d[-/.年]")
_LETTER = re.compile(r"\w")
_RECIPE = "的做法"  # the heading of a recipe, behind the name of its dish
_NAME = 5  # Chinese characters of a name, as of a blog
_QUESTION = 45  # Chinese characters of a question that is a title
_SPLIT = 5  # lines that a title is split over
_GLUED = 40  # characters of a site's name behind a title


_TAGGED = re.compile(r"^[\[【(（][^\[\]【】()（）]{1,8}[\]】)）]\s*(\S.{5,})$")
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
    above = list(_bares(lines[: body.start]))
    candidates = list(islice(_candidates(lines, body), _CANDIDATES))
    best = _joined(lines, candidates, said) or _repeated(lines, candidates, above, said) or _crumb(lines, above)
    plain = _labelled(lines, candidates) or _notice(lines[: body.start]) or _headed(hints)
    value = best or plain or _above_masthead(lines, body, candidates) or _hinted(hints)
    if value is None:
        return Title(_asked(lines[body.start : body.end]), frozenset())
    value = _untagged(value, chain(said, _bares(lines)))
    key = _bare(value)
    glued = (at for at, bare in enumerate(above) if bare.startswith(key) and len(bare) <= len(key) + _GLUED)
    same = frozenset(_places_of(key, lines[: body.end]))
    return Title(value, same, frozenset(glued) - same)


def _bares(lines: Sequence[Line]) -> Iterator[str]:
    """The letters and digits of each line, none of a long one."""
    return (_bare(line.text) if len(line.text) <= 2 * _LONGEST else "" for line in lines[:_LINES])


def _places_of(key: str, lines: Sequence[Line]) -> Iterator[int]:
    """The places of the lines that hold the title and nothing else, or most of it."""
    for place, line in enumerate(lines[:_LINES]):
        if line.shape.han <= len(key) + _LABELS and len(line.text) <= 2 * _LONGEST and _is_same(_bare(line.text), key):
            yield place


def _candidates(lines: Sequence[Line], body: Body) -> Iterator[tuple[int, str]]:
    """Lines above the body that could be a title, nearest first. What stands below a label is its value."""
    for place in range(body.start - 1, -1, -1):
        line = lines[place]
        text = "" if _is_known(line) else tidy_title(line.text)
        if text and _may_be_title(text) and not (place and _FIELD.fullmatch(lines[place - 1].text)):
            yield place, text


def _is_known(line: Line) -> bool:
    labelled = line.rule is not None and line.rule.verdict == "meta" and _LABEL.match(line.text) is not None
    return line.recurs or (line.rule is not None and not labelled)


def _may_be_title(text: str) -> bool:
    return 4 <= len(text) <= _LONGEST and len(_LETTER.findall(text)) >= 4 and not _NO_TITLE.search(text)


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


def _repeated(
    lines: Sequence[Line], candidates: Sequence[tuple[int, str]], above: Sequence[str], said: Sequence[str]
) -> str | None:
    """The nearest candidate that the page says again, in its head or at the start of another line above.

    A site's name is said again as well; it is shorter than the title.
    """
    named = [(place, text) for place, text in candidates if not SITE.search(text)]
    dishes = frozenset(bare.removesuffix(_RECIPE) for bare in _bares([one for one in lines if _RECIPE in one.text]))
    parts = frozenset(_parts(lines[: len(above)], frozenset(_bare(text) for _, text in named)))
    confirmed = [
        text for place, text in named if (bare := _bare(text)) in dishes | parts or _is_said(bare, above[:place], said)
    ]
    longest = max((len(_bare(text)) for text in confirmed), default=0)
    best = next((text for text in confirmed if 2 * len(_bare(text)) >= longest), None)
    return next((text for _, text in candidates if best and _continues(text, best)), best)


def _parts(lines: Sequence[Line], candidates: frozenset[str]) -> Iterator[str]:
    """The candidates that begin a line above with the site's name behind them, or else end it: 竹纸_江畔百科"""
    for line in lines:
        parts = _SEPARATOR.split(line.text) if line.rule is None and len(line.text) <= _LONGEST else []
        ends = (_bare(part) for part in (parts[:1] + parts[-1:] if len(parts) > 1 else ()))
        yield from islice((part for part in ends if part in candidates), 1)


def _labelled(lines: Sequence[Line], candidates: Sequence[tuple[int, str]]) -> str | None:
    """What a label calls the title: 标题：渡口的秤"""
    return next((text for place, text in candidates if _TITLED.match(lines[place].text)), None)


def _notice(above: Sequence[Line]) -> str | None:
    """A notice right above its text is headed by what it is: 讣告"""
    nearest = next((line.text for line in reversed(above) if line.text), "")
    return nearest if _NOTICE.fullmatch(nearest) else None


def _continues(text: str, best: str) -> bool:
    """Whether a candidate goes on where another ends, or begins before it, and not with the name of a site."""
    longer = text.startswith(best) and text[len(best) :][:1] in (*"：:，,！!？?",)
    headed = text.endswith(best) and text[: -len(best)][-1:] in (*"：:",)  # 远山股份：关于收到补助的公告
    return (longer or headed) and not SITE.search(text)


def _is_said(bare: str, above: Sequence[str], said: Sequence[str]) -> bool:
    if len(bare) < 5:
        return False
    return any(text.startswith(bare) or (len(bare) >= 10 and bare in text) for text in said) or any(
        other.startswith(bare) or (len(bare) >= 8 and other.endswith(bare)) for other in above
    )


def _joined(lines: Sequence[Line], candidates: Sequence[tuple[int, str]], said: Sequence[str]) -> str | None:
    """A title split over neighbouring lines, when another line or the head holds it whole."""
    places = dict(candidates)
    starts = [place for place in sorted(places) if place + 1 in places]
    whole = (*said, *_bares(lines)) if starts else ()
    for place in starts:
        run = [places[at] for at in takewhile(places.__contains__, range(place, place + _SPLIT))]
        joins = (" ".join(run[:size]) for size in range(len(run), 1, -1))
        named = (text for text in joins if not SITE.search(text))  # sections, as a breadcrumb names them
        found = next((text for text in named if any(_holds(other, _bare(text)) for other in whole)), None)
        if found is not None:
            return _spelled(_bare(found), lines[:_LINES]) or found
    return None


def _holds(other: str, bare: str) -> bool:
    return other.startswith(bare) or other.endswith(bare)


def _crumb(lines: Sequence[Line], bares: Sequence[str]) -> str | None:
    """The last step of a breadcrumb, when another line above the body holds it."""
    for place, line in enumerate(lines[: len(bares)]):
        if line.rule is None or line.rule.id != "breadcrumb":
            continue
        step = re.split(r"\s*(?:>+|»|→|->)\s*", line.text)[-1]
        bare = _bare(step)
        others = [other for at, other in enumerate(bares) if at != place]
        if (
            bare
            and not SITE.search(step)
            and (bare in others or (len(bare) >= 8 and any(bare in other for other in others)))
        ):
            return tidy_title(step)
    return None


def _asked(lines: Sequence[Line]) -> str | None:
    """The question that begins the body, above the one who asks it; it stays there."""
    first, second = (*(line for line in lines if line.text), None, None)[:2]
    asked = first is not None and first.text.endswith(("？", "?")) and first.shape.han <= _QUESTION
    below = second.rule if second is not None else None
    return first.text if first and asked and below is not None and below.id == "letter_field" else None


def _untagged(title: str, others: Iterable[str]) -> str:
    """Without the section that a forum puts in brackets before it, where the page says it without: [日记]"""
    match = _TAGGED.match(title)
    return match[1] if match and any(other.startswith(_bare(match[1])) for other in others) else title


def _headed(hints: Hints) -> str | None:
    """A heading that the page's own title begins with, however short it is: 竹纸（手工纸）_知库百科"""
    heading, whole = hints.heading or "", hints.page_title or ""
    if not 2 <= len(heading) <= _LONGEST or not whole.startswith(heading) or SITE.search(heading):
        return None
    return heading if _SEPARATOR.match(whole[len(heading) :]) or whole[len(heading) :][:1] in (*"（(",) else None


def _spelled(bare: str, lines: Sequence[Line]) -> str | None:
    """The line that holds the whole title, as it spells it."""
    return next((tidy_title(line.text) for line in lines if _bare(line.text) == bare), None)


def _above_masthead(lines: Sequence[Line], body: Body, candidates: Sequence[tuple[int, str]]) -> str | None:
    """The candidate that stands and reads most like a title; without one, what shares a line with the masthead."""
    shared = _in_masthead_line(lines, body)
    if candidates:
        scores = Scores(lines, body)
        place, text = max(candidates, key=lambda item: (scores.of(*item), item[0]))
        place, text = over_subtitle(candidates, place, text)
        stands = scores.of(place, text) >= WEIGHTS["title"]["headline"] and len(_HAN.findall(text)) > _NAME
        if shared is None or (stands and not is_row(text)):
            return strip_site(text)
    return shared or _below(lines, body)


def _in_masthead_line(lines: Sequence[Line], body: Body) -> str | None:
    """A layout table may put title, address and date into one line."""
    for line in lines[: min(body.start, _LINES)]:
        if not is_masthead(line):
            continue
        head = _DATED.split(line.text)[0].strip()
        if len(_HAN.findall(head)) >= 6 and not re.search(r"[:：|]", head) and head != line.text:
            return tidy_title(head)
    return None


def _below(lines: Sequence[Line], body: Body) -> str | None:
    """Some pages print the body first: the title then stands above the masthead line below it."""
    for place in range(body.end, min(body.end + 8, len(lines))):
        if is_masthead(lines[place]):
            above = (line for line in reversed(lines[body.end : place]) if line.text)
            return next(
                (tidy_title(line.text) for line in above if not _is_known(line) and _may_be_title(line.text)), None
            )
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
