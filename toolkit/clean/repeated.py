"""A title that the page says again: in its head, at the edge of another line, in a breadcrumb, or split over lines."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise, takewhile

from toolkit.clean.candidates import LINES, LONGEST, SEPARATOR, letters, letters_of, tidy_title
from toolkit.clean.headline import SITE, is_masthead
from toolkit.clean.line import Line
from toolkit.clean.page import Hints

_STEP = re.compile(r"\s*(?:>+|»|→|->)\s*|\s[-/|]\s")
_RECIPE = "的做法"  # the heading of a recipe, behind the name of its dish
_ASKED = re.compile("(?:的意思|的解释|是什么意思|歌词)$")  # what searchers add to the name of an entry
_SPLIT = 5  # lines that a title is split over
_TOLD = 10  # letters that tell a title at the end of another line
_PAUSES = ("，", "：", "、")
_BROKEN = re.compile("([，：、]) ")
_HEADLINE = 8  # Chinese characters of one
_SECTION = 5  # Chinese characters of a section
_TAGGED = re.compile(r"^[\[【(（][^\[\]【】()（）]{1,8}[\]】)）]\s*(\S.{5,})$")


def said_twice(
    lines: Sequence[Line], candidates: Sequence[tuple[int, str]], above: Sequence[str], said: Sequence[str]
) -> str | None:
    """The nearest candidate that the page says again, in its head or at the start of another line above.

    A site's name is said again as well; it is shorter than the title.
    """
    named = [(place, text) for place, text in candidates if not SITE.search(text)]
    dishes = frozenset(bare.removesuffix(_RECIPE) for bare in letters_of([one for one in lines if _RECIPE in one.text]))
    parts = frozenset(_parts(lines[: len(above)], frozenset(letters(text) for _, text in named)))
    confirmed = [
        text
        for place, text in named
        if (bare := letters(text)) in dishes | parts or _is_said(bare, above[:place], said)
    ]
    longest = max((len(letters(text)) for text in confirmed), default=0)
    best = next((text for text in confirmed if 2 * len(letters(text)) >= longest), None)
    return next((text for _, text in candidates if best and _continues(text, best)), best)


def _parts(lines: Sequence[Line], candidates: frozenset[str]) -> Iterator[str]:
    """The candidates that begin a line above with the site's name behind them, or else end it: 竹纸_江畔百科"""
    for line in lines:
        parts = SEPARATOR.split(line.text) if line.rule is None and len(line.text) <= LONGEST else []
        ends = (_ASKED.sub("", letters(part)) for part in (parts[:1] + parts[-1:] if len(parts) > 1 else ()))
        yield from islice((part for part in ends if part in candidates), 1)


def _continues(text: str, best: str) -> bool:
    """Whether a candidate goes on where another ends, or begins before it, and not with the name of a site."""
    rest = text[len(best) :]
    # 渡口的秤,散文 - 江畔文苑: words for search engines stand between the title and the site's name
    parts = SEPARATOR.split(rest)
    worded = len(parts) > 1 and (rest[:1] in (*"，,",) or not letters(parts[0]))
    longer = text.startswith(best) and rest[:1] in (*"：:，,！!？?",) and not worded
    headed = text.endswith(best) and text[: -len(best)][-1:] in (*"：:",)  # 远山股份：关于收到补助的公告
    return (longer or headed) and not SITE.search(text)


def _is_said(bare: str, above: Sequence[str], said: Sequence[str]) -> bool:
    if len(bare) < 5:
        return False
    return any(
        text.startswith(bare) or (len(bare) >= 10 and bare in text) or (len(bare) >= 8 and text.endswith(bare))
        for text in said
    ) or any(other.startswith(bare) or (len(bare) >= 8 and other.endswith(bare)) for other in above)


def split_over_lines(lines: Sequence[Line], candidates: Sequence[tuple[int, str]], said: Sequence[str]) -> str | None:
    """A title split over neighbouring lines, when another line or the head holds it whole."""
    places = dict(_openings(lines, candidates)) | dict(candidates)
    starts = [place for place in sorted(places) if place + 1 in places]
    whole = (*said, *letters_of(lines)) if starts else ()
    for place in starts:
        run = [places[at] for at in takewhile(places.__contains__, range(place, place + _SPLIT))]
        joins = (_BROKEN.sub(r"\1", " ".join(run[:size])) for size in range(len(run), 1, -1))
        named = (text for text in joins if not SITE.search(text))  # sections, as a breadcrumb names them
        found = next((text for text in named if any(_holds(other, letters(text)) for other in whole)), None)
        if found is not None:
            return _spelled(letters(found), lines[:LINES]) or found
    return None


def _openings(lines: Sequence[Line], candidates: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines right above a candidate that pause at their end: no title, but perhaps the beginning of one."""
    for place, _ in candidates:
        above = lines[place - 1] if place else None
        if above is not None and above.rule is None and above.text[-1:] in _PAUSES and len(above.text) <= LONGEST:
            yield place - 1, tidy_title(above.text)


def _holds(other: str, bare: str) -> bool:
    return other.startswith(bare) or other.endswith(bare)


def _spelled(bare: str, lines: Sequence[Line]) -> str | None:
    """The line that holds the whole title, as it spells it."""
    return next((tidy_title(line.text) for line in lines if letters(line.text) == bare), None)


def last_crumb(lines: Sequence[Line], bares: Sequence[str]) -> str | None:
    """The last step of a breadcrumb, when another line above the body holds it."""
    for place, line in enumerate(lines[: len(bares)]):
        if line.rule is None or line.rule.id != "breadcrumb":
            continue
        step = _STEP.split(line.text)[-1]
        bare = letters(step)
        others = [other for at, other in enumerate(bares) if at != place]
        # A short step that only a menu above says again is a section: 标准动态
        same = others[place:] if len(bare) <= _SECTION else others
        if (
            bare
            and not SITE.search(step)
            and not (bare in same and len(bare) <= _SECTION and _headed(lines, bares, bare))
            and (bare in same or (len(bare) >= 8 and any(bare in other for other in others)))
        ):
            return tidy_title(step)
    return None


def _headed(lines: Sequence[Line], bares: Sequence[str], section: str) -> bool:
    """Whether a headline stands between the last line that names the section and a masthead: 要闻, 渡口的秤修好了"""
    last = max((place for place, bare in enumerate(bares) if bare == section), default=len(bares))
    below = [line for line in lines[last + 1 : len(bares)] if line.text]
    return any(
        line.rule is None and line.shape.han >= _HEADLINE and is_masthead(following)
        for line, following in pairwise(below)
    )


def untagged(title: str, others: Iterable[str]) -> str:
    """Without the section that a forum puts in brackets before it, where the page says it without: [日记]"""
    match = _TAGGED.match(title)
    bare = letters(match[1]) if match else ""
    ends = title.startswith("[") and len(bare) >= _TOLD  # a breadcrumb ends with it, without the section
    own = letters(title)
    plain = bare and any(
        other.startswith(bare) or (ends and other.endswith(bare) and not other.endswith(own)) for other in others
    )
    return match[1] if match and plain else title


def own_heading(hints: Hints) -> str | None:
    """A heading that the page's own title begins with, however short it is: 竹纸（手工纸）_知库百科"""
    heading, whole = hints.heading or "", hints.page_title or ""
    tagged = _TAGGED.match(heading)  # [洗衣机] by a forum
    heading = tagged[1] if tagged and whole.startswith(tagged[1]) else heading
    if not 2 <= len(heading) <= LONGEST or not whole.startswith(heading) or SITE.search(heading):
        return None
    return heading if SEPARATOR.match(whole[len(heading) :]) or whole[len(heading) :][:1] in (*"（(",) else None
