"""The title of a page: rarely its first line. What is said twice, or stands above the masthead line, is the title.

Of 66 pages the first line was right on 13; 28 begin with the title and the site's name glued to it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from toolkit.clean.body import Body
from toolkit.clean.candidates import (
    LINES,
    LONGEST,
    candidates_above,
    is_known,
    letters,
    letters_of,
    may_be_title,
    strip_site,
    tidy_title,
)
from toolkit.clean.headline import (
    Scores,
    asked,
    entry,
    in_book,
    is_masthead,
    is_row,
    labelled,
    notice_of,
    of_company,
    over_poem,
    over_subtitle,
    stamped,
)
from toolkit.clean.line import Line
from toolkit.clean.page import Hints
from toolkit.clean.repeated import last_crumb, own_heading, said_twice, split_over_lines, untagged
from toolkit.clean.rules import WEIGHTS
from toolkit.clean.script import to_simplified
from toolkit.clean.verse import is_verse

_HAN = re.compile("[\u4e00-\u9fff]")
_LABELS = 4  # Chinese characters of the longest label
_DATED = re.compile(r"https?://|www\.|(?:\s|(?<=[\u4e00-\u9fff])(?=[(（]))[(（\[]?(?:19|20)\d\d[-/.年]")
_FIELDS = re.compile(r"\||^\W*\S{2,4}[:：]|(?:来\s?源|作\s?者|时间|日期|编\s?辑|点击|浏览)\S{0,4}[:：]")
_ACCOUNT = 8  # characters of an account's name
_BULLETS = ("·", "•", "・", "◆", "■", "▪")
_NAME = 5  # Chinese characters of a name, as of a blog
_SITE = 40  # characters of a site's name behind a title


@dataclass(frozen=True, slots=True)
class Title:
    """The title, the places of the lines that hold it and nothing else, and of those that add the site's name."""

    value: str | None
    places: frozenset[int]
    glued: frozenset[int] = frozenset()


def find_title(lines: Sequence[Line], body: Body, hints: Hints) -> Title:
    """Look above the body; where nothing stands there, above a masthead line below it."""
    said = [letters(to_simplified(text)) for text in (hints.title, hints.heading, hints.page_title) if text]
    value = _found(lines, body, hints, said)
    if value is None:
        return Title(asked(lines[body.start : body.end]), frozenset())
    value = untagged(value, chain(said, letters_of(lines)))
    key = letters(value)
    same = frozenset(_places_of(key, lines[: body.end]))
    return Title(value, same, frozenset(_glued(key, lines[: body.start])) - same)


def _found(lines: Sequence[Line], body: Body, hints: Hints, said: Sequence[str]) -> str | None:
    """What is said twice, else what a label or its form shows, else what stands as a title does."""
    head, text = lines[: body.start], lines[body.start : body.end]
    candidates, above, notice = candidates_above(lines, body), list(letters_of(head)), notice_of(head)
    twice = split_over_lines(lines, candidates, said) or said_twice(lines, candidates, above, said)
    best = twice or last_crumb(lines, above)
    if notice and best and len(best) <= _ACCOUNT and not best.endswith(notice):
        best = notice  # below the account that publishes it
    plain = best or labelled(lines, candidates) or notice or own_heading(hints)
    shown = plain or (over_poem(head) if is_verse(text) else None) or stamped(head)
    named = entry(head, text) if shown is None else None
    if named and all(other.startswith(named) for _, other in candidates if len(_HAN.findall(other)) > _ACCOUNT):
        shown = named
    return in_book(of_company(shown or _above_masthead(lines, body, candidates) or _hinted(hints), head), text)


def _glued(key: str, head: Sequence[Line]) -> Iterator[int]:
    """The places of the lines that add the site's name to the title."""
    return (at for at, bare in enumerate(letters_of(head)) if bare.startswith(key) and len(bare) <= len(key) + _SITE)


def _places_of(key: str, lines: Sequence[Line]) -> Iterator[int]:
    """The places of the lines that hold the title and nothing else, or most of it."""
    for place, line in enumerate(lines[:LINES]):
        if line.shape.han <= len(key) + _LABELS and len(line.text) <= 2 * LONGEST and _is_same(letters(line.text), key):
            yield place


def _is_same(bare: str, key: str) -> bool:
    headed = bare.startswith("关于") and key.endswith(bare)  # below the company whose notice it is
    return bare == key or headed or (len(bare) > 4 and key.startswith(bare) and len(bare) >= 0.8 * len(key))


def _above_masthead(lines: Sequence[Line], body: Body, candidates: Sequence[tuple[int, str]]) -> str | None:
    """The candidate that stands and reads most like a title; without one, what shares a line with the masthead."""
    shared = _in_masthead_line(lines, body)
    if candidates:
        scores = Scores(lines, body)
        place, text = max(candidates, key=lambda item: (scores.of(*item), item[0]))
        if not _in_list(lines, candidates, place - 1):
            place, text = over_subtitle(candidates, place, text, next(at for at, line in enumerate(lines) if line.text))
        stands = scores.of(place, text) >= WEIGHTS["title"]["headline"] and len(_HAN.findall(text)) > _NAME
        if shared is None or (stands and not is_row(text)):
            return strip_site(text)
    return shared or _below(lines, body)


def _in_list(lines: Sequence[Line], candidates: Sequence[tuple[int, str]], place: int) -> bool:
    """Whether a line is one of the headlines below the head of a list: 最新文章"""
    places = dict(candidates)
    while place in places:
        place -= 1
    rule = lines[place].rule if place >= 0 else None
    return rule is not None and rule.id == "related"


def _in_masthead_line(lines: Sequence[Line], body: Body) -> str | None:
    """A layout table may put title, address and date into one line."""
    for line in lines[: min(body.start, LINES)]:
        if not is_masthead(line) or line.text.startswith(_BULLETS):  # an entry of a list
            continue
        head = _DATED.split(line.text)[0].strip()
        if len(_HAN.findall(head)) >= 6 and not _FIELDS.search(head) and head != line.text:
            return tidy_title(head)
    return None


def _below(lines: Sequence[Line], body: Body) -> str | None:
    """Some pages print the body first: the title then stands above the masthead line below it."""
    for place in range(body.end, min(body.end + 8, len(lines))):
        if is_masthead(lines[place]):
            above = (line for line in reversed(lines[body.end : place]) if line.text)
            return next(
                (tidy_title(line.text) for line in above if not is_known(line) and may_be_title(line.text)), None
            )
    return None


def _hinted(hints: Hints) -> str | None:
    said = hints.title or hints.heading or hints.page_title
    return tidy_title(strip_site(said))[:LONGEST] or None if said else None
