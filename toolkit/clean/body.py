"""Where the body of a page lies: the run of lines that weighs most, then its edges, line by line.

The edges are where pages differ: a lead-in above, a list, a signature or half a sentence below. A short line there
belongs to the body when its neighbours say so; directly under `清单如下：`, or before a sentence that closes the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from toolkit.clean.line import Line, is_broken
from toolkit.clean.page import CELL_BORDER
from toolkit.clean.rules import WEIGHTS

_WALLS = frozenset(("paywall", "read_more", "library_terms"))
_ENTERED = 40  # Chinese characters of prose that make a body
_MAIN_SHARE = 5  # the main part holds at least a fifth of the prose, else it is not the article
_LEAD_IN = 3  # short lines right above the body that may belong to it
_ITEMS = 40  # short lines below the body that are looked at
_QUESTION = 45  # Chinese characters of a question that is a title
_INGREDIENTS = 20  # lines of a recipe above its first step
_ITEM = 60  # characters of an item
_LABEL = 6  # Chinese characters before the colon of a label: 好评理由：
_ORGAN = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,6}[:：]\s?)?[^，。！？:：]{2,40}(?:局|部|委|会|院|府|办|厅|司|所|中心|公司|协会|学会|集团|大学|组|处|站|室|社|馆|园|店|厂|校|行|村|镇|乡"
    r"|街道|队|区|县|市|省|党委|工会|联盟|商会|银行|法庭|指挥部|编辑部|学校|小学|中学|幼儿园)$"
)
_DAY = re.compile(r"^(?:[12]\d{3}|二[〇○零Oo0].{2,3})\s?年\s?.{1,3}\s?月\s?.{1,3}\s?日$")
# The day that signs a notice, and who asked a question, below what he asks.
_NO_MASTHEAD = re.compile(rf"{_DAY.pattern}|提问(?:者|人|时间)|悬赏分?[:：]")
_OPTION = re.compile(r"^[A-Ha-h]\s?[.、．)）]")
_CREDITS = re.compile(r"(?:记者|通讯员|作者|编辑)[\s:：]+[\u4e00-\u9fff]{2,4}(?:\s|$)")
_ATTACHED = re.compile(r"^附(?:件|录|表)\s?\d{0,2}\s?[:：]\s*\S")
# （江畔时报快讯中心）: what a short dispatch ends with; the list above it belongs to the dispatch.
_SIGNED_BY = re.compile(r"^[(（][^()（），。:：]{2,14}(?:[社网报台]|中心|编辑部)[)）]$")
_NEEDED = re.compile(r"^\W*(?:用料|食材|主料|辅料|原料|配料|材料)\W*$")
_CODES = re.compile(r"^(?:证券|股票|债券|基金)(?:代码|简称)\s*[:：]")  # how notices to a stock exchange begin


@dataclass(frozen=True, slots=True)
class Body:
    """Where the body lies: lines `start` to `end` (exclusive); both 0 when there is none."""

    start: int
    end: int

    def __bool__(self) -> bool:
        return self.start < self.end


def trusted(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines; without their main part where it holds little of the prose: readability took a box for the article."""
    plain = tuple(line._replace(main=None) for line in lines)
    start, end = _heaviest([_weight(line) for line in plain])
    run = sum(line.shape.han for line in plain[start:end] if line.prose)
    main = sum(line.shape.han for line in lines if line.prose and line.main)
    return tuple(lines) if _MAIN_SHARE * main >= run else plain


def find_body(lines: Sequence[Line]) -> Body:
    """The run of lines that weighs most, without what follows the first line that ends it."""
    start, end = _heaviest([_weight(line) for line in lines])
    end = _tail(lines, start, end)
    start = _below_masthead(lines, start, end)
    start = next((place for place in range(start, end) if lines[place].prose), end)
    end = max((place + 1 for place in range(start, end) if may_end(lines[place])), default=start)
    if start == end:
        return Body(0, 0)
    end = _items(lines, start, end)
    return Body(_lead_in(lines, start), _sign_off(lines, _broken_off(lines, end)))


def _weight(line: Line) -> int:
    if not line.text:
        return 0
    if line.recurs:
        return WEIGHTS["line"]["recurs"]
    if line.rule is not None:
        weight = WEIGHTS["verdict"][line.rule.verdict] if line.rule.weight is None else line.rule.weight
        return weight // (2 if line.shape.sentence else 1)
    if line.main is None:
        return line.shape.han if line.shape.prose or line.shape.stopped else WEIGHTS["line"]["short"]
    if line.main:
        return line.shape.han + WEIGHTS["line"]["main_prose"] if line.shape.prose else WEIGHTS["line"]["main_short"]
    return -line.shape.han // 2 if line.shape.prose else WEIGHTS["line"]["short"]


def _heaviest(weights: Sequence[int]) -> tuple[int, int]:
    """The first run of the greatest sum (Kadane)."""
    best, best_run, total, start = 0, (0, 0), 0, 0
    for place, weight in enumerate(weights):
        if total <= 0:
            total, start = 0, place
        total += weight
        if total > best:
            best, best_run = total, (start, place + 1)
    return best_run


def _tail(lines: Sequence[Line], start: int, end: int) -> int:
    """Where the first tail line stands that comes after most of the prose, or some of it with little to follow."""
    total = sum(line.shape.han for line in lines[start:end] if line.prose)
    before = 0
    for place in range(start, end):
        line = lines[place]
        if line.rule is not None and line.rule.verdict == "tail" and before >= max(_ENTERED, (total - before) // 3):
            return place
        before += line.shape.han if line.prose else 0
    return end


def _below_masthead(lines: Sequence[Line], start: int, end: int) -> int:
    """Where the body starts when a masthead lies within the run: what stands above it is a summary, or a menu."""
    known = {"meta_line", "letter_field"} if lines[start : start + 1] and _asks(lines[start]) else {"meta_line"}
    mastheads = (
        at
        for at in range(start, end)
        if (rule := lines[at].rule) is not None and rule.id in known and not _NO_MASTHEAD.search(lines[at].text)
    )
    place = next(mastheads, start)
    above, below = (
        sum(line.shape.han for line in part if line.prose) for part in (lines[start:place], lines[place:end])
    )
    return place if below >= 2 * above else start


def _asks(line: Line) -> bool:
    """Whether a line is a question short enough for a title."""
    return line.text.endswith(("？", "?")) and line.shape.han <= _QUESTION


def may_end(line: Line) -> bool:
    """Whether the body may end with this line."""
    label = line.shape.han < _LABEL and line.text.endswith((":", "：")) and line.text[-3:-1] != "如下"
    return line.prose or (_is_unknown(line) and line.shape.closed and line.shape.han > 2 and not label)


def _is_unknown(line: Line) -> bool:
    return line.rule is None and not line.recurs


def _items(lines: Sequence[Line], start: int, end: int) -> int:
    """Past the short lines below the body that belong to it: a list that was announced, numbered ones, a closing."""
    run = list(_short_run(lines, end))
    closing = next((at for at in reversed(run) if may_end(lines[at])), None)
    if closing is not None and 4 * sum(may_end(lines[at]) for at in run) >= run.index(closing):
        end = closing + 1
    if end and lines[end - 1].text.endswith((":", "：")):
        return max((at + 1 for at in run), default=end)
    if signed := next((at for at in run if _SIGNED_BY.match(lines[at].text)), None):
        return signed
    numbered = any(line.shape.numbered for line in lines[start:end])
    listed = takewhile(lambda at: _is_item(lines[at], numbered), (at for at in run if at >= end))
    return max((at + 1 for at in listed), default=end)


def _short_run(lines: Sequence[Line], end: int) -> Iterator[int]:
    """The places of the unknown short lines that follow the body directly."""
    places = (place for place in range(end, len(lines)) if lines[place].text)
    for place in islice(places, _ITEMS):
        line = lines[place]
        if not _is_unknown(line) or line.main is False or len(line.text) > _ITEM:
            return
        yield place


def _is_item(line: Line, numbered: bool) -> bool:
    listed = _OPTION.match(line.text) or _ATTACHED.match(line.text)
    return listed is not None or (line.shape.numbered and (numbered or line.shape.closed))


def _lead_in(lines: Sequence[Line], start: int) -> int:
    """The place of the first line that leads into the body: 女士们、先生们： 一、基本情况 编者按, or a recipe's 用料"""
    above = [place for place in range(start - 1, max(-1, start - 2 * _INGREDIENTS), -1) if lines[place].text]
    listed = list(takewhile(lambda at: _is_unknown(lines[at]), above[:_INGREDIENTS]))
    needed = next((at for at in listed if _NEEDED.match(lines[at].text)), None)
    if needed is not None:
        return needed
    leading = takewhile(lambda step: _leads_on(lines[step[1]], step[0]), enumerate(above))
    # Without markup only a line above it vouches for the row of a table.
    return min((at for _, at in leading if lines[at].main or not _is_row(lines[at])), default=start)


def _leads_on(line: Line, steps: int) -> bool:
    """Whether a line so many steps above the body may lead into it."""
    near = steps < _LEAD_IN or line.main is True or line.shape.numbered
    return _is_row(line) or (near and _leads_in(line))


def _is_row(line: Line) -> bool:
    return CELL_BORDER in line.text and _is_unknown(line) and line.main is not False


def _leads_in(line: Line) -> bool:
    opens = line.shape.closed or line.shape.numbered or line.text == "编者按" or _CODES.match(line.text) is not None
    return opens and _is_unknown(line) and line.main is not False and not _CREDITS.search(line.text)


def _broken_off(lines: Sequence[Line], end: int) -> int:
    """Past a last line that stops in mid-sentence, where nothing follows it or only a wall that must be paid for."""
    place = next((place for place in range(end, len(lines)) if lines[place].text), len(lines))
    following = next((line for line in lines[place + 1 :] if line.text), None)
    if place == len(lines) or not is_broken(lines[place]):
        return end
    walled = following is None or (following.rule is not None and following.rule.id in _WALLS)
    return place + 1 if walled else end


def _sign_off(lines: Sequence[Line], end: int) -> int:
    """Past the office and the day that sign a notice."""
    last = end
    for place in range(end, min(end + 8, len(lines))):
        line = lines[place]
        if not line.text or (line.rule is not None and line.rule.verdict == "edge"):
            continue
        if not is_signature(line):
            break
        last = place + 1
    signed = any(_DAY.match(line.text) for line in lines[end:last])
    return last if signed else end


def is_signature(line: Line) -> bool:
    """Whether a line is an office or a day, as they sign a notice."""
    if len(line.text) > _ITEM:
        return False
    organ = line.rule is None and line.main is not False and _ORGAN.match(line.text) is not None
    return organ or _DAY.match(line.text) is not None
