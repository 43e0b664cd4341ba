"""A large file of lines is read in spans by several workers, and comes out as if one had read it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.finding import Finding
from toolkit.read.bounds import PATIENCE
from toolkit.read.documents import LINES
from toolkit.read.jsonl import Item, count_lines
from toolkit.read.opening import Unread, open_regular
from toolkit.read.source import Source, Span


def cut_spans(source: Source, size: int) -> Iterator[Source]:
    """The source in spans of `size` bytes; whole where it is no plain file of lines, or hardly larger."""
    if (
        not source.location.lower().endswith(LINES)
        or not source.raw_path.lower().endswith(LINES)
        or source.refused is not None
        or source.size < 2 * size
    ):
        yield source
    else:
        for start in range(0, source.size - size + 1, size):
            end = start + size if start + 2 * size <= source.size else source.size
            yield replace(source, size=end - start, span=Span(start, end))


@dataclass(slots=True)
class Streaks:
    """Errors in a row among the items of a span: up to the first that is none, from the last on, and the most."""

    lead: int = 0
    tail: int = 0
    most: int = 0
    unbroken: bool = True
    silent: bool = True

    def add(self, item: Item) -> None:
        """The next item."""
        self.silent = False
        if not isinstance(item, Finding):
            self.tail, self.unbroken = 0, False
        elif item.severity == "error":
            self.tail += 1
            self.most = max(self.most, self.tail)
            self.lead += self.unbroken


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one pass over a span shows."""

    source: Source
    lines: int
    records: int
    streaks: Streaks


def measure(source: Source, streaks: Streaks) -> Stretch:
    """The lines of a span whose items were counted as they were read; none where it cannot be read."""
    try:
        with open_regular(source) as file:
            lines, records = count_lines(source, file)
    except (Unread, OSError):
        lines, records = 0, 0
    return Stretch(source, lines, records, streaks)


def numbered(stretches: Iterable[Stretch]) -> list[Source]:
    """The spans of one file in order, each told what stands before it."""
    lines = records = 0
    sources = []
    for one in stretches:
        assert one.source.span is not None
        sources.append(replace(one.source, span=replace(one.source.span, lines=lines, records=records)))
        lines, records = lines + one.lines, records + one.records
    return sources


def comes_out_as_one(stretches: Sequence[Stretch]) -> bool:
    """Whether a single reader would have read the file to its end, and found something in it."""
    row = 0
    for streaks in (one.streaks for one in stretches):
        if max(streaks.most, row + streaks.lead) >= PATIENCE:
            return False
        row = row + streaks.lead if streaks.unbroken else streaks.tail
    return not all(one.streaks.silent for one in stretches)
