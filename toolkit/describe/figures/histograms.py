"""The pictures that are histograms: lengths and dates, one panel a split over the same axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.describe.facts import Facts, SplitFacts
from toolkit.describe.figures.bins import Bins, date_bins, length_bins
from toolkit.describe.figures.figure import MARGIN, ROOM, Figure, Heading, draw, number, scaled
from toolkit.describe.figures.words import plain
from toolkit.release.layout import SPLITS

_TALL = 88  # px of the tallest column
_PANEL = 150
_HEAD = 68
_TICKS = 7
_NEAR = 24  # px from an end


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a panel, in px."""

    full: str
    left: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Panel:
    """The columns of one split, as tall as its own tallest."""

    kind: str
    label: str
    said: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark below the axis."""

    at: int
    label: str
    anchor: str


def draw_lengths(facts: Facts) -> Figure | None:
    """Characters of an article; None where the manifest does not count them."""
    bins = length_bins([split.stats.lengths for split in facts.splits])
    said = [f"; median {number(split.stats.median)}, longest {number(split.stats.longest)}" for split in facts.splits]
    told = "; ".join(f"{split.name}: {words[2:]}" for split, words in zip(facts.splits, said, strict=True))
    heading = Heading("lengths", "How long the articles are", f"Histograms of the characters of an article. {told}.")
    return _histogram(facts, heading, bins, ("rows by characters of an article", said))


def draw_dates(facts: Facts) -> Figure | None:
    """Dates of publication; None where no row has one."""
    bins = date_bins([split.stats.months for split in facts.splits])
    said = [f"; {number(count)} without such a date" if count else "" for count in bins.outside]
    span = f" from {bins.names[0]} to {bins.names[-1]}" if bins.names else ""
    heading = Heading("dates", "When they were published", f"Histograms of the dates of publication{span}.")
    return _histogram(facts, heading, bins, ("rows by date of publication, as the pages state it", said))


def _histogram(facts: Facts, heading: Heading, bins: Bins, words: tuple[str, Sequence[str]]) -> Figure | None:
    if not bins.names or not bins.tallest:
        return None
    marks = _marks(len(bins.names))
    panels = [
        _panel(split, bins.names, counts, note, marks)
        for split, counts, note in zip(facts.splits, bins.series, words[1], strict=True)
    ]
    height = _HEAD + _PANEL * len(panels)
    return draw(
        heading, "histogram", said=words[0], panels=panels, ticks=_ticks(bins, marks), tall=_TALL, height=height
    )


def _marks(count: int) -> list[int]:
    """Where columns touch, from left to right."""
    return [MARGIN + ROOM * place // count for place in range(count + 1)]


def _panel(split: SplitFacts, names: Sequence[str], counts: Sequence[int], note: str, marks: Sequence[int]) -> Panel:
    most = max(counts)
    columns = [
        Column(f"{name}: {number(count)}", left + 1, max(1, right - left - 2), scaled(count, most, _TALL))
        for name, count, (left, right) in zip(names, counts, pairwise(marks), strict=True)
        if count
    ]
    label = f"{plain(split.name)}, {number(split.stats.rows)} {'row' if split.stats.rows == 1 else 'rows'}"
    return Panel(
        split.name if split.name in SPLITS else "lost", label, f"tallest column {number(most)}{note}", tuple(columns)
    )


def _ticks(bins: Bins, marks: Sequence[int]) -> tuple[Tick, ...]:
    """As many as there is room for, below the edge or the middle of a column; of many months the Januaries."""
    edges = len(bins.edges) > len(bins.names)
    places = list(marks) if edges else [(left + right) // 2 for left, right in pairwise(marks)]
    ticks = list(zip(places, bins.edges, strict=True))
    years = [(place, label.removesuffix("-01")) for place, label in ticks if label.endswith("-01")]
    if len(ticks) > _TICKS and len(years) > 1:
        ticks = years
    step = -(-len(ticks) // _TICKS)
    return tuple(Tick(place, label, _anchor(place)) for place, label in ticks[::step])


def _anchor(place: int) -> str:
    """A label at either end of the axis stays inside the frame."""
    return "" if place < MARGIN + _NEAR else "end" if place > MARGIN + ROOM - _NEAR else "mid"
