"""Which lines of a page are the article. Every line gets a verdict, and the verdict names its rule.

A line is first judged by itself (`rules/*.toml`) and weighed: sentences weigh what they hold, noise and short lines
weigh against. The body is the run of lines with the greatest weight. Inside it short lines are kept as headings,
quotations and items; outside they are cut. A line that ends articles (编辑, 相关阅读) ends this one only once its body
was entered: 分享到 and 版权声明 stand above articles as well.
"""

import re
from collections.abc import Container, Sequence
from itertools import takewhile

from toolkit.article import Decision
from toolkit.clean.body import Body
from toolkit.clean.edges import is_signature
from toolkit.clean.line import Line
from toolkit.clean.page import CELL_BORDER
from toolkit.clean.title import Title

_PARAGRAPH = 40  # Chinese characters of a statement that is a paragraph of its own
_SIGNED = 8  # lines at the end of the body that may sign it
_HEAD = 3  # lines at the start of the body that may be a summary
_OPENING = 12  # characters that tell two paragraphs apart
_CONTENTS = re.compile(r"\W*目\s?录\W*")
_ITEM_NUMBER = re.compile(r"^\W*\d{1,2}(?:\.\d{1,2})*\W*")
_NUMBERS = re.compile(r"\s*\b\d{1,2}(?:\.\d{1,2})*\s+")  # 1 生平 2 著作
_COUNTED = re.compile(r"0\d[\s.、]\s?\S{2,14}$")  # 01 水煮, how accounts head their sections
_SUMMARY = re.compile(r"^\W*(?:摘\s*要|核心提示|内容提要|导语|导读|提要)\s*[:：\]】]\s*")


def decide(lines: Sequence[Line], body: Body, title: Title) -> list[Decision]:
    """A verdict for every line. The lines of the title are cut: it is a field of its own."""
    tail, sections = _after_tail(lines, body), _sections(lines, body)
    summaries, contents = _summaries(lines, body), _contents(lines, body)
    decisions = []
    for place, line in enumerate(lines):
        if place in title.places:
            decisions.append(Decision(False, "title"))
        elif place in title.glued:
            decisions.append(Decision(False, "page_title"))
        elif not line.text:
            decisions.append(Decision(False, "blank"))
        elif place in summaries:
            decisions.append(Decision(False, "summary"))
        elif place in contents:
            decisions.append(Decision(False, "contents"))
        elif not body.start <= place < body.end:
            decisions.append(_outside(line, place, body, tail))
        elif place in sections:
            decisions.append(Decision(True, "heading"))
        elif place >= body.end - _SIGNED and is_signature(line):
            decisions.append(Decision(True, "sign_off"))
        else:
            decisions.append(_inside(line))
    return decisions


def _summaries(lines: Sequence[Line], body: Body) -> frozenset[int]:
    """Summaries that say the beginning of a paragraph below: labelled (核心提示：), or broken off in mid-sentence."""
    openings = {
        line.text[:_OPENING]: place for place, line in enumerate(lines[: body.end]) if len(line.text) >= _OPENING
    }
    found = set()
    for place in range(body.start, body.end):
        text = lines[place].text
        match = _SUMMARY.match(text)
        said = text[match.end() :] if match else text
        if (match or (place < body.start + _HEAD and _is_abstract(text))) and openings.get(said[:_OPENING], -1) > place:
            found.add(place)
    return frozenset(found)


def _contents(lines: Sequence[Line], body: Body) -> frozenset[int]:
    """目录 and the lines below it that name the headings which follow."""
    inside = [place for place in range(body.start, body.end) if lines[place].text]
    first = next((at for at, place in enumerate(inside) if _CONTENTS.fullmatch(lines[place].text)), len(inside))
    if first == len(inside):
        return frozenset()
    named = {place: _ITEM_NUMBER.sub("", lines[place].text) for place in inside[first + 1 :]}
    # where each stands for the last time; an encyclopaedia has a button behind its headings: 生平编辑
    last = {text.removesuffix("编辑") or text: place for place, text in named.items()}
    listed = list(takewhile(lambda place: last.get(named[place], -1) > place, named))
    row = [place for place in named if _is_row_of(lines[place].text, last)][:1]
    return frozenset((inside[first], *(row or listed))) if row or len(listed) > 1 else frozenset()


def _is_row_of(text: str, headings: Container[str]) -> bool:
    """Whether a line names headings and nothing else: 1 生平 2 著作"""
    names = [name for name in _NUMBERS.split(text) if name]
    return len(names) > 1 and all(name in headings for name in names)


def _is_abstract(text: str) -> bool:
    """Whether a paragraph stops in mid-sentence, as the summary in the head of a page does."""
    return len(text) > 3 * _OPENING and text[-1] not in "。！？!?”」:：；;，,"


def _sections(lines: Sequence[Line], body: Body) -> frozenset[int]:
    """Bare numbers within the body that count its sections: 1, 2, 3"""
    bare = [place for place in range(body.start, body.end) if lines[place].text.isdecimal()]
    counted = [lines[place].text.lstrip("0") for place in bare] == [str(number + 1) for number in range(len(bare))]
    return frozenset(bare) if counted and len(bare) > 1 else frozenset()


def _after_tail(lines: Sequence[Line], body: Body) -> int:
    """The place of the first line below the body that ends articles."""
    tails = (
        place for place in range(body.end, len(lines)) if (r := lines[place].rule) is not None and r.verdict == "tail"
    )
    return next(tails, len(lines))


def _outside(line: Line, place: int, body: Body, tail: int) -> Decision:
    if line.rule is not None:
        return Decision(False, line.rule.id)
    if line.recurs:
        return Decision(False, "site_chrome")
    if not body:
        return Decision(False, "no_body")
    if line.main is False:
        return Decision(False, "outside_main")
    if place < body.start:
        return Decision(False, "above_body")
    return Decision(False, "after_tail" if place > tail else "below_body")


def _inside(line: Line) -> Decision:
    rule = line.rule
    if (
        rule is not None
        and rule.verdict != "edge"
        and not (rule.verdict == "statement" and line.shape.han >= _PARAGRAPH)
    ):
        return Decision(False, rule.id)
    if line.recurs and not line.shape.numbered:
        return Decision(False, "site_chrome")
    beside = line.main is False and line.linked and not line.shape.closed
    if beside and CELL_BORDER not in line.text and not _COUNTED.match(line.text):  # readability drops small tables
        return Decision(False, "outside_main")
    return Decision(True, "body" if line.shape.prose else "heading")
