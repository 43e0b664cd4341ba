"""A line of a page by itself: its text, its shape, and the rule that knows it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from toolkit.clean.rules import BUILT_IN, Rule, Rulebook
from toolkit.clean.shape import Shape, shape_of

_NARROWEST, _WIDEST = 14, 60  # characters of a line that was broken at a fixed width
_SLACK = 2  # a mark may not stand at the beginning of a line, so the width varies by it
_BROKEN_LINES = 3  # so many lines of one width that end in mid-sentence are no accident
_LONGEST = 400  # lines of one paragraph


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


def judge_line(text: str, book: Rulebook = BUILT_IN, main: bool | None = None, recurs: bool = False) -> Line:
    """A stripped line by itself."""
    shape, rule = shape_of(text), book.match(text)
    if rule is not None and not rule.sentences and shape.sentence:
        rule = None
    return Line(text, shape, rule, main, recurs)


def is_broken(line: Line) -> bool:
    """Whether a line begins a sentence and does not end it."""
    begun = line.shape.han >= 12 and re.search("[，,]", line.text) is not None
    return begun and line.rule is None and not line.recurs and not line.shape.closed and line.main is not False


def unwrapped(lines: Sequence[Line], book: Rulebook = BUILT_IN) -> tuple[Line, ...]:
    """The lines; the pieces of a paragraph that was broken at a fixed width are judged as the paragraph is."""
    width = _width(lines)
    if width is None:
        return tuple(lines)
    found = list(lines)
    for start, end in _paragraphs(lines, width):
        joined = judge_line("".join(line.text for line in lines[start:end]), book)
        if joined.rule is not None or (joined.prose and (joined.shape.closed or "。" in joined.text)):
            found[start:end] = [_piece(line, joined) for line in lines[start:end]]
    return tuple(found)


def _width(lines: Sequence[Line]) -> int | None:
    """The width at which the page was broken; None where it was not."""
    counts: dict[int, int] = {}
    for line, after in pairwise(lines):
        if _is_open(line) and after.text and _NARROWEST <= len(line.text) <= _WIDEST:
            counts[len(line.text)] = counts.get(len(line.text), 0) + 1
    widths = (width for width in sorted(counts, reverse=True) if _near(counts, width) >= _BROKEN_LINES)
    width = next(widths, 0)
    known = sum(line.rule is None and line.text != "" for line in lines)
    longer = sum(line.rule is None and len(line.text) > width + _SLACK for line in lines)
    return width if width and 10 * longer <= known else None


def _near(counts: Mapping[int, int], width: int) -> int:
    return sum(counts.get(other, 0) for other in range(width - _SLACK, width + 1))


def _is_open(line: Line) -> bool:
    return line.rule is None and not line.recurs and not line.shape.closed and line.shape.han >= _NARROWEST // 2


def _paragraphs(lines: Sequence[Line], width: int) -> Iterator[tuple[int, int]]:
    """Runs of lines of the width and the line that ends each."""
    place = 0
    while place < len(lines):
        end = place
        while end < len(lines) and end - place < _LONGEST and _is_full(lines[end], width):
            end += 1
        last = end < len(lines) and 0 < len(lines[end].text) <= width + _SLACK and _may_close(lines[end])
        if end > place and last:
            yield place, end + 1
        place = max(end, place) + 1


def _is_full(line: Line, width: int) -> bool:
    return line.rule is None and not line.recurs and abs(len(line.text) - width) <= _SLACK


def _may_close(line: Line) -> bool:
    return line.rule is None or line.rule.verdict in ("caption", "edge", "statement")


def _piece(line: Line, paragraph: Line) -> Line:
    """A line of a paragraph; short as it may be, it is prose where the paragraph is."""
    return replace(line, rule=paragraph.rule, shape=replace(line.shape, prose=paragraph.shape.prose))
