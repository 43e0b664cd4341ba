"""Which lines of a page are the article. Every line gets a verdict, and the verdict names its rule.

A line is first judged by itself (`rules/*.toml`) and weighed: sentences weigh what they hold, noise and short lines
weigh against. The body is the run of lines with the greatest weight. Inside it short lines are kept as headings,
quotations and items; outside they are cut. A line that ends articles (编辑, 相关阅读) ends this one only once its body
was entered: 分享到 and 版权声明 stand above articles as well.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.clean.rules import Rule, match_line
from toolkit.clean.shape import Shape, shape_of

_SHORT = -8  # a short line that no rule knows, outside of markup's main part
_WEIGHTS = {"noise": -14, "meta": -40, "tail": -50, "edge": -14, "caption": -3, "statement": -40}
_WALLS = frozenset(("paywall", "read_more", "library_terms"))
_ENTERED = 40  # Chinese characters of prose that make a body
_PARAGRAPH = 40  # Chinese characters of a statement that is a paragraph of its own
_MAIN_SHARE = 5  # the main part holds at least a fifth of the prose, else it is not the article
_LEAD_IN = 3  # short lines right above the body that may belong to it
_OPENING = 12  # characters that tell two paragraphs apart
_SUMMARY = re.compile(r"^\W*(?:摘\s*要|核心提示|内容提要|导语|导读|提要)\s*[:：\]】]\s*")
_ORGAN = re.compile(
    r"^[^，。！？:：]{2,40}(?:局|部|委|会|院|府|办|厅|司|所|中心|公司|协会|学会|集团|大学|组|处|站|室|社)$"
)
_DAY = re.compile(r"^(?:[12]\d{3}|二[〇○零Oo0].{2,3})\s?年\s?.{1,3}\s?月\s?.{1,3}\s?日$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line in its judged form: the script-folded, stripped text, and what is known of the line by itself."""

    text: str
    shape: Shape
    rule: Rule | None
    main: bool | None = None  # whether the markup's main part holds it; None without markup
    recurs: bool = False  # on many pages of the site

    @property
    def prose(self) -> bool:
        return self.shape.prose and self.rule is None and not self.recurs


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a line is part of the body, and the id of the rule that says so."""

    kept: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Body:
    """Where the body lies: lines `start` to `end` (exclusive); both 0 when there is none."""

    start: int
    end: int

    def __bool__(self) -> bool:
        return self.start < self.end


def judge_line(text: str, disabled: frozenset[str], main: bool | None = None, recurs: bool = False) -> Line:
    """A stripped line by itself."""
    shape, rule = shape_of(text), match_line(text, disabled)
    if rule is not None and not rule.sentences and shape.sentence:
        rule = None
    return Line(text, shape, rule, main, recurs)


def trusted(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines; without their main part where it holds little of the prose: readability took a box for the article."""
    plain = tuple(replace(line, main=None) for line in lines)
    start, end = _heaviest([_weight(line) for line in plain])
    run = sum(line.shape.han for line in plain[start:end] if line.prose)
    main = sum(line.shape.han for line in lines if line.prose and line.main)
    return tuple(lines) if _MAIN_SHARE * main >= run else plain


def find_body(lines: Sequence[Line]) -> Body:
    """The run of lines that weighs most, without what follows the first line that ends it."""
    start, end = _heaviest([_weight(line) for line in lines])
    end = _tail(lines, start, end)
    start = next((place for place in range(start, end) if lines[place].prose), end)
    end = max((place + 1 for place in range(start, end) if _may_end(lines[place])), default=start)
    if start == end:
        return Body(0, 0)
    return Body(_lead_in(lines, start), _sign_off(lines, _broken_off(lines, end)))


def _weight(line: Line) -> int:
    if not line.text:
        return 0
    if line.recurs:
        return _WEIGHTS["noise"]
    if line.rule is not None:
        return _WEIGHTS[line.rule.verdict] // (2 if line.shape.sentence else 1)
    if line.main is None:
        return line.shape.han if line.shape.prose or line.shape.stopped else _SHORT
    if line.main:
        return line.shape.han + 10 if line.shape.prose else -1
    return -line.shape.han // 2 if line.shape.prose else _SHORT


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


def _may_end(line: Line) -> bool:
    return line.prose or (line.rule is None and not line.recurs and line.shape.closed and line.shape.han > 2)


def _lead_in(lines: Sequence[Line], start: int) -> int:
    """The place of the first line that leads into the body: 女士们、先生们： 一、基本情况 编者按"""
    first = place = start
    steps = 0
    while place > 0 and steps < _LEAD_IN:
        place -= 1
        line = lines[place]
        if not line.text:
            continue
        if (
            line.rule is not None
            or line.recurs
            or not (line.shape.closed or line.shape.numbered or line.text == "编者按")
        ):
            break
        if line.main is False:
            break
        first, steps = place, steps + 1
    return first


def _broken_off(lines: Sequence[Line], end: int) -> int:
    """Past a last line that stops in mid-sentence, where nothing follows it or only a wall that must be paid for."""
    place = next((place for place in range(end, len(lines)) if lines[place].text), len(lines))
    following = next((line for line in lines[place + 1 :] if line.text), None)
    if place == len(lines) or not is_broken(lines[place]):
        return end
    walled = following is None or (following.rule is not None and following.rule.id in _WALLS)
    return place + 1 if walled else end


def is_broken(line: Line) -> bool:
    """Whether a line begins a sentence and does not end it."""
    begun = line.shape.han >= 12 and re.search("[，,]", line.text) is not None
    return begun and line.rule is None and not line.recurs and not line.shape.closed and line.main is not False


def _sign_off(lines: Sequence[Line], end: int) -> int:
    """Past the office and the day that sign a notice."""
    last = end
    for place in range(end, min(end + 8, len(lines))):
        line = lines[place]
        if not line.text:
            continue
        if _DAY.match(line.text) or (_ORGAN.match(line.text) and line.rule is None and line.main is not False):
            last = place + 1
        else:
            break
    signed = any(_DAY.match(line.text) for line in lines[end:last])
    return last if signed else end


def decide(lines: Sequence[Line], body: Body, titles: frozenset[int] = frozenset()) -> list[Decision]:
    """A verdict for every line. `titles` are the places of the title, which is a field of its own."""
    tail = _after_tail(lines, body)
    first_signed = max((place + 1 for place in range(body.start, body.end) if _may_end(lines[place])), default=body.end)
    summaries = _summaries(lines, body)
    decisions = []
    for place, line in enumerate(lines):
        if place in titles:
            decisions.append(Decision(False, "title"))
        elif not line.text:
            decisions.append(Decision(False, "blank"))
        elif place in summaries:
            decisions.append(Decision(False, "summary"))
        elif not body.start <= place < body.end:
            decisions.append(_outside(line, place, body, tail))
        elif place >= first_signed:
            decisions.append(Decision(True, "body" if is_broken(line) else "sign_off"))
        else:
            decisions.append(_inside(line))
    return decisions


def _summaries(lines: Sequence[Line], body: Body) -> frozenset[int]:
    """Labelled summaries (核心提示：) that say the beginning of a paragraph below them."""
    openings = {
        line.text[:_OPENING]: place for place, line in enumerate(lines[: body.end]) if len(line.text) >= _OPENING
    }
    found = set()
    for place in range(body.start, body.end):
        match = _SUMMARY.match(lines[place].text)
        if match and openings.get(lines[place].text[match.end() :][:_OPENING], -1) > place:
            found.add(place)
    return frozenset(found)


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
    if line.main is False and not line.shape.closed and " | " not in line.text:  # readability drops small tables
        return Decision(False, "outside_main")
    return Decision(True, "body" if line.shape.prose else "heading")
