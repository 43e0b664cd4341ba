"""A line of a page by itself: its text, its shape, and the rule that knows it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise, repeat
from typing import NamedTuple

from toolkit.clean.look import Look, Tables, look_at, table
from toolkit.clean.rules import BUILT_IN, SIEVE, Rule, Rulebook, canonical_lines
from toolkit.clean.shape import BITS, COUNTS, Shape, shape_of

_NARROWEST, _WIDEST = 14, 60  # characters of a line that was broken at a fixed width
_INDENT = 2  # characters before a paragraph
_SLACK = 2  # a mark may not stand at the beginning of a line, so the width varies by it
_BROKEN_LINES = 3  # so many lines of about one width that end in mid-sentence are no accident
_BROKEN_ALIKE = 2  # or so many of the very same
_LONGEST = 400  # lines of one paragraph
_SHORT = 200  # characters of a line that may well come again, on this page or another of its site
_MANY = 1 << 13  # lines that are remembered
_TABLES = Tables(table((*SIEVE.singles, *BITS)), table(SIEVE.openings), table(SIEVE.seconds), table(COUNTS))


class Line(NamedTuple):
    """A line as it is judged: its script-folded, stripped text, that in canonical form, and what it is by itself."""

    text: str
    form: str
    shape: Shape
    rule: Rule | None
    main: bool | None = None  # whether the markup's main part holds it; None without markup
    recurs: bool = False  # on many pages of the site
    continues: bool = False  # the paragraph of the line above, which was broken at a fixed width
    level: int = 0  # of a heading: 1 the title, 2 and more the title of a section; 0 is no heading
    linked: bool = False  # it is nothing but a link

    @property
    def prose(self) -> bool:
        return self.shape.prose and self.rule is None and not self.recurs

    @property
    def unknown(self) -> bool:
        """Whether neither a rule nor the other pages of the site say what it is."""
        return self.rule is None and not self.recurs


def judge_lines(texts: Sequence[str], book: Rulebook = BUILT_IN) -> list[Line]:
    """Stripped lines, each by itself; one that stands twice is judged once."""
    known = _remembered(book)
    if len(known) > _MANY:
        known.clear()
    new = list({text: None for text in texts if text not in known})
    judged = {line.text: line for line in map(_line, new, canonical_lines(new), looks(new), repeat(book))}
    known.update(item for item in judged.items() if len(item[0]) <= _SHORT)
    return [judged.get(text) or known[text] for text in texts]


def looks(texts: Sequence[str]) -> Iterator[Look]:
    """A look at each line, for its shape and for the rules that could know it."""
    return look_at(texts, _TABLES)


def _line(text: str, form: str, look: Look, book: Rulebook) -> Line:
    shape = shape_of(text, look)
    return Line(text, form, shape, book.match(form, look.bits, shape.sentence))


@lru_cache(maxsize=8)
def _remembered(_: Rulebook) -> dict[str, Line]:
    """Lines that were judged by this rulebook."""
    return {}


def is_broken(line: Line) -> bool:
    """Whether a line begins a sentence and does not end it."""
    begun = line.shape.han >= 12 and ("，" in line.text or "," in line.text)
    return begun and line.unknown and not line.shape.closed and line.main is not False


def unwrapped(
    lines: Sequence[Line], book: Rulebook = BUILT_IN, indented: frozenset[int] = frozenset()
) -> tuple[Line, ...]:
    """The lines; the pieces of a paragraph that was broken at a fixed width are judged as the paragraph is.

    `indented`: the places of lines that begin with a space, as paragraphs do.
    """
    width = _width(lines)
    if width is None:
        return tuple(lines)
    found = list(lines)
    starts = indented if 2 * len(indented) <= len(lines) else frozenset()
    for start, end in _paragraphs(lines, width, starts):
        (joined,) = judge_lines(["".join(line.text for line in lines[start:end])], book)
        if joined.rule is not None or (joined.prose and (joined.shape.closed or "。" in joined.text)):
            found[start:end] = [_piece(line, joined, place > 0) for place, line in enumerate(lines[start:end])]
    return tuple(found)


def _width(lines: Sequence[Line]) -> int | None:
    """The width at which the page was broken; None where it was not."""
    counts: dict[int, int] = {}
    for line, after in pairwise(lines):
        if _is_open(line) and after.text and _NARROWEST <= len(line.text) <= _WIDEST:
            counts[len(line.text)] = counts.get(len(line.text), 0) + 1
    widths = (width for width in sorted(counts, reverse=True) if _is_width(counts, width))
    width = next(widths, 0)
    known = sum(line.rule is None and line.text != "" for line in lines)
    longer = sum(line.rule is None and len(line.text) > width + _SLACK for line in lines)
    return width if width and 10 * longer <= known else None


def _is_width(counts: Mapping[int, int], width: int) -> bool:
    return counts[width] >= _BROKEN_ALIKE or _near(counts, width) >= _BROKEN_LINES


def _near(counts: Mapping[int, int], width: int) -> int:
    return sum(counts.get(other, 0) for other in range(width - _SLACK, width + 1))


def _is_open(line: Line) -> bool:
    return line.unknown and not line.shape.closed and line.shape.han >= _NARROWEST // 2


def _paragraphs(lines: Sequence[Line], width: int, starts: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Runs of lines of the width and the line that ends each; a line of `starts` begins another."""
    place = 0
    while place < len(lines):
        end = _past_full(lines, place, width, starts)
        ends_short = end < len(lines) and 0 < len(lines[end].text) <= width + _SLACK and _may_close(lines[end])
        if end > place and ends_short and end not in starts:
            end += 1
        if end > place + 1:
            yield place, end
        place = max(end, place + 1)


def _past_full(lines: Sequence[Line], place: int, width: int, starts: frozenset[int]) -> int:
    """The place after the full lines from `place` on, which may be indented."""
    end = place
    while end < min(len(lines), place + _LONGEST) and (end == place or end not in starts):
        if not _is_full(lines[end], width - _INDENT if end in starts else width):
            break
        end += 1
    return end


def _is_full(line: Line, width: int) -> bool:
    return line.unknown and abs(len(line.text) - width) <= _SLACK


def _may_close(line: Line) -> bool:
    stop = len(line.text) <= _SLACK  # a full stop on a line of its own
    return stop or line.rule is None or line.rule.verdict in ("caption", "edge", "statement")


def _piece(line: Line, paragraph: Line, continues: bool) -> Line:
    """A line of a paragraph; short as it may be, it is prose where the paragraph is."""
    made = line.shape._replace(prose=paragraph.shape.prose)
    return line._replace(rule=paragraph.rule, shape=made, continues=continues)
