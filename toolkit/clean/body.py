"""Where the body of a page lies: the run of lines that weighs most, and what belongs to it at its edges."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.clean.edges import DAY, is_term, lead_in, may_end, past_below
from toolkit.clean.line import Line
from toolkit.clean.rules import WEIGHTS

_ENTERED = 40  # Chinese characters of prose that make a body
_MAIN_SHARE = 5  # the main part holds at least a fifth of the prose, else it is not the article
_HEADS = 6  # lines at the top that may hold the title, and of the body that may hold it again
_HEADLINE = 8  # characters of a headline
_QUESTION = 45  # Chinese characters of a question that is a title
_TERMS = 4  # terms that make a body
# The day that signs a notice, and who asked a question, below what he asks.
_NO_MASTHEAD = re.compile(rf"{DAY.pattern}|提问(?:者|人|时间)|悬赏分?[:：]")


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
    """The run of lines that weighs most, without what follows the first line that ends it.

    Without a sentence, the terms of a tender are what a page has to say.
    """
    body = _find_body(lines)
    terms = [place for place, line in enumerate(lines) if not body and is_term(line)]
    if len(terms) < _TERMS:
        return body
    told = list(lines)
    for place in terms:
        told[place] = lines[place]._replace(shape=lines[place].shape._replace(prose=True))
    return _find_body(told)


def _find_body(lines: Sequence[Line]) -> Body:
    start, end = _heaviest([_weight(line) for line in lines])
    end = _tail(lines, start, end)
    start = _below_title(lines, _below_masthead(lines, start, end), end)
    start = next((place for place in range(start, end) if lines[place].prose), end)
    end = max((place + 1 for place in range(start, end) if may_end(lines[place])), default=start)
    if start == end:
        return Body(0, 0)
    start = lead_in(lines, start)
    return Body(start, past_below(lines, start, end))


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


def _below_title(lines: Sequence[Line], start: int, end: int) -> int:
    """Where the body starts when a line that heads the page stands again among its first: above it is a caption."""
    heads = tuple(line.text for line in lines[: min(start, _HEADS)] if line.text)
    near = (at for at in range(start + 1, min(start + _HEADS, end)) if lines[at].unknown and not lines[at].prose)
    headlines = ((at, lines[at].text) for at in near if len(lines[at].text) >= _HEADLINE)
    place = next((at for at, text in headlines if any(head.startswith(text) for head in heads)), start)
    above = sum(line.shape.han for line in lines[start:place] if line.prose)
    return place if above <= _ENTERED else start


def _asks(line: Line) -> bool:
    """Whether a line is a question short enough for a title."""
    return line.text.endswith(("？", "?")) and line.shape.han <= _QUESTION
